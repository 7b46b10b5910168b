package graph

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/newsgraph/newsgraph/nlp"
)

const (
	maxHops      = 4
	defaultPaths = 3
	maxPaths     = 10
)

// Paths finds the shortest ways between two entities. The filter's claims count
// in either direction, its types are those of the entities in between. Unknown
// agents are never in between, since nothing says that two of them are one;
// nor are phrases, unless the types name them. Truncated says that there are
// more ways as short as the longest told. ErrNotFound when there is no such
// entity, ErrQuery when both are the same.
func (s *Store) Paths(ctx context.Context, q PathQuery) (Paths, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	var ends [2]int32
	for i, id := range []string{q.From, q.To} {
		e, ok := x.node(id)
		if !ok {
			return Paths{}, fmt.Errorf("graph: paths: entity %q: %w", id, ErrNotFound)
		}
		if e < 0 {
			return Paths{}, fmt.Errorf("graph: paths: %q is not one agent but whoever no article names: ask from an entity: %w", id, ErrQuery)
		}
		ends[i] = e
	}
	if ends[0] == ends[1] {
		return Paths{}, fmt.Errorf("graph: paths: %q and %q are one entity: name two: %w", q.From, q.To, ErrQuery)
	}
	hops, limit := q.Hops, q.Limit
	if hops <= 0 {
		hops = maxHops
	}
	if limit <= 0 {
		limit = defaultPaths
	}
	hops = min(hops, maxHops)
	filter := x.sieve(q.Filter)
	f := finder{
		ctx: ctx, x: x, filter: &filter, from: ends[0], to: ends[1], limit: min(limit, maxPaths),
		seen: newStamps(len(x.articles)),
	}
	if err := f.find(hops); err != nil {
		return Paths{}, fmt.Errorf("graph: paths: %w", err)
	}
	out := s.describeWays(f.found, &filter, f.seen)
	out.Hops, out.Truncated = hops, f.more
	return out, nil
}

// finder looks for the best ways between two entities: the shorter first, then
// those with the stronger weakest hop, then the stronger second weakest and so
// on, then by ids.
//
// At most three entities are in between, so that no general search for the k
// shortest paths is needed; it would wander through all the hubs. From both
// ends a search goes out one hop, which answers up to two hops:
//
//	from - x - to         x in both neighbourhoods
//	from - x - y - to     an arc from one neighbourhood to the other
//	from - x - m - y - to a node m that both neighbourhoods have arcs to
//
// Each takes time linear in the arcs that it looks at, and so at worst in the
// claims of the graph.
type finder struct {
	ctx      context.Context
	x        *index
	filter   *sieve
	from, to int32
	limit    int
	seen     *stamps // articles

	found []way
	more  bool // ways as long as the last of found are left out
}

// hop is a neighbour.
type hop struct {
	node int32
	strength
}

// way is a path.
type way struct {
	nodes []int32
	// The strengths of its hops, the weakest first. The order is one by the
	// weakest place (leximin), so that a way made better in one part is better
	// as a whole; that lets the search keep the best of each part only.
	hops []strength
}

func newWay(nodes []int32, hops ...strength) way {
	slices.Sort(hops)
	return way{nodes, hops}
}

func (f *finder) compare(a, b way) int {
	if c := cmp.Compare(len(a.nodes), len(b.nodes)); c != 0 {
		return c
	}
	if c := slices.Compare(b.hops, a.hops); c != 0 {
		return c
	}
	return slices.CompareFunc(a.nodes, b.nodes, f.x.compareIDs)
}

// offer keeps the way if it is among the best.
func (f *finder) offer(w way) {
	i, _ := slices.BinarySearchFunc(f.found, w, f.compare)
	if i < f.limit {
		f.found = slices.Insert(f.found, i, w)
	}
	if i >= f.limit || len(f.found) > f.limit {
		f.more = true
		f.found = f.found[:min(len(f.found), f.limit)]
	}
}

// hopeless reports whether a way of this many hops is too weak with such a hop.
func (f *finder) hopeless(hops int, s strength) bool {
	if len(f.found) < f.limit {
		return false
	}
	last := f.found[f.limit-1]
	return len(last.hops) < hops || len(last.hops) == hops && s < last.hops[0]
}

func (f *finder) find(hops int) error {
	near, far := f.neighbours(f.from), f.neighbours(f.to)
	if i := slices.IndexFunc(near, func(h hop) bool { return h.node == f.to }); i >= 0 {
		f.offer(newWay([]int32{f.from, f.to}, near[i].strength))
	}
	near, far = slices.DeleteFunc(near, f.isOuter), slices.DeleteFunc(far, f.isOuter)
	for n, step := range []func(near, far []hop) error{f.overOne, f.overTwo, f.overThree} {
		if len(f.found) >= f.limit || n+2 > hops {
			break
		}
		if err := step(near, far); err != nil {
			return err
		}
	}
	return nil
}

// neighbours is the hops from a node that pass the filter, in order of node.
func (f *finder) neighbours(e int32) []hop {
	var out []hop
	for other, arcs := range byNeighbour(f.x.ties(e)) {
		if other == e || other < 0 {
			continue
		}
		if s := f.x.strength(arcs, f.filter, f.seen); s > 0 {
			out = append(out, hop{other, s})
		}
	}
	return out
}

// isOuter reports whether the node cannot be in between.
func (f *finder) isOuter(h hop) bool { return !f.inner(h.node) }

