package event

import (
	"cmp"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// How far apart days may be, in days.
const (
	reportedWithin = 14  // an undated report comes out at most this long after the event
	plannedWithin  = 30  // what is announced happens at most this long after the report
	burst          = 3   // silence that ends the reports of an event that nobody dates
	recalledWithin = 60  // undated reports of one and the same amount
	slipWithin     = 3   // different dates of one event, where the amounts are the same
	quiet          = 7   // days around two neighbouring days without another event
	longest        = 400 // an interval longer than this does not tell one event from another
)

// Grouper finds the events of blocks, and keeps its memory from one to the
// next. The zero Grouper is ready; it belongs to one goroutine at a time.
type Grouper struct {
	block    []Claim
	timeless bool
	events   []*report // in the order in which they were made
	shelf    shelf
	round    int              // of look
	numbers  map[string]int32 // of the ids of agents and places

	// Reused.
	order   []int
	reports []report // one for each claim
	all     []*report
	slots   []slot // that the account being placed looks into
	fitting []candidate
	spans   []span // of Apart
}

// keptClaims is the size of a block from which on no memory is kept.
const keptClaims = 1 << 13

// Group finds the events of one block, claims of one AppendKey, and describes those
// of at least so many claims. Every claim belongs to one event. The events stand
// in order of date, the undated ones last, then by publication and id; they do
// not depend on the order of the block.
//
// Accounts are placed one after the other, the best dated first, each into the
// event that fits it best, or into a new one:
//
//	dated to the day  ->  to a week, month, year  ->  by publication only  ->  not at all
func (g *Grouper) Group(block []Claim, least int) []Event {
	if len(block) == 0 || len(block) < least {
		return nil
	}
	g.begin(block)
	accounts := g.accounts()
	for _, a := range accounts {
		g.shelf.phases[a.phase] = true
	}
	for _, a := range accounts {
		if a.phase != g.shelf.now {
			g.endPhase()
			g.shelf.now = a.phase
		}
		g.place(a)
	}
	g.endPhase()
	g.events = slices.DeleteFunc(g.events, func(e *report) bool { return e.joined || len(e.claims) < least })
	if len(g.events) == 0 {
		return nil
	}
	out := make([]Event, len(g.events))
	for i, e := range g.events {
		out[i] = g.finish(e)
	}
	slices.SortFunc(out, func(a, b Event) int {
		return cmp.Or(cmp.Compare(unknownLast(a.From), unknownLast(b.From)),
			cmp.Compare(unknownLast(a.Published), unknownLast(b.Published)), strings.Compare(a.ID, b.ID))
	})
	return out
}

// begin empties what the block before has left.
func (g *Grouper) begin(block []Claim) {
	if len(g.block) > keptClaims {
		*g = Grouper{}
	}
	g.block, g.timeless = block, timeless(block)
	g.events = g.events[:0]
	g.shelf.clear()
	if g.numbers == nil || len(g.numbers) > keptSlots {
		g.numbers = make(map[string]int32)
	}
	clear(g.numbers)
}

// endPhase is called when all accounts of the shelf's phase are placed.
func (g *Grouper) endPhase() {
	if g.shelf.now == dated {
		g.joinNeighbours()
	}
}

func unknownLast(day int32) int32 {
	if day == 0 {
		return 1<<31 - 1
	}
	return day
}

// timeless reports whether dates tell no events of the block apart: states, and
// what can happen only once. Crowds are killed again and again.
func timeless(block []Claim) bool {
	c := &block[0]
	for i := range block {
		if block[i].ID < c.ID {
			c = &block[i]
		}
	}
	switch c.Kind {
	case State:
		return true
	case Once:
		return c.Object.Named && c.Object.Type != nlp.Group && c.Object.Type != nlp.Phrase
	}
	return false
}

// number stands for an id within the block.
func (g *Grouper) number(id string) int32 {
	n, ok := g.numbers[id]
	if !ok {
		n = int32(len(g.numbers)) + firstNumber
		g.numbers[id] = n
	}
	return n
}

// report is claims that are taken for one: those of an article (an account),
// or those of an event.
type report struct {
	phase    phase
	claims   []int
	articles []int32 // sorted
	agents   []int32 // named subjects that are no places
	states   []int32 // those that are: a country acts through its courts
	amounts  []worth // distinct ones
	places   []int32 // named places of the event
	lo, hi   int32   // day numbers, what the dates have in common; 0 undated
	first    int32   // day numbers of the first
	last     int32   // and the last publication; 0 unknown
	ahead    bool    // every claim is of something still to come
	joined   bool    // into another event
	round    int     // when it was last a candidate
}

// phase is how well an account is dated.
type phase uint8

const (
	dated    phase = iota // to the day
	coarse                // to a longer time
	undated               // by its publication only
	floating              // not at all
)

// accounts gathers what each article says of one event of the block, in the
// order in which they are to be placed.
func (g *Grouper) accounts() []*report {
	order := g.order[:0]
	for i := range g.block {
		order = append(order, i)
	}
	g.order = order
	g.reports = slices.Grow(g.reports[:0], len(g.block))[:len(g.block)]
	// Those that say most begin the accounts of an article.
	says := func(c *Claim) int {
		n := 0
		if c.From == 0 {
			n += 4
		}
		if !c.Subject.Named {
			n += 2
		} else if c.Subject.Type == nlp.Place {
			n++
		}
		return n
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := &g.block[i], &g.block[j]
		if a.Article != b.Article {
			return strings.Compare(a.Article, b.Article)
		}
		return cmp.Or(cmp.Compare(says(a), says(b)), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), strings.Compare(a.ID, b.ID))
	})
	all := g.all[:0]
	for article := int32(0); len(order) > 0; article++ {
		n := 1
		for n < len(order) && g.block[order[n]].Article == g.block[order[0]].Article {
			n++
		}
		before := len(all)
		for _, i := range order[:n] {
			r := g.report(i, article)
			if a := g.account(r, all[before:]); a != nil {
				a.take(r)
			} else {
				all = append(all, r)
			}
		}
		order = order[n:]
	}
	g.all = all
	for _, a := range all {
		switch {
		case a.lo != 0 && a.lo == a.hi:
			a.phase = dated
		case a.lo != 0:
			a.phase = coarse
		case a.first != 0:
			a.phase = undated
		default:
			a.phase = floating
		}
	}
	slices.SortFunc(all, func(a, b *report) int {
		// Articles are numbered in order of their ids.
		if c := cmp.Or(cmp.Compare(a.phase, b.phase), cmp.Compare(a.hi-a.lo, b.hi-b.lo), cmp.Compare(a.vagueness(), b.vagueness()),
			cmp.Compare(a.lo, b.lo), cmp.Compare(unknownLast(a.first), unknownLast(b.first)), cmp.Compare(a.articles[0], b.articles[0])); c != 0 {
			return c
		}
		return strings.Compare(g.block[a.claims[0]].ID, g.block[b.claims[0]].ID)
	})
	return all
}

