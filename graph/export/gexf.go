package export

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// gexfAttributes are the attributes of nodes and edges. One that is not
// declared is an error to readers.
var gexfAttributes = []struct{ class, name, kind string }{
	{"node", "type", "string"},
	{"node", "aliases", "string"},
	{"node", "wikidata", "string"},
	{"node", "degree", "integer"},
	{"node", "claims", "integer"},
	{"node", "articles", "integer"},
	{"edge", "relation", "string"},
	{"edge", "family", "string"},
	{"edge", "statuses", "string"},
	{"edge", "claims", "integer"},
	{"edge", "articles", "integer"},
	{"edge", "disagreements", "integer"},
	{"edge", "confidence", "double"},
	{"edge", "first_date", "string"},
	{"edge", "last_date", "string"},
	{"edge", "quotes", "string"},
	{"edge", "sources", "string"},
}

// writeGEXF writes GEXF 1.3 (gexf.net/1.3) for Gephi: a dynamic graph of dates,
// with kind telling parallel edges apart. Dates stand as attributes too, as some
// readers drop the intervals.
func writeGEXF(w io.Writer, sel Selection, _ Options) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	b.WriteString(`<gexf xmlns="http://gexf.net/1.3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
		` xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">` + "\n")
	b.WriteString("  <meta>\n    <creator>newsgraph</creator>\n  </meta>\n")
	b.WriteString(`  <graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">` + "\n")
	for _, class := range []string{"node", "edge"} {
		fmt.Fprintf(&b, `    <attributes class="%s">`+"\n", class)
		for _, a := range gexfAttributes {
			if a.class == class {
				fmt.Fprintf(&b, `      <attribute id="%s" title="%s" type="%s"/>`+"\n", a.name, a.name, a.kind)
			}
		}
		b.WriteString("    </attributes>\n")
	}
	values := func(pairs ...string) {
		b.WriteString("        <attvalues>\n")
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i+1] != "" {
				fmt.Fprintf(&b, `          <attvalue for="%s" value="%s"/>`+"\n", pairs[i], escapeXML(pairs[i+1]))
			}
		}
		b.WriteString("        </attvalues>\n")
	}
	b.WriteString("    <nodes>\n")
	for _, n := range sel.Graph.Nodes {
		fmt.Fprintf(&b, `      <node id="%s" label="%s">`+"\n", escapeXML(n.ID), escapeXML(n.Name))
		values("type", string(n.Type), "aliases", strings.Join(n.Aliases, "; "), "wikidata", n.Wikidata,
			"degree", strconv.Itoa(n.Degree), "claims", strconv.Itoa(n.Claims), "articles", strconv.Itoa(n.Articles))
		b.WriteString("      </node>\n")
	}
	b.WriteString("    </nodes>\n    <edges>\n")
	evidence := evidenceByEdge(sel.Claims)
	for _, e := range sel.Graph.Edges {
		fmt.Fprintf(&b, `      <edge id="%s" source="%s" target="%s" kind="%s" label="%s" weight="%d"%s>`+"\n",
			escapeXML(e.ID), escapeXML(e.Source), escapeXML(e.Target), escapeXML(e.Relation), escapeXML(e.Relation), e.Claims,
			interval(e.FirstDate, e.LastDate))
		values("relation", e.Relation, "family", e.Family, "statuses", statuses(e), "claims", strconv.Itoa(e.Claims),
			"articles", strconv.Itoa(e.Articles), "disagreements", strconv.Itoa(e.Disagreements),
			"confidence", strconv.FormatFloat(e.Confidence, 'f', -1, 64), "first_date", e.FirstDate, "last_date", e.LastDate,
			"quotes", strings.Join(evidence[e.ID].quotes, "\n"), "sources", strings.Join(evidence[e.ID].sources, "; "))
		b.WriteString("      </edge>\n")
	}
	b.WriteString("    </edges>\n  </graph>\n</gexf>\n")
	_, err := w.Write(b.Bytes())
	return err
}

// interval is the attributes start and end, where the dates are whole days:
// "2021" or "2021-W14" is no date to a reader of GEXF.
func interval(first, last string) string {
	var out string
	if day(first) {
		out = fmt.Sprintf(` start="%s"`, first)
	}
	if day(last) {
		out += fmt.Sprintf(` end="%s"`, last)
	}
	return out
}

func day(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
