package graph

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// index holds the claims of the whole store as an adjacency list in memory:
// what search, neighbourhoods, filters and counts need, and nothing that a
// reader sees only after a click (quotes, texts), which stays in the article
// store. Numbers stand for strings; they depend on the order of ingest, so
// nothing that leaves the store is sorted by them.
//
// The index belongs to Store.mu.
type index struct {
	entities []entity
	byEntity map[string]int32
	freeEnts []int32

	articles []article
	byArt    map[string]int32
	freeArts []int32

	rows     []row
	byClaim  map[string]int32
	freeRows []int32

	relations  []string
	byRelation map[string]int32

	asserted map[edgeKey]int32 // number of asserted claims behind a plain edge
	words    wordIndex
}

// none stands for an argument that a claim does not have.
const none = int32(-1)

// row is a claim.
type row struct {
	id         string
	subject    int32 // none: no agent named
	object     int32 // none: no object
	relation   int32
	article    int32
	n          int32 // which of the article's claims
	start      int32 // byte offset of the quote
	from, to   int32 // first and last day of the event, else of publication, as YYYYMMDD; 0 unknown
	confidence float32
	status     uint8 // index into nlp.Statuses
}

type edgeKey struct{ subject, relation, object int32 }

func (r *row) edge() edgeKey { return edgeKey{r.subject, r.relation, r.object} }

// entity is an entity or a phrase. It lives as long as a claim or a mention
// refers to it.
type entity struct {
	id      string
	names   tally // canonical names, by how often mentions and claims give them
	aliases tally // words of mentions that are names
	types   tally
	uses    int32   // arguments of claims in any role
	rows    []int32 // claims as subject or object, in no order

	// What follows from the above, kept by settle.
	name     string
	kind     nlp.EntityType
	degree   int32
	reported int32 // articles with a claim about it
}

type article struct {
	stored
	rows []int32
}

// tally counts strings. Few differ, so a list beats a map.
type tally []count

type count struct {
	key string
	n   int32
}

func (t *tally) add(key string, n int32) {
	for i := range *t {
		if c := &(*t)[i]; c.key == key {
			c.n += n
			if c.n <= 0 {
				*t = slices.Delete(*t, i, i+1)
			}
			return
		}
	}
	if n > 0 {
		*t = append(*t, count{key, n})
	}
}

// top is the most frequent string, the first of the alphabet among equals.
func (t tally) top() string {
	if len(t) == 0 {
		return ""
	}
	return slices.MinFunc(t, compareCounts).key
}

func compareCounts(a, b count) int {
	if a.n != b.n {
		return int(b.n) - int(a.n)
	}
	return strings.Compare(a.key, b.key)
}

func newIndex() *index {
	return &index{
		byEntity:   make(map[string]int32),
		byArt:      make(map[string]int32),
		byClaim:    make(map[string]int32),
		byRelation: make(map[string]int32),
		asserted:   make(map[edgeKey]int32),
		words:      newWordIndex(),
	}
}

// intern is the number of an entity, which it makes where there is none.
func (x *index) intern(id string) int32 {
	if e, ok := x.byEntity[id]; ok {
		return e
	}
	e := int32(len(x.entities))
	if n := len(x.freeEnts); n > 0 {
		e, x.freeEnts = x.freeEnts[n-1], x.freeEnts[:n-1]
	} else {
		x.entities = append(x.entities, entity{})
	}
	// Names are often cut from an article's text; a copy lets the text go.
	id = strings.Clone(id)
	x.entities[e] = entity{id: id}
	x.byEntity[id] = e
	return e
}

func (x *index) relation(name string) int32 {
	if r, ok := x.byRelation[name]; ok {
		return r
	}
	name = strings.Clone(name)
	r := int32(len(x.relations))
	x.relations = append(x.relations, name)
	x.byRelation[name] = r
	return r
}

// argument counts an argument of a claim in (n 1) or out (n -1) and returns its
// entity.
func (x *index) argument(a *nlp.Argument, n int32) int32 {
	if a == nil {
		return none
	}
	e := x.intern(a.ID)
	ent := &x.entities[e]
	ent.uses += n
	ent.names.add(strings.Clone(a.Name), n)
	ent.types.add(strings.Clone(string(a.Type)), n)
	return e
}

func (x *index) mention(m *nlp.MentionRecord, n int32) {
	ent := &x.entities[x.intern(m.Entity)]
	ent.types.add(strings.Clone(string(m.Type)), n)
	if m.Name != "" {
		ent.names.add(strings.Clone(m.Name), n)
	}
	if m.Kind == "name" && m.Text != "" && len(m.Text) <= maxAlias {
		ent.aliases.add(strings.Clone(m.Text), n)
	}
}

// maxAlias is the length in bytes of the longest alias kept; longer names are
// accidents of analysis.
const maxAlias = 120