func (f *finder) inner(e int32) bool {
	if e < 0 || e == f.from || e == f.to || !f.filter.wants(f.x, e) {
		return false
	}
	return f.x.entities[e].kind != nlp.Phrase || len(f.filter.types) > 0
}

func (f *finder) overOne(near, far []hop) error {
	for len(near) > 0 && len(far) > 0 {
		a, b := near[0], far[0]
		if a.node == b.node {
			f.offer(newWay([]int32{f.from, a.node, f.to}, a.strength, b.strength))
		}
		if a.node <= b.node {
			near = near[1:]
		}
		if b.node <= a.node {
			far = far[1:]
		}
	}
	return f.ctx.Err()
}

func (f *finder) overTwo(near, far []hop) error {
	// Arcs are looked through from the side that has fewer of them.
	swapped := f.arcs(near) > f.arcs(far)
	if swapped {
		near, far = far, near
	}
	at := make(map[int32]strength, len(far))
	for _, y := range far {
		at[y.node] = y.strength
	}
	for _, x := range near {
		if err := f.ctx.Err(); err != nil {
			return err
		}
		for node, arcs := range byNeighbour(f.x.ties(x.node)) {
			y, ok := at[node]
			if !ok || node == x.node || f.hopeless(3, min(x.strength, y)) {
				continue
			}
			if s := f.x.strength(arcs, f.filter, f.seen); s > 0 {
				f.offer(newWay(f.nodes(swapped, x.node, node), x.strength, s, y))
			}
		}
	}
	return nil
}

func (f *finder) overThree(near, far []hop) error {
	swapped := f.arcs(near) > f.arcs(far)
	if swapped {
		near, far = far, near
	}
	// Of the ways from the near end to a middle the limit's best are enough,
	// and one more as it may use the node on the other side.
	middles := make(map[int32][]half)
	for _, x := range near {
		if err := f.ctx.Err(); err != nil {
			return err
		}
		for m, arcs := range byNeighbour(f.x.ties(x.node)) {
			if m == x.node || !f.inner(m) {
				continue
			}
			if s := f.x.strength(arcs, f.filter, f.seen); s > 0 {
				middles[m] = f.insert(middles[m], newHalf(x, s))
			}
		}
	}
	for _, y := range far {
		if err := f.ctx.Err(); err != nil {
			return err
		}
		for m, arcs := range byNeighbour(f.x.ties(y.node)) {
			halves := middles[m]
			if m == y.node || len(halves) == 0 || f.hopeless(4, min(y.strength, halves[0].weak)) {
				continue
			}
			s := f.x.strength(arcs, f.filter, f.seen)
			if s == 0 {
				continue
			}
			for _, h := range halves {
				if h.node != y.node && !f.hopeless(4, min(y.strength, s, h.weak)) {
					f.offer(newWay(f.nodes(swapped, h.node, m, y.node), h.weak, h.strong, s, y.strength))
				}
			}
		}
	}
	return nil
}

// half is a way of two hops from an end over a node to a middle.
type half struct {
	node         int32
	weak, strong strength
}

func newHalf(x hop, s strength) half {
	return half{x.node, min(x.strength, s), max(x.strength, s)}
}

// insert keeps a list of the best, one more than the limit.
func (f *finder) insert(list []half, h half) []half {
	i, _ := slices.BinarySearchFunc(list, h, func(a, b half) int {
		if a.weak != b.weak {
			return cmp.Compare(b.weak, a.weak)
		}
		if a.strong != b.strong {
			return cmp.Compare(b.strong, a.strong)
		}
		return f.x.compareIDs(a.node, b.node)
	})
	if i > f.limit {
		return list
	}
	list = slices.Insert(list, i, h)
	return list[:min(len(list), f.limit+1)]
}

// arcs is how many arcs the nodes have.
func (f *finder) arcs(hops []hop) int {
	n := 0
	for _, h := range hops {
		n += len(f.x.entities[h.node].arcs)
	}
	return n
}

// nodes is a way from one end to the other, given the nodes in between from
// the far end when swapped.
func (f *finder) nodes(swapped bool, between ...int32) []int32 {
	if swapped {
		slices.Reverse(between)
	}
	out := append([]int32{f.from}, between...)
	return append(out, f.to)
}

// describeWays tells everything that stands on the ways.
func (s *Store) describeWays(ways []way, filter *sieve, seen *stamps) Paths {
	x := s.index
	out := Paths{Subgraph: Subgraph{Nodes: []EntityInfo{}}, Paths: []Path{}}
	known := make(map[int32]bool)
	hops := make(map[[2]int32][]string)
	edges := []*Edge{}
	for _, w := range ways {
		p := Path{}
		for i, e := range w.nodes {
			p.Nodes = append(p.Nodes, x.id(e))
			if !known[e] {
				known[e] = true
				out.Nodes = append(out.Nodes, x.info(e))
			}
			if i == 0 {
				continue
			}
			k := [2]int32{min(w.nodes[i-1], e), max(w.nodes[i-1], e)}
			if hops[k] == nil {
				among := s.edges(between(x.arcs(k[0]), k[1]), filter, seen)
				for _, edge := range among {
					hops[k] = append(hops[k], edge.ID)
				}
				edges = append(edges, among...)
			}
			p.Edges = append(p.Edges, hops[k])
		}
		out.Paths = append(out.Paths, p)
	}
	out.Total = len(out.Nodes)
	sortEdges(edges)
	out.Edges = edges
	return out
}
