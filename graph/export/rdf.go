package export

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cayleygraph/quad"

	"github.com/newsgraph/newsgraph/graph"
)

const (
	rdf  = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	rdfs = "http://www.w3.org/2000/01/rdf-schema#"
	xsd  = "http://www.w3.org/2001/XMLSchema#"
	owl  = "http://www.w3.org/2002/07/owl#"
)

// resolve makes an absolute IRI of one of the graph's.
func resolve(iri quad.IRI, base string) string {
	s := string(iri)
	if rest, ok := strings.CutPrefix(s, "rdf:"); ok {
		return rdf + rest
	}
	if rest, ok := strings.CutPrefix(s, "rdfs:"); ok {
		return rdfs + rest
	}
	if s == "sameAs" {
		return owl + s
	}
	if strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") {
		return s // one of another graph, as Wikidata's
	}
	return base + s
}

// lexical is the lexical form of a value and the IRI of its datatype, empty for
// a string.
func lexical(v quad.Value) (text, datatype string) {
	switch v := v.(type) {
	case quad.String:
		return string(v), ""
	case quad.Int:
		return strconv.FormatInt(int64(v), 10), xsd + "integer"
	case quad.Float:
		return strconv.FormatFloat(float64(v), 'E', -1, 64), xsd + "double"
	case quad.Bool:
		return strconv.FormatBool(bool(v)), xsd + "boolean"
	case quad.Time:
		return time.Time(v).UTC().Format(time.RFC3339), xsd + "dateTime"
	}
	return quad.ToString(v), ""
}

// nquadsEscaper writes the characters that may not stand in a string of
// N-Quads. The graph's strings have no other controls.
var nquadsEscaper = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

func term(v quad.Value, base string) string {
	if iri, ok := v.(quad.IRI); ok {
		return "<" + resolve(iri, base) + ">"
	}
	text, datatype := lexical(v)
	s := `"` + nquadsEscaper.Replace(text) + `"`
	if datatype != "" {
		s += "^^<" + datatype + ">"
	}
	return s
}

// writeNQuads writes N-Quads (W3C 2014), sorted by bytes.
func writeNQuads(w io.Writer, sel Selection, opts Options) error {
	var lines []string
	for _, q := range graph.SelectionQuads(sel.Graph.Nodes, sel.Claims, sel.Events...) {
		terms := []string{term(q.Subject, opts.Base), term(q.Predicate, opts.Base), term(q.Object, opts.Base)}
		if q.Label != nil {
			terms = append(terms, term(q.Label, opts.Base))
		}
		lines = append(lines, strings.Join(terms, " ")+" .\n")
	}
	slices.Sort(lines)
	for _, l := range lines {
		if _, err := io.WriteString(w, l); err != nil {
			return err
		}
	}
	return nil
}

// writeJSONLD writes JSON-LD 1.1: entities at the top, what each article says
// in a graph that carries the article's name, then both sides of each disagreement. The context stands inline, so
// that nothing has to be fetched.
func writeJSONLD(w io.Writer, sel Selection, opts Options) error {
	top := newNodes(opts.Base)
	articles := make(map[quad.Value]*nodes)
	var order []quad.Value
	for _, q := range graph.SelectionQuads(sel.Graph.Nodes, sel.Claims, sel.Events...) {
		in := top
		if q.Label != nil {
			if articles[q.Label] == nil {
				articles[q.Label] = newNodes(opts.Base)
				order = append(order, q.Label)
			}
			in = articles[q.Label]
		}
		in.add(q)
	}
	all := top.list
	for _, label := range order {
		all = append(all, map[string]any{"@id": resolve(label.(quad.IRI), opts.Base), "@graph": articles[label].list})
	}
	all = append(all, disagreementNodes(sel, opts.Base)...)
	return encodeJSON(w, map[string]any{
		"@context": map[string]any{"@vocab": opts.Base, "rdf": rdf, "rdfs": rdfs, "xsd": xsd},
		"@graph":   all,
	})
}

// nodes is the node objects of one graph, in order of their first quad.
type nodes struct {
	base string
	byID map[string]map[string]any
	list []any
}

func newNodes(base string) *nodes {
	return &nodes{base: base, byID: make(map[string]map[string]any), list: []any{}}
}

func (n *nodes) add(q quad.Quad) {
	id := resolve(q.Subject.(quad.IRI), n.base)
	node := n.byID[id]
	if node == nil {
		node = map[string]any{"@id": id}
		n.byID[id] = node
		n.list = append(n.list, node)
	}
	if q.Predicate == quad.IRI("rdf:type") {
		node["@type"] = n.key(q.Object.(quad.IRI))
		return
	}
	key := n.key(q.Predicate.(quad.IRI))
	list, _ := node[key].([]any)
	node[key] = append(list, n.value(q.Object))
}

// key is a property or class: short where @vocab makes an IRI of it, absolute
// where a colon would be taken for a prefix, or @ for a keyword, and where the
// graph has a word of another vocabulary.
func (n *nodes) key(iri quad.IRI) string {
	switch s := string(iri); {
	case strings.HasPrefix(s, "rdfs:"):
		return s
	case strings.ContainsAny(s, ":@/#?") || resolve(iri, n.base) != n.base+s:
		return resolve(iri, n.base)
	default:
		return s
	}
}

func (n *nodes) value(v quad.Value) any {
	switch v := v.(type) {
	case quad.IRI:
		return map[string]any{"@id": resolve(v, n.base)}
	case quad.String:
		return string(v)
	case quad.Int:
		return int64(v)
	}
	text, datatype := lexical(v)
	return map[string]any{"@value": text, "@type": fmt.Sprintf("xsd:%s", strings.TrimPrefix(datatype, xsd))}
}
