package graph

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

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

// Ego returns the neighbourhood of the query's centers with the edges among its
// nodes, of very many the strongest (see Subgraph.Hidden). Nodes stand in order of distance, then of the claims that tie them to
// nearer nodes; a limit cuts from the end, but never a center. Total does not
// count what is farther away than the first node that is cut. Centers that do
// not exist are left out; ErrNotFound when none does.
func (s *Store) Ego(ctx context.Context, q EgoQuery) (Subgraph, error) {
	recent := q.Order == "recent"
	if !recent && q.Order != "" && q.Order != "reported" {
		return Subgraph{}, fmt.Errorf("graph: order %q: want reported or recent: %w", q.Order, ErrQuery)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	filter := x.sieve(q.Filter)
	seen := x.takeBoard()
	defer x.giveBack(seen)
	for _, id := range q.Centers {
		if e, ok := x.node(id); ok {
			seen.add(e)
		}
	}
	centers := len(seen.nodes)
	if centers == 0 {
		return Subgraph{}, fmt.Errorf("graph: entity %s: %w", strings.Join(q.Centers, ", "), ErrNotFound)
	}
	limit := q.Limit
	if limit <= 0 {
		limit = defaultNodes
	}
	limit = max(limit, centers)
	frontier := 0
	for range min(max(q.Depth, 1), maxDepth) {
		reached := len(seen.nodes)
		if reached > limit {
			break // what is farther away would be cut
		}
		if err := x.expand(ctx, seen, frontier, &filter, recent, limit); err != nil {
			return Subgraph{}, err
		}
		frontier = reached
	}
	return s.subgraph(ctx, seen.nodes, limit, q.AllTies, &filter)
}

// weight is what ties a neighbour to nearer nodes.
type weight struct {
	claims int
	newest int32 // last day of the newest claim, where that decides; 0 without a date
}

// expand adds to seen the nodes that claims tie to its members from number
// frontier on. Those among the first limit of all come in order, the most recent
// or those with most claims first.
func (x *index) expand(ctx context.Context, seen *board, frontier int, filter *sieve, recent bool, limit int) error {
	reached := len(seen.nodes)
	weights := seen.weights[:0] // by number from reached on
	for _, e := range seen.nodes[frontier:reached] {
		if err := ctx.Err(); err != nil {
			return err
		}
		for other, arcs := range x.neighbours(e) {
			if n := seen.find(other); n >= 0 && n < reached || !filter.wants(x, other) {
				continue
			}
			w := weight{claims: x.passing(arcs, filter)}
			if w.claims == 0 {
				continue
			}
			if recent {
				w.newest = x.newest(arcs, filter)
			}
			n := seen.add(other) - reached
			if n == len(weights) {
				weights = append(weights, weight{})
			}
			weights[n] = weight{weights[n].claims + w.claims, max(weights[n].newest, w.newest)}
		}
	}
	seen.weights = weights
	next := slices.Clone(seen.nodes[reached:])
	firstOf(next, limit-reached, func(a, b int32) int {
		v, w := weights[seen.find(a)-reached], weights[seen.find(b)-reached]
		if v.newest != w.newest {
			return cmp.Compare(w.newest, v.newest)
		}
		if v.claims != w.claims {
			return w.claims - v.claims
		}
		if c := x.degree(b) - x.degree(a); c != 0 {
			return c
		}
		return x.compareIDs(a, b)
	})
	seen.reorder(reached, next)
	return nil
}

// newest is the last day of the newest arc that passes.
func (x *index) newest(arcs []arc, filter *sieve) int32 {
	newest := int32(0)
	for _, a := range arcs {
		if r := &x.rows[a.row]; filter.passes(r) {
			newest = max(newest, r.to)
		}
	}
	return newest
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
	counts := make([]int, len(x.relations))
	relations := newStamps(len(x.relations))
	for other, arcs := range x.neighbours(e) {
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
				counts[r.relation]++
			}
		}
		if found {
			out.Total++
			out.Types[string(x.kind(other))]++
		}
	}
	for i, n := range counts {
		if n > 0 {
			out.Relations[x.relations[i]] = n
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

// pairsPerNode and minPairs bound the pairs of nodes whose edges a subgraph
// shows: among many hubs nearly every two are tied, which nobody can look at.
const (
	pairsPerNode = 2
	minPairs     = 500
)

// pair is the arcs between two nodes.
type pair struct {
	a, b   int // numbers, a first
	arcs   []arc
	claims int
	kept   bool // strongest tie of b to a node before it
}

// workspace is memory that many answers need for a moment. One of several
// hundred nodes would otherwise leave a megabyte of garbage, for which the next
// ones have to collect.
type workspace struct {
	pairs      []pair
	candidates []candidate
	strong     []pair
	seen       stamps // of articles
}

func (w *workspace) stamps(n int) *stamps {
	if len(w.seen.at) < n {
		w.seen = *newStamps(n + n/8)
	}
	return &w.seen
}

// subgraph is the first limit of the nodes, with the edges among them. Where
// too many pairs are tied and not all are asked for, it shows those with the
// strongest ties, and of each node at least that to the nodes before it.
func (s *Store) subgraph(ctx context.Context, nodes []int32, limit int, all bool, filter *sieve) (Subgraph, error) {
	x := s.index
	g := Subgraph{Total: len(nodes), Truncated: len(nodes) > limit}
	nodes = nodes[:min(limit, len(nodes))]
	g.Nodes = make([]EntityInfo, len(nodes))
	for i, e := range nodes {
		g.Nodes[i] = x.info(e)
	}
	w, ok := x.workspaces.Get().(*workspace)
	if !ok {
		w = new(workspace)
	}
	defer x.workspaces.Put(w)
	pairs, err := x.pairs(ctx, w.pairs[:0], nodes, filter)
	if err != nil {
		return Subgraph{}, err
	}
	w.pairs = pairs
	if most := max(minPairs, pairsPerNode*len(nodes)); len(pairs) > most && !all {
		g.Hidden, g.Truncated = len(pairs)-most, true
		pairs = w.strongest(pairs, most, len(nodes))
	}
	seen := w.stamps(len(x.articles))
	g.Edges = make([]*Edge, 0, 2*len(pairs))
	for _, p := range pairs {
		g.Edges = append(g.Edges, s.edges(p.arcs, filter, seen)...)
	}
	sortEdges(g.Edges)
	return g, ctx.Err()
}

// pairs appends the pairs of nodes that claims tie.
func (x *index) pairs(ctx context.Context, out []pair, nodes []int32, filter *sieve) ([]pair, error) {
	in := x.takeBoard()
	defer x.giveBack(in)
	for _, e := range nodes {
		in.add(e)
	}
	// Each pair is found at the node with fewer arcs, so that those of a hub are
	// only searched for other hubs.
	order := slices.DeleteFunc(slices.Clone(nodes), func(e int32) bool { return e < 0 })
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(len(x.entities[a].arcs)-len(x.entities[b].arcs), cmp.Compare(a, b))
	})
	rank := make([]int, len(nodes))
	for i, e := range order {
		rank[in.find(e)] = i
	}
	for i, e := range order {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		self := in.find(e)
		meet := func(other int32, arcs []arc) {
			n := in.find(other)
			// An unknown agent has arcs to its entity alone, and is found there.
			if n < 0 || other >= 0 && rank[n] < i {
				return
			}
			if claims := x.passing(arcs, filter); claims > 0 {
				out = append(out, pair{a: min(n, self), b: max(n, self), arcs: arcs, claims: claims})
			}
		}
		ties, rest := x.ties(e), order[i:]
		if len(ties) < 64*len(rest) {
			for other, arcs := range byNeighbour(ties) {
				meet(other, arcs)
			}
			continue
		}
		for _, other := range rest {
			meet(other, between(ties, other))
		}
		meet(^e, between(ties, ^e))
	}
	return out, nil
}

