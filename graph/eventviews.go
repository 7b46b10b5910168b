package graph

import (
	"context"
	"fmt"
	"slices"

	"github.com/newsgraph/newsgraph/graph/event"
)

// eventRef is an event with the block that it belongs to.
type eventRef struct {
	*event.Event
	block *grouped
}

// listedClaims is how many claims of a position Events shows; Event shows all.
const listedClaims = 3

// Events lists events of two claims and more, and how many there are in all.
// Positions of their disagreements have at most three of their claims. With
// Filter.AsOf, events are found anew among the claims known by then.
func (s *Store) Events(ctx context.Context, q EventQuery) ([]Event, int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	found, err := s.findEvents(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	out := []Event{}
	err = s.viewArticles(ctx, func(tx articleTx) error {
		for _, ref := range page(found, q.Offset, q.Limit) {
			e, err := s.viewEvent(ctx, tx, ref, listedClaims)
			if err != nil {
				return err
			}
			out = append(out, e)
		}
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("graph: events: %w", err)
	}
	return out, len(found), nil
}

// Disagreements lists the disagreements of the events that Events lists, in
// that order, and how many there are in all.
func (s *Store) Disagreements(ctx context.Context, q EventQuery) ([]Disagreement, int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	q.Disagreed = true
	events, err := s.findEvents(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	type place struct {
		eventRef
		n int
	}
	var found []place
	for _, ref := range events {
		for n := range ref.Disagreements {
			if q.wants(ref.Disagreements[n]) {
				found = append(found, place{ref, n})
			}
		}
	}
	out := []Disagreement{}
	err = s.viewArticles(ctx, func(tx articleTx) error {
		for _, p := range page(found, q.Offset, q.Limit) {
			d := s.index.describeEvent(p.Event, p.block).Disagreements[p.n]
			if d.Positions, err = s.index.viewPositions(ctx, tx, p.eventRef, p.n, listedClaims); err != nil {
				return err
			}
			out = append(out, d)
		}
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("graph: disagreements: %w", err)
	}
	return out, len(found), nil
}

// wants reports whether the query asks for disagreements of this field.
func (q *EventQuery) wants(d event.Disagreement) bool { return q.Field == "" || d.Field == q.Field }

// findEvents is the events that a query asks for, those with most sources
// first.
func (s *Store) findEvents(ctx context.Context, q EventQuery) ([]eventRef, error) {
	x := s.index
	x.ready()
	filter := x.sieve(q.Filter)
	filter.wrong = false
	seen := make(map[*event.Event]bool)
	asOf := make(map[blockKey]*grouped)
	earlier := x.newGrouper()
	var found []eventRef
	x.candidates(&filter, func(i int32) {
		r := &x.rows[i]
		if r.event == 0 || !filter.passes(r) {
			return
		}
		g := x.events[r.block]
		e := &g.events[r.event-1]
		if filter.asOf != 0 {
			var ok bool
			if g, ok = asOf[r.block]; !ok {
				g = earlier.groupAsOf(x.events[r.block], filter.asOf)
				asOf[r.block] = g
			}
			if e = g.eventOf(i); e == nil {
				return
			}
		}
		if !seen[e] && (!q.Disagreed && q.Field == "" || slices.ContainsFunc(e.Disagreements, q.wants)) {
			seen[e] = true
			found = append(found, eventRef{e, g})
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b eventRef) int { return compareEvents(a.Event, b.Event) })
	return found, nil
}

// groupAsOf finds the events of a block among what was known on a day.
func (g *grouper) groupAsOf(block *grouped, day int32) *grouped {
	x := g.index
	rows := slices.DeleteFunc(slices.Clone(block.rows), func(i int32) bool { return x.articles[x.rows[i].article].known > day })
	return g.group(rows)
}

// eventOf is the event that a row belongs to, or nil.
func (g *grouped) eventOf(i int32) *event.Event {
	if g == nil {
		return nil
	}
	for n := range g.events {
		if slices.ContainsFunc(g.events[n].Claims, func(k int) bool { return g.rows[k] == i }) {
			return &g.events[n]
		}
	}
	return nil
}

// Event returns one event with its evidence, or ErrNotFound.
func (s *Store) Event(ctx context.Context, id string) (EventView, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	x.ready()
	g := x.events[x.byEvent[id]]
	if g == nil {
		return EventView{}, fmt.Errorf("graph: event %q: %w", id, ErrNotFound)
	}
	n := slices.IndexFunc(g.events, func(e event.Event) bool { return e.ID == id })
	ref := eventRef{&g.events[n], g}
	var v EventView
	err := s.viewArticles(ctx, func(tx articleTx) (err error) {
		if v.Event, err = s.viewEvent(ctx, tx, ref, len(ref.Claims)); err == nil {
			v.Evidence, err = x.viewClaims(ctx, tx, ref, ref.Claims)
		}
		return err
	})
	if err != nil {
		return EventView{}, fmt.Errorf("graph: event %q: %w", id, err)
	}
	return v, nil
}

// viewEvent describes an event with at most limit claims of each position.
func (s *Store) viewEvent(ctx context.Context, tx articleTx, ref eventRef, limit int) (Event, error) {
	x := s.index
	e := x.describeEvent(ref.Event, ref.block)
	e.Family = s.family(e.Relation)
	for n := range ref.Disagreements {
		var err error
		if e.Disagreements[n].Positions, err = x.viewPositions(ctx, tx, ref, n, limit); err != nil {
			return Event{}, err
		}
	}
	return *e, nil
}

// viewPositions describes the positions of an event's nth disagreement, with at
// most limit claims each.
func (x *index) viewPositions(ctx context.Context, tx articleTx, ref eventRef, n, limit int) ([]Position, error) {
	var out []Position
	for _, p := range ref.Disagreements[n].Positions {
		claims, err := x.viewClaims(ctx, tx, ref, p.Claims[:min(limit, len(p.Claims))])
		if err != nil {
			return nil, err
		}
		out = append(out, Position{Value: p.Value, Sources: p.Sources, Claims: claims})
	}
	return out, nil
}

// viewClaims reads claims of an event, by their numbers in its block.
func (x *index) viewClaims(ctx context.Context, tx articleTx, ref eventRef, claims []int) ([]ClaimView, error) {
	views := make([]ClaimView, 0, len(claims))
	for _, k := range claims {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v, err := x.view(tx, ref.block.rows[k])
		if err != nil {
			return nil, err
		}
		views = append(views, v)
	}
	return views, nil
}
