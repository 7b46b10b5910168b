package export

import (
	"context"

	"github.com/newsgraph/newsgraph/graph"
)

// Select reads what is to be exported: the neighbourhood of q.Centers, or the
// most reported part of the graph where there are none, cut at q.Limit
// entities, and the claims behind its edges.
func Select(ctx context.Context, store *graph.Store, q graph.EgoQuery) (Selection, error) {
	var sel Selection
	var err error
	if len(q.Centers) > 0 {
		sel.Graph, err = store.Ego(ctx, q)
	} else {
		sel.Graph, err = store.Top(ctx, q.Limit)
	}
	if err != nil {
		return Selection{}, err
	}
	for _, e := range sel.Graph.Edges {
		f := q.Filter
		f.Subject, f.Object, f.Relations = e.Source, e.Target, []string{e.Relation}
		claims, _, err := store.Claims(ctx, f, 0, e.Claims)
		if err != nil {
			return Selection{}, err
		}
		sel.Claims = append(sel.Claims, claims...)
	}
	return sel, nil
}
