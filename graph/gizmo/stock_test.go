package gizmo

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cayleygraph/cayley/graph"
	_ "github.com/cayleygraph/cayley/graph/memstore"
	"github.com/cayleygraph/cayley/query"
	stock "github.com/cayleygraph/cayley/query/gizmo"
	_ "github.com/cayleygraph/cayley/writer"
	"github.com/cayleygraph/quad"
	"github.com/cayleygraph/quad/nquads"
	"golang.org/x/tools/txtar"
)

// loadStock reads the archive and makes its graph.
func loadStock(t testing.TB) (*txtar.Archive, graph.QuadStore) {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "stock.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	qs, err := graph.NewQuadStore("memstore", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	w, err := graph.NewQuadWriter("single", qs, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := quad.Copy(graph.NewWriter(w), nquads.NewReader(strings.NewReader(string(archive.Files[0].Data)), false)); err != nil {
		t.Fatal(err)
	}
	return archive, qs
}

// TestStock runs every documented call here and in Cayley's own session.
func TestStock(t *testing.T) {
	archive, qs := loadStock(t)
	for _, f := range archive.Files[1:] {
		t.Run(strings.TrimSuffix(f.Name, ".js"), func(t *testing.T) {
			script := string(f.Data)
			rows, _, err := Run(t.Context(), qs, script, Options{})
			if err != nil {
				t.Fatal(err)
			}
			want, err := runStock(t.Context(), qs, script)
			if err != nil {
				t.Fatalf("Cayley: %v", err)
			}
			if got := printRows(t, rows); !slices.Equal(got, want) {
				t.Errorf("%s\ngot\n  %s\nCayley\n  %s", script, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
			}
		})
	}
}

// TestDocumented has the calls for which Cayley's session does other than its
// documents say: lists are refused or joined with commas, quads without a label
// give an empty row, and a count of all nodes counts the quads as well.
func TestDocumented(t *testing.T) {
	_, qs := loadStock(t)
	_, _, err := Run(t.Context(), qs, `g.V("<ann>").followRecursive(g.M().both("<knows>")).all()`, Options{})
	if err == nil || !strings.Contains(err.Error(), "both()") {
		t.Errorf("recursion over both(): got error %v", err)
	}
	for script, want := range map[string][]string{
		`g.V(["<ann>", "<ben>"]).all()`:                                  {`{"id":"<ann>"}`, `{"id":"<ben>"}`},
		`g.V().has("<state>", ["smart person", "x"]).all()`:              {`{"id":"<eve>"}`, `{"id":"<gus>"}`},
		`g.V().has(g.V("<state>"), "smart person").all()`:                {`{"id":"<eve>"}`, `{"id":"<gus>"}`},
		`g.V("<ann>").tag(["a", "b"]).out("<knows>").all()`:              {`{"a":"<ann>","b":"<ann>","id":"<ben>"}`},
		`g.V("<gus>").labels().all()`:                                    {`{"id":"<press>"}`},
		`g.emit(g.V().count() == g.V().toArray().length)`:                {`true`},
		`g.V("<cat>").out("<knows>").except(g.V("<x>")).all()`:           {`{"id":"<ben>"}`, `{"id":"<dan>"}`},
		`var a = {}; try { a.a = a; g.emit(a) } catch (e) { g.emit(1) }`: {`1`},
	} {
		rows, _, err := Run(t.Context(), qs, script, Options{})
		if err != nil {
			t.Errorf("%s: %v", script, err)
			continue
		}
		got := printRows(t, rows)
		for i := range got {
			got[i] = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(got[i])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %s, want %s", script, got, want)
		}
	}
}

func runStock(ctx context.Context, qs graph.QuadStore, script string) ([]string, error) {
	it, err := stock.NewSession(qs).Execute(ctx, script, query.Options{Collation: query.JSON, Limit: 1000})
	if err != nil {
		return nil, err
	}
	defer it.Close()
	var out []string
	for it.Next(ctx) {
		row, err := json.Marshal(it.Result())
		if err != nil {
			return nil, err
		}
		if string(row) != "null" { // the value of the script's last expression
			out = append(out, string(row))
		}
	}
	slices.Sort(out)
	return out, it.Err()
}

func printRows(t *testing.T, rows []any) []string {
	t.Helper()
	var out []string
	for _, r := range rows {
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(b))
	}
	slices.Sort(out)
	return out
}

// TestStockIsComplete looks for every call of Cayley's documents in the
// archive; labels() stands in TestDocumented.
func TestStockIsComplete(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("testdata", "stock.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.FieldsSeq(`V Vertex M Morphism Uri IRI emit loadNamespaces addNamespace addDefaultNamespaces
		all and as back both count difference except filter follow followR followRecursive forEach getLimit has hasR in
		inPredicates intersect is labelContext limit map or out outPredicates save saveInPredicates saveOpt saveOptR
		saveOutPredicates saveR skip tag tagArray tagValue toArray toValue union unique order
		regex like lt lte gt gte iri str raw bnode lang typed`) {
		if !strings.Contains(string(b), fmt.Sprintf("%s(", name)) {
			t.Errorf("no script calls %s", name)
		}
	}
}