// strongest is the most of the pairs with most claims behind them, of each node
// at least one with a node before it. The next call overwrites it.
func (w *workspace) strongest(pairs []pair, most, nodes int) []pair {
	best := make([]int32, nodes) // pairs, by their later node
	for i := range best {
		best[i] = none
	}
	all := w.candidates[:0]
	for i := range pairs {
		p := &pairs[i]
		all = append(all, candidate{int32(p.claims), int32(p.b), int32(p.a), int32(i)})
		if p.a < p.b && (best[p.b] == none || compareCandidates(all[i], all[best[p.b]]) < 0) {
			best[p.b] = int32(i)
		}
	}
	kept := 0
	for _, i := range best {
		if i != none {
			pairs[i].kept = true
			kept++
		}
	}
	w.candidates = all
	out := w.strong[:0]
	rest := all[:0]
	for _, c := range all {
		if pairs[c.pair].kept {
			out = append(out, pairs[c.pair])
		} else {
			rest = append(rest, c)
		}
	}
	more := max(0, min(len(rest), most-kept))
	firstOf(rest, more, compareCandidates)
	for _, c := range rest[:more] {
		out = append(out, pairs[c.pair])
	}
	w.strong = out
	return out
}

// candidate is a pair by what decides whether it is shown.
type candidate struct{ claims, b, a, pair int32 }

