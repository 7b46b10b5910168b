package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/read"
)

// sharedDir is the folder of gold articles and benchmarks that lie beside the
// repository, or the test is skipped.
func sharedDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("NEWSGRAPH_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "gold", "articles")); err != nil {
		t.Skipf("SKIPPED: no gold articles in %s; set NEWSGRAPH_SHARED to the folder that holds them", dir)
	}
	return dir
}

// goldArticles are the gold articles as a feed gives them.
func goldArticles(t *testing.T) string {
	t.Helper()
	gold := filepath.Join(sharedDir(t), "gold")
	out, err := exec.Command("python3", filepath.Join(gold, "to_jsonl.py"), filepath.Join(gold, "articles")).Output()
	if err != nil {
		t.Skipf("SKIPPED: gold articles cannot be read without Python: %v", err)
	}
	return write(t, filepath.Join(t.TempDir(), "gold.jsonl"), string(out))
}

// analysed reads the articles of a path.
func analysed(t *testing.T, path string) []graph.Entry {
	t.Helper()
	var a analysis
	var out []graph.Entry
	for article, err := range read.Articles(t.Context(), []string{path}, read.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		doc, err := a.run(article)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, graph.Entry{Article: doc.Article, Claims: doc.Claims, Mentions: doc.MentionRecords()})
	}
	return out
}

func openWhole(t *testing.T) *graph.Store {
	t.Helper()
	s, err := graph.Open(t.Context(), "", graph.Options{Lexicon: data.FS})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func addWhole(t *testing.T, s *graph.Store, entries ...graph.Entry) {
	t.Helper()
	if _, err := s.Add(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
}

func nquadsOf(t *testing.T, s *graph.Store) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.WriteNQuads(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// differing is a few lines that only one of the two has.
func differing(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	var out []string
	for _, l := range w {
		if _, ok := slices.BinarySearch(g, l); !ok {
			out = append(out, "missing: "+l)
		}
	}
	for _, l := range g {
		if _, ok := slices.BinarySearch(w, l); !ok {
			out = append(out, "extra:   "+l)
		}
	}
	return strings.Join(out[:min(len(out), 20)], "\n")
}

// The graph does not depend on the order or the batches in which articles came,
// nor on articles that came and went.
func TestOrderOfIngest(t *testing.T) {
	for name, path := range map[string]func(*testing.T) string{
		"samples": func(*testing.T) string { return samples },
		"gold":    goldArticles,
	} {
		t.Run(name, func(t *testing.T) {
			entries := analysed(t, path(t))
			first := openWhole(t)
			addWhole(t, first, entries...)
			want := nquadsOf(t, first)
			if len(want) < 1000 {
				t.Fatalf("the graph has %d bytes only", len(want))
			}
			for seed := range uint64(10) {
				rng := rand.New(rand.NewPCG(seed, 3))
				rng.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
				s := openWhole(t)
				for rest := entries; len(rest) > 0; {
					n := min(1+rng.IntN(5), len(rest))
					addWhole(t, s, rest[:n]...)
					rest = rest[n:]
				}
				gone := entries[rng.IntN(len(entries))]
				if err := s.Remove(t.Context(), gone.Article.ID); err != nil {
					t.Fatal(err)
				}
				addWhole(t, s, gone)
				if got := nquadsOf(t, s); got != want {
					t.Errorf("order %d gives another graph:\n%s", seed, differing(want, got))
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// What the first five gold articles tell together.
func TestFoundingArticles(t *testing.T) {
	s := openWhole(t)
	entries := slices.DeleteFunc(analysed(t, goldArticles(t)), func(e graph.Entry) bool { return !strings.HasPrefix(e.Article.ID, "seed-") })
	if len(entries) != 5 {
		t.Fatalf("%d founding articles, want 5", len(entries))
	}
	addWhole(t, s, entries...)

	for name, want := range map[string]struct {
		typ      nlp.EntityType
		articles int
	}{"navalny": {nlp.Person, 3}, "tiktok": {nlp.Product, 5}, "roskomnadzor": {nlp.Organization, 2}} {
		found, err := s.Search(t.Context(), name, 0)
		if err != nil || len(found) == 0 {
			t.Fatalf("search for %s: %v, %v", name, found, err)
		}
		if found[0].Articles < want.articles {
			t.Errorf("%s is in %d articles, want %d: %v", found[0].Name, found[0].Articles, want.articles, found)
		}
		for _, e := range found[1:] {
			if e.Type == want.typ && e.Type == found[0].Type && strings.Contains(strings.ToLower(e.Name), name) && len(strings.Fields(e.Name)) <= 2 {
				t.Errorf("%s (%s) beside %s (%s)", e.Name, e.ID, found[0].Name, found[0].ID)
			}
		}
	}

	events, _, err := s.Events(t.Context(), graph.EventQuery{Disagreed: true, Filter: graph.Filter{Object: "tiktok", Relations: []string{"fines"}}})
	if err != nil || len(events) != 1 {
		t.Fatalf("events of fines against TikTok with disagreements: %+v, %v", events, err)
	}
	e := events[0]
	if e.Sources < 2 || !strings.HasPrefix(e.Start, "2021-04") || len(e.Disagreements) != 1 {
		t.Fatalf("the fine of April 2021: %+v", e)
	}
	d := e.Disagreements[0]
	if d.Field != "amount" || d.Hint != "digit slip" || len(d.Positions) != 2 {
		t.Fatalf("its disagreement: %+v", d)
	}
	for _, p := range d.Positions {
		if len(p.Claims) == 0 || !strings.HasSuffix(p.Value, "USD") || p.Claims[0].Quote == "" || p.Claims[0].Event != e.ID {
			t.Errorf("position: %+v", p)
		}
	}
	edge, err := s.Ego(t.Context(), graph.EgoQuery{Centers: []string{"tiktok"}, Filter: graph.Filter{Relations: []string{"fines"}}})
	if err != nil || !slices.ContainsFunc(edge.Edges, func(e *graph.Edge) bool { return e.Disagreements == 1 }) {
		t.Errorf("no edge tells of the disagreement: %+v, %v", edge.Edges, err)
	}
}
