package temporal

import (
	"time"
)

// deictic reads "today", "yesterday morning", "the day before yesterday".
func (p *parser) deictic(i int) (value, int, bool) {
	w := p.at(i).w
	if w == nil {
		return value{}, 0, false
	}
	j, off := i, 0
	if w.text == "day" && (p.is(i+1, "before") && p.is(i+2, "yesterday") || p.is(i+1, "after") && p.is(i+2, "tomorrow")) {
		j = i + 2
		off = p.at(j).w.day
		w = p.at(j).w
	}
	if w.class&cDay == 0 || p.tag(j) == "NNP" && p.at(j).capital && (p.at(j-1).capital || p.at(j+1).capital && p.at(j+1).kind == letters) {
		return value{}, 0, false // "USA Today"
	}
	v := value{relative: true}
	if p.refPrec == precDay {
		v.a = day(p.ref.AddDate(0, 0, w.day+off))
	}
	return v, j + 1, true
}

// direction is a word like "last", "this" or "the following" and what it
// counts from.
type direction struct {
	dir      int    // -1 before, 0 the same, 1 after
	word     string // "this past" is "past"
	double   bool   // "this past", "that same"
	anchored bool   // counts from the date mentioned last, not from the day of writing
	base     time.Time
	prec     precision // of base; precNone where it is not known
}

// direction reads one at atom i and returns the atom after it.
func (p *parser) direction(i int) (direction, int) {
	w := p.at(i).w
	j := i + 1
	d := direction{dir: w.dir, word: w.text, base: p.ref, prec: p.refPrec}
	if p.has(j, cDir) && (w.text == "this" || w.text == "that") {
		w = p.at(j).w
		d.dir, d.word, d.double = w.dir, w.text, true
		j++
	}
	switch d.word {
	case "same", "that", "following", "subsequent", "preceding":
		d.anchored = true
	case "previous":
		d.anchored = p.anchor.y != 0
	case "next":
		d.anchored = p.is(i-1, "the") && p.is(j, "day")
	}
	if d.anchored {
		d.prec = precNone
		if p.anchor.y != 0 {
			d.base, d.prec = p.anchor.time(), p.anchor.prec
		}
	}
	return d, j
}

// directed reads "last week", "this morning", "the past two weeks", "next
// Monday", "the same day", "that year", "the following month".
func (p *parser) directed(i int) (value, int, bool) {
	if !p.has(i, cDir) {
		return value{}, 0, false
	}
	d, j := p.direction(i)
	if n, ok := p.numberOf(j); ok && n.val >= 1 && (!d.anchored || n.val > 1) {
		return p.stretch(d, n)
	}
	u := p.at(j)
	if u.w == nil {
		return value{}, 0, false
	}
	if d.anchored && d.prec == precNone {
		// "that year" without a year before it says nothing; "the following day" is at least a time.
		known := d.dir != 0 && u.w.class&cUnit != 0 && u.w.class&cUnits == 0 && calendarUnit(u.w.unit)
		return value{relative: true}, j + 1, known
	}
	switch c := u.w.class; {
	case c&cUnit != 0 && c&cUnits == 0:
		return p.directedUnit(d, i, j)
	case c&cWeekday != 0 && u.kind == letters && !d.anchored:
		return p.directedWeekday(d, j)
	case c&cMonth != 0 && (u.capital || c&cShort == 0) && !d.anchored:
		return p.directedMonth(d, j)
	case c&cSeason != 0 && d.word != "that":
		return d.season(u.w.season), j + 1, true
	case c&cDayPart != 0 && (d.dir == 0 || u.w.text == "night" || u.w.text == "evening"):
		v := value{relative: true}
		if d.prec >= precDay {
			v.a = day(d.base.AddDate(0, 0, d.dir))
		}
		return v, j + 1, true
	case c&cHoliday != 0 && d.dir != 0:
		if f, end, ok := p.feast(j); ok && p.refPrec == precDay && f.yearless {
			return p.feastAt(j, d.dir, f), end, true
		}
	}
	return value{}, 0, false
}

// directedUnit resolves "last week", "this weekend", "the past year".
func (p *parser) directedUnit(d direction, i, j int) (value, int, bool) {
	unit := p.at(j).w.unit
	if unit == 0 || unit == 'h' || unit == 'm' || unit == 's' || p.ch(j+1) == '-' && p.joined(j+1) && p.joined(j+2) { // "last-minute"
		return value{}, 0, false
	}
	the := p.is(i-1, "the")
	if (d.word == "past" || the && (d.word == "last" || d.word == "coming")) && (unit == 'X' || unit == 'Y' || unit == 'M') && !d.double {
		end := j + 1
		if p.is(end, "and") && p.article(end+1) && p.is(end+2, "half") {
			end += 3
		}
		return d.stretch(1, unit), end, true
	}
	v := value{relative: true}
	if d.prec == precNone || !covers(d.prec, unit) {
		return v, j + 1, !d.anchored
	}
	if unit == 'E' {
		v = p.weekendAt(d.base, d.dir, i)
	} else {
		v = unitAt(d.base, unit, d.dir)
	}
	v.relative = true
	return v, j + 1, true
}

