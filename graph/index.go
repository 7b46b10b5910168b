package graph

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/newsgraph/newsgraph/graph/event"
	"github.com/newsgraph/newsgraph/graph/link"
	"github.com/newsgraph/newsgraph/nlp"
)

// index holds the claims of the whole store as an adjacency list in memory:
// what search, neighbourhoods, filters and counts need, and nothing that a
// reader sees only after a click (quotes, texts), which stays in the article
// store. Numbers stand for strings; they depend on the order of ingest, so
// nothing that leaves the store is sorted by them.
//
// An article speaks of locals, each under a handle of its own. Linking says
// which entity a local is, and may say otherwise once another article has come:
//
//	row (claim) --args--> local "a7: alexey-navalny" --entity--> "alexei-navalny"
//	     `--subject, object (copies, for speed)------------------^
//
// The index belongs to Store.mu.
type index struct {
	entities []entity
	byEntity map[string]int32
	freeEnts []int32

	locals     []local
	freeLocals []int32

	articles []article
	byArt    map[string]int32
	freeArts []int32

	rows     []row
	byClaim  table              // by ID
	oddIDs   map[claimID]string // ids that are not "claim:" and twelve hex digits
	freeRows []int32

	relations  []string
	byRelation map[string]int32

	asserted map[edgeKey]int32 // number of asserted claims behind a plain edge
	symbols  symbols
	words    wordIndex
	linker   *link.Linker
	curated  curated
	names    map[int32]naming // entities that curation names

	grouping sync.Once // of events, see ready

	lexicon *event.Lexicon
	copies  event.Copies
	blocks  map[blockKey]int32 // first row of each, see events.go
	events  map[blockKey]*grouped
	byEvent map[string]blockKey
	amounts map[int32][]event.Amount // of rows

	wrong      int    // hooked rows that curation calls wrong
	version    uint64 // counts changes
	overviews  overviews
	drawn      drawn
	boards     sync.Pool // of *board
	workspaces sync.Pool // of *workspace
}

// none stands for an argument that a claim does not have.
const none = int32(-1)

// row is a claim.
type row struct {
	id         claimID
	subject    int32 // entity; none: no agent named
	object     int32 // entity; none: no object
	relation   int32
	article    int32
	n          int32    // which of the article's claims
	start      int32    // byte offset of the quote
	from, to   int32    // first and last day of the event, else of publication, as YYYYMMDD; 0 unknown
	args       [4]int32 // locals: subject, object, speaker, place; none where there is none
	block      blockKey // of events; 0 none
	next       int32    // row of the block
	event      int32    // which of the block's events, from 1; 0 none
	confidence float32
	status     uint8 // index into nlp.Statuses
	dated      bool  // from and to are of the event, not of publication
	wrong      bool  // curation calls it wrong
	hooked     bool  // stands in the lists of its entities
}

type edgeKey struct{ subject, relation, object int32 }

func (r *row) edge() edgeKey { return edgeKey{r.subject, r.relation, r.object} }

// entity is what linking takes for one thing, or a phrase. It lives as long as
// it has members.
type entity struct {
	id      string
	members []int32 // locals, in no order
	arcs    []arc   // claims as subject or object, wrong ones included; see arc

	// What follows from the above, kept by settle.
	name     string
	aliases  []string // what else it is called, the most frequent first
	kind     nlp.EntityType
	named    bool   // by any article
	wikidata string // "Q312"
	uses     int32  // arguments of claims in any role
	degree   int32  // distinct neighbours; here and below wrong claims do not count
	claims   int32
	reported int32 // articles with a claim about it
}

type article struct {
	stored
	rows   []int32
	locals []int32   // in order of handle
	called []calling // of the locals
	known  int32     // day from which a reader could know of it, as YYYYMMDD; 0 always

	cluster string // event.Copies.Cluster: the article itself, or that of which it is a copy
}

