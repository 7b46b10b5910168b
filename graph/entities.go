package graph

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// Entities lists the entities of the given types, of all but phrases where none
// is given, those with most claims first, and how many there are in all. limit
// 0 means 100.
func (s *Store) Entities(ctx context.Context, types []nlp.EntityType, offset, limit int) ([]EntityInfo, int, error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	var found []int32
	for i := range x.entities {
		e := &x.entities[i]
		if e.uses > 0 && (types == nil && e.kind != nlp.Phrase || slices.Contains(types, e.kind)) {
			found = append(found, int32(i))
		}
	}
	slices.SortFunc(found, func(i, j int32) int {
		a, b := &x.entities[i], &x.entities[j]
		return cmp.Or(cmp.Compare(b.claims, a.claims), strings.Compare(a.id, b.id))
	})
	out := []EntityInfo{}
	for _, e := range page(found, offset, limit) {
		out = append(out, x.info(e))
	}
	return out, len(found), nil
}
