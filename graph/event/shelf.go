package event

import (
	"iter"
	"math"
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

// slot is a subject ("" unnamed, "*" any, "@" any country) in a stretch of
// time, or a currency with a size of amount.
type slot struct {
	name string
	unit uint8 // how long the stretch is
	n    int32 // which one
}

const (
	day    = iota // a single one
	week          // eight days
	month         // 32 days
	amount        // a twentieth of its value
	always        // all times
)

func newShelf() *shelf { return &shelf{at: make(map[slot][]*report)} }

// put shelves an event, again after it has changed.
func (s *shelf) put(e *report) {
	for _, name := range subjectNames(e) {
		s.add(slot{name, always, 0}, e)
		switch {
		case e.lo != 0:
			if e.lo == e.hi {
				s.add(slot{name, day, e.lo}, e)
			}
			for m := e.lo >> 5; m <= e.hi>>5; m++ {
				s.add(slot{name, month, m}, e)
			}
			for w := e.lo >> 3; w <= min(e.hi, e.lo+31)>>3; w++ {
				s.add(slot{name, week, w}, e)
			}
		case e.first != 0:
			for w := e.first >> 3; w <= e.last>>3; w++ {
				s.add(slot{name, week, w}, e)
			}
		}
	}
	for _, a := range e.amounts {
		s.add(slot{a.Currency, amount, size(a.Value)}, e)
	}
}

func (s *shelf) add(k slot, e *report) {
	have := s.at[k]
	if len(have) == looked {
		return
	}
	for _, o := range have {
		if o == e {
			return
		}
	}
	s.at[k] = append(have, e)
}

// subjectNames are those under which an event is shelved.
func subjectNames(e *report) []string {
	names := []string{"*"}
	names = append(names, e.agents...)
	names = append(names, e.states...)
	if len(e.states) > 0 {
		names = append(names, "@")
	}
	if e.vagueness() == 2 {
		names = append(names, "")
	}
	return names
}

// lookNames are those under which a report looks for events.
func lookNames(r *report) []string {
	switch r.vagueness() {
	case 0:
		return append(append([]string{""}, r.agents...), "@")
	case 1:
		return append(append([]string{""}, r.states...), "*")
	}
	return []string{"*"}
}

// size numbers amounts in steps of a twentieth.
func size(v float64) int32 {
	if v <= 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return math.MinInt32
	}
	return int32(math.Floor(math.Log(v) / math.Log(1.05)))
}

// candidates yields the events that account a may belong to, each once.
func (g *grouping) candidates(a *report) iter.Seq[*report] {
	g.round++
	round := g.round
	return func(yield func(*report) bool) {
		look := func(k slot) bool {
			for _, e := range g.shelf.at[k] {
				if e.joined || e.round == round {
					continue
				}
				e.round = round
				if !yield(e) {
					return false
				}
			}
			return true
		}
		for _, m := range a.amounts {
			for n := size(m.Value) - 2; n <= size(m.Value)+2; n++ {
				if !look(slot{m.Currency, amount, n}) {
					return
				}
			}
		}
		for _, name := range lookNames(a) {
			unit, from, to := uint8(always), int32(0), int32(0)
			switch a.phase {
			case dated:
				unit, from, to = day, a.lo, a.lo
			case coarse:
				unit, from, to = month, a.lo>>5, a.hi>>5
			case undated:
				unit, from, to = week, (a.first-reportedWithin)>>3, (a.first+burst)>>3
				if a.ahead {
					to = (a.first + plannedWithin) >> 3
				} else {
					from = (a.first - plannedWithin) >> 3
				}
			}
			for n := from; n <= to; n++ {
				if !look(slot{name, unit, n}) {
					return
				}
			}
		}
	}
}

// onDay yields the events of a day that e's subject may have a part in.
func (s *shelf) onDay(e *report, d int32) iter.Seq[*report] {
	return func(yield func(*report) bool) {
		names := append([]string{""}, e.agents...)
		names = append(names, e.states...)
		if e.vagueness() == 2 {
			names = []string{"*"}
		}
		seen := map[*report]bool{}
		for _, name := range names {
			for _, o := range s.at[slot{name, day, d}] {
				if !seen[o] {
					seen[o] = true
					if !yield(o) {
						return
					}
				}
			}
		}
	}
}
