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

// Events follow from claims block by block: event.Key names the block of a
// claim, event.Group makes events of a block, and what changes about a claim
// touches its block alone. Most blocks hold one claim, which is no news to
// anybody; only events of two claims and more are kept.
//
//	blocks   key -> row -> row.next -> ... -> none
//	events   key -> grouped{rows, events}      row.event is the event's number there, from 1

// blockKey is event.Key, hashed. It depends on the process, and leaves it as
// little as the numbers of rows do.
type blockKey uint64

var blockSeed = maphash.MakeSeed()

// grouped is a block with events. Claims of events are indices into rows.
type grouped struct {
	rows   []int32
	events []event.Event
}

// blockOf is the block of a row, 0 where it makes no events.
func (x *index) blockOf(i int32, arguments []event.Argument) blockKey {
	c := x.eventClaim(i, arguments)
	key := event.Key(&c)
	if key == "" {
		return 0
	}
	return blockKey(maphash.String(blockSeed, key)) | 1
}

// eventClaim is a row as package event wants it. arguments may hold those of
// entities, by number.
func (x *index) eventClaim(i int32, arguments []event.Argument) event.Claim {
	v := &x.rows[i]
	a := &x.articles[v.article]
	c := event.Claim{
		ID: x.claimID(v.id), Article: a.ID, Copies: a.cluster, Relation: x.relations[v.relation],
		Kind: x.lexicon.Kind(x.relations[v.relation]), Amounts: x.amounts[i],
		Status: nlp.Statuses[v.status],
	}
	for role, to := range []*event.Argument{&c.Subject, &c.Object, nil, &c.Place} {
		n := v.args[role]
		if n == none || to == nil {
			continue
		}
		if e := x.locals[n].entity; int(e) < len(arguments) {
			*to = arguments[e]
		} else {
			*to = x.eventArgument(e)
		}
	}
	if v.dated {
		c.From, c.To = v.from, v.to
	}
	c.Published, _ = days(a.Published)
	return c
}

func (x *index) eventArgument(e int32) event.Argument {
	ent := &x.entities[e]
	return x.lexicon.Argument(ent.id, ent.name, ent.kind, ent.named)
}

// group makes the events of a block of these rows.
func (x *index) group(rows []int32, arguments []event.Argument) *grouped {
	if len(rows) < 2 {
		return nil
	}
	claims := make([]event.Claim, len(rows))
	for k, i := range rows {
		claims[k] = x.eventClaim(i, arguments)
	}
	events := slices.DeleteFunc(event.Group(claims), func(e event.Event) bool { return len(e.Claims) < 2 })
	if len(events) == 0 {
		return nil
	}
	return &grouped{rows, slices.Clip(events)}
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
	x.events[b] = g
	for n, e := range g.events {
		x.byEvent[e.ID] = b
		for _, k := range e.Claims {
			x.rows[g.rows[k]].event = int32(n) + 1
		}
	}
}

// ready waits for the events of an index that has been loaded. Whatever reads or
// changes events calls it first.
func (x *index) ready() { x.grouping.Do(x.loadEvents) }

// loadEvents finds the events of all blocks, on all cores: it takes as long as
// the rest of loading. It writes nothing that others read before ready.
func (x *index) loadEvents() {
	arguments := make([]event.Argument, len(x.entities))
	parallel(len(arguments), func(e int) { arguments[e] = x.eventArgument(int32(e)) })
	parallel(len(x.rows), func(i int) {
		if r := &x.rows[i]; r.hooked && !r.wrong {
			r.block = x.blockOf(int32(i), arguments)
		}
	})
	var order []int32
	for i := range x.rows {
		if x.rows[i].block != 0 {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(i, j int32) int {
		return cmp.Or(cmp.Compare(x.rows[i].block, x.rows[j].block), cmp.Compare(i, j))
	})
	var blocks [][]int32
	for len(order) > 0 {
		n := 1
		for n < len(order) && x.rows[order[n]].block == x.rows[order[0]].block {
			n++
		}
		blocks, order = append(blocks, order[:n:n]), order[n:]
	}
	found := make([]*grouped, len(blocks))
	parallel(len(blocks), func(n int) { found[n] = x.group(blocks[n], arguments) })
	x.blocks = make(map[blockKey]int32, len(blocks))
	for n, rows := range blocks {
		x.setBlock(x.rows[rows[0]].block, rows, found[n])
	}
}

// parallel calls f for 0 to n-1 on all cores.
func parallel(n int, f func(int)) {
	const portion = 256
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
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
	rows := []int32{}
	if first, ok := x.blocks[b]; ok {
		for i := first; i != none; i = x.rows[i].next {
			rows = append(rows, i)
		}
	}
	j.blocks[b] = rows
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
	joined := make(map[blockKey][]int32)
	for _, i := range j.loose {
		r := &x.rows[i]
		if !r.hooked || r.wrong || r.block != 0 {
			continue
		}
		if r.block = x.blockOf(i, nil); r.block != 0 {
			j.block(r.block)
			joined[r.block] = append(joined[r.block], i)
		}
	}
	for b, rows := range j.blocks {
		rows = slices.DeleteFunc(rows, func(i int32) bool { return x.rows[i].block != b })
		rows = append(rows, joined[b]...)
		slices.Sort(rows)
		rows = slices.Compact(rows)
		x.setBlock(b, rows, x.group(rows, nil))
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
		changed = append(changed, x.addCopy(r)...)
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

func (x *index) addCopy(r *record) []string {
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