func newIndex(linker *link.Linker, lexicon *event.Lexicon) *index {
	return &index{
		byEntity:   make(map[string]int32),
		byArt:      make(map[string]int32),
		oddIDs:     make(map[claimID]string),
		byRelation: make(map[string]int32),
		asserted:   make(map[edgeKey]int32),
		symbols:    newSymbols(),
		words:      newWordIndex(),
		linker:     linker,
		lexicon:    lexicon,
		blocks:     make(map[blockKey]int32),
		events:     make(map[blockKey]*grouped),
		byEvent:    make(map[string]blockKey),
		amounts:    make(map[int32][]event.Amount),
		overviews:  overviews{making: make(chan struct{}, 1)},
	}
}

// claimID is a claim's ID in eight bytes: the number of its twelve hex digits,
// or for an ID of another form a hash with the highest bit set, whose string
// stands in index.oddIDs.
type claimID uint64

func packClaimID(id string) (claimID, bool) {
	digits, ok := strings.CutPrefix(id, claimPrefix)
	if ok && len(digits) == 12 && strings.Trim(digits, "0123456789abcdef") == "" {
		if n, err := strconv.ParseUint(digits, 16, 64); err == nil {
			return claimID(n), true
		}
	}
	sum := sha256.Sum256([]byte(id))
	return claimID(binary.BigEndian.Uint64(sum[:]) | 1<<63), false
}

// odd reports whether it stands for an ID of another form.
func (id claimID) odd() bool { return id>>63 != 0 }

// hash mixes the digits of a hash already, or of an ID that somebody made up
// (Fibonacci hashing; Knuth, The Art of Computer Programming 3, 6.4, 1973).
func (id claimID) hash() uint32 { return uint32(uint64(id) * 0x9e3779b97f4a7c15 >> 32) }

func (x *index) claimID(id claimID) string {
	if id.odd() {
		return x.oddIDs[id]
	}
	return fmt.Sprintf("%s%012x", claimPrefix, uint64(id))
}

// claim is the row of a claim's id.
func (x *index) claim(id string) (int32, bool) {
	packed, _ := packClaimID(id)
	i, ok := x.rowOf(packed)
	return i, ok && x.claimID(packed) == id
}

