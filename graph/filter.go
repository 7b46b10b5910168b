package graph

import (
	"math"
	"slices"

	"github.com/newsgraph/newsgraph/nlp"
)

// sieve is a Filter in the numbers of the index.
type sieve struct {
	index                   *index
	open                    bool // lets every claim pass
	never                   bool // names what the store does not hold
	wrong                   bool // lets claims pass that curation calls wrong
	subject, object, entity anyNode
	relations               []int32
	statuses                []uint8
	articles                []int32
	from, to                int32
	asOf                    int32 // day by which the article was known; 0 any
	confidence              float32
	types                   []nlp.EntityType
}

// anyNode is a node or, when not set, any.
type anyNode struct {
	set  bool
	node int32
}

func (x *index) sieve(f Filter) sieve {
	v := sieve{index: x, wrong: f.Wrong, confidence: float32(f.MinConfidence), types: f.Types}
	node := func(id string) anyNode {
		if id == "" {
			return anyNode{}
		}
		n, ok := x.node(id)
		if !ok {
			v.never = true
		}
		return anyNode{true, n}
	}
	v.subject, v.object, v.entity = node(f.Subject), node(f.Object), node(f.Entity)
	for _, r := range f.Relations {
		if i, ok := x.byRelation[r]; ok {
			v.relations = append(v.relations, i)
		}
	}
	for _, s := range f.Statuses {
		if i := slices.Index(nlp.Statuses, s); i >= 0 {
			v.statuses = append(v.statuses, uint8(i))
		}
	}
	for _, a := range f.Articles {
		if i, ok := x.byArt[a]; ok {
			v.articles = append(v.articles, i)
		}
	}
	v.never = v.never || len(f.Relations) > 0 && v.relations == nil ||
		len(f.Statuses) > 0 && v.statuses == nil || len(f.Articles) > 0 && v.articles == nil
	v.from, _ = days(f.From)
	_, v.to = days(f.To)
	_, v.asOf = days(f.AsOf)
	v.open = !v.never && (v.wrong || x.wrong == 0) && !v.subject.set && !v.object.set && !v.entity.set && v.relations == nil &&
		v.statuses == nil && v.articles == nil && v.from == 0 && v.to == 0 && v.asOf == 0 && v.confidence <= 0
	return v
}

// passes reports whether the claim is let through; Types aside, which only
// neighbourhoods look at.
func (v *sieve) passes(r *row) bool {
	if v.open {
		return true
	}
	if v.never || r.confidence < v.confidence || r.wrong && !v.wrong ||
		v.asOf != 0 && v.index.articles[r.article].known > v.asOf {
		return false
	}
	if v.relations != nil && !slices.Contains(v.relations, r.relation) ||
		v.statuses != nil && !slices.Contains(v.statuses, r.status) ||
		v.articles != nil && !slices.Contains(v.articles, r.article) {
		return false
	}
	// A claim of unknown date is outside every period.
	if v.from != 0 && r.to < v.from || v.to != 0 && (r.from == 0 || r.from > v.to) {
		return false
	}
	return v.subject.is(r.source()) && v.object.is(r.target()) &&
		(!v.entity.set || v.entity.is(r.source()) || v.entity.is(r.target()))
}

func (n anyNode) is(node int32, ok bool) bool { return !n.set || ok && n.node == node }

func (r *row) source() (int32, bool) {
	if r.subject != none {
		return r.subject, true
	}
	return ^r.object, r.object != none
}

func (r *row) target() (int32, bool) { return r.object, r.object != none }

// candidates calls f with the rows that may pass, from the shortest list that
// holds them all.
func (x *index) candidates(v *sieve, f func(int32)) {
	if v.never {
		return
	}
	var ends [][]arc
	for _, n := range []anyNode{v.subject, v.object, v.entity} {
		if n.set {
			ends = append(ends, x.arcs(n.node))
		}
	}
	if v.subject.set && v.object.set && v.subject.node >= 0 {
		ends = append(ends, between(x.arcs(v.subject.node), v.object.node))
	}
	shortest := math.MaxInt
	if len(ends) > 0 {
		ends[0] = slices.MinFunc(ends, func(a, b []arc) int { return len(a) - len(b) })
		shortest = len(ends[0])
	}
	if v.articles != nil {
		var rows []int32
		for _, a := range v.articles {
			rows = append(rows, x.articles[a].rows...)
		}
		if len(rows) < shortest {
			slices.Sort(rows)
			for _, i := range slices.Compact(rows) {
				f(i)
			}
			return
		}
	}
	if len(ends) > 0 {
		for _, a := range ends[0] {
			f(a.row)
		}
		return
	}
	for i := range x.rows {
		if x.rows[i].article != none {
			f(int32(i))
		}
	}
}

// wants reports whether the filter's types let the node be a neighbour.
func (v *sieve) wants(x *index, e int32) bool {
	if len(v.types) == 0 {
		return true
	}
	kind := nlp.Other
	if e >= 0 {
		kind = x.entities[e].kind
	}
	return slices.Contains(v.types, kind)
}