// directedWeekday resolves "last Wednesday" and reads "this Friday, April 9".
func (p *parser) directedWeekday(d direction, j int) (value, int, bool) {
	w := p.at(j).w
	if w.class&cShort != 0 && !p.at(j).capital || w.class&cSet != 0 {
		return value{}, 0, false
	}
	if v, end, ok := p.weekdayDate(j); ok && !v.weekday && end > j+1 {
		return v, end, true
	}
	v := value{relative: true, weekday: true}
	if d.prec == precDay {
		v.a = day(p.weekdayAt(w.weekday, d.dir, d.word))
	}
	return v, j + 1, true
}

// directedMonth resolves "last March" and reads "this April 9".
func (p *parser) directedMonth(d direction, j int) (value, int, bool) {
	if v, end, ok := p.monthDate(j); ok && (!v.yearless || end > j+1) {
		return v, end, true
	}
	v := value{relative: true}
	if d.prec != precNone {
		m := p.at(j).w.month
		y, off := d.base.Year(), m-int(d.base.Month())
		if d.dir < 0 && off >= 0 {
			y--
		}
		if d.dir > 0 && off <= 0 {
			y++
		}
		v.a = stamp{y: y, m: m, prec: precMonth}
	}
	return v, j + 1, true
}

// season is the one before, around or after the base: "last summer".
func (d direction) season(months [2]int) value {
	if d.prec < precMonth {
		return value{relative: true}
	}
	y := d.base.Year()
	first := time.Date(y, time.Month(months[0]), 1, 0, 0, 0, 0, time.UTC)
	switch {
	case d.dir < 0 && !first.AddDate(0, 3, 0).Before(d.base):
		y--
	case d.dir > 0 && !first.After(d.base):
		y++
	case d.dir == 0 && months[0] == 12 && d.base.Month() < 6:
		y--
	}
	v := seasonOf(y, months)
	v.relative = true
	return v
}

// calendarUnit reports whether a unit is a day, a week, a month or a year.
func calendarUnit(u byte) bool { return u == 'Y' || u == 'M' || u == 'W' || u == 'D' }

// covers reports whether a date of that precision lies in one unit.
func covers(prec precision, unit byte) bool {
	switch unit {
	case 'Y', 'X', 'C':
		return prec >= precYear
	case 'M', 'Q':
		return prec >= precMonth
	}
	return prec >= precDay
}

// current is the unit that holds the day of writing, off units on.
func (p *parser) current(unit byte, off int) (value, bool) {
	if !calendarUnit(unit) && unit != 'Q' && unit != 'X' && unit != 'C' && unit != 'E' {
		return value{}, false
	}
	return unitAt(p.ref, unit, off), true
}

// weekendAt: "this weekend" is the coming one only for verbs of the future
// and from Friday on; "last weekend" the one before this week.
func (p *parser) weekendAt(t time.Time, dir, i int) value {
	if dir == 0 && isoWeekday(t) < 5 && p.tense(i) <= 0 {
		dir = -1
	}
	return weekend(t.AddDate(0, 0, 7*dir))
}

// weekdayAt resolves "last Wednesday", "this Saturday", "next Friday".
func (p *parser) weekdayAt(wd, dir int, word string) time.Time {
	off := wd - isoWeekday(p.ref)
	switch {
	case dir < 0:
		if off >= 0 {
			off -= 7
		}
		// On a Thursday "last Wednesday" was not yesterday.
		if off >= -2 && word == "last" && wd < isoWeekday(p.ref) {
			off -= 7
		}
	case dir > 0:
		if off <= 0 {
			off += 7
		} else if word == "next" {
			off += 7 // the one after this week's
		}
	}
	return p.ref.AddDate(0, 0, off)
}

// stretch reads "[the past] two weeks" from the number on.
func (p *parser) stretch(d direction, n num) (value, int, bool) {
	j := n.end
	unit, end, ok := p.unit(j)
	if !ok {
		return value{}, 0, false
	}
	if d.dir == 0 || d.anchored && d.prec == precNone {
		return value{}, 0, false
	}
	if d.prec != precDay || n.vague && n.val > 3 || n.val != float64(int(n.val)) || n.val > 1000 {
		return value{relative: true}, end, true
	}
	return d.stretch(int(n.val), unit), end, true
}

