package export

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// graphmlKeys are the attributes of nodes and edges. Every one is declared:
// readers ignore or refuse what is not.
var graphmlKeys = []struct{ owner, name, kind string }{
	{"node", "label", "string"},
	{"node", "type", "string"},
	{"node", "aliases", "string"},
	{"node", "degree", "int"},
	{"node", "claims", "int"},
	{"node", "articles", "int"},
	{"edge", "label", "string"},
	{"edge", "relation", "string"},
	{"edge", "family", "string"},
	{"edge", "statuses", "string"},
	{"edge", "weight", "double"},
	{"edge", "claims", "int"},
	{"edge", "articles", "int"},
	{"edge", "confidence", "double"},
	{"edge", "first_date", "string"},
	{"edge", "last_date", "string"},
	{"edge", "quotes", "string"},
	{"edge", "sources", "string"},
}

// writeGraphML writes GraphML (Brandes et al. 2002) for Gephi, yEd, Cytoscape
// and networkx: one directed edge for each relation between two nodes, with
// the quotes that support it.
func writeGraphML(w io.Writer, sel Selection, _ Options) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	b.WriteString(`<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
		` xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">` + "\n")
	for _, k := range graphmlKeys {
		fmt.Fprintf(&b, `  <key id="%s_%s" for="%s" attr.name="%s" attr.type="%s"/>`+"\n", k.owner, k.name, k.owner, k.name, k.kind)
	}
	b.WriteString(`  <graph id="newsgraph" edgedefault="directed">` + "\n")
	data := func(owner, name, value string) {
		if value != "" {
			fmt.Fprintf(&b, `      <data key="%s_%s">%s</data>`+"\n", owner, name, escapeXML(value))
		}
	}
	for _, n := range sel.Graph.Nodes {
		fmt.Fprintf(&b, `    <node id="%s">`+"\n", escapeXML(n.ID))
		data("node", "label", n.Name)
		data("node", "type", string(n.Type))
		data("node", "aliases", strings.Join(n.Aliases, "; "))
		data("node", "degree", strconv.Itoa(n.Degree))
		data("node", "claims", strconv.Itoa(n.Claims))
		data("node", "articles", strconv.Itoa(n.Articles))
		b.WriteString("    </node>\n")
	}
	evidence := evidenceByEdge(sel.Claims)
	for _, e := range sel.Graph.Edges {
		fmt.Fprintf(&b, `    <edge id="%s" source="%s" target="%s">`+"\n", escapeXML(e.ID), escapeXML(e.Source), escapeXML(e.Target))
		data("edge", "label", e.Relation)
		data("edge", "relation", e.Relation)
		data("edge", "family", e.Family)
		data("edge", "statuses", statuses(e))
		data("edge", "weight", strconv.Itoa(e.Claims))
		data("edge", "claims", strconv.Itoa(e.Claims))
		data("edge", "articles", strconv.Itoa(e.Articles))
		data("edge", "confidence", strconv.FormatFloat(e.Confidence, 'f', -1, 64))
		data("edge", "first_date", e.FirstDate)
		data("edge", "last_date", e.LastDate)
		data("edge", "quotes", strings.Join(evidence[e.ID].quotes, "\n"))
		data("edge", "sources", strings.Join(evidence[e.ID].sources, "; "))
		b.WriteString("    </edge>\n")
	}
	b.WriteString("  </graph>\n</graphml>\n")
	_, err := w.Write(b.Bytes())
	return err
}

// dropControls drops what XML 1.0 cannot hold at all, and nobody wants
// elsewhere.
func dropControls(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 {
			return r
		}
		return -1
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// escapeXML escapes text.
func escapeXML(s string) string {
	s = dropControls(s)
	var b strings.Builder
	// A strings.Builder does not fail.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
