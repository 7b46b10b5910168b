package event

import (
	"iter"
	"math"
	"slices"
)

// looked bounds how many events of one shelf, and how many accounts of one
// article, a report is compared with, so that no block, however large or odd,
// takes quadratic time.
const looked = 64

// shelf finds the events that a report may belong to by subject and time, or
// by amount.
type shelf struct {
	at map[slot][]*report
}

// slot is a subject or a place in a stretch of time, or a subject with an
// amount. Two amounts may rarely have one slot, which costs a comparison.
type slot struct {
	name int32
	unit unit
	n    int32 // which stretch, or a hash of currency and amount
}

type unit uint8

const (
	always unit = iota // all times
	day                // a single one
	week               // eight days
	month              // 32 days
	spot               // a day, at a place
	amount             // a twentieth of its value
	exact              // a value, hashed
)

// Names of slots; numbers of ids begin behind them.
const (
	anybody = iota
	nobody  // no named subject
	country // any country
	firstNumber
)

func newShelf() *shelf { return &shelf{at: make(map[slot][]*report)} }

// put shelves an event, again after it has changed.
func (s *shelf) put(e *report) {
	for _, name := range append(append([]int32{anybody}, e.agents...), e.states...) {
		s.putName(name, e)
	}
	if len(e.states) > 0 {
		s.putName(country, e)
	}
	if e.vagueness() == 2 {
		s.putName(nobody, e)
	}
	if e.lo != 0 && e.lo == e.hi {
		for _, p := range e.places {
			s.add(slot{name: p, unit: spot, n: e.lo}, e)
		}
	}
	for i := range e.amounts {
		s.add(ofSize(&e.amounts[i], 0), e)
	}
}

func (s *shelf) putName(name int32, e *report) {
	s.add(slot{name: name}, e)
	for i := range e.amounts {
		s.add(exactly(name, &e.amounts[i]), e)
	}
	switch {
	case e.lo != 0:
		if e.lo == e.hi {
			s.add(slot{name: name, unit: day, n: e.lo}, e)
		}
		for m := e.lo >> 5; m <= e.hi>>5; m++ {
			s.add(slot{name: name, unit: month, n: m}, e)
		}
		for w := e.lo >> 3; w <= min(e.hi, e.lo+31)>>3; w++ {
			s.add(slot{name: name, unit: week, n: w}, e)
		}
	case e.first != 0:
		for w := e.first >> 3; w <= e.last>>3; w++ {
			s.add(slot{name: name, unit: week, n: w}, e)
		}
	}
}

func (s *shelf) add(k slot, e *report) {
	have := s.at[k]
	if len(have) < looked && !slices.Contains(have, e) {
		s.at[k] = append(have, e)
	}
}

// lookNames are those under which a report looks for events. Other agents are
// found by amount or place, and other countries' courts by the day.
func lookNames(r *report) []int32 {
	switch r.vagueness() {
	case 0:
		if r.phase == dated {
			return append([]int32{nobody, country}, r.agents...)
		}
		return append([]int32{nobody}, r.agents...)
	case 1:
		if r.phase == dated {
			return []int32{anybody}
		}
		return append([]int32{nobody}, r.states...)
	}
	return []int32{anybody}
}

func exactly(name int32, m *worth) slot {
	return slot{name: name, unit: exact, n: int32(mix(m.currency ^ math.Float64bits(m.Value)))}
}

// ofSize is the slot of the sums of about m's size, or of one off steps from it.
func ofSize(m *worth, off int32) slot {
	return slot{unit: amount, n: int32(mix(m.currency ^ uint64(m.size+off)))}
}

// candidates yields the events that account a may belong to, each once.
func (g *grouping) candidates(a *report) iter.Seq[*report] {
	g.round++
	return func(yield func(*report) bool) {
		for k := range a.slots() {
			for _, e := range g.shelf.at[k] {
				if e.joined || e.round == g.round {
					continue
				}
				e.round = g.round
				if !yield(e) {
					return
				}
			}
		}
	}
}

// lookedAmounts is by how many of its amounts an account looks for events.
const lookedAmounts = 4

// slots yields where the events that an account may belong to are shelved, the
// likeliest first.
func (a *report) slots() iter.Seq[slot] {
	names := lookNames(a)
	amounts := a.amounts[:min(len(a.amounts), lookedAmounts)]
	byTime := func(yield func(slot) bool) {
		u, from, to := always, int32(0), int32(0)
		switch a.phase {
		case dated:
			u, from, to = day, a.lo, a.lo
		case coarse:
			u, from, to = month, a.lo>>5, a.hi>>5
		case undated:
			u, from, to = week, (a.first-plannedWithin)>>3, (a.first+burst)>>3
			if a.ahead {
				from, to = (a.first-reportedWithin)>>3, (a.first+plannedWithin)>>3
			}
		}
		for _, name := range names {
			for n := from; n <= to; n++ {
				if !yield(slot{name: name, unit: u, n: n}) {
					return
				}
			}
		}
	}
	bySum := func(yield func(slot) bool) {
		for i := range amounts {
			for _, name := range append(names[:len(names):len(names)], anybody) {
				if !yield(exactly(name, &amounts[i])) {
					return
				}
			}
		}
	}
	bySize := func(yield func(slot) bool) {
		for i := range amounts {
			m := &amounts[i]
			for _, off := range [...]int32{0, -1, 1, -2, 2} {
				if !yield(ofSize(m, off)) {
					return
				}
			}
		}
	}
	byPlace := func(yield func(slot) bool) {
		if a.phase != dated {
			return
		}
		for _, p := range a.places {
			if !yield(slot{name: p, unit: spot, n: a.lo}) {
				return
			}
		}
	}
	order := []iter.Seq[slot]{byTime, bySum, byPlace, bySize}
	if a.vagueness() == 2 {
		order = []iter.Seq[slot]{bySum, byTime, bySize} // anybody's events are many
	}
	return func(yield func(slot) bool) {
		for _, slots := range order {
			for k := range slots {
				if !yield(k) {
					return
				}
			}
		}
	}
}

// onDay yields the events of a day that e's subject may have a part in; some
// twice.
func (s *shelf) onDay(e *report, d int32) iter.Seq[*report] {
	return func(yield func(*report) bool) {
		names := append(append([]int32{nobody}, e.agents...), e.states...)
		if e.vagueness() == 2 {
			names = []int32{anybody}
		}
		for _, name := range names {
			for _, o := range s.at[slot{name: name, unit: day, n: d}] {
				if !yield(o) {
					return
				}
			}
		}
	}
}
