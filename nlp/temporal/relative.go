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

// directed reads "last week", "this morning", "the past two weeks", "next
// Monday", "the same day", "that year", "the following month".
func (p *parser) directed(i int) (value, int, bool) {
	w := p.at(i).w
	if w == nil || w.class&cDir == 0 {
		return value{}, 0, false
	}
	dir := w.dir
	j := i + 1
	from := "" // "this past week", "the same"
	if p.has(j, cDir) && (w.text == "this" || w.text == "that") {
		from = w.text
		dir = p.at(j).w.dir
		w = p.at(j).w
		j++
	}
	// What "the following" and "that" count from is the date mentioned last.
	anchored := w.text == "same" || w.text == "that" || w.text == "following" || w.text == "subsequent" || w.text == "preceding" || w.text == "previous" && p.anchor.y != 0 ||
		w.text == "next" && p.is(i-1, "the") && p.is(j, "day")
	u := p.at(j)
	if n, ok := p.numberOf(j); ok && (n.digits || u.w.class&(cCard|cVague) != 0 || p.article(j)) && n.val == n.val && n.val >= 1 && !anchored || ok && anchored && n.val > 1 {
		return p.stretch(dir, n, anchored)
	}
	if u.w == nil {
		return value{}, 0, false
	}
	base, prec := p.ref, p.refPrec
	if anchored {
		if p.anchor.y == 0 {
			if w.text == "that" && u.w.class&cUnit == 0 {
				return value{}, 0, false
			}
			if w.text == "that" || w.text == "same" || u.w.class&cUnit == 0 || strongUnit(u.w.unit) == 0 {
				return value{}, 0, false
			}
			return value{relative: true}, j + 1, true
		}
		base, prec = p.anchor.time(), p.anchor.prec
	}
	v := value{relative: true}
	switch c := u.w.class; {
	case c&cUnit != 0 && c&cUnits == 0:
		if p.isAny(j, "second", "minute", "hour") {
			return value{}, 0, false
		}
		if (w.text == "current" || w.text == "this" || w.text == "that") && u.w.unit == 'Q' && anchored {
			return value{}, 0, false
		}
		if p.ch(j+1) == '-' && p.joined(j+1) && p.joined(j+2) { // "last-minute", "this year-long"
			return value{}, 0, false
		}
		if (w.text == "past" || w.text == "last" && p.is(i-1, "the") || w.text == "coming" && p.is(i-1, "the")) && (u.w.unit == 'X' || u.w.unit == 'Y' || u.w.unit == 'M') && from == "" {
			end := j + 1
			if p.is(end, "and") && p.article(end+1) && p.is(end+2, "half") {
				end += 3
			}
			return p.stretchOf(dir, 1, u.w.unit), end, true
		}
		if prec == precNone || !covers(prec, u.w.unit) {
			return v, j + 1, !anchored
		}
		v = unitAt(base, u.w.unit, dir)
		if u.w.unit == 'E' {
			v = p.weekendAt(base, dir, i)
		}
		v.relative = true
		return v, j + 1, true
	case c&cWeekday != 0 && u.kind == letters && !anchored:
		if c&cShort != 0 && !u.capital || c&cSet != 0 {
			return value{}, 0, false
		}
		if d, end, ok := p.weekdayDate(j); ok && !d.weekday && end > j+1 {
			return d, end, true // "this Friday, April 9"
		}
		v.weekday = true
		if prec == precDay {
			v.a = day(p.weekdayAt(u.w.weekday, dir, w.text))
		}
		return v, j + 1, true
	case c&cMonth != 0 && (u.capital || c&cShort == 0) && !anchored:
		if m, end, ok := p.monthDate(j); ok && !m.yearless {
			return m, end, true
		} else if ok && end > j+1 {
			return m, end, true
		}
		if prec == precNone {
			return v, j + 1, true
		}
		y, off := base.Year(), u.w.month-int(base.Month())
		if dir < 0 && off >= 0 {
			y--
		}
		if dir > 0 && off <= 0 {
			y++
		}
		v.a = stamp{y: y, m: u.w.month, prec: precMonth}
		return v, j + 1, true
	case c&cSeason != 0 && (w.text != "that"):
		if prec == precNone || prec == precYear {
			return v, j + 1, true
		}
		y := base.Year()
		first := time.Date(y, time.Month(u.w.season[0]), 1, 0, 0, 0, 0, time.UTC)
		switch {
		case dir < 0 && !first.AddDate(0, 3, 0).Before(base):
			y--
		case dir > 0 && !first.After(base):
			y++
		case dir == 0 && u.w.season[0] == 12 && base.Month() < 6:
			y--
		}
		v = seasonOf(y, u.w.season)
		v.relative = true
		return v, j + 1, true
	case c&cDayPart != 0 && (dir == 0 || u.w.text == "night" || u.w.text == "evening"):
		if prec == precDay {
			off := 0
			if dir < 0 {
				off = -1
			} else if dir > 0 {
				off = 1
			}
			v.a = day(base.AddDate(0, 0, off))
		}
		return v, j + 1, true
	case c&cHoliday != 0 && dir != 0:
		if f, end, ok := p.feast(j); ok && p.refPrec == precDay && f.yearless {
			return p.feastAt(j, dir, f), end, true
		}
	}
	return value{}, 0, false
}

func strongUnit(u byte) byte {
	switch u {
	case 'Y', 'M', 'W', 'D':
		return u
	}
	return 0
}

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
	if strongUnit(unit) == 0 && unit != 'Q' && unit != 'X' && unit != 'C' && unit != 'E' {
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
func (p *parser) stretch(dir int, n num, anchored bool) (value, int, bool) {
	j := n.end
	unit, end, ok := p.unit(j)
	if !ok {
		return value{}, 0, false
	}
	if dir == 0 || anchored && p.anchor.y == 0 {
		return value{}, 0, false
	}
	if p.refPrec != precDay || n.vague && n.val > 3 || n.val != float64(int(n.val)) || n.val > 1000 {
		return value{relative: true}, end, true
	}
	return p.stretchOf(dir, int(n.val), unit), end, true
}

// stretchOf is the n units up to, or from, the day of writing.
func (p *parser) stretchOf(dir, n int, unit byte) value {
	v := value{relative: true}
	if p.refPrec != precDay {
		return v
	}
	if unit == 'h' || unit == 'm' || unit == 's' {
		if unit == 'h' && n >= 24 {
			v = p.stretchOf(dir, n/24, 'D')
		}
		return v
	}
	now := stampIn(p.ref, unit)
	then := stampIn(shift(p.ref, unit, dir*n), unit)
	if dir < 0 {
		v = interval(then, now)
	} else {
		v = interval(now, then)
	}
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