// report makes one of a single claim of an article, which has a number.
func (g *Grouper) report(i int, article int32) *report {
	c, r := &g.block[i], &g.reports[i]
	*r = report{
		claims: append(r.claims[:0], i), articles: append(r.articles[:0], article),
		agents: r.agents[:0], states: r.states[:0], places: r.places[:0], amounts: r.amounts[:0],
		ahead: ahead(c.Status),
	}
	switch {
	case c.Subject.ID == "", !c.Subject.Named && !apart(c):
	case c.Subject.Type == nlp.Place && c.Subject.Named:
		r.states = append(r.states, g.number(c.Subject.ID))
	default:
		r.agents = append(r.agents, g.number(c.Subject.ID))
	}
	for _, a := range c.Amounts {
		r.amounts = addAmount(r.amounts, a)
	}
	r.amounts = addAmount(r.amounts, c.Object.number())
	if c.Place.Named {
		r.places = append(r.places, g.number(c.Place.ID))
	}
	if g.timeless {
		return r
	}
	r.lo, r.hi = dayNumber(c.From), dayNumber(c.To)
	if r.lo == 0 || r.hi-r.lo > longest {
		r.lo, r.hi = 0, 0
	} else if r.hi < r.lo {
		r.hi = r.lo
	}
	r.first = dayNumber(c.Published)
	r.last = r.first
	return r
}

// apart reports whether a subject without a name is still nobody else: one of
// many who are in a state ("an employee"), or many ("critics", "protesters").
// "A court" may be any court.
func apart(c *Claim) bool {
	return c.Kind == State || c.Subject.Type == nlp.Group || c.Subject.Type == nlp.Phrase
}

// ahead reports a status of something that may still come.
func ahead(s nlp.Status) bool {
	return s == nlp.Planned || s == nlp.Requested || s == nlp.Possible
}

// vagueness is 0 for a named agent, 1 for a country that acts, 2 for neither.
func (r *report) vagueness() int {
	switch {
	case len(r.agents) > 0:
		return 0
	case len(r.states) > 0:
		return 1
	}
	return 2
}

