package graph

import (
	"cmp"
	"iter"
	"slices"
)

// arc is a claim as one of the two nodes that it ties sees it.
type arc struct{ other, row int32 }

// arcs is the claims that tie a node to another or to itself, those with one
// neighbour side by side.
func (x *index) arcs(e int32) []arc {
	var list []arc
	for i := range x.rowsOf(e) {
		source, target, ok := x.rows[i].ends()
		if !ok {
			continue
		}
		other := source
		if other == e {
			other = target
		}
		list = append(list, arc{other, i})
	}
	slices.SortFunc(list, func(a, b arc) int { return cmp.Or(cmp.Compare(a.other, b.other), cmp.Compare(a.row, b.row)) })
	return list
}

// byNeighbour cuts arcs into those of one neighbour each.
func byNeighbour(arcs []arc) iter.Seq2[int32, []arc] {
	return func(yield func(int32, []arc) bool) {
		for len(arcs) > 0 {
			n := 1
			for n < len(arcs) && arcs[n].other == arcs[0].other {
				n++
			}
			if !yield(arcs[0].other, arcs[:n]) {
				return
			}
			arcs = arcs[n:]
		}
	}
}

// between is the arcs to one neighbour.
func between(arcs []arc, other int32) []arc {
	i, _ := slices.BinarySearchFunc(arcs, other, func(a arc, other int32) int { return cmp.Compare(a.other, other) })
	n := i
	for n < len(arcs) && arcs[n].other == other {
		n++
	}
	return arcs[i:n]
}

// strength is how well claims support a tie: the articles, among equals the
// claims. Zero means that no claim passes.
type strength uint64

func newStrength(articles, claims int) strength { return strength(articles)<<32 | strength(claims) }

// strength counts the arcs that pass the filter; seen is for articles.
func (x *index) strength(arcs []arc, filter *sieve, seen *stamps) strength {
	articles, claims := 0, 0
	seen.next()
	for _, a := range arcs {
		r := &x.rows[a.row]
		if !filter.passes(r) {
			continue
		}
		claims++
		if seen.first(r.article) {
			articles++
		}
	}
	return newStrength(articles, claims)
}
