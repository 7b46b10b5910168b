package graph

import "slices"

// communities numbers the community of each of n nodes: groups that have more
// links inside than chance would give them. It is the Louvain method (Blondel,
// Guillaume, Lambiotte, Lefebvre 2008): nodes move to the neighbouring
// community that raises modularity most until none does, then communities
// become nodes, and so on. Nodes move in order of their numbers and ties go to
// the community with the smallest number, so that the result depends on the
// links alone.
func communities(n int, links []tied) []int32 {
	g := newWeighted(n)
	for _, l := range links {
		g.link(l.a, l.b, float64(l.claims))
	}
	g.finish()
	of := make([]int32, n)
	for i := range of {
		of[i] = int32(i)
	}
	for {
		group, moved := g.improve()
		if !moved {
			return of
		}
		count := renumber(group)
		for i := range of {
			of[i] = group[of[i]]
		}
		g = g.contract(group, count)
	}
}

// weighted is an undirected graph with weights.
type weighted struct {
	ends    [][]end
	inside  []float64 // weight of the links within a node, of either end
	weight  []float64 // of all ends at a node
	overall float64   // of all ends
}

type end struct {
	node   int32
	weight float64
}

func newWeighted(n int) *weighted {
	return &weighted{ends: make([][]end, n), inside: make([]float64, n), weight: make([]float64, n)}
}

func (g *weighted) link(a, b int32, w float64) {
	if a == b {
		g.inside[a] += 2 * w
		return
	}
	g.ends[a] = append(g.ends[a], end{b, w})
	g.ends[b] = append(g.ends[b], end{a, w})
}

func (g *weighted) finish() {
	for i, ends := range g.ends {
		g.weight[i] = g.inside[i]
		for _, e := range ends {
			g.weight[i] += e.weight
		}
		g.overall += g.weight[i]
	}
}

// maxPasses bounds the rounds in which nodes move; later ones change little.
const maxPasses = 20

// improve moves single nodes, and reports whether any has moved for good.
func (g *weighted) improve() (group []int32, moved bool) {
	n := len(g.ends)
	group = make([]int32, n)
	total := slices.Clone(g.weight) // of the nodes in a group
	for i := range group {
		group[i] = int32(i)
	}
	if g.overall == 0 {
		return group, false
	}
	towards := make([]float64, n) // weight of the links from a node to a group
	var near []int32
	for range maxPasses {
		changed := false
		for i := range n {
			near = near[:0]
			for _, e := range g.ends[i] {
				to := group[e.node]
				if towards[to] == 0 {
					near = append(near, to)
				}
				towards[to] += e.weight
			}
			own := group[i]
			total[own] -= g.weight[i]
			best, bestGain := own, towards[own]-total[own]*g.weight[i]/g.overall
			for _, to := range near {
				gain := towards[to] - total[to]*g.weight[i]/g.overall
				// A hair's breadth is rounding, and would move nodes for ever.
				if gain > bestGain+1e-9 || gain > bestGain-1e-9 && best != own && to < best {
					best, bestGain = to, gain
				}
			}
			total[best] += g.weight[i]
			if best != own {
				group[i], changed, moved = best, true, true
			}
			for _, to := range near {
				towards[to] = 0
			}
		}
		if !changed {
			break
		}
	}
	return group, moved
}

// renumber makes the numbers of groups dense, in order of their first node, and
// returns how many there are.
func renumber(group []int32) int {
	number := make(map[int32]int32)
	for i, g := range group {
		n, ok := number[g]
		if !ok {
			n = int32(len(number))
			number[g] = n
		}
		group[i] = n
	}
	return len(number)
}

// contract makes one node of each group.
func (g *weighted) contract(group []int32, count int) *weighted {
	c := newWeighted(count)
	members := make([][]int32, count)
	for i, to := range group {
		members[to] = append(members[to], int32(i))
		c.inside[to] += g.inside[i]
	}
	towards := make([]float64, count)
	var near []int32
	for to, list := range members {
		near = near[:0]
		for _, i := range list {
			for _, e := range g.ends[i] {
				other := group[e.node]
				if other == int32(to) {
					c.inside[to] += e.weight // the other end adds the other half
					continue
				}
				if towards[other] == 0 {
					near = append(near, other)
				}
				towards[other] += e.weight
			}
		}
		for _, other := range near {
			c.ends[to] = append(c.ends[to], end{other, towards[other]})
			towards[other] = 0
		}
	}
	c.finish()
	return c
}