func compareCandidates(p, q candidate) int {
	switch {
	case p.claims != q.claims:
		return int(q.claims - p.claims)
	case p.b != q.b:
		return int(p.b - q.b)
	}
	return int(p.a - q.a)
}

// compareEdges puts the most reported first.
func compareEdges(a, b *Edge) int {
	switch {
	case a.Articles != b.Articles:
		return b.Articles - a.Articles
	case a.Claims != b.Claims:
		return b.Claims - a.Claims
	case a.Confidence != b.Confidence:
		return cmp.Compare(b.Confidence, a.Confidence)
	}
	return strings.Compare(a.ID, b.ID)
}

// ranked is an edge with what tells most apart, which saves looking them up.
type ranked struct {
	rank uint64 // the greater first
	id   uint64 // how the ID begins
	*Edge
}

var rankings = sync.Pool{New: func() any { return new([]ranked) }}

// sortEdges puts edges in the order of compareEdges.
func sortEdges(edges []*Edge) {
	const many = 1<<16 - 1 // what rank has room for
	buffer := rankings.Get().(*[]ranked)
	list := (*buffer)[:0]
	for _, e := range edges {
		rank := uint64(min(e.Articles, many))<<48 | uint64(min(e.Claims, many))<<32 | uint64(math.Float32bits(float32(max(e.Confidence, 0))))
		var head [8]byte
		copy(head[:], e.ID)
		list = append(list, ranked{rank, binary.BigEndian.Uint64(head[:]), e})
	}
	slices.SortFunc(list, func(a, b ranked) int {
		switch {
		case a.rank != b.rank:
			return cmp.Compare(b.rank, a.rank)
		case a.id != b.id && a.rank < many<<48 && a.rank<<16 < many<<48:
			return cmp.Compare(a.id, b.id)
		}
		return compareEdges(a.Edge, b.Edge)
	})
	for i, r := range list {
		edges[i] = r.Edge
	}
	clear(list) // the pool keeps no edges alive
	*buffer = list
	rankings.Put(buffer)
}

// edges sums up the claims between two nodes that pass, the most reported edge
// first. seen is for articles. The list may be part of other answers too: it is
// not to be changed.
func (s *Store) edges(arcs []arc, filter *sieve, seen *stamps) []*Edge {
	x := s.index
	if !filter.open || len(arcs) < manyArcs {
		return s.sumUp(arcs, filter, seen)
	}
	source, target, _ := x.rows[arcs[0].row].ends()
	k := [2]int32{min(source, target), max(source, target)}
	edges, ok := x.drawn.get(x.version, k)
	if !ok {
		edges = s.sumUp(arcs, filter, seen)
		x.drawn.put(x.version, k, edges)
	}
	return edges
}

