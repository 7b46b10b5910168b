package export

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/newsgraph/newsgraph/graph"
)

// Select reads what is to be exported: the neighbourhood of q.Centers, or the
// whole graph where there are none, and the claims behind its edges. It cuts at
// q.Limit entities (0 means no limit); of a whole graph those with most claims
// stay.
func Select(ctx context.Context, store *graph.Store, q graph.EgoQuery) (Selection, error) {
	whole := len(q.Centers) == 0
	total := 0
	if whole {
		var err error
		if q.Centers, total, err = busiest(ctx, store, q.Filter, q.Limit); err != nil {
			return Selection{}, err
		}
		if len(q.Centers) == 0 {
			return Selection{}, nil
		}
		q.Depth = 1
	}
	if q.Limit <= 0 {
		q.Limit = store.Stats().Entities * 2 // each may have an unknown agent
	}
	q.AllTies = true
	sub, err := store.Ego(ctx, q)
	if err != nil {
		return Selection{}, err
	}
	if whole && total > len(q.Centers) {
		sub.Truncated, sub.Total = true, total
	}
	return withClaims(ctx, store, sub, q.Filter)
}

// Pick reads exactly the given nodes and edges, the latter as the filter lets
// them through. One that is not in the graph is ErrNotFound: a file that
// silently lacks it would not be what was asked for.
func Pick(ctx context.Context, store *graph.Store, nodes, edges []string, f graph.Filter) (Selection, error) {
	sub, err := store.Ego(ctx, graph.EgoQuery{Centers: nodes, Depth: 1, Limit: len(nodes), AllTies: true, Filter: f})
	if err != nil {
		return Selection{}, err
	}
	wantNodes, wantEdges := set(nodes), set(edges)
	sub.Nodes = slices.DeleteFunc(sub.Nodes, func(n graph.EntityInfo) bool { return !wantNodes[n.ID] })
	sub.Edges = slices.DeleteFunc(sub.Edges, func(e *graph.Edge) bool { return !wantEdges[e.ID] })
	for _, n := range sub.Nodes {
		delete(wantNodes, n.ID)
	}
	for _, e := range sub.Edges {
		delete(wantEdges, e.ID)
	}
	if missing := slices.Sorted(maps.Keys(wantNodes)); len(missing) > 0 {
		return Selection{}, fmt.Errorf("export: entity %q: %w", missing[0], graph.ErrNotFound)
	}
	if missing := slices.Sorted(maps.Keys(wantEdges)); len(missing) > 0 {
		return Selection{}, fmt.Errorf("export: edge %q under this filter: %w", missing[0], graph.ErrNotFound)
	}
	sub.Truncated, sub.Total = false, len(sub.Nodes)
	return withClaims(ctx, store, sub, f)
}

func set(list []string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, s := range list {
		m[s] = true
	}
	return m
}

// withClaims adds the claims behind the edges.
func withClaims(ctx context.Context, store *graph.Store, sub graph.Subgraph, filter graph.Filter) (Selection, error) {
	sel := Selection{Graph: sub}
	for _, e := range sub.Edges {
		f := filter
		f.Subject, f.Object, f.Relations = e.Source, e.Target, []string{e.Relation}
		claims, _, err := store.Claims(ctx, f, 0, e.Claims)
		if err != nil {
			return Selection{}, err
		}
		sel.Claims = append(sel.Claims, claims...)
	}
	return sel, nil
}

// page is how many claims are looked at together: many, since the store sorts
// them anew for each page.
const page = 20_000

// busiest is the entities with most claims that pass the filter, at most limit
// of them, and how many there are in all.
func busiest(ctx context.Context, store *graph.Store, f graph.Filter, limit int) (ids []string, total int, err error) {
	claims := map[string]int{}
	for offset, all := 0, 1; offset < all; offset += page {
		var views []graph.ClaimView
		views, all, err = store.Claims(ctx, f, offset, page)
		if err != nil {
			return nil, 0, err
		}
		for _, c := range views {
			if c.Subject != nil {
				claims[c.Subject.ID]++
			}
			if c.Object != nil {
				claims[c.Object.ID]++
			}
		}
	}
	ids = slices.SortedFunc(maps.Keys(claims), func(a, b string) int {
		return cmp.Or(claims[b]-claims[a], cmp.Compare(a, b))
	})
	total = len(ids)
	if limit > 0 {
		ids = ids[:min(limit, len(ids))]
	}
	return ids, total, nil
}
