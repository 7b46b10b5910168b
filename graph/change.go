package graph

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"github.com/cayleygraph/quad"

	"github.com/newsgraph/newsgraph/graph/link"
	"github.com/newsgraph/newsgraph/nlp"
)

// quadChange is what a batch means for the quads. No quad stands in both lists,
// nor twice in one, nor is one added that is there: Cayley would count its nodes
// wrongly and leave ghosts of them.
type quadChange struct{ add, del []quad.Quad }

// change replaces articles in the index and returns the difference that makes
// to the quads, those of other articles included whose entities are linked
// otherwise now. log is the curation log where that has changed too, else nil.
func (x *index) change(olds, news []*record, log []Judgement) quadChange {
	x.version++
	j := newJournal(x)
	removed := make([]string, len(olds))
	for i, r := range olds {
		j.count(x.articleQuads(r), -1)
		j.count(x.copyQuads(x.byArt[r.ID]), -1)
		removed[i] = r.ID
	}
	for _, id := range removed {
		x.remove(id, j)
	}
	if log != nil {
		x.judge(log, j)
	}
	x.addAll(removed, slices.Values(news), j)
	x.recopy(removed, news, j)
	for _, r := range news {
		j.count(x.articleQuads(r), 1)
	}
	return j.close()
}

// addAll takes in articles and links them.
func (x *index) addAll(removed []string, news iter.Seq[*record], j *journal) {
	var added []int32
	var articles []link.Article
	for r := range news {
		s := summarize(r)
		added = append(added, x.add(s))
		articles = append(articles, s.article())
	}
	moved := x.linker.Update(removed, articles)
	fresh := make(map[int32]bool, len(added))
	for _, a := range added {
		fresh[a] = true
		x.place(x.placements(nil, a, nil), j)
	}
	for _, a := range added {
		x.hook(x.articles[a].rows, j)
	}
	x.follow(slices.DeleteFunc(moved, func(m link.Moved) bool { return fresh[x.byArt[m.Article]] }), j)
}

// placements appends where linking wants the locals of an article. entities,
// where not nil, remembers the entities of the linker's nodes, none at first.
func (x *index) placements(list []placement, a int32, entities []int32) []placement {
	locals := x.articles[a].locals
	handle := func() string { return x.symbols.text(x.locals[locals[0]].handle) }
	own := func() {
		list = append(list, placement{locals[0], x.intern(x.ownID(locals[0]))})
		locals = locals[1:]
	}
	for p := range x.linker.Placed(x.articles[a].ID) { // in the order of locals, some of which it leaves out
		for len(locals) > 0 && handle() < p.Handle {
			own()
		}
		if len(locals) == 0 || handle() != p.Handle {
			continue
		}
		e := none
		if p.Node >= 0 && entities != nil {
			e = entities[p.Node]
		}
		if e == none {
			e = x.intern(p.Entity)
		}
		if p.Node >= 0 && entities != nil {
			entities[p.Node] = e
		}
		list = append(list, placement{locals[0], e})
		locals = locals[1:]
	}
	for len(locals) > 0 {
		own()
	}
	return list
}

// ownID is the ID of a local that takes no part in linking.
func (x *index) ownID(n int32) string {
	if l := &x.locals[n]; l.phrase {
		return x.symbols.text(l.handle)
	}
	return x.handle(n)
}

// follow moves locals of articles that are in the index already to where
// linking has moved them, and counts what that changes in the quads of their
// articles.
func (x *index) follow(moved []link.Moved, j *journal) {
	if len(moved) == 0 {
		return
	}
	var places []placement
	affected := make(map[int32]bool)
	for _, m := range moved {
		a, ok := x.byArt[m.Article]
		if !ok {
			continue
		}
		n, ok := x.localOf(a, m.Handle)
		if !ok {
			continue
		}
		places = append(places, placement{n, x.intern(m.To)})
		for _, i := range x.articles[a].rows {
			if slices.Contains(x.rows[i].args[:], n) {
				affected[i] = true
			}
		}
	}
	rows := slices.Sorted(maps.Keys(affected))
	for _, i := range rows {
		j.count(x.derivedQuads(i), -1)
	}
	x.unhook(rows, j)
	x.place(places, j)
	x.hook(rows, j)
	for _, i := range rows {
		j.count(x.derivedQuads(i), 1)
	}
}

// journal notes what a change touches, as it was before. A nil journal notes
// nothing, for an index that is being loaded.
type journal struct {
	index    *index
	entities map[int32]bool
	edges    map[edgeKey]bool
	blocks   map[blockKey][]int32 // rows of blocks before the change
	loose    []int32              // rows that look for a block
	order    []int32              // of entities
	net      map[quad.Quad]int
	quads    []quad.Quad // keys of net, in the order of their first count
}

func newJournal(x *index) *journal {
	x.ready()
	return &journal{index: x, entities: make(map[int32]bool), edges: make(map[edgeKey]bool), blocks: make(map[blockKey][]int32), net: make(map[quad.Quad]int)}
}

// entity is called before anything changes about an entity.
func (j *journal) entity(e int32) {
	if j == nil || e == none || j.entities[e] {
		return
	}
	j.entities[e] = true
	j.order = append(j.order, e)
	j.count(j.index.entityQuads(e), -1)
}