// add takes in an article that is not there.
func (x *index) add(r *record) {
	a := int32(len(x.articles))
	if n := len(x.freeArts); n > 0 {
		a, x.freeArts = x.freeArts[n-1], x.freeArts[:n-1]
	} else {
		x.articles = append(x.articles, article{})
	}
	art := article{stored: r.stored}
	for i := range r.claims {
		c := &r.claims[i]
		v := row{
			id: strings.Clone(c.ID), article: a, n: int32(i), start: int32(c.Start),
			relation: x.relation(c.Relation), confidence: float32(c.Confidence), status: statusNumber(c.Status),
			subject: x.argument(c.Subject, 1), object: x.argument(c.Object, 1),
		}
		x.argument(c.SaidBy, 1)
		x.argument(c.Place, 1)
		if c.Date != nil {
			v.from, v.to = days(c.Date.Value)
		}
		if v.from == 0 {
			v.from, v.to = days(r.Published)
		}
		art.rows = append(art.rows, x.addRow(v))
	}
	for i := range r.mentions {
		x.mention(&r.mentions[i], 1)
	}
	x.articles[a] = art
	x.byArt[r.ID] = a
}

func (x *index) addRow(v row) int32 {
	i := int32(len(x.rows))
	if n := len(x.freeRows); n > 0 {
		i, x.freeRows = x.freeRows[n-1], x.freeRows[:n-1]
		x.rows[i] = v
	} else {
		x.rows = append(x.rows, v)
	}
	x.byClaim[v.id] = i
	if v.subject != none {
		s := &x.entities[v.subject]
		s.rows = append(s.rows, i)
	}
	if v.object != none && v.object != v.subject {
		o := &x.entities[v.object]
		o.rows = append(o.rows, i)
	}
	if v.plain() {
		x.asserted[v.edge()]++
	}
	return i
}

// plain reports whether the claim stands behind a plain edge.
func (r *row) plain() bool {
	return r.subject != none && r.object != none && nlp.Statuses[r.status] == nlp.Asserted
}

// remove takes out an article that add has taken in.
func (x *index) remove(r *record) {
	a := x.byArt[r.ID]
	for _, i := range x.articles[a].rows {
		v := x.rows[i]
		for _, e := range [2]int32{v.subject, v.object} {
			if e == none {
				continue
			}
			ent := &x.entities[e]
			if k := slices.Index(ent.rows, i); k >= 0 {
				last := len(ent.rows) - 1
				ent.rows[k] = ent.rows[last]
				ent.rows = ent.rows[:last]
			}
		}
		if v.plain() {
			if x.asserted[v.edge()]--; x.asserted[v.edge()] <= 0 {
				delete(x.asserted, v.edge())
			}
		}
		if x.byClaim[v.id] == i {
			delete(x.byClaim, v.id)
		}
		x.rows[i] = row{subject: none, object: none, article: none}
		x.freeRows = append(x.freeRows, i)
	}
	for i := range r.claims {
		c := &r.claims[i]
		for _, arg := range []*nlp.Argument{c.Subject, c.Object, c.SaidBy, c.Place} {
			x.argument(arg, -1)
		}
	}
	for i := range r.mentions {
		x.mention(&r.mentions[i], -1)
	}
	x.articles[a] = article{}
	x.freeArts = append(x.freeArts, a)
	delete(x.byArt, r.ID)
}

// settle works out what depends on several articles at once, for entities
// whose articles have changed. Those that nothing refers to any more go.
func (x *index) settle(touched []int32) {
	seen := newStamps(max(len(x.entities), len(x.articles)))
	for _, e := range touched {
		ent := &x.entities[e]
		if ent.uses <= 0 && len(ent.types) == 0 {
			x.words.drop(e)
			delete(x.byEntity, ent.id)
			x.entities[e] = entity{}
			x.freeEnts = append(x.freeEnts, e)
			continue
		}
		ent.name = ent.names.top()
		if ent.name == "" {
			ent.name = ent.id
		}
		ent.kind = nlp.EntityType(ent.types.top())
		if ent.kind == "" {
			ent.kind = nlp.Other
		}
		ent.degree, ent.reported = 0, 0
		seen.next()
		for _, i := range ent.rows {
			v := &x.rows[i]
			other := v.subject
			if other == e {
				other = v.object
			}
			if other != none && other != e && seen.first(other) {
				ent.degree++
			}
		}
		seen.next()
		for _, i := range ent.rows {
			if seen.first(x.rows[i].article) {
				ent.reported++
			}
		}
		if ent.kind != nlp.Phrase {
			x.words.put(e, ent.name, ent.aliasList())
		} else {
			x.words.drop(e)
		}
	}
}

// stamps is a set of small numbers that empties at once.
type stamps struct {
	round int32
	at    []int32
}

func newStamps(n int) *stamps { return &stamps{at: make([]int32, n)} }

