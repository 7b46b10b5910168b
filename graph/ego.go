package graph

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

const (
	defaultNodes = 500
	maxDepth     = 4
)

// Entity describes one entity, or returns ErrNotFound.
func (s *Store) Entity(id string) (EntityInfo, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	e, ok := s.index.node(id)
	if !ok {
		return EntityInfo{}, fmt.Errorf("graph: entity %q: %w", id, ErrNotFound)
	}
	return s.index.info(e), nil
}

// Ego returns the neighbourhood of the query's centers with all edges among its
// nodes. Nodes stand in order of distance, then of the claims that tie them to
// nearer nodes; a limit cuts from the end, but never a center. Centers that do
// not exist are left out; ErrNotFound when none does.
func (s *Store) Ego(ctx context.Context, q EgoQuery) (Subgraph, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	filter := x.sieve(q.Filter)
	seen := make(map[int32]bool)
	var nodes []int32
	for _, id := range q.Centers {
		if e, ok := x.node(id); ok && !seen[e] {
			seen[e] = true
			nodes = append(nodes, e)
		}
	}
	if len(nodes) == 0 {
		return Subgraph{}, fmt.Errorf("graph: entity %s: %w", strings.Join(q.Centers, ", "), ErrNotFound)
	}
	limit := q.Limit
	if limit <= 0 {
		limit = defaultNodes
	}
	limit = max(limit, len(nodes))
	before, err := neighbourOrder(q.Order)
	if err != nil {
		return Subgraph{}, err
	}
	frontier := nodes
	for range min(max(q.Depth, 1), maxDepth) {
		next, err := x.neighbours(ctx, frontier, &filter, seen, before)
		if err != nil {
			return Subgraph{}, err
		}
		nodes = append(nodes, next...)
		frontier = next
	}
	return s.subgraph(ctx, nodes, limit, &filter)
}

// weight is what ties a neighbour to nearer nodes.
type weight struct {
	claims int
	newest int32 // last day of the newest claim, 0 where none has a date
}

// neighbourOrder is the comparison that puts the neighbours first which a limit
// is to keep.
func neighbourOrder(name string) (func(a, b weight) int, error) {
	reported := func(a, b weight) int { return b.claims - a.claims }
	switch name {
	case "", "reported":
		return reported, nil
	case "recent":
		return func(a, b weight) int { return cmp.Or(cmp.Compare(b.newest, a.newest), reported(a, b)) }, nil
	}
	return nil, fmt.Errorf("graph: order %q: want reported or recent: %w", name, ErrQuery)
}

// neighbours is the nodes that claims tie to the frontier and that were not
// seen, in the given order. It marks them as seen.
func (x *index) neighbours(ctx context.Context, frontier []int32, filter *sieve, seen map[int32]bool, order func(a, b weight) int) ([]int32, error) {
	weights := make(map[int32]weight)
	for _, e := range frontier {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for i := range x.rowsOf(e) {
			r := &x.rows[i]
			source, target, ok := r.ends()
			if !ok || !filter.passes(r) {
				continue
			}
			other := source
			if other == e {
				other = target
			}
			if !seen[other] && filter.wants(x, other) {
				w := weights[other]
				weights[other] = weight{w.claims + 1, max(w.newest, r.to)}
			}
		}
	}
	next := make([]int32, 0, len(weights))
	for e := range weights {
		seen[e] = true
		next = append(next, e)
	}
	slices.SortFunc(next, func(a, b int32) int {
		return cmp.Or(order(weights[a], weights[b]), x.degree(b)-x.degree(a), x.compareIDs(a, b))
	})
	return next, nil
}

// Neighbours counts the neighbours of an entity that Ego would show at one hop,
// or returns ErrNotFound. A neighbour counts once for each relation that ties
// it to the entity.
func (s *Store) Neighbours(ctx context.Context, id string, f Filter) (Neighbourhood, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	e, ok := x.node(id)
	if !ok {
		return Neighbourhood{}, fmt.Errorf("graph: entity %q: %w", id, ErrNotFound)
	}
	filter := x.sieve(f)
	out := Neighbourhood{Types: make(map[string]int), Relations: make(map[string]int)}
	relations := newStamps(len(x.relations))
	for other, arcs := range byNeighbour(x.arcs(e)) {
		if other == e || !filter.wants(x, other) {
			continue
		}
		relations.next()
		found := false
		for _, a := range arcs {
			r := &x.rows[a.row]
			if !filter.passes(r) {
				continue
			}
			found = true
			if relations.first(r.relation) {
				out.Relations[x.relations[r.relation]]++
			}
		}
		if found {
			out.Total++
			out.Types[string(x.kind(other))]++
		}
	}
	return out, ctx.Err()
}

// kind is a node's type.
func (x *index) kind(e int32) nlp.EntityType {
	if e < 0 {
		return nlp.Other
	}
	return x.entities[e].kind
}

func (x *index) degree(e int32) int {
	if e < 0 {
		return 1
	}
	return int(x.entities[e].degree)
}