// take adds what another report says.
func (r *report) take(o *report) {
	r.claims = append(r.claims, o.claims...)
	for _, a := range o.articles {
		if n, ok := slices.BinarySearch(r.articles, a); !ok {
			r.articles = slices.Insert(r.articles, n, a)
		}
	}
	r.agents = union(r.agents, o.agents)
	r.states = union(r.states, o.states)
	r.places = union(r.places, o.places)
	for _, a := range o.amounts {
		r.amounts = addWorth(r.amounts, a)
	}
	switch lo, hi := max(r.lo, o.lo), min(r.hi, o.hi); {
	case o.lo == 0:
	case r.lo == 0:
		r.lo, r.hi = o.lo, o.hi
	case lo <= hi:
		r.lo, r.hi = lo, hi
	}
	if o.first != 0 && (r.first == 0 || o.first < r.first) {
		r.first = o.first
	}
	r.last = max(r.last, o.last)
	r.ahead = r.ahead && o.ahead
}

// union keeps the first few: an event of many agents has no agent to tell it by.
func union(a, b []int32) []int32 {
	for _, s := range b {
		if len(a) < looked && !slices.Contains(a, s) {
			a = append(a, s)
		}
	}
	return a
}

// candidate is an event that a report may join.
type candidate struct {
	*report
	amount  int // 2 the same, 1 not to be compared, 0 another
	subject int // 2 the same, 1 one of them unnamed or a country, 0 another
	days    int32
}

// far is the number of days where there is nothing to count from.
const far = 1 << 20

// best picks the candidate that fits r best, nil where there is none or where
// what r leaves open fits several.
func (r *report) best(all []candidate) *report {
	if len(all) == 0 {
		return nil
	}
	better := func(a, b candidate) int {
		return cmp.Or(-cmp.Compare(a.amount, b.amount), -cmp.Compare(a.subject, b.subject), cmp.Compare(a.days, b.days))
	}
	top := all[0]
	for _, c := range all[1:] {
		if better(c, top) < 0 {
			top = c
		}
	}
	for _, c := range all {
		if c.report == top.report || c.amount < top.amount {
			continue
		}
		if r.vagueness() == 2 && otherSubjects(c.report, top.report) {
			return nil // the agent could be either
		}
		// Of two dates near the report the nearer is meant; from afar, either.
		if c.subject == top.subject && top.days > reportedWithin && r.phase != dated {
			return nil
		}
	}
	return top.report
}

// otherSubjects reports two events with named subjects of which none is shared.
func otherSubjects(a, b *report) bool {
	return a.vagueness() < 2 && b.vagueness() < 2 && !shares(a.agents, b.agents) && !shares(a.states, b.states)
}

func shares(a, b []int32) bool {
	for _, s := range a {
		if slices.Contains(b, s) {
			return true
		}
	}
	return false
}

// told reports whether an article has a part in both reports, which tells them
// apart.
func told(a, b *report) bool {
	if len(a.articles) > len(b.articles) {
		a, b = b, a
	}
	for _, n := range a.articles {
		if _, ok := slices.BinarySearch(b.articles, n); ok {
			return true
		}
	}
	return false
}

// account finds which of the accounts of its article r belongs to.
func (g *Grouper) account(r *report, own []*report) *report {
	all := g.fitting[:0]
	for _, a := range own[:min(len(own), looked)] {
		c := candidate{report: a, subject: r.subjects(a), days: far}
		amounts := compareAmounts(r.amounts, a.amounts)
		if c.subject == 0 && !(r.metonym(a) && (amounts == same || r.lo != 0 && r.lo == r.hi && r.lo == a.lo && r.hi == a.hi)) {
			continue
		}
		if r.lo != 0 && a.lo != 0 {
			if r.gap(a) > 0 {
				continue
			}
			c.days = 0
		}
		switch amounts {
		case same:
			c.amount = 2
		case unknown:
			c.amount = 1
		default:
			continue
		}
		all = append(all, c)
	}
	g.fitting = all
	return r.best(all)
}

// subjects compares who acts: 2 the same, 1 at least one is not named, 0 others.
func (r *report) subjects(e *report) int {
	switch {
	case shares(r.agents, e.agents):
		return 2
	case len(r.agents) > 0 && len(e.agents) > 0:
		return 0
	case shares(r.states, e.states):
		return 2
	case r.vagueness() == 2 || e.vagueness() == 2:
		return 1
	}
	return 0
}

// metonym reports a country on one side and an agent of no told country on the
// other, which may be its court.
func (r *report) metonym(e *report) bool {
	if r.vagueness() == 0 {
		r, e = e, r
	}
	return r.vagueness() == 1 && e.vagueness() == 0 && len(e.states) == 0
}

// gap is the number of days between two dated reports, 0 where they overlap.
func (r *report) gap(e *report) int32 {
	return max(r.lo-e.hi, e.lo-r.hi, 0)
}