// sumUp makes the edges of arcs between two nodes.
func (s *Store) sumUp(arcs []arc, filter *sieve, seen *stamps) []*Edge {
	x := s.index
	if len(arcs) == 1 { // as of most pairs
		r := &x.rows[arcs[0].row]
		if !filter.passes(r) {
			return nil
		}
		source, target, _ := r.ends()
		return []*Edge{s.edge(edgeKey{source, r.relation, target}, []int32{arcs[0].row}, seen)}
	}
	type group struct {
		edgeKey
		rows []int32
	}
	var groups []group // few, so that a list beats a map
	for _, a := range arcs {
		r := &x.rows[a.row]
		if !filter.passes(r) {
			continue
		}
		source, target, _ := r.ends()
		k := edgeKey{source, r.relation, target}
		i := slices.IndexFunc(groups, func(g group) bool { return g.edgeKey == k })
		if i < 0 {
			i = len(groups)
			groups = append(groups, group{edgeKey: k})
		}
		groups[i].rows = append(groups[i].rows, a.row)
	}
	edges := make([]*Edge, 0, len(groups))
	for _, g := range groups {
		edges = append(edges, s.edge(g.edgeKey, g.rows, seen))
	}
	slices.SortFunc(edges, compareEdges)
	return edges
}

// edge sums up the claims of one subject, relation and object.
func (s *Store) edge(k edgeKey, rows []int32, seen *stamps) *Edge {
	x := s.index
	relation := x.relations[k.relation]
	e := &Edge{
		Source: x.id(k.subject), Target: x.id(k.object), Relation: relation, Family: s.family(relation),
		Claims: len(rows),
	}
	e.ID = e.Source + "|" + relation + "|" + e.Target
	seen.next()
	statuses := make([]int, len(nlp.Statuses))
	var best float32
	var first, last *row
	for _, i := range rows {
		r := &x.rows[i]
		if seen.first(r.article) {
			e.Articles++
		}
		statuses[r.status]++
		best = max(best, r.confidence)
		if r.from == 0 {
			continue
		}
		if first == nil || r.from < first.from || r.from == first.from && r.to < first.to {
			first = r
		}
		if last == nil || r.to > last.to || r.to == last.to && r.from > last.from {
			last = r
		}
	}
	e.Statuses = statusCounts(statuses, len(rows))
	e.Confidence = decimal(best)
	e.Disagreements = x.disagreements(rows)
	if first != nil {
		e.FirstDate = isoDay(first.from, first.to)
		e.LastDate = e.FirstDate
		if last.from != first.from || last.to != first.to {
			e.LastDate = isoDay(last.from, last.to)
		}
	}
	return e
}

// ofOneStatus is the counts of edges with few claims, all of one status, as most
// edges have: by status and number.
var ofOneStatus = func() (list [][8]map[nlp.Status]int) {
	for _, status := range nlp.Statuses {
		var counts [8]map[nlp.Status]int
		for n := range counts {
			counts[n] = map[nlp.Status]int{status: n}
		}
		list = append(list, counts)
	}
	return list
}()

// statusCounts names the counts of statuses, of all claims together.
func statusCounts(counts []int, all int) map[nlp.Status]int {
	if i := slices.Index(counts, all); i >= 0 && all < len(ofOneStatus[i]) {
		return ofOneStatus[i][all]
	}
	out := make(map[nlp.Status]int)
	for i, n := range counts {
		if n > 0 {
			out[nlp.Statuses[i]] = n
		}
	}
	return out
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
	firstOf(biggest, 4*limit, func(a, b int32) int {
		p, q := &x.entities[a], &x.entities[b]
		switch {
		case p.reported != q.reported:
			return int(q.reported - p.reported)
		case len(p.arcs) != len(q.arcs):
			return len(q.arcs) - len(p.arcs)
		}
		return strings.Compare(p.id, q.id)
	})
	// Relations are looked for among more entities than are shown, since the
	// biggest need not have to do with each other.
	filter := x.sieve(Filter{})
	all, err := s.subgraph(ctx, biggest, 4*limit, false, &filter)
	if err != nil {
		return Subgraph{}, err
	}
	chosen := make(map[string]bool)
	out := Subgraph{Nodes: []EntityInfo{}, Edges: []*Edge{}, Total: total}
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