// edge is called before the number of claims behind a plain edge changes.
func (j *journal) edge(k edgeKey) {
	if j == nil || j.edges[k] {
		return
	}
	j.edges[k] = true
	if j.index.asserted[k] > 0 {
		j.count([]quad.Quad{j.index.plainEdge(k)}, -1)
	}
}

// count counts quads with a sign.
func (j *journal) count(quads []quad.Quad, sign int) {
	if j == nil {
		return
	}
	for _, q := range quads {
		if _, ok := j.net[q]; !ok {
			j.quads = append(j.quads, q)
		}
		j.net[q] += sign
	}
}

// close settles what was touched and returns the difference to the quads.
func (j *journal) close() quadChange {
	x := j.index
	x.rename(j)
	for _, k := range slices.SortedFunc(maps.Keys(j.edges), edgeKey.compare) {
		if x.asserted[k] > 0 {
			j.count([]quad.Quad{x.plainEdge(k)}, 1)
		}
	}
	for _, e := range x.settle(j.order) {
		for _, i := range x.rowsAbout(e) {
			x.loosen(i, j)
		}
	}
	j.regroup()
	for _, e := range j.order {
		j.count(x.entityQuads(e), 1)
	}
	var out quadChange
	for _, q := range j.quads {
		switch n := j.net[q]; {
		case n < 0:
			out.del = append(out.del, q)
		case n > 0:
			out.add = append(out.add, q)
		}
	}
	return out
}

// entityQuads describes an entity that some claim refers to. Entities that are
// only mentioned can be searched for, but are not in the graph.
func (x *index) entityQuads(e int32) []quad.Quad {
	ent := &x.entities[e]
	if ent.uses <= 0 {
		return nil
	}
	return describe(ent.id, ent.name, ent.kind, ent.aliases, ent.wikidata)
}

func (k edgeKey) compare(o edgeKey) int {
	return cmp.Or(cmp.Compare(k.subject, o.subject), cmp.Compare(k.relation, o.relation), cmp.Compare(k.object, o.object))
}

func (x *index) plainEdge(k edgeKey) quad.Quad {
	return plainEdge(x.entities[k.subject].id, x.relations[k.relation], x.entities[k.object].id)
}

// articleQuads is all that carries the label of an article of the index.
func (x *index) articleQuads(r *record) []quad.Quad {
	linked := record{stored: r.stored, claims: slices.Clone(r.claims)}
	x.linkRecord(&linked)
	quads := articleQuads(linked.ArticleInfo, linked.claims)
	for _, i := range x.articles[x.byArt[r.ID]].rows {
		quads = append(quads, x.judgedQuads(i)...)
	}
	return quads
}

// linkRecord puts the entities of the graph, under their canonical names, where
// an article's own stand. The arguments of claims are replaced, not changed.
func (x *index) linkRecord(r *record) {
	a := x.byArt[r.ID]
	for i := range r.claims {
		x.linkClaim(a, &r.claims[i])
	}
	for i := range r.mentions {
		m := &r.mentions[i]
		if n, ok := x.localOf(a, m.Entity); ok {
			ent := &x.entities[x.locals[n].entity]
			m.Entity, m.Name, m.Type = ent.id, ent.name, ent.kind
		}
	}
}

// linkClaim does so for one claim.
func (x *index) linkClaim(a int32, c *nlp.Claim) {
	for _, arg := range []**nlp.Argument{&c.Subject, &c.Object, &c.SaidBy, &c.Place} {
		if *arg == nil {
			continue
		}
		if n, ok := x.localOf(a, (*arg).ID); ok {
			ent := &x.entities[x.locals[n].entity]
			linked := **arg
			linked.ID, linked.Name, linked.Type = ent.id, ent.name, ent.kind
			*arg = &linked
		}
	}
}

// derivedQuads is the quads of a claim that its article alone does not decide.
func (x *index) derivedQuads(i int32) []quad.Quad {
	v := &x.rows[i]
	l := labelled{label: iri(articlePrefix + x.articles[v.article].ID)}
	for role, n := range v.args {
		if n != none {
			l.add(iri(x.claimID(v.id)), argumentRoles[role], iri(x.entities[x.locals[n].entity].id))
		}
	}
	return append(l.quads, x.judgedQuads(i)...)
}

// judgedQuads is what curation says of a claim.
func (x *index) judgedQuads(i int32) []quad.Quad {
	v := &x.rows[i]
	if !v.wrong {
		return nil
	}
	return []quad.Quad{judgedWrong(x.claimID(v.id), x.articles[v.article].ID)}
}

// sharedQuads appends every quad that no article decides alone.
func (x *index) sharedQuads(quads []quad.Quad) []quad.Quad {
	for e := range x.entities {
		if x.entities[e].id != "" {
			quads = append(quads, x.entityQuads(int32(e))...)
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(x.asserted), edgeKey.compare) {
		quads = append(quads, x.plainEdge(k))
	}
	x.ready()
	for _, b := range slices.Sorted(maps.Keys(x.events)) {
		quads = append(quads, x.blockQuads(b)...)
	}
	for a := range x.articles {
		quads = append(quads, x.copyQuads(int32(a))...)
	}
	return quads
}
