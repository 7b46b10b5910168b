package graph

import (
	"cmp"
	"iter"
	"math"
	"slices"
)

// arc is a claim as one of its two ends sees it. The arcs of an entity stand in
// order of the other end, so that those to one neighbour stand together:
//
//	no object | unknown agent (^entity) | neighbours and itself, by number
//
// Most questions can be answered from arcs alone, which stand in one piece,
// without looking up rows all over memory.
type arc struct{ other, row int32 }

// nobody is the other end of a claim without object.
const nobody = math.MinInt32

// addArcs enters a row at its ends.
func (x *index) addArcs(i int32) {
	r := &x.rows[i]
	subject, object := r.subject, r.object
	if subject != none {
		s := &x.entities[subject]
		if object == none {
			s.arcs = append(s.arcs, arc{nobody, i})
		} else {
			s.arcs = append(s.arcs, arc{object, i})
		}
	}
	if object != none && object != subject {
		if subject == none {
			subject = ^object
		}
		o := &x.entities[object]
		o.arcs = append(o.arcs, arc{subject, i})
	}
}

func compareArcs(a, b arc) int {
	if a.other != b.other {
		return cmp.Compare(a.other, b.other)
	}
	return cmp.Compare(a.row, b.row)
}

// sortArcs sorts a list to which a batch was added at the end: in time linear
// in the list and little more than that in the batch.
func sortArcs(list []arc) {
	n := 1
	for n < len(list) && compareArcs(list[n-1], list[n]) < 0 {
		n++
	}
	if n >= len(list) {
		return
	}
	tail := slices.Clone(list[n:])
	slices.SortFunc(tail, compareArcs)
	for i := len(list) - 1; len(tail) > 0; i-- {
		last := len(tail) - 1
		if n > 0 && compareArcs(list[n-1], tail[last]) > 0 {
			n--
			list[i] = list[n]
		} else {
			list[i], tail = tail[last], tail[:last]
		}
	}
}

// arcs is the claims of a node: of an entity all, of an unknown agent those
// upon its one neighbour, whose arcs they are.
func (x *index) arcs(e int32) []arc {
	if e < 0 {
		return between(x.entities[^e].arcs, e)
	}
	return x.entities[e].arcs
}

// ties is the arcs that lead to a node.
func (x *index) ties(e int32) []arc {
	arcs := x.arcs(e)
	i, _ := slices.BinarySearchFunc(arcs, nobody+1, func(a arc, other int32) int { return cmp.Compare(a.other, other) })
	return arcs[i:]
}

// neighbours is the nodes that claims tie to a node, with its arcs to each; of
// an unknown agent the one entity that it acts upon.
func (x *index) neighbours(e int32) iter.Seq2[int32, []arc] {
	if e >= 0 {
		return byNeighbour(x.ties(e))
	}
	return func(yield func(int32, []arc) bool) { yield(^e, x.arcs(e)) }
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

// passing counts the arcs that pass the filter.
func (x *index) passing(arcs []arc, filter *sieve) int {
	if filter.open {
		return len(arcs)
	}
	n := 0
	for _, a := range arcs {
		if filter.passes(&x.rows[a.row]) {
			n++
		}
	}
	return n
}