func (x *index) rowOf(id claimID) (int32, bool) {
	return x.byClaim.find(id.hash(), func(i int32) bool { return x.rows[i].id == id })
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

// add takes in an article that is not there. Its claims do not count before
// its locals are placed and its rows hooked.
func (x *index) add(s *summary) int32 {
	a := int32(len(x.articles))
	if n := len(x.freeArts); n > 0 {
		a, x.freeArts = x.freeArts[n-1], x.freeArts[:n-1]
	} else {
		x.articles = append(x.articles, article{})
	}
	x.articles[a] = article{stored: s.stored, known: knownFrom(&s.ArticleInfo), cluster: s.ID, rows: make([]int32, len(s.rows))}
	x.byArt[s.ID] = a
	locals := x.addLocals(a, s)
	rows := x.articles[a].rows
	for i, v := range s.rows {
		v.article, v.relation = a, x.relation(s.words[v.relation])
		for role, l := range v.args {
			if l != none {
				v.args[role] = locals[l]
			}
		}
		if v.id.odd() {
			x.oddIDs[v.id] = strings.Clone(s.words[s.oddIDs[int32(i)]])
		}
		rows[i] = x.addRow(v)
		if list := s.amounts[int32(i)]; list != nil {
			x.amounts[rows[i]] = list
		}
	}
	return a
}

// knownFrom is the day by which an article was published, else first seen.
func knownFrom(a *ArticleInfo) int32 {
	if _, to := days(a.Published); to != 0 {
		return to
	}
	_, to := days(a.FirstSeen)
	return to
}

func (x *index) addRow(v row) int32 {
	i := int32(len(x.rows))
	if n := len(x.freeRows); n > 0 {
		i, x.freeRows = x.freeRows[n-1], x.freeRows[:n-1]
	} else {
		x.rows = append(x.rows, row{})
	}
	v.wrong = len(x.curated.wrong) > 0 && x.curated.wrong[x.claimID(v.id)]
	x.rows[i] = v
	if other, ok := x.rowOf(v.id); ok {
		x.byClaim.delete(v.id.hash(), other) // the claim of one article in another: the last counts
	}
	x.byClaim.add(v.id.hash(), i, func(n int32) uint32 { return x.rows[n].id.hash() })
	return i
}

// plain reports whether the claim stands behind a plain edge.
func (r *row) plain() bool {
	return r.subject != none && r.object != none && nlp.Statuses[r.status] == nlp.Asserted && !r.wrong
}

// remove takes out an article that add has taken in.
func (x *index) remove(id string, j *journal) {
	a := x.byArt[id]
	art := &x.articles[a]
	x.unhook(art.rows, j)
	for _, i := range art.rows {
		v := &x.rows[i]
		if first, ok := x.rowOf(v.id); ok && first == i {
			x.byClaim.delete(v.id.hash(), i)
			delete(x.oddIDs, v.id)
		}
		delete(x.amounts, i)
		*v = row{subject: none, object: none, article: none}
		x.freeRows = append(x.freeRows, i)
	}
	leaving := make([]placement, len(art.locals))
	for i, n := range art.locals {
		leaving[i] = placement{n, none}
	}
	x.place(leaving, j)
	for _, n := range art.locals {
		x.dropLocal(n)
	}
	x.articles[a] = article{}
	x.freeArts = append(x.freeArts, a)
	delete(x.byArt, id)
}

// placement makes a local a member of an entity, or of none.
type placement struct{ local, entity int32 }

// place carries out placements. Rows that have the locals as arguments must
// not be hooked.
func (x *index) place(list []placement, j *journal) {
	left := make(map[int32]bool)
	for _, p := range list {
		l := &x.locals[p.local]
		if l.entity == p.entity {
			continue
		}
		if l.entity != none {
			j.entity(l.entity)
			left[l.entity] = true
		}
		l.entity = p.entity
		if p.entity != none {
			j.entity(p.entity)
			e := &x.entities[p.entity]
			e.members = append(e.members, p.local)
		}
	}
	for e := range left {
		ent := &x.entities[e]
		ent.members = slices.DeleteFunc(ent.members, func(n int32) bool { return x.locals[n].entity != e })
	}
}

// hook enters rows in the lists of their entities.
func (x *index) hook(rows []int32, j *journal) {
	for _, i := range rows {
		v := &x.rows[i]
		if v.hooked {
			continue
		}
		v.hooked = true
		if v.wrong {
			x.wrong++
		}
		v.subject, v.object = x.entityOf(v.args[0]), x.entityOf(v.args[1])
		for _, n := range v.args {
			if n != none {
				j.entity(x.locals[n].entity)
			}
		}
		x.loosen(i, j)
		x.addArcs(i)
		if v.plain() {
			j.edge(v.edge())
			x.asserted[v.edge()]++
		}
	}
}

func (x *index) entityOf(local int32) int32 {
	if local == none {
		return none
	}
	return x.locals[local].entity
}

// unhook is the reverse of hook.
func (x *index) unhook(rows []int32, j *journal) {
	left := make(map[int32]bool)
	for _, i := range rows {
		v := &x.rows[i]
		if !v.hooked {
			continue
		}
		v.hooked = false
		x.loosen(i, j)
		if v.wrong {
			x.wrong--
		}
		for _, n := range v.args {
			if n != none {
				j.entity(x.locals[n].entity)
			}
		}
		for _, e := range [2]int32{v.subject, v.object} {
			if e != none {
				left[e] = true
			}
		}
		if v.plain() {
			j.edge(v.edge())
			if x.asserted[v.edge()]--; x.asserted[v.edge()] <= 0 {
				delete(x.asserted, v.edge())
			}
		}
	}
	for e := range left {
		ent := &x.entities[e]
		ent.arcs = slices.DeleteFunc(ent.arcs, func(a arc) bool { return !x.rows[a.row].hooked })
	}
}

// settle works out what depends on several articles at once, for entities
// whose members or claims have changed. Those without members go. It returns
// the entities that events take for something else now.
func (x *index) settle(touched []int32) (changed []int32) {
	other := make([]bool, len(touched))
	folded := make([]*foldedNames, len(touched)) // nil for what is not searched for
	workers(len(touched), func() func(int) {
		var seen *stamps
		return func(i int) {
			ent := &x.entities[touched[i]]
			if len(ent.members) == 0 {
				return
			}
			if seen == nil {
				seen = newStamps(len(x.articles))
			}
			name, kind, named := ent.name, ent.kind, ent.named
			x.christen(ent)
			sortArcs(ent.arcs)
			x.count(touched[i], seen)
			if ent.kind != nlp.Phrase {
				folded[i] = foldNames(ent.name, ent.aliases)
			}
			other[i] = kind != ent.kind || named != ent.named || name != ent.name && (!named || kind == nlp.Place)
		}
	})
	for i, e := range touched {
		if folded[i] != nil {
			x.words.put(e, folded[i])
		} else {
			x.words.drop(e)
		}
		if ent := &x.entities[e]; len(ent.members) == 0 {
			delete(x.byEntity, ent.id)
			x.entities[e] = entity{}
			x.freeEnts = append(x.freeEnts, e)
		} else if other[i] {
			changed = append(changed, e)
		}
	}
	return changed
}

// count counts the claims about an entity, their articles and its neighbours.
func (x *index) count(e int32, seen *stamps) {
	ent := &x.entities[e]
	ent.degree, ent.claims, ent.reported = 0, 0, 0
	seen.next()
	last := e
	for _, a := range ent.arcs {
		v := &x.rows[a.row]
		if v.wrong {
			continue
		}
		ent.claims++
		if seen.first(v.article) {
			ent.reported++
		}
		if a.other >= 0 && a.other != e && a.other != last {
			last = a.other
			ent.degree++
		}
	}
}

// rowsAbout is the claims that have an entity as an argument, speakers aside,
// some more than once.
func (x *index) rowsAbout(e int32) []int32 {
	var rows []int32
	for _, a := range x.entities[e].arcs {
		rows = append(rows, a.row)
	}
	for _, n := range x.entities[e].members {
		for _, i := range x.articles[x.locals[n].article].rows {
			if x.rows[i].args[placeRole] == n {
				rows = append(rows, i)
			}
		}
	}
	return rows
}

// christen works out from the members what an entity is called.
func (x *index) christen(ent *entity) {
	ent.uses, ent.named = 0, false
	var called []calling
	for _, n := range ent.members {
		l := &x.locals[n]
		ent.uses += l.uses
		ent.named = ent.named || l.named
		called = append(called, x.called(l)...)
	}
	called = addUp(called)
	if linked, ok := x.linker.Describe(ent.id); ok {
		ent.name, ent.kind, ent.wikidata = x.symbols.shared(linked.Name), linked.Type, linked.Wikidata
	} else {
		ent.name, ent.kind, ent.wikidata = x.first(called, asName), nlp.EntityType(x.first(called, asType)), ""
	}
	judged := x.names[x.byEntity[ent.id]]
	ent.name = cmp.Or(judged.name, ent.name, ent.id)
	ent.kind = cmp.Or(judged.kind, ent.kind, nlp.Other)
	ent.aliases = x.aliases(called, ent.name)
}

// maxAliases bounds the aliases told of one entity.
const maxAliases = 32

// aliases is what an entity is called besides its name.
func (x *index) aliases(called []calling, name string) []string {
	for i := range called {
		if c := &called[i]; c.as() == asAlias {
			c.what = call(c.symbol(), asName)
		}
	}
	var list []tallied
	for _, c := range addUp(called) {
		if text := x.symbols.text(c.symbol()); c.as() == asName && text != name && len(text) <= maxAlias {
			list = append(list, tallied{text, c.n})
		}
	}
	if list == nil {
		return nil
	}
	slices.SortFunc(list, compareTallied)
	list = list[:min(len(list), maxAliases)]
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.key
	}
	return out
}

