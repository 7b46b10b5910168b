package graph

import (
	"cmp"
	"hash/maphash"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/cayleygraph/quad"

	"github.com/newsgraph/newsgraph/graph/event"
	"github.com/newsgraph/newsgraph/nlp"
)

// Events follow from claims block by block: event.AppendKey names the block of a
// claim, event.Grouper makes events of a block, and what changes about a claim
// touches its block alone. Most blocks hold one claim, which is no news to
// anybody; only events of two claims and more are kept.
//
//	blocks   key -> row -> row.next -> ... -> none
//	events   key -> grouped{rows, events}      row.event is the event's number there, from 1

// blockKey is what event.AppendKey appends, hashed. It depends on the process,
// and leaves it as little as the numbers of rows do.
type blockKey uint64

var blockSeed = maphash.MakeSeed()

// grouped is a block with events. Claims of events are indices into rows.
type grouped struct {
	rows   []int32
	events []event.Event
}

// grouper finds blocks and events of rows, and keeps its memory from one to the
// next. It belongs to one goroutine.
type grouper struct {
	index     *index
	published []int32 // by article; where it ends, the article tells
	events    event.Grouper
	claims    []event.Claim
	rows      []int32
	key       []byte
}

func (x *index) newGrouper() *grouper { return &grouper{index: x} }

// blockOf is the block of a row, 0 where it makes no events.
func (g *grouper) blockOf(i int32) blockKey {
	var c event.Claim
	g.readBlock(i, &c)
	g.key = event.AppendKey(g.key[:0], &c)
	if len(g.key) == 0 {
		return 0
	}
	return blockKey(maphash.Bytes(blockSeed, g.key)) | 1
}

// readBlock fills in what tells the block of a row.
func (g *grouper) readBlock(i int32, c *event.Claim) {
	x := g.index
	r := &x.rows[i]
	c.Relation = x.relations[r.relation]
	if c.Kind = x.lexicon.Kind(c.Relation); c.Kind == event.None {
		return
	}
	a := &x.articles[r.article]
	c.Article, c.Copies = a.ID, a.cluster
	c.Subject, c.Object = x.eventArgument(r.subject), x.eventArgument(r.object)
	c.Place = x.eventArgument(x.entityOf(r.args[placeRole]))
}

// readDays fills in what Grouper.Apart needs of a row.
func (g *grouper) readDays(i int32, c *event.Claim) {
	x := g.index
	r := &x.rows[i]
	a := &x.articles[r.article]
	c.Kind, c.Article = x.lexicon.Kind(x.relations[r.relation]), a.ID
	if r.dated {
		c.From, c.To = r.from, r.to
	}
	if !event.IsDay(c.From) { // which a date such as 2021-13-05 is not either
		c.Amounts, c.Object = x.amounts[i], x.eventArgument(r.object)
	}
	if int(r.article) < len(g.published) {
		c.Published = g.published[r.article]
	} else {
		c.Published, _ = days(a.Published)
	}
}

// readRest fills in what else there is to a row.
func (g *grouper) readRest(i int32, c *event.Claim) {
	g.readBlock(i, c)
	r := &g.index.rows[i]
	c.ID, c.Amounts, c.Status = g.index.claimID(r.id), g.index.amounts[i], nlp.Statuses[r.status]
}

func (x *index) eventArgument(e int32) event.Argument {
	if e == none {
		return event.Argument{}
	}
	ent := &x.entities[e]
	return x.lexicon.Argument(ent.id, ent.name, ent.kind, ent.named)
}

// group makes the events of a block of these rows.
func (g *grouper) group(rows []int32) *grouped {
	if len(rows) < 2 {
		return nil
	}
	g.claims = slices.Grow(g.claims[:0], len(rows))[:len(rows)]
	for k, i := range rows {
		g.claims[k] = event.Claim{}
		g.readDays(i, &g.claims[k])
	}
	if g.events.Apart(g.claims) {
		return nil
	}
	for k, i := range rows {
		g.readRest(i, &g.claims[k])
	}
	events := g.events.Group(g.claims, 2)
	if len(events) == 0 {
		return nil
	}
	return &grouped{slices.Clone(rows), events}
}

// rowsOf is the rows of a block, the least first; the next call overwrites them.
func (g *grouper) rowsOf(b blockKey) []int32 {
	g.rows = g.index.appendRows(g.rows[:0], b)
	slices.Reverse(g.rows)
	return g.rows
}

