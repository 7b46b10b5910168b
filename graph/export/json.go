package export

import (
	"encoding/json"
	"io"

	"github.com/newsgraph/newsgraph/graph"
)

// writeJSON writes the subgraph as the server's JSON has it, with its claims.
func writeJSON(w io.Writer, sel Selection, _ Options) error {
	claims := sel.Claims
	if claims == nil {
		claims = []graph.ClaimView{}
	}
	return encodeJSON(w, struct {
		graph.Subgraph
		ClaimViews []graph.ClaimView `json:"claims"`
	}{sel.Graph, claims})
}

func encodeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