// addUp adds up callings that are alike, and sorts them, in place.
func addUp(called []calling) []calling {
	slices.SortFunc(called, func(a, b calling) int { return cmp.Compare(a.what, b.what) })
	out := called[:0]
	for _, c := range called {
		if last := len(out) - 1; last >= 0 && out[last].what == c.what {
			out[last].n += c.n
		} else {
			out = append(out, c)
		}
	}
	return out
}

// first is the most frequent of one kind, the first of the alphabet among
// equals.
func (x *index) first(called []calling, as callingKind) string {
	best, most := "", int32(0)
	for _, c := range called {
		if c.as() != as {
			continue
		}
		if text := x.symbols.text(c.symbol()); c.n > most || c.n == most && text < best {
			best, most = text, c.n
		}
	}
	return best
}

// stamps is a set of small numbers that empties at once.
type stamps struct {
	round int32
	at    []int32
}

func newStamps(n int) *stamps { return &stamps{at: make([]int32, n)} }

func (s *stamps) next() {
	if s.round == math.MaxInt32 {
		clear(s.at)
		s.round = 0
	}
	s.round++
}

// first adds i and reports whether it was not there.
func (s *stamps) first(i int32) bool {
	if s.at[i] == s.round {
		return false
	}
	s.at[i] = s.round
	return true
}

