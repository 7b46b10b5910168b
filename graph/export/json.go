package export

import (
	"encoding/json"
	"io"

	"github.com/newsgraph/newsgraph/graph"
)

// writeJSON writes the subgraph as the server's JSON has it, with its claims.
// When an article was first seen is left out: it is a fact of this store, and
// two stores of the same articles export the same.
func writeJSON(w io.Writer, sel Selection, _ Options) error {
	claims := make([]graph.ClaimView, len(sel.Claims))
	for i, c := range sel.Claims {
		c.FirstSeen = ""
		claims[i] = c
	}
	return encodeJSON(w, struct {
		graph.Subgraph
		ClaimViews []graph.ClaimView `json:"claims"`
		Events     []event           `json:"events"` // what several claims report as one
	}{sel.Graph, claims, events(sel)})
}

func encodeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
