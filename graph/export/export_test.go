package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/cayleygraph/quad"
	"github.com/cayleygraph/quad/nquads"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// selection is a small graph with everything that formats treat specially.
func selection(t *testing.T) Selection {
	t.Helper()
	s, err := graph.Open(t.Context(), "", graph.Options{Families: map[string]string{"fines": "law"}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	text := "A Moscow court fined TikTok \"2.6m\" roubles & more. Somebody arrested =Ann <b>."
	court := &nlp.Argument{ID: "moscow-court", Name: "Moscow court", Mention: "A Moscow court", Type: nlp.Organization, End: 14}
	tiktok := &nlp.Argument{ID: "tiktok", Name: "TikTok", Type: nlp.Product, Start: 21, End: 27}
	ann := &nlp.Argument{ID: "ann b", Name: "=Ann <b>\x01", Type: nlp.Person}
	claims := []nlp.Claim{
		{Relation: "fines", Trigger: "fined", Subject: court, Object: tiktok, Status: nlp.Asserted, Confidence: 0.93,
			Amount: &nlp.Money{Value: 2600000, Currency: "RUB"}, Date: &nlp.Dated{Value: "2021-04-06"}, Quote: text[:50], End: 50},
		{Relation: "open:doubt", Trigger: "doubts", Subject: tiktok, Object: court, Status: nlp.Negated, Confidence: 0.5, Quote: "line\nbreak", Start: 3, End: 5},
		{Relation: "arrests", Trigger: "arrested", Object: ann, Status: nlp.Alleged, Confidence: 0.7, Quote: text[51:], Start: 51, End: len(text)},
	}
	var mentions []nlp.MentionRecord
	for _, a := range []*nlp.Argument{court, tiktok, ann} {
		mentions = append(mentions, nlp.MentionRecord{Article: "003", Text: text[a.Start:a.End], Start: a.Start, End: a.End,
			Entity: a.ID, Name: a.Name, Type: a.Type, Kind: "name"})
	}
	// A second article gives another amount for the same fine.
	const other = "The Moscow court fined TikTok 26 million roubles."
	again := nlp.Claim{Relation: "fines", Trigger: "fined", TriggerStart: 17, TriggerEnd: 22, Status: nlp.Asserted, Confidence: 0.8, Quote: other, End: len(other),
		Subject: &nlp.Argument{ID: "moscow-court", Name: "Moscow court", Mention: "The Moscow court", Type: nlp.Organization, End: 16},
		Object:  &nlp.Argument{ID: "tiktok", Name: "TikTok", Mention: "TikTok", Type: nlp.Product, Start: 23, End: 29},
		Amount:  &nlp.Money{Quoted: nlp.Quoted{Text: "26 million roubles", Start: 30, End: 48}, Value: 26_000_000, Currency: "RUB"},
		Date:    &nlp.Dated{Value: "2021-04-06"}}
	_, err = s.Add(t.Context(), []graph.Entry{
		{
			Article: nlp.Article{ID: "003", Title: "Fine & more", Source: "Test Wire", URL: "https://news.example/3?a=1&b=2", Published: "2021-04-07", Text: text},
			Claims:  claims, Mentions: mentions,
		},
		{
			Article: nlp.Article{ID: "004", Title: "A fine", Source: "Other Wire", Published: "2021-04-08", Text: other},
			Claims:  []nlp.Claim{again},
			Mentions: []nlp.MentionRecord{
				{Article: "004", Text: "The Moscow court", End: 16, Entity: "moscow-court", Name: "Moscow court", Type: nlp.Organization, Kind: "name"},
				{Article: "004", Text: "TikTok", Start: 23, End: 29, Entity: "tiktok", Name: "TikTok", Type: nlp.Product, Kind: "name"},
			},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	g, err := s.Ego(t.Context(), graph.EgoQuery{Centers: []string{"tiktok", "ann b"}})
	if err != nil {
		t.Fatal(err)
	}
	views, _, err := s.Claims(t.Context(), graph.Filter{}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	sel := Selection{Graph: g, Claims: views}
	for _, format := range []string{"json", "mentions"} {
		if err := sel.Complete(t.Context(), s, format); err != nil {
			t.Fatal(err)
		}
	}
	return sel
}

func write(t *testing.T, format string, sel Selection) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, sel, Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	sel := selection(t)
	for _, f := range Formats {
		got := write(t, f.Name, sel)
		path := filepath.Join("testdata", "selection-"+f.Name+f.Extension)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", f.Name, got, want)
		}
		if again := write(t, f.Name, sel); !bytes.Equal(again, got) {
			t.Errorf("%s: two exports of one selection differ", f.Name)
		}
		if empty := write(t, f.Name, Selection{}); (f.Name == "json" || f.Name == "csv" || strings.HasSuffix(f.Name, "ml")) && len(empty) == 0 {
			t.Errorf("%s: an empty selection gives an empty file", f.Name)
		}
	}
	if err := Write(io.Discard, "none", sel, Options{}); !errors.Is(err, ErrFormat) {
		t.Errorf("got %v, want ErrFormat", err)
	}
}

// TestReaders reads each format back.
func TestReaders(t *testing.T) {
	sel := selection(t)

	r := nquads.NewReader(bytes.NewReader(write(t, "nquads", sel)), false)
	n := 0
	for {
		q, err := r.ReadQuad()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if s := q.Subject.String(); !strings.HasPrefix(s, "<"+DefaultBase) {
			t.Errorf("subject %s is not absolute", s)
		}
		n++
	}
	if want := len(graph.SelectionQuads(sel.Graph.Nodes, sel.Claims, sel.Events...)); n != want {
		t.Errorf("N-Quads: got %d quads, want %d", n, want)
	}

	var ld struct {
		Graph []map[string]any `json:"@graph"`
	}
	if err := json.Unmarshal(write(t, "jsonld", sel), &ld); err != nil || len(ld.Graph) == 0 {
		t.Errorf("JSON-LD: got %d nodes, %v", len(ld.Graph), err)
	}

	var ml struct {
		Keys []struct {
			ID string `xml:"id,attr"`
		} `xml:"key"`
		Nodes []struct {
			ID string `xml:"id,attr"`
		} `xml:"graph>node"`
		Edges []struct {
			Source string `xml:"source,attr"`
			Target string `xml:"target,attr"`
			Data   []struct {
				Key string `xml:"key,attr"`
			} `xml:"data"`
		} `xml:"graph>edge"`
	}
	if err := xml.Unmarshal(write(t, "graphml", sel), &ml); err != nil {
		t.Fatalf("GraphML: %v", err)
	}
	declared, nodes := make(map[string]bool), make(map[string]bool)
	for _, k := range ml.Keys {
		declared[k.ID] = true
	}
	for _, n := range ml.Nodes {
		nodes[n.ID] = true
	}
	if len(ml.Edges) != len(sel.Graph.Edges) || len(ml.Edges) == 0 {
		t.Errorf("GraphML: got %d edges, want %d", len(ml.Edges), len(sel.Graph.Edges))
	}
	for _, e := range ml.Edges {
		if !nodes[e.Source] || !nodes[e.Target] {
			t.Errorf("GraphML: edge from %q to %q has no nodes", e.Source, e.Target)
		}
		for _, d := range e.Data {
			if !declared[d.Key] {
				t.Errorf("GraphML: key %q is not declared", d.Key)
			}
		}
	}

	rows, err := csv.NewReader(bytes.NewReader(write(t, "csv", sel))).ReadAll()
	if err != nil || len(rows) != 1+len(sel.Graph.Edges) {
		t.Errorf("CSV: got %d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("CSV: a spreadsheet would run %q", cell)
			}
		}
	}

	var gx struct {
		Version    string `xml:"version,attr"`
		Attributes []struct {
			Class      string `xml:"class,attr"`
			Attributes []struct {
				ID   string `xml:"id,attr"`
				Type string `xml:"type,attr"`
			} `xml:"attribute"`
		} `xml:"graph>attributes"`
		Nodes []gexfElement `xml:"graph>nodes>node"`
		Edges []gexfElement `xml:"graph>edges>edge"`
	}
	if err := xml.Unmarshal(write(t, "gexf", sel), &gx); err != nil {
		t.Fatalf("GEXF: %v", err)
	}
	types := map[string]string{}
	for _, class := range gx.Attributes {
		for _, a := range class.Attributes {
			types[class.Class+" "+a.ID] = a.Type
		}
	}
	ids := map[string]bool{}
	for _, n := range gx.Nodes {
		ids[n.ID] = true
		n.check(t, "node", types)
	}
	for _, e := range gx.Edges {
		if !ids[e.Source] || !ids[e.Target] || ids[e.ID] || e.Kind == "" {
			t.Errorf("GEXF: edge %q from %q to %q", e.ID, e.Source, e.Target)
		}
		ids[e.ID] = true
		e.check(t, "edge", types)
	}
	if gx.Version != "1.3" || len(gx.Nodes) != len(sel.Graph.Nodes) || len(gx.Edges) != len(sel.Graph.Edges) {
		t.Errorf("GEXF %s: got %d nodes, %d edges", gx.Version, len(gx.Nodes), len(gx.Edges))
	}

	var js struct{ Events []event }
	if err := json.Unmarshal(write(t, "json", sel), &js); err != nil {
		t.Fatal(err)
	}
	if len(js.Events) != 1 || len(js.Events[0].Disagreements) != 1 || len(js.Events[0].Evidence) != 2 {
		t.Fatalf("JSON: got %+v, want one event with the two amounts", js.Events)
	}
	if d := js.Events[0].Disagreements[0]; d.Field != "amount" || len(d.Positions) != 2 || d.Positions[0].Claims[0].Quote == "" {
		t.Errorf("JSON: got %+v", d)
	}

	for format, want := range map[string]int{"claims": len(sel.Claims), "mentions": 5} {
		n := 0
		for line := range bytes.Lines(write(t, format, sel)) {
			n++
			var v struct{ Article, Entity, Handle, Relation string }
			if err := json.Unmarshal(line, &v); err != nil || v.Article == "" {
				t.Errorf("%s: %s: %v", format, line, err)
			}
			if format == "mentions" && v.Handle != v.Entity+"@"+v.Article {
				t.Errorf("%s: %s is of %s", format, v.Handle, v.Entity)
			}
		}
		if n != want {
			t.Errorf("%s: %d lines, want %d", format, n, want)
		}
	}
}

type gexfElement struct {
	ID     string `xml:"id,attr"`
	Source string `xml:"source,attr"`
	Target string `xml:"target,attr"`
	Kind   string `xml:"kind,attr"`
	Start  string `xml:"start,attr"`
	End    string `xml:"end,attr"`
	Values []struct {
		For   string `xml:"for,attr"`
		Value string `xml:"value,attr"`
	} `xml:"attvalues>attvalue"`
}

// check looks whether every value is declared and of its type, and whether
// dates are dates.
func (e gexfElement) check(t *testing.T, class string, types map[string]string) {
	t.Helper()
	for _, v := range e.Values {
		var err error
		switch kind := types[class+" "+v.For]; kind {
		case "string":
		case "integer":
			_, err = strconv.Atoi(v.Value)
		case "double":
			_, err = strconv.ParseFloat(v.Value, 64)
		default:
			t.Errorf("GEXF: attribute %q of a %s is not declared", v.For, class)
		}
		if err != nil {
			t.Errorf("GEXF: %s: %v", v.For, err)
		}
	}
	if e.Start != "" && !day(e.Start) || e.End != "" && !day(e.End) || e.Start > e.End && e.End != "" {
		t.Errorf("GEXF: %s goes from %q to %q", e.ID, e.Start, e.End)
	}
}

// A property has one IRI in every format.
func TestPropertyIRIs(t *testing.T) {
	n := newNodes(DefaultBase)
	for iri, want := range map[quad.IRI]string{
		"fines": "fines", "rdfs:label": "rdfs:label", "open:doubt": DefaultBase + "open:doubt", "sameAs": owl + "sameAs",
	} {
		if got := n.key(iri); got != want {
			t.Errorf("%s: got %s, want %s", iri, got, want)
		}
	}
}