// info describes node e of the graph, which may be an unknown agent.
func (x *index) info(e int32) EntityInfo {
	if e < 0 {
		n, articles := 0, make(map[int32]bool)
		for _, a := range x.arcs(e) {
			if v := &x.rows[a.row]; !v.wrong {
				n++
				articles[v.article] = true
			}
		}
		return EntityInfo{ID: unknownPrefix + x.entities[^e].id, Name: "unknown", Type: nlp.Other, Degree: 1, Claims: n, Articles: len(articles)}
	}
	ent := &x.entities[e]
	return EntityInfo{
		ID: ent.id, Name: ent.name, Type: ent.kind, Aliases: ent.aliases,
		Degree: int(ent.degree), Claims: int(ent.claims), Articles: int(ent.reported), Wikidata: ent.wikidata,
	}
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
	digits := []byte("0000-00-00")
	for i, n := len(digits)-1, from; i >= 0; i-- {
		if digits[i] != '-' {
			digits[i] += byte(n % 10)
			n /= 10
		}
	}
	switch {
	case from == 0:
		return ""
	case to == from+1130 && from%10000 == 101:
		return string(digits[:4])
	case to == from+30 && from%100 == 1:
		return string(digits[:7])
	}
	return string(digits)
}

// unknownPrefix begins the id of the node that stands for the agents that no
// claim about an entity names: one node for each such entity, since two of them
// need not be the same agent.
const unknownPrefix = "unknown:"

// node is the number of an entity, by its ID or by any handle of it; an unknown
// agent is the complement of the entity it acts upon.
func (x *index) node(id string) (int32, bool) {
	if rest, ok := strings.CutPrefix(id, unknownPrefix); ok {
		e, ok := x.entity(rest)
		if !ok || len(between(x.entities[e].arcs, ^e)) == 0 {
			return 0, false
		}
		return ^e, true
	}
	return x.entity(id)
}

// entity resolves an ID, "HANDLE@ARTICLE", or "HANDLE" as most articles mean
// it.
func (x *index) entity(id string) (int32, bool) {
	if e, ok := x.byEntity[id]; ok && len(x.entities[e].members) > 0 {
		return e, true
	}
	if linked, ok := x.linker.Resolve(id); ok {
		e, ok := x.byEntity[linked]
		return e, ok
	}
	return none, false
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