// stretch is the n units up to, or from, the base.
func (d direction) stretch(n int, unit byte) value {
	v := value{relative: true}
	if unit == 'h' && n >= 24 {
		n, unit = n/24, 'D'
	}
	if d.prec < precDay || unit == 'h' || unit == 'm' || unit == 's' {
		return v
	}
	now, then := stampIn(d.base, unit), stampIn(shift(d.base, unit, d.dir*n), unit)
	if d.dir < 0 {
		now, then = then, now
	}
	v = interval(now, then)
	v.relative = true
	return v
}

// bare reads "the weekend", which alone of the units means one without a word
// of direction.
func (p *parser) bare(i int) (value, int, bool) {
	if !p.is(i, "weekend") || p.at(i).capital && p.tag(i) == "NNP" || p.isAny(i-1, "a", "per", "every", "each") || p.ch(i+1) == '-' {
		return value{}, 0, false
	}
	v := value{relative: true}
	if p.refPrec == precDay {
		v = p.weekendAt(p.ref, 0, i)
		v.relative = true
	}
	return v, i + 1, true
}

// offset reads what makes a date of a number of units: "ago", "later",
// "before yesterday", "from now".
func (p *parser) offset(amounts []amount, vague bool, i int) (value, int, bool) {
	v := value{relative: true}
	switch {
	case p.is(i, "ago") || p.is(i, "back") && (p.ch(i+1) == ',' || p.ch(i+1) == '.' || i+1 >= len(p.a)):
		end := i + 1
		if vague {
			return value{}, 0, false
		}
		if p.refPrec != precDay {
			return v, end, true
		}
		r := p.from(p.ref, amounts, -1)
		if p.isAny(end, "today") {
			r = p.exact(p.ref, amounts, -1)
			end++
		}
		return r, end, true
	case p.isAny(i, "from", "after", "before") && (p.is(i+1, "now") || p.has(i+1, cDay)):
		sign := 1
		if p.is(i, "before") {
			sign = -1
		}
		if p.refPrec != precDay || vague {
			return v, i + 2, true
		}
		t := p.ref
		if p.has(i+1, cDay) {
			t = t.AddDate(0, 0, p.at(i+1).w.day)
		}
		return p.exact(t, amounts, sign), i + 2, true
	case p.isAny(i, "later", "earlier") || p.isAny(i, "before") && !p.nounPhrase(i+1) || p.isAny(i, "prior") && !p.is(i+1, "to"):
		sign := 1
		if !p.is(i, "later") {
			sign = -1
		}
		if vague || amounts[0].unit == 'h' || amounts[0].unit == 'm' || amounts[0].unit == 's' {
			return value{}, 0, false
		}
		if p.anchor.y == 0 {
			return v, i + 1, true
		}
		for _, a := range amounts {
			if !covers(p.anchor.prec, a.unit) {
				return v, i + 1, true
			}
		}
		return p.from(p.anchor.time(), amounts, sign), i + 1, true
	}
	return value{}, 0, false
}

// nounPhrase reports whether something follows that "before" can govern.
func (p *parser) nounPhrase(i int) bool {
	return i < len(p.a) && p.at(i).kind != mark
}

// from moves t by the amounts and keeps the precision of the largest unit:
// "ten years ago" is a year, "two months ago" a month.
func (p *parser) from(t time.Time, amounts []amount, sign int) value {
	v := p.exact(t, amounts, sign)
	if v.a.y == 0 {
		return v
	}
	unit := amounts[len(amounts)-1].unit
	if amounts[0].n != float64(int(amounts[0].n)) && unit == 'Y' {
		unit = 'M'
	}
	v.a = stampIn(v.a.time(), unit)
	return v
}

// exact moves t by the amounts to a day.
func (p *parser) exact(t time.Time, amounts []amount, sign int) value {
	v := value{relative: true}
	for _, a := range amounts {
		if a.n > 10000 || a.n < 0 {
			return v
		}
		whole := int(a.n)
		switch rest := a.n - float64(whole); {
		case a.unit == 'h' || a.unit == 'm' || a.unit == 's':
			if a.unit == 'h' {
				t = t.AddDate(0, 0, sign*whole/24)
			}
			continue
		case rest > 0 && a.unit == 'Y':
			t = shift(t, 'M', sign*int(rest*12))
		case rest > 0 && a.unit == 'X':
			t = shift(t, 'Y', sign*int(rest*10))
		case rest > 0 && a.unit == 'M':
			t = shift(t, 'D', sign*int(rest*30))
		}
		t = shift(t, a.unit, sign*whole)
	}
	if t.Year() >= 1 && t.Year() <= 9999 {
		v.a = day(t)
	}
	return v
}
