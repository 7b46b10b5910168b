package graph

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/cayleygraph/quad"

	"github.com/newsgraph/newsgraph/nlp"
)

// quadChange is what a batch means for the quads. No quad stands in both lists,
// nor twice in one, nor is one added that is there: Cayley would count its nodes
// wrongly and leave ghosts of them.
type quadChange struct{ add, del []quad.Quad }

// change replaces articles in the index and returns the difference that makes
// to the quads.
func (x *index) change(olds, news []*record) quadChange {
	ids := make(map[string]bool)
	for _, list := range [2][]*record{olds, news} {
		for _, r := range list {
			r.eachEntity(func(id string) { ids[id] = true })
		}
	}
	names := slices.Sorted(maps.Keys(ids))
	ties := make(map[tie]bool)
	for _, list := range [2][]*record{olds, news} {
		for _, r := range list {
			for i := range r.claims {
				if c := &r.claims[i]; c.Subject != nil && c.Object != nil {
					ties[tie{c.Subject.ID, c.Relation, c.Object.ID}] = true
				}
			}
		}
	}
	edges := slices.SortedFunc(maps.Keys(ties), tie.compare)

	var d difference
	d.shared(x, names, edges, -1)
	for _, r := range olds {
		d.count(articleQuads(r.ArticleInfo, r.claims), -1)
		x.remove(r)
	}
	for _, r := range news {
		d.count(articleQuads(r.ArticleInfo, r.claims), 1)
		x.add(r)
	}
	touched := make([]int32, 0, len(names))
	for _, id := range names {
		if e, ok := x.byEntity[id]; ok {
			touched = append(touched, e)
		}
	}
	x.settle(touched)
	d.shared(x, names, edges, 1)
	return d.change()
}

// tie is a plain edge by its names.
type tie struct{ subject, relation, object string }

func (t tie) compare(u tie) int {
	return cmp.Or(strings.Compare(t.subject, u.subject), strings.Compare(t.relation, u.relation), strings.Compare(t.object, u.object))
}

// eachEntity calls f for every entity and phrase that the article refers to,
// some more than once.
func (r *record) eachEntity(f func(id string)) {
	for i := range r.claims {
		c := &r.claims[i]
		for _, a := range []*nlp.Argument{c.Subject, c.Object, c.SaidBy, c.Place} {
			if a != nil {
				f(a.ID)
			}
		}
	}
	for i := range r.mentions {
		f(r.mentions[i].Entity)
	}
}

// entityQuads describes an entity that some claim refers to. Entities that are
// only mentioned can be searched for, but are not in the graph.
func (x *index) entityQuads(e int32) []quad.Quad {
	ent := &x.entities[e]
	if ent.uses <= 0 {
		return nil
	}
	return describe(ent.id, ent.name, ent.kind, ent.aliasList())
}

func (x *index) isAsserted(t tie) bool {
	s, ok := x.byEntity[t.subject]
	if !ok {
		return false
	}
	o, ok := x.byEntity[t.object]
	if !ok {
		return false
	}
	r, ok := x.byRelation[t.relation]
	return ok && x.asserted[edgeKey{s, r, o}] > 0
}

// difference counts quads with signs. order keeps the output deterministic.
type difference struct {
	net   map[quad.Quad]int
	order []quad.Quad
}

func (d *difference) count(quads []quad.Quad, sign int) {
	if d.net == nil {
		d.net = make(map[quad.Quad]int)
	}
	for _, q := range quads {
		if _, ok := d.net[q]; !ok {
			d.order = append(d.order, q)
		}
		d.net[q] += sign
	}
}

// shared counts the quads that belong to no single article.
func (d *difference) shared(x *index, names []string, edges []tie, sign int) {
	for _, id := range names {
		if e, ok := x.byEntity[id]; ok {
			d.count(x.entityQuads(e), sign)
		}
	}
	for _, t := range edges {
		if x.isAsserted(t) {
			d.count([]quad.Quad{plainEdge(t.subject, t.relation, t.object)}, sign)
		}
	}
}

func (d *difference) change() quadChange {
	var out quadChange
	for _, q := range d.order {
		switch n := d.net[q]; {
		case n < 0:
			out.del = append(out.del, q)
		case n > 0:
			out.add = append(out.add, q)
		}
	}
	return out
}

// sharedQuads appends every quad that belongs to no single article.
func (x *index) sharedQuads(quads []quad.Quad) []quad.Quad {
	for e := range x.entities {
		if x.entities[e].id != "" {
			quads = append(quads, x.entityQuads(int32(e))...)
		}
	}
	edges := slices.SortedFunc(maps.Keys(x.asserted), func(a, b edgeKey) int {
		return cmp.Or(cmp.Compare(a.subject, b.subject), cmp.Compare(a.relation, b.relation), cmp.Compare(a.object, b.object))
	})
	for _, k := range edges {
		quads = append(quads, plainEdge(x.entities[k.subject].id, x.relations[k.relation], x.entities[k.object].id))
	}
	return quads
}