// compareIDs orders nodes by id.
func (x *index) compareIDs(a, b int32) int {
	if a >= 0 && b >= 0 {
		return strings.Compare(x.entities[a].id, x.entities[b].id)
	}
	return strings.Compare(x.id(a), x.id(b))
}

func (x *index) id(e int32) string {
	if e < 0 {
		return unknownPrefix + x.entities[^e].id
	}
	return x.entities[e].id
}

// subgraph is the first limit of the nodes, with the edges among them.
func (s *Store) subgraph(ctx context.Context, nodes []int32, limit int, filter *sieve) (Subgraph, error) {
	x := s.index
	g := Subgraph{Total: len(nodes), Truncated: len(nodes) > limit}
	nodes = nodes[:min(limit, len(nodes))]
	g.Nodes = make([]EntityInfo, len(nodes))
	in := make(map[int32]bool, len(nodes))
	for i, e := range nodes {
		g.Nodes[i] = x.info(e)
		in[e] = true
	}
	groups := make(map[edgeKey][]int32)
	for _, e := range nodes {
		if err := ctx.Err(); err != nil {
			return Subgraph{}, err
		}
		for i := range x.rowsOf(e) {
			r := &x.rows[i]
			source, target, ok := r.ends()
			// Each row once: at its source.
			if ok && source == e && in[target] && filter.passes(r) {
				k := edgeKey{source, r.relation, target}
				groups[k] = append(groups[k], i)
			}
		}
	}
	g.Edges = make([]Edge, 0, len(groups))
	for k, rows := range groups {
		g.Edges = append(g.Edges, s.edge(k, rows))
	}
	slices.SortFunc(g.Edges, compareEdges)
	return g, nil
}

// compareEdges puts the most reported first.
func compareEdges(a, b Edge) int {
	return cmp.Or(b.Articles-a.Articles, b.Claims-a.Claims, cmp.Compare(b.Confidence, a.Confidence), strings.Compare(a.ID, b.ID))
}

// edge sums up the claims of one subject, relation and object.
func (s *Store) edge(k edgeKey, rows []int32) Edge {
	x := s.index
	relation := x.relations[k.relation]
	e := Edge{
		Source: x.id(k.subject), Target: x.id(k.object), Relation: relation, Family: s.family(relation),
		Claims: len(rows), Statuses: make(map[nlp.Status]int),
	}
	e.ID = e.Source + "|" + relation + "|" + e.Target
	articles := make(map[int32]bool)
	var best float32
	var first, last *row
	for _, i := range rows {
		r := &x.rows[i]
		articles[r.article] = true
		e.Statuses[nlp.Statuses[r.status]]++
		best = max(best, r.confidence)
		if r.from == 0 {
			continue
		}
		if first == nil || cmp.Or(cmp.Compare(r.from, first.from), cmp.Compare(r.to, first.to)) < 0 {
			first = r
		}
		if last == nil || cmp.Or(cmp.Compare(r.to, last.to), cmp.Compare(r.from, last.from)) > 0 {
			last = r
		}
	}
	e.Articles = len(articles)
	e.Confidence = decimal(best)
	if first != nil {
		e.FirstDate, e.LastDate = isoDay(first.from, first.to), isoDay(last.from, last.to)
	}
	return e
}

func (s *Store) family(relation string) string {
	if f, ok := s.opts.Families[relation]; ok {
		return f
	}
	return "open"
}

// Top returns the most reported relations among the entities that most claims
// are about, for a first look. limit bounds the nodes; 0 means 50. Total counts
// all entities.
func (s *Store) Top(ctx context.Context, limit int) (Subgraph, error) {
	if limit <= 0 {
		limit = 50
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	var biggest []int32
	for e := range x.entities {
		if ent := &x.entities[e]; ent.degree > 0 && ent.kind != nlp.Phrase {
			biggest = append(biggest, int32(e))
		}
	}
	total := len(biggest)
	slices.SortFunc(biggest, func(a, b int32) int {
		p, q := &x.entities[a], &x.entities[b]
		return cmp.Or(cmp.Compare(q.reported, p.reported), len(q.rows)-len(p.rows), strings.Compare(p.id, q.id))
	})
	// Relations are looked for among more entities than are shown, since the
	// biggest need not have to do with each other.
	all, err := s.subgraph(ctx, biggest, 4*limit, new(sieve))
	if err != nil {
		return Subgraph{}, err
	}
	chosen := make(map[string]bool)
	out := Subgraph{Nodes: []EntityInfo{}, Edges: []Edge{}, Total: total}
	for _, e := range all.Edges {
		more := 0
		for _, id := range []string{e.Source, e.Target} {
			if !chosen[id] {
				more++
			}
		}
		if e.Source == e.Target || len(chosen)+more > limit {
			continue
		}
		chosen[e.Source], chosen[e.Target] = true, true
	}
	for _, n := range all.Nodes {
		if chosen[n.ID] {
			out.Nodes = append(out.Nodes, n)
		}
	}
	for _, e := range all.Edges {
		if chosen[e.Source] && chosen[e.Target] {
			out.Edges = append(out.Edges, e)
		}
	}
	out.Truncated = len(out.Nodes) < total
	return out, nil
}
