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
	at    map[slot]int32 // number of its list
	lists [][]*report    // in the order in which they came

	phases [floating + 1]bool // of the accounts of the block
	now    phase              // of those that are being placed
}

// keptSlots is how many slots a map may have had to be used again: to empty it
// takes time for as many as it ever had.
const keptSlots = 256

func (s *shelf) clear() {
	if s.at == nil || len(s.at) > keptSlots {
		s.at = make(map[slot]int32)
	}
	clear(s.at)
	*s = shelf{at: s.at, lists: s.lists[:0]}
}

// awaits reports whether accounts of a phase have yet to be placed. Where none
// have, nobody looks by the time that they tell.
func (s *shelf) awaits(p phase) bool { return s.now <= p && s.phases[p] }

// slot is a subject or a place in a stretch of time, or a subject with an
// amount. Two amounts may rarely have one slot, which costs a comparison.
//
//	unit (4 bits)  name (28 bits)  number of the stretch, or a hash of currency and amount (32 bits)
type slot uint64

func slotOf(u unit, name, n int32) slot {
	return slot(u)<<60 | slot(name)<<32 | slot(uint32(n))
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

// put shelves an event, again after it has changed.
func (s *shelf) put(e *report) {
	s.putName(anybody, e)
	for _, name := range e.agents {
		s.putName(name, e)
	}
	for _, name := range e.states {
		s.putName(name, e)
	}
	if len(e.states) > 0 {
		s.putName(country, e)
	}
	if e.vagueness() == 2 {
		s.putName(nobody, e)
	}
	if e.lo != 0 && e.lo == e.hi && s.awaits(dated) {
		for _, p := range e.places {
			s.add(slotOf(spot, p, e.lo), e)
		}
	}
	for i := range e.amounts {
		s.add(ofSize(&e.amounts[i], 0), e)
	}
}

func (s *shelf) putName(name int32, e *report) {
	if s.awaits(floating) {
		s.add(slotOf(always, name, 0), e)
	}
	for i := range e.amounts {
		s.add(exactly(name, &e.amounts[i]), e)
	}
	if e.lo != 0 && e.lo == e.hi && s.awaits(dated) {
		s.add(slotOf(day, name, e.lo), e)
	}
	if e.lo != 0 && s.awaits(coarse) {
		for m := e.lo >> 5; m <= e.hi>>5; m++ {
			s.add(slotOf(month, name, m), e)
		}
	}
	if s.awaits(undated) {
		first, last := e.first, e.last
		if e.lo != 0 {
			first, last = e.lo, min(e.hi, e.lo+31)
		}
		for w := first >> 3; first != 0 && w <= last>>3; w++ {
			s.add(slotOf(week, name, w), e)
		}
	}
}

func (s *shelf) add(k slot, e *report) {
	n, ok := s.at[k]
	if !ok {
		n = int32(len(s.lists))
		s.at[k] = n
		if len(s.lists) < cap(s.lists) {
			s.lists = s.lists[:n+1] // with what memory the list had
			s.lists[n] = s.lists[n][:0]
		} else {
			s.lists = append(s.lists, nil)
		}
	}
	if have := s.lists[n]; len(have) < looked && !slices.Contains(have, e) {
		s.lists[n] = append(have, e)
	}
}

// events is those in a slot.
func (s *shelf) events(k slot) []*report {
	if n, ok := s.at[k]; ok {
		return s.lists[n]
	}
	return nil
}

// lookNames appends those under which a report looks for events. Other agents
// are found by amount or place, and other countries' courts by the day.
func (a *report) lookNames(out []int32) []int32 {
	switch a.vagueness() {
	case 0:
		out = append(out, nobody)
		if a.phase == dated {
			out = append(out, country)
		}
		return append(out, a.agents...)
	case 1:
		if a.phase != dated {
			return append(append(out, nobody), a.states...)
		}
	}
	return append(out, anybody)
}

func exactly(name int32, m *worth) slot {
	return slotOf(exact, name, int32(mix(m.currency^math.Float64bits(m.Value))))
}

// ofSize is the slot of the sums of about m's size, or of one off steps from it.
func ofSize(m *worth, off int32) slot {
	return slotOf(amount, anybody, int32(mix(m.currency^uint64(m.size+off))))
}

// lookedAmounts is by how many of its amounts an account looks for events.
const lookedAmounts = 4

// slots appends where the events that an account may belong to are shelved, the
// likeliest first.
func (a *report) slots(out []slot) []slot {
	var few [8]int32
	names := a.lookNames(few[:0])
	if a.vagueness() == 2 {
		out = a.bySum(out, names)
		out = a.byTime(out, names) // anybody's events are many
	} else {
		out = a.byTime(out, names)
		out = a.bySum(out, names)
		if a.phase == dated {
			for _, p := range a.places {
				out = append(out, slotOf(spot, p, a.lo))
			}
		}
	}
	for i := range a.lookAmounts() {
		for _, off := range [...]int32{0, -1, 1, -2, 2} {
			out = append(out, ofSize(&a.amounts[i], off))
		}
	}
	return out
}

func (a *report) lookAmounts() []worth { return a.amounts[:min(len(a.amounts), lookedAmounts)] }

func (a *report) byTime(out []slot, names []int32) []slot {
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
			out = append(out, slotOf(u, name, n))
		}
	}
	return out
}

func (a *report) bySum(out []slot, names []int32) []slot {
	for i := range a.lookAmounts() {
		for _, name := range names {
			out = append(out, exactly(name, &a.amounts[i]))
		}
		out = append(out, exactly(anybody, &a.amounts[i]))
	}
	return out
}

// onDay yields the events of a day that e's subject may have a part in; some
// twice.
func (s *shelf) onDay(e *report, d int32) iter.Seq[*report] {
	return func(yield func(*report) bool) {
		var few [8]int32
		for _, name := range e.dayNames(few[:0]) {
			for _, o := range s.events(slotOf(day, name, d)) {
				if !yield(o) {
					return
				}
			}
		}
	}
}

// hasDay reports whether onDay yields any.
func (s *shelf) hasDay(e *report, d int32) bool {
	for range s.onDay(e, d) {
		return true
	}
	return false
}

func (e *report) dayNames(out []int32) []int32 {
	if e.vagueness() == 2 {
		return append(out, anybody)
	}
	return append(append(append(out, nobody), e.agents...), e.states...)
}