// setBlock makes a block of these rows, with the events that group finds.
func (x *index) setBlock(b blockKey, rows []int32, g *grouped) {
	if old := x.events[b]; old != nil {
		for _, e := range old.events {
			delete(x.byEvent, e.ID)
		}
		delete(x.events, b)
	}
	next := none
	for _, i := range rows {
		r := &x.rows[i]
		r.event, r.next = 0, next
		next = i
	}
	if next == none {
		delete(x.blocks, b)
		return
	}
	x.blocks[b] = next
	if g == nil {
		return
	}
	x.keep(b, g)
}

// keep makes the events of a block known, in place of none.
func (x *index) keep(b blockKey, g *grouped) {
	x.events[b] = g
	for n, e := range g.events {
		x.byEvent[e.ID] = b
		for _, k := range e.Claims {
			x.rows[g.rows[k]].event = int32(n) + 1
		}
	}
}

// appendRows appends the rows of a block, the greatest first.
func (x *index) appendRows(rows []int32, b blockKey) []int32 {
	first, ok := x.blocks[b]
	if !ok {
		return rows
	}
	for i := first; i != none; i = x.rows[i].next {
		rows = append(rows, i)
	}
	return rows
}

// ready waits for the events of an index that has been loaded. Whatever reads or
// changes events calls it first.
func (x *index) ready() { x.grouping.Do(x.loadEvents) }

// loadEvents finds the events of all blocks, on all cores. It writes nothing
// that others read before ready.
func (x *index) loadEvents() {
	workers(len(x.rows), func() func(int) {
		g := x.newGrouper()
		return func(i int) {
			if r := &x.rows[i]; r.hooked && !r.wrong {
				r.block = g.blockOf(int32(i))
			}
		}
	})
	x.blocks = make(map[blockKey]int32, len(x.rows)/2)
	var shared []blockKey // by two rows and more
	for i := range x.rows {
		r := &x.rows[i]
		if r.block == 0 {
			continue
		}
		r.next = none
		if first, ok := x.blocks[r.block]; ok {
			r.next = first
			if x.rows[first].next == none {
				shared = append(shared, r.block)
			}
		}
		x.blocks[r.block] = int32(i)
	}
	published := make([]int32, len(x.articles))
	for a := range published {
		published[a], _ = days(x.articles[a].Published)
	}
	found := make([]*grouped, len(shared))
	workers(len(shared), func() func(int) {
		g := x.newGrouper()
		g.published = published
		return func(n int) { found[n] = g.group(g.rowsOf(shared[n])) }
	})
	for n, g := range found {
		if g != nil {
			x.keep(shared[n], g)
		}
	}
}

// workers calls a function for 0 to n-1 on all cores; each core makes one of its
// own.
func workers(n int, worker func() func(int)) {
	const portion = 256
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			f := worker()
			for {
				from := int(next.Add(portion)) - portion
				if from >= n {
					return
				}
				for i := from; i < min(from+portion, n); i++ {
					f(i)
				}
			}
		})
	}
	wg.Wait()
}

// eventOf is the event of a row, where it belongs to one.
func (x *index) eventOf(i int32) (*event.Event, bool) {
	x.ready()
	r := &x.rows[i]
	if r.event == 0 {
		return nil, false
	}
	return &x.events[r.block].events[r.event-1], true
}

// disagreements counts those of the events that the rows belong to.
func (x *index) disagreements(rows []int32) int {
	n := 0
	seen := make(map[string]bool)
	for _, i := range rows {
		if e, ok := x.eventOf(i); ok && len(e.Disagreements) > 0 && !seen[e.ID] {
			seen[e.ID] = true
			n += len(e.Disagreements)
		}
	}
	return n
}

// block is called before anything changes about the claims of a block.
func (j *journal) block(b blockKey) {
	if j == nil || b == 0 {
		return
	}
	if _, ok := j.blocks[b]; ok {
		return
	}
	x := j.index
	j.blocks[b] = x.appendRows(nil, b)
	j.count(x.blockQuads(b), -1)
}

// loosen takes a row out of its block; closing the journal finds it another.
func (x *index) loosen(i int32, j *journal) {
	if j == nil {
		return
	}
	r := &x.rows[i]
	j.block(r.block)
	r.block, r.event = 0, 0
	j.loose = append(j.loose, i)
}

