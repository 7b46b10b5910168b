package graph

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// TestExplain looks at how two readings of one script are told.
func TestExplain(t *testing.T) {
	s := openTest(t)
	mustAdd(t, s, sample()...)
	r, err := s.Query(t.Context(), "gizmo", "g.V(\"<tiktok>\").In(\"<fines>\").All()\ng.emit(g.V().count())", QueryOptions{Explain: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Explain) != 2 {
		t.Fatalf("got %d steps, want 2", len(r.Explain))
	}
	first, second := r.Explain[0], r.Explain[1]
	if first.Line != 1 || second.Line != 2 || first.Results != 1 || second.Results < 10 {
		t.Errorf("got lines %d and %d, results %d and %d", first.Line, second.Line, first.Results, second.Results)
	}
	if first.Reads == 0 || second.Reads <= first.Reads {
		t.Errorf("got %d and %d reads", first.Reads, second.Reads)
	}
	plan, err := json.Marshal(first.Plan)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", plan)
	for _, want := range []string{"tiktok", "fines"} {
		if !strings.Contains(string(plan), want) {
			t.Errorf("the plan does not name %s: %s", want, plan)
		}
	}
}

// TestStreamedRows takes rows one by one, and stops.
func TestStreamedRows(t *testing.T) {
	s := openTest(t)
	mustAdd(t, s, sample()...)
	enough := errors.New("enough")
	for lang, query := range map[string]string{"gizmo": `g.V().All()`, "mql": `[{"id": null}]`, "graphql": `{nodes{id}}`} {
		n := 0
		r, err := s.Query(t.Context(), lang, query, QueryOptions{Row: func(any) error { n++; return nil }, Limit: 5})
		if want := map[string]int{"gizmo": 5, "mql": 5, "graphql": 1}[lang]; err != nil || n != want || !r.Truncated {
			t.Errorf("%s: got %d rows, truncated %v, error %v; want %d, truncated", lang, n, r.Truncated, err, want)
		}
		if rows, _ := r.Rows.([]any); len(rows) > 0 {
			t.Errorf("%s: %d rows were gathered as well", lang, len(rows))
		}
		if _, err := s.Query(t.Context(), lang, query, QueryOptions{Row: func(any) error { return enough }}); !errors.Is(err, enough) {
			t.Errorf("%s: got error %v, want that of Row", lang, err)
		}
	}
}