// place puts an account into the event that fits it best.
func (g *Grouper) place(a *report) {
	g.slots = a.slots(g.slots[:0])
	g.look(a)
	if e := a.best(g.fitting); e != nil {
		e.take(a)
		g.shelf.put(e)
		return
	}
	g.events = append(g.events, a)
	g.shelf.put(a)
}

// look gathers the events in the slots that account a fits.
func (g *Grouper) look(a *report) {
	g.fitting = g.fitting[:0]
	g.round++
	compared := 0
	for _, k := range g.slots {
		for _, e := range g.shelf.events(k) {
			if e.joined || e.round == g.round {
				continue
			}
			e.round = g.round
			if _, ok := a.near(e, true); !ok || told(a, e) {
				continue
			}
			if len(a.amounts) > 0 && len(e.amounts) > 0 {
				if compared++; compared > 4*looked {
					return
				}
			}
			c, ok := a.fits(e)
			if a.phase == floating && !g.timeless && c.subject < 2 && c.amount < 2 {
				continue // the object alone says nothing of which one
			}
			if ok {
				g.fitting = append(g.fitting, c)
			}
		}
	}
}

// fits reports whether account a may be of event e, from another article and
// near in time.
func (a *report) fits(e *report) (candidate, bool) {
	c := candidate{report: e, amount: 1, subject: a.subjects(e)}
	amounts := compareAmounts(a.amounts, e.amounts)
	switch amounts {
	case same:
		c.amount = 2
	case other:
		c.amount = 0
	}
	var ok bool
	if c.days, ok = a.near(e, amounts == same); !ok {
		return c, false
	}
	sameDay := a.phase == dated && a.lo == e.lo && a.hi == e.hi
	if c.subject > 0 {
		return c, amounts != other || sameDay
	}
	// Another actor takes more than the same object and about the same time.
	switch {
	case a.metonym(e):
		ok = amounts == same || sameDay && amounts != other
	case sameDay:
		ok = amounts == same && digits(a.amounts, e.amounts) >= 2 || shares(a.places, e.places) && amounts != other
	default:
		ok = amounts == same && digits(a.amounts, e.amounts) >= 3 && c.days <= reportedWithin
	}
	return c, ok
}

// near reports whether the dates of account and event may be one, and the days
// between them, far where one is open.
func (a *report) near(e *report, sameAmount bool) (int32, bool) {
	switch {
	case a.lo != 0 && e.lo != 0:
		gap := a.gap(e)
		switch {
		case gap > 0:
			return gap, sameAmount && gap <= slipWithin
		case a.lo == a.hi || a.lo == e.lo && a.hi == e.hi:
			return 0, true
		case a.first != 0:
			return abs(a.first - e.lo), true
		}
		return far, true
	case a.first != 0 && e.lo != 0:
		days := a.first - e.lo
		switch {
		case days >= -1 && (a.first-e.hi <= reportedWithin || sameAmount):
			return abs(days), true
		case days < 0 && a.ahead:
			return -days, -days <= plannedWithin
		}
		return abs(days), false
	case a.first != 0 && e.first != 0:
		days := max(e.first-a.first, a.first-e.last, 0)
		spread := max(a.first, e.last) - min(a.first, e.first)
		switch {
		case days <= burst && spread <= reportedWithin, sameAmount && spread <= recalledWithin:
			return days, true
		case a.ahead && a.first <= e.first || e.ahead && e.last <= a.first:
			return days, days <= plannedWithin
		}
		return days, false
	case e.lo != 0 || e.first != 0:
		return far, true
	}
	return 0, true
}

func abs(n int32) int32 { return max(n, -n) }

// joinNeighbours joins two events on consecutive days, of one agent or with an
// unnamed one, where the days around them are quiet: midnight lies between the
// time zones of event and reader. Something that happens every day stays apart.
func (g *Grouper) joinNeighbours() {
	for _, e := range g.events {
		if e.joined || !g.shelf.hasDay(e, e.lo+1) {
			continue // as most are
		}
		var next *report
		n := 0
		for d := e.lo - quiet; d <= e.lo+1+quiet; d++ {
			for o := range g.shelf.onDay(e, d) {
				if o == e || o == next || o.joined || e.subjects(o) == 0 {
					continue
				}
				n++
				if d == e.lo+1 {
					next = o
				}
			}
			if n > 1 {
				break
			}
		}
		if n != 1 || next == nil || told(e, next) {
			continue
		}
		if m := compareAmounts(e.amounts, next.amounts); m == other || m == slip {
			continue
		}
		lo, hi := e.lo, next.hi
		next.joined = true
		e.take(next)
		e.lo, e.hi = lo, hi
		g.shelf.put(e)
	}
}