func (s *stamps) next() { s.round++ }

// first adds i and reports whether it was not there.
func (s *stamps) first(i int32) bool {
	if s.at[i] == s.round {
		return false
	}
	s.at[i] = s.round
	return true
}

// maxAliases bounds the aliases told of one entity.
const maxAliases = 32

// aliasList is what else the entity is called, the most frequent first.
func (e *entity) aliasList() []string {
	all := slices.Clone(e.names)
	for _, c := range e.aliases {
		all.add(c.key, c.n)
	}
	slices.SortFunc(all, compareCounts)
	var out []string
	for _, c := range all {
		if c.key != e.name && len(c.key) <= maxAlias && len(out) < maxAliases {
			out = append(out, c.key)
		}
	}
	return out
}

// info describes node e of the graph, which may be an unknown agent.
func (x *index) info(e int32) EntityInfo {
	if e < 0 {
		o := &x.entities[^e]
		n := 0
		for _, i := range o.rows {
			if x.rows[i].subject == none {
				n++
			}
		}
		return EntityInfo{ID: unknownPrefix + o.id, Name: "unknown", Type: nlp.Other, Degree: 1, Claims: n, Articles: x.countArticles(e)}
	}
	ent := &x.entities[e]
	return EntityInfo{
		ID: ent.id, Name: ent.name, Type: ent.kind, Aliases: ent.aliasList(),
		Degree: int(ent.degree), Claims: len(ent.rows), Articles: int(ent.reported),
	}
}

func (x *index) countArticles(e int32) int {
	seen := make(map[int32]bool)
	for i := range x.rowsOf(e) {
		seen[x.rows[i].article] = true
	}
	return len(seen)
}

func statusNumber(s nlp.Status) uint8 {
	if i := slices.Index(nlp.Statuses, s); i >= 0 {
		return uint8(i)
	}
	return uint8(slices.Index(nlp.Statuses, nlp.Possible))
}

// days turns an ISO 8601 date or interval into its first and last day, as
// YYYYMMDD: "2021-04" gives 20210401 and 20210431. Other strings give zeros.
func days(value string) (from, to int32) {
	first, last, interval := strings.Cut(value, "/")
	from, to = day(first)
	if interval {
		if _, t := day(last); t != 0 {
			to = t
		}
	}
	return from, to
}

func day(s string) (from, to int32) {
	s, _, _ = strings.Cut(s, "T")
	parts := strings.Split(s, "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return 0, 0
	}
	var n [3]int32
	for i, p := range parts {
		if i > 0 && len(p) != 2 {
			return 0, 0
		}
		for _, c := range []byte(p) {
			if c < '0' || c > '9' {
				return 0, 0
			}
			n[i] = n[i]*10 + int32(c-'0')
		}
	}
	year := n[0] * 10000
	switch len(parts) {
	case 1:
		return year + 101, year + 1231
	case 2:
		return year + n[1]*100 + 1, year + n[1]*100 + 31
	}
	return year + n[1]*100 + n[2], year + n[1]*100 + n[2]
}

// isoDay prints the day, or the month or year where from and to are one.
func isoDay(from, to int32) string {
	switch {
	case from == 0:
		return ""
	case to == from+1130 && from%10000 == 101:
		return fmt.Sprintf("%04d", from/10000)
	case to == from+30 && from%100 == 1:
		return fmt.Sprintf("%04d-%02d", from/10000, from/100%100)
	}
	return fmt.Sprintf("%04d-%02d-%02d", from/10000, from/100%100, from%100)
}

// unknownPrefix begins the id of the node that stands for the agents that no
// claim about an entity names: one node for each such entity, since two of them
// need not be the same agent.
const unknownPrefix = "unknown:"

// node is the number of an entity's id; an unknown agent is the complement of
// the entity it acts upon.
func (x *index) node(id string) (int32, bool) {
	if rest, ok := strings.CutPrefix(id, unknownPrefix); ok {
		e, ok := x.byEntity[rest]
		if !ok || !slices.ContainsFunc(x.entities[e].rows, func(i int32) bool { return x.rows[i].subject == none }) {
			return 0, false
		}
		return ^e, true
	}
	e, ok := x.byEntity[id]
	return e, ok
}

// rowsOf is the claims of a node, entity or unknown agent.
func (x *index) rowsOf(e int32) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		if e >= 0 {
			for _, i := range x.entities[e].rows {
				if !yield(i) {
					return
				}
			}
			return
		}
		for _, i := range x.entities[^e].rows {
			if x.rows[i].subject == none && !yield(i) {
				return
			}
		}
	}
}

// ends is the two nodes that a claim ties, and false where it has no object.
func (r *row) ends() (source, target int32, ok bool) {
	if r.object == none {
		return 0, 0, false
	}
	if r.subject == none {
		return ^r.object, r.object, true
	}
	return r.subject, r.object, true
}
