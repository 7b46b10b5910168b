package export

import (
	"cmp"
	"context"
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
	sub, err := store.Ego(ctx, q)
	if err != nil {
		return Selection{}, err
	}
	if whole && total > len(q.Centers) {
		sub.Truncated, sub.Total = true, total
	}
	sel := Selection{Graph: sub}
	for _, e := range sub.Edges {
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