// regroup finds the blocks of loose rows and the events of all blocks touched.
func (j *journal) regroup() {
	x := j.index
	g := x.newGrouper()
	joined := make(map[blockKey][]int32)
	for _, i := range j.loose {
		r := &x.rows[i]
		if !r.hooked || r.wrong || r.block != 0 {
			continue
		}
		if r.block = g.blockOf(i); r.block != 0 {
			j.block(r.block)
			joined[r.block] = append(joined[r.block], i)
		}
	}
	for b, rows := range j.blocks {
		rows = slices.DeleteFunc(rows, func(i int32) bool { return x.rows[i].block != b })
		rows = append(rows, joined[b]...)
		slices.Sort(rows)
		rows = slices.Compact(rows)
		x.setBlock(b, rows, g.group(rows))
	}
	for _, b := range slices.Sorted(maps.Keys(j.blocks)) {
		j.count(x.blockQuads(b), 1)
	}
}

// recopy finds the near-duplicates anew of articles that have come and gone.
func (x *index) recopy(removed []string, news []*record, j *journal) {
	var changed []string
	for _, id := range removed {
		changed = append(changed, x.copies.Remove(id)...)
	}
	for _, r := range news {
		changed = append(changed, x.addCopy(&r.stored)...)
	}
	for _, id := range changed {
		a, ok := x.byArt[id]
		if !ok || x.articles[a].cluster == x.copies.Cluster(id) {
			continue
		}
		j.count(x.copyQuads(a), -1)
		x.articles[a].cluster = x.copies.Cluster(id)
		j.count(x.copyQuads(a), 1)
		for _, i := range x.articles[a].rows {
			x.loosen(i, j)
		}
	}
}

func (x *index) addCopy(r *stored) []string {
	var s event.Signature
	if s.UnmarshalBinary(r.Signature) != nil {
		return nil // of a store that had none
	}
	published, _ := days(r.Published)
	return x.copies.Add(r.ID, published, s)
}

// copyOf is the article that an article is a near-duplicate of, or "".
func (a *article) copyOf() string {
	if a.cluster == a.ID {
		return ""
	}
	return a.cluster
}

// copyQuads says of which article an article is a near-duplicate.
func (x *index) copyQuads(a int32) []quad.Quad {
	art := &x.articles[a]
	if art.copyOf() == "" {
		return nil
	}
	label := iri(articlePrefix + art.ID)
	return []quad.Quad{{Subject: label, Predicate: quad.IRI("copyOf"), Object: iri(articlePrefix + art.cluster), Label: label}}
}

// blockQuads is the quads of all events of a block.
func (x *index) blockQuads(b blockKey) []quad.Quad {
	g := x.events[b]
	if g == nil {
		return nil
	}
	var quads []quad.Quad
	for n := range g.events {
		e := &g.events[n]
		quads = append(quads, describeEvent(x.describeEvent(e, g))...)
		for _, k := range e.Claims {
			r := &x.rows[g.rows[k]]
			quads = append(quads, partOf(x.claimID(r.id), x.articles[r.article].ID, e.ID))
		}
	}
	return quads
}

// describeEvent is an event without what its claims say.
func (x *index) describeEvent(e *event.Event, g *grouped) *Event {
	v := &Event{
		ID: e.ID, Relation: x.relations[x.rows[g.rows[e.Claims[0]]].relation],
		Subjects: x.refs(e.Subjects), Objects: x.refs(e.Objects), Published: isoDay(e.Published, e.Published),
		Claims: len(e.Claims), Articles: e.Articles, Sources: e.Sources, Disagreements: []Disagreement{},
	}
	v.Start, v.End = eventDays(e)
	for _, d := range e.Disagreements {
		v.Disagreements = append(v.Disagreements, Disagreement{ID: e.ID + "/" + d.Field, Event: e.ID, Relation: v.Relation, Field: d.Field, Hint: d.Hint})
	}
	return v
}

// refs names entities. Those of an event about to be forgotten may be gone.
func (x *index) refs(ids []string) []Ref {
	out := []Ref{}
	for _, id := range ids {
		if e, ok := x.byEntity[id]; ok {
			out = append(out, Ref{id, x.entities[e].name, string(x.entities[e].kind)})
		} else {
			out = append(out, Ref{ID: id})
		}
	}
	return out
}

// eventDays is the first and last day of an event as ISO dates; end is empty
// where start, a day, month or year, says all.
func eventDays(e *event.Event) (start, end string) {
	start = isoDay(e.From, e.To)
	if e.To != 0 && e.To != e.From && len(start) == len("2021-04-06") {
		end = isoDay(e.To, e.To)
	}
	return start, end
}

// compareEvents puts those with most sources first.
func compareEvents(a, b *event.Event) int {
	return cmp.Or(cmp.Compare(b.Sources, a.Sources), cmp.Compare(len(b.Claims), len(a.Claims)),
		cmp.Compare(b.From, a.From), cmp.Compare(b.Published, a.Published), cmp.Compare(a.ID, b.ID))
}
