package temporal

import (
	"strconv"
	"strings"
	"time"
)

// timex reads the time expression that begins at atom i, ranges included:
//
//	from 2004 to 2009     January 23 - March 9 2014     between Monday and Friday
func (p *parser) timex(i int) (value, int, bool) {
	j := i
	between := p.is(i, "between")
	if between || p.is(i, "from") {
		j++
		if p.is(j, "the") {
			j++
		}
	}
	v, end, ok := p.point(j)
	if !ok {
		return value{}, 0, false
	}
	if w, wend, ok := p.through(v, j, end, between, j > i); ok {
		return w, wend, true
	}
	if j > i {
		return value{}, 0, false // the point without its preposition comes next
	}
	return v, end, true
}

// through reads the other end of a range that begins with v = [i, end).
func (p *parser) through(v value, i, end int, between, from bool) (value, int, bool) {
	if v.kind != kindDate || v.interval && v.a.prec == precDay && !v.relative || v.a.prec == precNone && !v.yearless {
		return value{}, 0, false
	}
	k := end
	switch {
	case p.ch(k) == '-' || p.ch(k) == '~':
		k++
		if p.ch(k) == '-' {
			k++
		}
	case p.isAny(k, "through", "thru", "until", "till") || p.is(k, "to") || between && p.is(k, "and"):
		k++
	default:
		return value{}, 0, false
	}
	if p.is(k, "the") {
		k++
	}
	w, wend, ok := p.point(k)
	if !ok || w.kind != kindDate {
		// "March 9-12", "1890-91"
		return p.shortEnd(v, i, k)
	}
	if p.at(k).kind == digits && wend == k+1 && v.a.prec == precDay {
		return value{}, 0, false // "April 6 - 2021 was": no range
	}
	if v.relative && !w.relative && v.interval {
		return value{}, 0, false
	}
	a, b := v.a, w.a
	if w.interval {
		b = w.b
	}
	switch {
	case v.yearless && !w.yearless && !w.relative && b.y != 0:
		a.y = b.y
		if b.before(a) {
			a.y--
		}
	case w.yearless && a.y != 0 && b.prec >= precMonth && !w.weekday:
		b.y = a.y
		if b.before(a) {
			b.y++
		}
	case w.weekday && v.a.y != 0:
		if b.y != 0 && b.before(a) {
			b = day(b.time().AddDate(0, 0, 7))
		}
	}
	if a.y != 0 && b.y != 0 && b.before(a) {
		return value{}, 0, false
	}
	if a.prec == precYear && b.prec != precYear || a.prec != precYear && b.prec == precYear && !v.yearless {
		if !from {
			return value{}, 0, false
		}
	}
	r := interval(a, b)
	r.yearless = v.yearless && w.yearless
	r.relative = v.relative || w.relative
	if a.y == 0 || b.y == 0 {
		r.a, r.b = stamp{}, stamp{}
		r.yearless = true
	}
	return r, wend, true
}

// shortEnd reads the second half of "March 9-12" and "1890-91".
func (p *parser) shortEnd(v value, i, k int) (value, int, bool) {
	a := p.at(k)
	if a.kind != digits || !a.plain || v.interval {
		return value{}, 0, false
	}
	n := int(a.val)
	switch {
	case v.a.prec == precYear && a.places == 2 && v.a.y > 1000 && n > v.a.y%100 && !p.has(k+1, cUnit|cMonth):
		return interval(v.a, year(v.a.y-v.a.y%100+n)), k + 1, true
	case v.a.prec == precDay && a.places <= 2 && n > v.a.d && n <= daysIn(v.a.y, v.a.m) && p.at(k-2).kind == digits && !p.has(k+1, cUnit|cHalf|cScale) && p.ch(k+1) != ':':
		b := v.a
		b.d = n
		end := k + 1
		r := interval(v.a, b)
		r.yearless = v.yearless
		// "March 9-12, 2014"
		if y, yend, ok := p.trailingYear(end); ok {
			r.a.y, r.b.y, r.yearless = y, y, false
			end = yend
		}
		if r.a.y == 0 {
			r.a, r.b = stamp{}, stamp{}
		}
		return r, end, true
	}
	return value{}, 0, false
}

// point reads one time expression that is no range, with a time of the day and
// a part of a period where they stand with it.
func (p *parser) point(i int) (value, int, bool) {
	if v, end, ok := p.edged(i); ok {
		return v, end, true
	}
	return p.whole(i)
}

// whole reads a time expression without "early", "end of" and their like.
func (p *parser) whole(i int) (value, int, bool) {
	if v, end, ok := p.clock(i); ok {
		return p.clockOn(v, i, end)
	}
	v, end, ok := p.base(i)
	if !ok {
		return value{}, 0, false
	}
	if v.kind == kindDate && !v.interval && v.a.prec == precDay {
		v, end = p.withTime(v, end)
	}
	return v, end, true
}

// base tries every form of a date, a duration and a set.
func (p *parser) base(i int) (value, int, bool) {
	for _, f := range [...]func(*parser, int) (value, int, bool){
		(*parser).span, (*parser).set, (*parser).calendar, (*parser).era, (*parser).fiscal, (*parser).part,
		(*parser).deictic, (*parser).directed, (*parser).season, (*parser).feast, (*parser).bare,
	} {
		if v, end, ok := f(p, i); ok {
			return v, end, true
		}
	}
	return value{}, 0, false
}

// edged reads a part of a period: "early 2020", "mid-May", "late last month",
// "the end of the year", "earlier this year". The value is that of the period,
// for "by the end of" its last day.
func (p *parser) edged(i int) (value, int, bool) {
	j := i
	if p.is(j, "the") {
		j++
	}
	w := p.at(j).w
	if w == nil || w.class&(cEdge|cRel) == 0 {
		return value{}, 0, false
	}
	edge := w.edge
	rel := w.class&cRel != 0
	j++
	if p.ch(j) == '-' {
		j++
	}
	of := p.isAny(j, "of", "in")
	if of {
		j++
	}
	if p.is(j, "on") && rel {
		j++
	}
	if p.is(j, "the") {
		j++
	}
	if edge == "start" && !of || edge == "end" && !of {
		return value{}, 0, false
	}
	v, end, ok := p.whole(j)
	if ok && v.kind != kindDate && v.kind != kindTime {
		ok = false
	}
	if ok && rel && v.kind == kindTime {
		return value{}, 0, false
	}
	if !ok {
		// "the end of the year", "the start of the week"
		u := p.at(j).w
		if u == nil || u.class&cUnit == 0 || u.class&cUnits != 0 || !of || p.refPrec != precDay {
			return value{}, 0, false
		}
		if v, ok = p.current(u.unit, 0); !ok {
			return value{}, 0, false
		}
		end = j + 1
		v.relative = true
		if d, dend, ok := p.calendar(end); ok && u.unit == 'D' && d.a.prec == precDay {
			return d, dend, true // "by the end of the day Saturday"
		}
	}
	led := i - 1
	if p.is(led, "the") {
		led--
	}
	if edge == "end" && v.a.y != 0 && (p.isAny(led, "by", "until", "till", "before") || v.relative && v.a.prec == precYear) {
		r := point(v.lastDay())
		r.relative, r.yearless = v.relative, v.yearless
		return r, end, true
	}
	return v, end, true
}

// calendar reads dates by their names and numbers: ISO forms, "04/05/2021",
// "[Friday,] July 21[, 2017]", "10 March 2022", "March 2022", "2017".
func (p *parser) calendar(i int) (value, int, bool) {
	if v, end, ok := p.numeric(i); ok {
		return v, end, true
	}
	if v, end, ok := p.weekdayDate(i); ok {
		return v, end, true
	}
	if v, end, ok := p.monthDate(i); ok {
		return v, end, true
	}
	if v, end, ok := p.dayMonth(i); ok {
		return v, end, true
	}
	return p.yearAlone(i)
}

// numeric reads 2021-04-05, 2021/4/5, 2021-04, 04/05/2021, 5.4.2021.
func (p *parser) numeric(i int) (value, int, bool) {
	a := p.at(i)
	if a.kind != digits || !a.plain {
		return value{}, 0, false
	}
	sep := p.ch(i + 1)
	b := p.at(i + 2)
	if sep != '-' && sep != '/' && sep != '.' || !p.joined(i+1) || !p.joined(i+2) || i > 0 && p.joined(i) && p.at(i-1).kind != letters && p.ch(i-1) != '(' {
		return value{}, 0, false
	}
	if b.w != nil && b.w.class&cMonth != 0 { // 23-Sep-2020
		c := p.at(i + 4)
		if p.ch(i+3) == sep && c.kind == digits && c.plain && c.places == 4 && a.places <= 2 {
			return p.date(int(c.val), b.w.month, int(a.val), i+5)
		}
		return value{}, 0, false
	}
	if b.kind != digits || !b.plain {
		return value{}, 0, false
	}
	c := p.at(i + 4)
	three := p.ch(i+3) == sep && c.kind == digits && c.plain && p.joined(i+3) && p.joined(i+4)
	switch {
	case three && a.places == 4 && b.places <= 2 && c.places <= 2:
		return p.date(int(a.val), int(b.val), int(c.val), i+5)
	case three && a.places <= 2 && b.places <= 2 && (c.places == 4 || c.places == 2 && sep == '/'):
		y, m, d := int(c.val), int(a.val), int(b.val)
		if c.places == 2 {
			y += 2000
			if p.refPrec != precNone && y > p.ref.Year()+20 {
				y -= 100
			}
		}
		// Month first, but where that cannot be, and with full stops, day first.
		if m > 12 || sep == '.' && d <= 12 {
			m, d = d, m
		}
		return p.date(y, m, d, i+5)
	case !three && sep == '-' && a.places == 4 && b.places == 2 && a.val >= 1000 && a.val < 2100 && b.val >= 1 && b.val <= 12 &&
		int(b.val) != int(a.val+1)%100 && p.ch(i+3) != '-':
		return point(stamp{y: int(a.val), m: int(b.val), prec: precMonth}), i + 3, true
	case !three && sep == '/' && a.places <= 2 && b.places <= 2 && p.ch(i+3) != '/' && p.isAny(i-1, "on", "by", "until", "since", "from", "before", "after"):
		m, d := int(a.val), int(b.val)
		if m > 12 {
			m, d = d, m
		}
		if m >= 1 && m <= 12 && d >= 1 && d <= daysIn(0, m) {
			return p.yearless(m, d, i), i + 3, true
		}
	}
	return value{}, 0, false
}

// date checks a full date.
func (p *parser) date(y, m, d, end int) (value, int, bool) {
	if y < 1 || y > 9999 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return value{}, 0, false
	}
	return point(stamp{y: y, m: m, d: d, prec: precDay}), end, true
}

// weekdayDate reads "Thursday", "Friday, July 21, 2017", "Tuesday 13 March".
func (p *parser) weekdayDate(i int) (value, int, bool) {
	w := p.at(i).w
	if w == nil || w.class&cWeekday == 0 || p.at(i).kind != letters {
		return value{}, 0, false
	}
	j := i + 1
	if p.ch(j) == '.' && w.class&cShort != 0 {
		j++
	}
	if p.ch(j) == ',' || p.is(j, "the") {
		j++
	}
	if p.is(j, "the") {
		j++
	}
	if v, end, ok := p.monthDate(j); ok && v.a.prec == precDay || ok && v.yearless && v.a.prec == precNone {
		return v, end, true
	}
	if v, end, ok := p.dayMonth(j); ok {
		return v, end, true
	}
	if v, end, ok := p.numeric(j); ok && v.a.prec == precDay {
		return v, end, true
	}
	if w.class&cShort != 0 && (!p.at(i).capital || p.at(i).upper && len(w.text) < 4 && !p.isAny(i-1, "on", "by")) {
		return value{}, 0, false
	}
	if w.class&cShort != 0 && !p.isAny(i-1, "on", "by", "until", "since", "last", "next", "this", "and", "or", "to", "through") {
		return value{}, 0, false
	}
	if w.class&cSet != 0 { // "Fridays" are read as a set
		return value{}, 0, false
	}
	if p.article(i-1) || p.partOfName(i) {
		return value{}, 0, false
	}
	v := p.nearWeekday(w.weekday, p.tense(i))
	end := i + 1
	// "next week on Tuesday" is rare; "Monday last" and "Tuesday next week" are not.
	if p.isAny(end, "last") && !p.has(end+1, cUnit|cWeekday|cMonth|cDayPart) && p.refPrec == precDay {
		v = p.nearWeekday(w.weekday, -1)
		end++
	}
	if p.has(end, cDir) && p.is(end+1, "week") && p.refPrec == precDay {
		mon := week(p.ref.AddDate(0, 0, 7*p.at(end).w.dir)).a.time()
		v = point(day(mon.AddDate(0, 0, w.weekday-1)))
		v.relative = true
		end += 2
	}
	return v, end, true
}

// partOfName reports whether the capitalized word at i belongs to a longer
// name: "Sunday Times", "Bloody Sunday".
func (p *parser) partOfName(i int) bool {
	if before := p.at(i - 1); before.capital && before.w == nil && i > 1 && p.tag(i-1) == "JJ" {
		return true
	}
	t := p.at(i).tok
	toks := p.doc.Tokens
	if t < 0 || t >= len(toks) {
		return false
	}
	tok := &toks[t]
	if tok.Head < p.first || tok.Head >= p.last || !strings.HasPrefix(tok.Rel, "compound") && !strings.HasPrefix(tok.Rel, "flat") {
		return false
	}
	head := &toks[tok.Head]
	return strings.HasPrefix(head.Tag, "NNP") && p.lex.words[lower(head.Text)] == nil
}

// nearWeekday is that weekday next to the day of writing, which itself counts.
func (p *parser) nearWeekday(wd, tense int) value {
	v := value{weekday: true, yearless: true, relative: true}
	if p.refPrec != precDay {
		return v
	}
	off := wd - isoWeekday(p.ref)
	switch {
	case tense > 0:
		off = (off + 7) % 7
	default:
		off = -((-off + 7) % 7)
	}
	v.a = day(p.ref.AddDate(0, 0, off))
	return v
}

// monthDate reads "April 6[, 2021]", "Jan. 23", "March 2022", "May".
func (p *parser) monthDate(i int) (value, int, bool) {
	w := p.at(i).w
	if w == nil || w.class&cMonth == 0 {
		return value{}, 0, false
	}
	j := i + 1
	if p.ch(j) == '.' && len(w.text) <= 4 {
		j++
	}
	if p.ch(j) == ',' && (p.at(j+1).kind == digits) && p.at(j+1).plain {
		j++
	} else if p.ch(j) == '-' && p.joined(j) && p.joined(j+1) && p.at(j+1).kind == digits {
		j++
	} else if p.ch(j) == '/' && p.at(j+1).kind == digits && p.at(j+1).places == 4 {
		j++
	}
	if p.is(j, "of") || p.is(j, "the") {
		if p.is(j, "of") && (p.at(j+1).kind == digits && p.at(j+1).places == 4 || p.has(j+1, cDir) && p.is(j+2, "year")) {
			j++
		} else if p.is(j, "the") {
			j++
		}
	}
	// With a day.
	if d, end, ok := p.dayNumber(j); ok && d <= daysIn(0, w.month) && !(p.ch(end) == ':' && p.joined(end) && p.joined(end+1) && p.at(end+1).kind == digits) {
		if y, yend, ok := p.trailingYear(end); ok {
			return p.date(y, w.month, d, yend)
		}
		return p.yearless(w.month, d, i), end, true
	}
	// With a year.
	if y, end, ok := p.trailingYear(j); ok {
		return point(stamp{y: y, m: w.month, prec: precMonth}), end, true
	}
	if w.class&cShort == 0 && p.ch(j) == '\'' && p.at(j+1).places == 2 {
		return point(stamp{y: p.century(int(p.at(j + 1).val)), m: w.month, prec: precMonth}), j + 2, true
	}
	if p.has(j, cDir) && p.is(j+1, "year") && (p.is(j-1, "of") || !p.is(j, "that")) {
		v := value{relative: true}
		y := p.anchor.y
		if !p.isAny(j, "that", "same") && p.refPrec != precNone {
			y = p.ref.Year() + p.at(j).w.dir
		}
		if y != 0 {
			v.a = stamp{y: y, m: w.month, prec: precMonth}
		}
		return v, j + 2, true
	}
	if !p.monthAlone(i, w) {
		return value{}, 0, false
	}
	end := i + 1
	if p.ch(end) == '.' && len(w.text) <= 4 && p.joined(end) && end+1 < len(p.a) {
		end++
	}
	return p.yearlessMonth(w.month, i), end, true
}

// monthAlone decides whether the name of a month without day and year is one:
// "may" is a verb more often, "March" and "August" can be other names.
func (p *parser) monthAlone(i int, w *word) bool {
	a := p.at(i)
	led := p.isAny(i-1, "in", "since", "of", "by", "until", "till", "last", "next", "this", "mid", "early", "late", "from", "to", "through", "during", "between",
		"before", "after", "late", "each", "every", "throughout", "around") || p.ch(i-1) == '-' && p.has(i-2, cEdge)
	if p.tag(i) == "MD" || p.tag(i) == "VB" || p.tag(i) == "VBD" || p.tag(i) == "VBP" {
		return false
	}
	if w.class&cShort != 0 {
		return led && (a.capital || p.is(i-1, "in") && p.tag(i) == "")
	}
	if !led && p.at(i+1).capital && p.at(i+1).kind == letters || p.at(i-1).capital && p.tag(i-1) == "NNP" && !p.has(i-1, cMonth|cWeekday) {
		return false // "April Smith", "Mrs. April"
	}
	return true
}

// tag is the part of speech of the token that holds atom i.
func (p *parser) tag(i int) string {
	t := p.at(i).tok
	if i < 0 || i >= len(p.a) || t < 0 || t >= len(p.doc.Tokens) {
		return ""
	}
	return p.doc.Tokens[t].Tag
}

// dayNumber reads the day of a month: "6", "6th", "sixth", "twenty-first".
func (p *parser) dayNumber(i int) (d, end int, ok bool) {
	a := p.at(i)
	if a.kind == digits {
		if !a.plain || a.places > 2 || a.val < 1 || a.val > 31 {
			return 0, 0, false
		}
		end = i + 1
		if p.isAny(end, "th", "st", "nd", "rd") && (p.joined(end) || p.at(end).end-p.at(end).start == 2) {
			end++
		}
		return int(a.val), end, true
	}
	if a.w == nil {
		return 0, 0, false
	}
	if a.w.class&cOrd != 0 && a.w.ord <= 30 {
		return a.w.ord, i + 1, true
	}
	if a.w.class&cCard != 0 && (a.w.card == 20 || a.w.card == 30) {
		j := i + 1
		if p.ch(j) == '-' {
			j++
		}
		if w := p.at(j).w; w != nil && w.class&cOrd != 0 && w.ord < 10 && int(a.w.card)+w.ord <= 31 {
			return int(a.w.card) + w.ord, j + 1, true
		} else if w != nil && w.class&cCard != 0 && w.card > 0 && w.card < 10 && int(a.w.card+w.card) <= 31 {
			return int(a.w.card + w.card), j + 1, true
		}
	}
	return 0, 0, false
}

// trailingYear reads the year after a month or day: ", 2021", " of 2021".
func (p *parser) trailingYear(i int) (y, end int, ok bool) {
	j := i
	if p.ch(j) == ',' || p.is(j, "of") || p.is(j, "in") {
		j++
	}
	if p.ch(j) == '-' && p.joined(j) && p.joined(j+1) && p.ch(i) != ',' {
		j++
	}
	a := p.at(j)
	if a.kind != digits || !a.plain || p.ch(j+1) == ':' || p.ch(j+1) == '/' && p.joined(j+1) {
		return 0, 0, false
	}
	n := int(a.val)
	switch {
	case a.places == 4 && n >= 1000 && n < 2200 && !p.is(j+1, "s"):
	case a.places == 3 && n >= 100 && (p.is(i, "of") || i == j) && !p.countable(j+1):
	default:
		return 0, 0, false
	}
	return n, j + 1, true
}

// countable reports whether atom i is a noun that a number before it counts.
func (p *parser) countable(i int) bool {
	if p.at(i).kind != letters {
		return false
	}
	switch p.tag(i) {
	case "NNS", "NN", "JJ", "NNPS":
		return true
	case "":
		return !p.at(i).capital && p.at(i).w == nil
	}
	return false
}

// dayMonth reads "10 March 2022", "the 26th of October", "8 September".
func (p *parser) dayMonth(i int) (value, int, bool) {
	d, j, ok := p.dayNumber(i)
	if !ok {
		return value{}, 0, false
	}
	if p.is(j, "of") {
		j++
	}
	if p.is(j, "day") && p.is(j+1, "of") {
		j += 2
	}
	w := p.at(j).w
	if w == nil || w.class&cMonth == 0 || d > daysIn(0, w.month) || p.tag(j) == "MD" {
		return value{}, 0, false
	}
	if w.class&cShort != 0 && !p.at(j).capital && p.at(i).kind != digits {
		return value{}, 0, false
	}
	end := j + 1
	if p.ch(end) == '.' && len(w.text) <= 4 {
		end++
	}
	if y, yend, ok := p.trailingYear(end); ok && !p.is(end, "in") {
		return p.date(y, w.month, d, yend)
	}
	return p.yearless(w.month, d, i), j + 1, true
}

// yearless resolves a day of a month without a year.
func (p *parser) yearless(m, d, i int) value {
	v := value{yearless: true}
	switch {
	case p.refPrec != precDay:
		for _, f := range p.full {
			if f.m == m && f.d == d {
				v.a = f
				return v
			}
		}
		if p.refPrec == precYear || p.refPrec == precMonth {
			v.a = stamp{y: p.ref.Year(), m: m, d: d, prec: precDay}
		} else if p.said.y != 0 {
			v.a = stamp{y: p.said.y, m: m, d: d, prec: precDay}
		}
		return v
	case p.said.y != 0 && p.said.y != p.ref.Year() && p.said.prec == precYear && p.tense(i) <= 0:
		v.a = stamp{y: p.said.y, m: m, d: d, prec: precDay}
		return v
	}
	best, dist := 0, 1<<30
	for y := p.ref.Year() - 1; y <= p.ref.Year()+1; y++ {
		days := int(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Sub(p.ref).Hours() / 24)
		if days < 0 {
			days = -days
		}
		if days < dist {
			best, dist = y, days
		}
	}
	// Within a month the nearer one is meant whatever the tense: events begin
	// before a text that calls them planned. Farther off the tense decides.
	if dist > 31 {
		t := time.Date(best, time.Month(m), d, 0, 0, 0, 0, time.UTC)
		switch tense := p.tense(i); {
		case tense < 0 && t.After(p.ref):
			best--
		case tense > 0 && t.Before(p.ref):
			best++
		}
	}
	if d > daysIn(best, m) {
		return v
	}
	v.a = stamp{y: best, m: m, d: d, prec: precDay}
	return v
}

// yearlessMonth resolves a month without a year.
func (p *parser) yearlessMonth(m, i int) value {
	v := value{yearless: true}
	if p.refPrec == precNone || p.refPrec == precYear {
		if p.refPrec == precYear {
			v.a = stamp{y: p.ref.Year(), m: m, prec: precMonth}
		} else if p.said.y != 0 {
			v.a = stamp{y: p.said.y, m: m, prec: precMonth}
		}
		return v
	}
	if p.said.y != 0 && p.said.y != p.ref.Year() && p.said.prec == precYear && p.tense(i) <= 0 {
		v.a = stamp{y: p.said.y, m: m, prec: precMonth}
		return v
	}
	y := p.ref.Year()
	off := m - int(p.ref.Month())
	tense := p.tense(i)
	if p.isAny(i-1, "since") {
		tense = -1
	}
	switch {
	case off > 0 && tense < 0, off > 5 && tense == 0:
		y--
	case off < 0 && tense > 0, off < -6 && tense == 0:
		y++
	}
	v.a = stamp{y: y, m: m, prec: precMonth}
	return v
}

// century completes a year of two digits to the one nearest below the year
// after next.
func (p *parser) century(n int) int {
	limit := 2000 + 40
	if p.refPrec != precNone {
		limit = p.ref.Year() + 2
	}
	y := limit - limit%100 + n
	if y > limit {
		y -= 100
	}
	return y
}

// yearAlone reads "2017", "1990s", "'70s", "AD 842", "2011-12" is a range.
func (p *parser) yearAlone(i int) (value, int, bool) {
	a := p.at(i)
	if p.ch(i) == '\'' || p.is(i, "the") {
		b := p.at(i + 1)
		if b.kind == digits && b.plain && b.places == 2 && int(b.val)%10 == 0 && p.is(i+2, "s") && p.joined(i+2) {
			y := 1900 + int(b.val)
			if b.val < 20 {
				y += 100
			}
			return decade(y), i + 3, true
		}
	}
	if p.isAny(i, "ad", "year") && p.at(i+1).kind == digits && p.at(i+1).plain && p.at(i+1).places <= 4 && p.at(i+1).val >= 1 && !p.countable(i+2) {
		if p.is(i, "year") || p.at(i).upper {
			return point(year(int(p.at(i + 1).val))), i + 2, true
		}
	}
	if a.kind != digits || !a.plain || p.joined(i) && p.gluedNumber(i-1) {
		return value{}, 0, false
	}
	n := int(a.val)
	if a.places == 4 && n >= 1000 && n%10 == 0 {
		j := i + 1
		if p.ch(j) == '\'' {
			j++
		}
		if p.is(j, "s") {
			if n%100 == 0 && n < 2000 {
				return interval(year(n), year(n+99)), j + 1, true
			}
			return decade(n), j + 1, true
		}
	}
	if a.places == 2 && n%10 == 0 && n >= 20 && p.is(i+1, "s") && p.joined(i+1) && (p.ch(i-1) == '\'' || p.is(i-1, "the") || p.is(i-1, "and") || p.is(i-1, "mid") || p.ch(i-1) == '-' && p.is(i-2, "mid")) {
		return decade(1900 + n), i + 2, true
	}
	if p.is(i-1, "ad") && p.at(i-1).upper && n >= 1 && n < 2200 || p.isAny(i+1, "ad", "ce") && n >= 1 && n < 2200 && p.at(i+1).upper {
		end := i + 1
		if p.isAny(end, "ad", "ce") {
			end++
		}
		return point(year(n)), end, true
	}
	if a.places != 4 || n < 1000 || n >= 2200 || !p.isYear(i, n) {
		return value{}, 0, false
	}
	// "2011-12" and "2019/20" are read here too, since 12 alone is no date.
	if p.ch(i+1) == '/' && p.at(i+2).plain && p.at(i+2).places == 2 && int(p.at(i+2).val) == (n+1)%100 {
		return interval(year(n), year(n+1)), i + 3, true
	}
	return point(year(n)), i + 1, true
}

func decade(y int) value { return interval(year(y), year(y+9)) }

// gluedNumber reports whether the mark at i makes the number behind it part of
// a longer name or number: "SCP-173", "3.1415", "#2019", "$2000".
func (p *parser) gluedNumber(i int) bool {
	a := p.at(i)
	switch {
	case a.kind == letters:
		return !p.is(i, "ad")
	case a.ch == '-' && p.at(i-1).kind == digits && p.joined(i):
		return p.at(i-1).places != 4 // a telephone number
	case a.ch == '-':
		return p.at(i-1).kind == letters && p.joined(i) && !p.isAny(i-1, "mid", "pre", "post", "early", "late")
	case a.ch == '(' || a.ch == '[' || a.ch == '\'' || a.ch == '"' || a.ch == ',' || a.ch == ';' || a.ch == '/':
		return false
	}
	return a.ch != 0 || a.w != nil
}

// isYear decides whether four digits are a year. What stands before them
// settles most; a plural noun behind a round number makes it a count.
func (p *parser) isYear(i, n int) bool {
	next := i + 1
	if p.has(next, cUnit|cScale|cPercent|cPlural) && !p.at(next).capital || p.priced(i) || p.has(next, cAbbr) && p.joined(next) {
		return false
	}
	if p.ch(next) == '%' || p.ch(next) == ':' && p.joined(next) && p.at(next+1).kind == digits || p.ch(next) == '.' && p.joined(next) && p.at(next+1).kind == digits && p.joined(next+1) {
		return false
	}
	switch {
	case p.ch(next) == '-' && p.joined(next) && p.at(next+1).kind == digits && p.ch(next+2) == '-' && p.joined(next+2) && p.at(next+3).kind == digits:
		return false // a date or a code that is none
	case p.isAny(i-1, "in", "since", "during", "until", "till", "throughout", "circa", "year"), p.has(i-1, cEdge|cSeason|cMonth):
		return true
	case p.approximate(i):
		// "about 2000 people", but "around 1850"
		return n < 2000 && !p.countable(next) && p.isAny(i-1, "around", "about", "c.", "circa")
	}
	led := p.isAny(i-1, "by", "of", "from", "to", "before", "after", "between", "the", "and", "or", "a", "through", "for", "on", "first", "until") || i == 0 ||
		p.ch(i-1) == '(' || p.ch(i-1) == '[' || p.ch(i-1) == ',' || p.ch(i-1) == '-' || p.has(i-1, cDir)
	if n >= 1900 && n < 2060 {
		if n%50 == 0 && p.countable(next) && !p.isAny(i-1, "the", "a", "s") {
			return false
		}
		return p.tag(i) == "" || p.tag(i) == "CD" || p.tag(i) == "NNP" || p.tag(i) == "NN"
	}
	if n < 1900 {
		return led && !p.countable(next) && n%1000 != 0 && !p.at(next).capital || p.ch(i-1) == '(' && (p.ch(next) == ')' || p.ch(next) == '-')
	}
	return led && n < 2100 && !p.countable(next)
}

// priced reports whether a currency stands beside the number at i.
func (p *parser) priced(i int) bool {
	if ph, _ := p.match(i+1, cMoney); ph != nil && !p.at(i+1).capital && !p.article(i+1) && len(p.at(i+1).w.text) > 1 {
		return true
	}
	if p.at(i-1).code >= 0 || p.at(i+1).code >= 0 && !p.lex.currencies[p.at(i+1).code].weak {
		return true
	}
	a := p.at(i - 1)
	return a.w != nil && a.w.class&cMoney != 0 && a.kind == mark
}

// era reads centuries and decades in words: "the 20th century", "the sixties".
func (p *parser) era(i int) (value, int, bool) {
	w := p.at(i).w
	if w != nil && w.class&cDecade != 0 && (p.is(i-1, "the") || p.ch(i-1) == '-' || p.has(i-1, cEdge)) {
		return decade(1900 + w.decade), i + 1, true
	}
	n, end := 0, 0
	if a := p.at(i); a.kind == digits && a.plain && a.places <= 2 && p.isAny(i+1, "th", "st", "nd", "rd") {
		n, end = int(a.val), i+2
	} else if w != nil && w.class&cOrd != 0 {
		n, end = w.ord, i+1
	} else if w != nil && w.class&cCard != 0 && w.card == 20 && p.ch(i+1) == '-' && p.has(i+2, cOrd) {
		n, end = 20+p.at(i+2).w.ord, i+3
	}
	if n < 1 || n > 30 {
		return value{}, 0, false
	}
	if p.ch(end) == '-' {
		end++
	}
	if !p.isAny(end, "century", "centuries") {
		return value{}, 0, false
	}
	first := 100 * (n - 1)
	return interval(year(max(first, 1)), year(first+99)), end + 1, true
}

// fiscal reads "fiscal [year] 2020", "FY2020", "the financial year 2019-20".
func (p *parser) fiscal(i int) (value, int, bool) {
	if !p.isAny(i, "fiscal", "financial", "fy", "school", "academic") {
		return value{}, 0, false
	}
	j := i + 1
	if p.is(j, "year") {
		j++
	} else if p.isAny(i, "financial", "school", "academic") {
		return value{}, 0, false
	}
	a := p.at(j)
	if a.kind != digits || !a.plain || a.places != 4 && !(a.places == 2 && p.is(i, "fy")) {
		return value{}, 0, false
	}
	y := int(a.val)
	if a.places == 2 {
		y = p.century(y)
	}
	if y < 1900 || y > 2200 {
		return value{}, 0, false
	}
	if (p.ch(j+1) == '-' || p.ch(j+1) == '/') && p.at(j+2).places == 2 && int(p.at(j+2).val) == (y+1)%100 {
		return interval(year(y), year(y+1)), j + 3, true
	}
	return point(year(y)), j + 1, true
}

// part reads halves and quarters of a year: "the third quarter of 2020",
// "Q3 2021", "2019 H2", "the first half".
func (p *parser) part(i int) (value, int, bool) {
	y := 0
	j := i
	if a := p.at(i); a.kind == digits && a.places == 4 && a.plain && (p.isAny(i+1, "q", "h") || p.ch(i+1) == '-') {
		y, j = int(a.val), i+1
		if p.ch(j) == '-' {
			j++
		}
	}
	var v func(int) value
	end := 0
	a := p.at(j)
	switch {
	case a.w == nil:
		return value{}, 0, false
	case (a.w.text == "q" || a.w.text == "h") && a.capital && p.at(j+1).kind == digits && p.joined(j+1) && p.at(j+1).places == 1:
		n := int(p.at(j + 1).val)
		if n < 1 || a.w.text == "q" && n > 4 || a.w.text == "h" && n > 2 {
			return value{}, 0, false
		}
		end = j + 2
		v = func(y int) value {
			if a.w.text == "h" {
				return interval(stamp{y: y, m: 6*n - 5, prec: precMonth}, stamp{y: y, m: 6 * n, prec: precMonth})
			}
			return quarter(y, n)
		}
	case y == 0 && a.w.class&cOrd != 0 && a.w.ord <= 4:
		n := a.w.ord
		k := j + 1
		if p.ch(k) == '-' {
			k++
		}
		switch {
		case p.is(k, "quarter"):
			v = func(y int) value { return quarter(y, n) }
		case p.is(k, "half") && n <= 2 && (p.is(k+1, "of") || p.at(k+1).places == 4):
			v = func(y int) value {
				return interval(stamp{y: y, m: 6*n - 5, prec: precMonth}, stamp{y: y, m: 6 * n, prec: precMonth})
			}
		default:
			return value{}, 0, false
		}
		end = k + 1
	default:
		return value{}, 0, false
	}
	if y != 0 {
		return v(y), end, true
	}
	if yy, yend, ok := p.trailingYear(end); ok {
		return v(yy), yend, true
	}
	k := end
	if p.is(k, "of") {
		k++
	}
	if p.isAny(k, "fiscal") {
		if f, fend, ok := p.fiscal(k); ok {
			return v(f.a.y), fend, true
		}
	}
	if p.is(k, "the") {
		k++
	}
	if p.has(k, cDir) && p.is(k+1, "year") && p.refPrec != precNone {
		r := v(p.ref.Year() + p.at(k).w.dir)
		r.relative = true
		return r, k + 2, true
	}
	if p.is(end, "of") || p.is(end-1, "half") || p.refPrec == precNone {
		// "the first half of the game", "the third quarter of the match"
		return value{}, 0, false
	}
	r := v(p.ref.Year())
	if r.a.time().After(p.ref) && p.tense(i) <= 0 {
		r = v(p.ref.Year() - 1)
	}
	r.yearless, r.relative = true, true
	return r, end, true
}

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

// unitAt is the calendar unit off units after the one that holds t.
func unitAt(t time.Time, unit byte, off int) value {
	switch unit {
	case 'Y':
		return point(year(t.Year() + off))
	case 'M':
		return point(addMonths(t, off))
	case 'D':
		return point(day(t.AddDate(0, 0, off)))
	case 'W':
		return week(t.AddDate(0, 0, 7*off))
	case 'F':
		a := week(t.AddDate(0, 0, 14*off))
		return interval(a.a, day(a.a.time().AddDate(0, 0, 13)))
	case 'E':
		return weekend(t.AddDate(0, 0, 7*off))
	case 'Q':
		s := addMonths(t, 3*off)
		return quarter(s.y, (s.m+2)/3)
	case 'X':
		y := t.Year() - t.Year()%10 + 10*off
		return decade(y)
	case 'C':
		y := t.Year() - t.Year()%100 + 100*off
		return interval(year(y), year(y+99))
	}
	return value{}
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

// stampIn gives t at the precision of a unit.
func stampIn(t time.Time, unit byte) stamp {
	switch unit {
	case 'Y', 'X', 'C':
		return year(t.Year())
	case 'M', 'Q':
		return month(t)
	}
	return day(t)
}

// shift moves t by n units.
func shift(t time.Time, unit byte, n int) time.Time {
	months := func(n int) time.Time {
		first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		return first.AddDate(0, 0, min(t.Day(), daysIn(first.Year(), int(first.Month())))-1)
	}
	switch unit {
	case 'Y':
		return months(12 * n)
	case 'X':
		return months(120 * n)
	case 'C':
		return months(1200 * n)
	case 'Q':
		return months(3 * n)
	case 'M':
		return months(n)
	case 'W', 'E':
		return t.AddDate(0, 0, 7*n)
	case 'F':
		return t.AddDate(0, 0, 14*n)
	case 'B':
		step := 1
		if n < 0 {
			step, n = -1, -n
		}
		for n > 0 {
			t = t.AddDate(0, 0, step)
			if isoWeekday(t) < 6 {
				n--
			}
		}
		return t
	case 'D':
		return t.AddDate(0, 0, n)
	}
	return t
}

// season reads "summer of 2019", "the winter of 1776-77", "spring last year".
func (p *parser) season(i int) (value, int, bool) {
	w := p.at(i).w
	if w == nil || w.class&cSeason == 0 || p.at(i).kind != letters {
		return value{}, 0, false
	}
	j := i + 1
	if y, end, ok := p.trailingYear(j); ok && !p.is(j, "in") {
		v := seasonOf(y, w.season)
		if (p.ch(end) == '-' || p.ch(end) == '/') && p.at(end+1).plain && (p.at(end+1).places == 2 || p.at(end+1).places == p.at(end-1).places) {
			end += 2
		}
		return v, end, true
	}
	if p.is(j, "of") {
		j++
	}
	if p.has(j, cDir) && p.is(j+1, "year") && p.refPrec != precNone {
		v := seasonOf(p.ref.Year()+p.at(j).w.dir, w.season)
		v.relative = true
		return v, j + 2, true
	}
	return value{}, 0, false
}

// seasonOf is a season, from one month to another, that begins in year y.
func seasonOf(y int, months [2]int) value {
	a := stamp{y: y, m: months[0], prec: precMonth}
	b := stamp{y: y, m: months[1], prec: precMonth}
	if months[1] < months[0] {
		b.y++
	}
	return interval(a, b)
}

// feast reads holidays: "Christmas", "New Year's Eve 2020".
func (p *parser) feast(i int) (value, int, bool) {
	ph, end := p.match(i, cHoliday)
	if ph == nil || !p.at(i).capital && p.at(i).kind == letters && len(ph.words) > 1 && p.tag(i) != "" {
		return value{}, 0, false
	}
	if y, yend, ok := p.trailingYear(end); ok {
		s, ok := holiday(ph.value, y)
		return point(s), yend, ok
	}
	j := end
	if p.is(j, "of") {
		j++
	}
	if before := p.at(i - 1); before.capital && before.kind == letters && before.w == nil {
		return value{}, 0, false // "Johnnie Christmas"
	}
	v := value{yearless: true}
	if p.has(j, cDir) && p.is(j+1, "year") && p.refPrec != precNone {
		s, ok := holiday(ph.value, p.ref.Year()+p.at(j).w.dir)
		v.a, v.relative = s, true
		return v, j + 2, ok
	}
	if p.refPrec != precDay {
		return v, end, true
	}
	v = p.feastAt(i, p.tense(i), v)
	return v, end, true
}

// feastAt picks the holiday at i on one side of the day of writing, or for
// dir 0 the nearest.
func (p *parser) feastAt(i, dir int, v value) value {
	ph, _ := p.match(i, cHoliday)
	dist := time.Duration(1 << 62)
	for y := p.ref.Year() - 1; y <= p.ref.Year()+1; y++ {
		s, ok := holiday(ph.value, y)
		if !ok {
			continue
		}
		d := s.time().Sub(p.ref)
		if dir < 0 && d > 0 || dir > 0 && d < 0 {
			continue
		}
		if d.Abs() < dist {
			dist, v.a = d.Abs(), s
		}
	}
	return v
}

// match finds the longest phrase of class c at atom i.
func (p *parser) match(i int, c class) (*phrase, int) {
	w := p.at(i).w
	if w == nil || w.class&c == 0 {
		return nil, 0
	}
	var best *phrase
	for k := range w.phrases {
		ph := &w.phrases[k]
		if ph.class != c || best != nil && len(ph.words) <= len(best.words) {
			continue
		}
		ok := true
		for n, text := range ph.words {
			if !p.is(i+n, text) {
				ok = false
				break
			}
		}
		if ok {
			best = ph
		}
	}
	if best == nil {
		return nil, 0
	}
	return best, i + len(best.words)
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

// numberOf reads the number before a unit: "two quarters" are two here and no
// half.
func (p *parser) numberOf(i int) (num, bool) {
	if p.has(i, cCard) && p.is(i+1, "quarters") {
		return num{val: p.at(i).w.card, end: i + 1}, true
	}
	return p.number(i, false)
}

// unit reads a unit of time: "weeks", "business days".
func (p *parser) unit(i int) (byte, int, bool) {
	if ph, end := p.match(i, cUnit); ph != nil {
		return ph.value[0], end, true
	}
	w := p.at(i).w
	if w == nil || w.class&cUnit == 0 || w.unit == 0 {
		return 0, 0, false
	}
	return w.unit, i + 1, true
}

// span reads what begins with a number of units: durations ("15 years",
// "an 11-year"), "seventeen years ago", "two days later", "in two weeks".
func (p *parser) span(i int) (value, int, bool) {
	in := p.is(i, "in")
	j := i
	if in {
		j++
	}
	vague := false
	n, ok := p.numberOf(j)
	switch {
	case ok:
		j = n.end
		vague = n.vague
	case p.article(j):
		n = num{val: 1}
		j++
	default:
		return value{}, 0, false
	}
	article := j == i+1 && p.article(i) || in && j == i+2 && p.article(i+1)
	hyphen := false
	if p.ch(j) == '-' {
		hyphen = true
		j++
	}
	for p.isAny(j, "full", "whole", "more", "additional", "straight", "consecutive") {
		j++
	}
	unit, end, ok := p.unit(j)
	if !ok || p.at(j).w.text == "m" || p.at(j).w.text == "second" && article {
		return value{}, 0, false
	}
	amounts := []amount{{n.val, unit}}
	// "a year and a half", "1 hour and 30 minutes"
	if p.is(end, "and") {
		switch {
		case p.article(end+1) && p.has(end+2, cPart) && !p.is(end+2, "second"):
			amounts[0].n += p.at(end + 2).w.part
			end += 3
		default:
			if m, ok := p.number(end+1, false); ok && m.val < 100 {
				if u, uend, ok := p.unit(m.end); ok && u != unit {
					amounts = append(amounts, amount{m.val, u})
					end = uend
				}
			}
		}
	}
	if hyphen || p.ch(end) == '-' && p.joined(end) {
		// "25-year-old" is an age.
		if p.ch(end) == '-' && p.is(end+1, "old") || p.is(end, "old") {
			return value{}, 0, false
		}
	}
	if p.isAny(end, "old") || p.isAny(end-1, "quarter") && n.val <= 4 && n.val > 1 && !p.isAny(end, "ago") && p.at(end-1).w.class&cUnits == 0 {
		return value{}, 0, false
	}
	if v, vend, ok := p.offset(amounts, vague, end); ok && !in {
		return v, vend, true
	}
	if in {
		if p.refPrec != precDay || p.tense(i) <= 0 || vague || unit == 'h' || unit == 'm' || unit == 's' {
			return value{}, 0, false
		}
		return p.from(p.ref, amounts, 1), end, true
	}
	// "a day" is a duration only where something says so: "for a day".
	if article && amounts[0].n == 1 && !p.isAny(i-1, "for", "within", "over", "than", "about", "almost", "nearly", "after", "lasted", "around", "over", "of", "half") {
		return value{}, 0, false
	}
	if p.isAny(i-1, "per") || unit == 'E' && article {
		return value{}, 0, false
	}
	v := value{kind: kindDuration}
	if !vague {
		v.period = period(amounts)
	}
	return v, end, true
}

type amount struct {
	n    float64
	unit byte
}

// period writes a duration as ISO 8601: P2W, PT3H, P1Y6M.
func period(amounts []amount) string {
	b := []byte{'P'}
	clock := false
	for _, a := range amounts {
		n, u := a.n, a.unit
		switch u {
		case 'X':
			n, u = n*10, 'Y'
		case 'C':
			n, u = n*100, 'Y'
		case 'Q':
			n, u = n*3, 'M'
		case 'F':
			n, u = n*2, 'W'
		case 'B':
			u = 'D'
		case 'E':
			n, u = n*2, 'D'
		case 'h', 'm', 's':
			u -= 'a' - 'A'
			if !clock {
				b = append(b, 'T')
				clock = true
			}
		}
		b = strconv.AppendFloat(b, n, 'f', -1, 64)
		b = append(b, u)
	}
	return string(b)
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
		if vague {
			return value{}, 0, false
		}
		if p.anchor.y == 0 {
			return v, i + 1, true
		}
		for _, a := range amounts {
			if !covers(p.anchor.prec, a.unit) || a.unit == 'h' || a.unit == 'm' || a.unit == 's' {
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

// set reads repeated times: "daily", "every two weeks", "on Fridays".
func (p *parser) set(i int) (value, int, bool) {
	w := p.at(i).w
	if w == nil {
		return value{}, 0, false
	}
	v := value{kind: kindSet}
	switch {
	case w.class&cSet != 0 && w.class&cWeekday != 0:
		v.period = "P1W"
		return v, i + 1, p.at(i).capital || p.tag(i) == ""
	case w.class&cSet != 0:
		if p.at(i).capital && (p.tag(i) == "NNP" || p.at(i+1).capital && p.at(i+1).kind == letters || p.at(i-1).capital) {
			return value{}, 0, false // "Daily Mail"
		}
		v.period = setPeriod(w.set)
		return v, i + 1, true
	case w.text == "every" || w.text == "each":
		j := i + 1
		n := 1.0
		if p.is(j, "other") {
			n = 2
			j++
		} else if m, ok := p.number(j, false); ok && !m.vague {
			n, j = m.val, m.end
		}
		if u, end, ok := p.unit(j); ok {
			v.period = period([]amount{{n, u}})
			if u == 'E' {
				v.period = "P1W"
			}
			return v, end, true
		}
		switch x := p.at(j).w; {
		case x == nil:
		case x.class&cWeekday != 0 && (x.class&cShort == 0 || p.at(j).capital):
			v.period = "P1W"
			return v, j + 1, true
		case x.class&cDayPart != 0:
			v.period = "P1D"
			return v, j + 1, true
		case x.class&(cSeason|cMonth) != 0 && (x.class&cShort == 0 || p.at(j).capital):
			v.period = "P1Y"
			return v, j + 1, true
		}
	}
	return value{}, 0, false
}

// setPeriod turns "D", "2W" and "h" of the lexicon into a period.
func setPeriod(s string) string {
	n := 1.0
	if isDigit(s[0]) {
		n, s = float64(s[0]-'0'), s[1:]
	}
	return period([]amount{{n, s[0]}})
}

// clock reads a time of the day: "8:00 P.M.", "3pm EST", "22:30", "noon",
// "8 o'clock". The hour stands in v.a, without a date.
func (p *parser) clock(i int) (value, int, bool) {
	a := p.at(i)
	v := value{kind: kindTime}
	v.a.prec = precMinute
	if a.w != nil && (a.w.text == "noon" || a.w.text == "midnight" || a.w.text == "midday") {
		v.a.h = a.w.hour
		return v, i + 1, true
	}
	if a.kind != digits && !(a.w != nil && a.w.class&cCard != 0 && a.w.card >= 1 && a.w.card <= 12) {
		return value{}, 0, false
	}
	if p.joined(i) && p.gluedNumber(i-1) {
		return value{}, 0, false
	}
	h := a.val
	if a.kind != digits {
		h = a.w.card
	}
	end := i + 1
	minutes := false
	switch {
	case a.kind == digits && a.plain && a.places <= 2 && p.ch(end) == ':' && p.joined(end) && p.joined(end+1) && p.at(end+1).kind == digits && p.at(end+1).places == 2 && p.at(end+1).plain:
		v.a.min = int(p.at(end + 1).val)
		minutes = true
		end += 2
		if p.ch(end) == ':' && p.joined(end) && p.at(end+1).kind == digits && p.at(end+1).places == 2 {
			end += 2
		}
	case a.decimal && p.has(end, cHalf): // "2.30pm"
		v.a.min = int(h*100+0.5) % 100
		h = float64(int(h))
	case a.kind == digits && a.plain && a.places == 4 && (p.has(end, cHalf) || p.at(end).upper && p.has(end, cZone) && len(p.at(end).w.text) == 3):
		v.a.min = int(h) % 100
		h = float64(int(h) / 100)
		minutes = p.has(end, cZone)
	case a.kind == digits && (!a.plain || a.places > 2):
		return value{}, 0, false
	}
	switch {
	case p.has(end, cHalf) && (h >= 1 && h <= 12 || minutes):
		w := p.at(end).w
		if h == 12 {
			h = 0
		}
		if h < 12 {
			h += float64(w.half)
		}
		end++
	case p.isAny(end, "o'clock", "oclock"):
		end++
	case minutes && a.kind == digits:
	default:
		return value{}, 0, false
	}
	if h < 0 || h > 24 || v.a.min > 59 {
		return value{}, 0, false
	}
	v.a.h = int(h) % 24
	if p.has(end, cZone) && p.at(end).upper {
		end++
	}
	return v, end, true
}

// clockOn gives a time of the day its date: one that follows, else the date
// mentioned last, else the day of writing.
func (p *parser) clockOn(v value, i, end int) (value, int, bool) {
	j := end
	if p.is(j, "local") && p.is(j+1, "time") {
		j += 2
	}
	for p.isAny(j, "on", "the") || p.ch(j) == ',' {
		j++
	}
	if d, dend, ok := p.base(j); ok && d.kind == kindDate && !d.interval && d.a.prec == precDay && !p.is(dend, "at") {
		d.kind = kindTime
		d.a.h, d.a.min, d.a.prec = v.a.h, v.a.min, precMinute
		return d, dend, true
	}
	switch {
	case p.anchor.prec == precDay:
		v.a.y, v.a.m, v.a.d = p.anchor.y, p.anchor.m, p.anchor.d
	case p.refPrec == precDay:
		v.a.y, v.a.m, v.a.d = p.ref.Year(), int(p.ref.Month()), p.ref.Day()
	}
	v.relative = true
	return v, end, true
}

// withTime reads the time or part of the day after a date: "Tuesday at 8 pm",
// "yesterday morning". A part of the day leaves the value a date.
func (p *parser) withTime(v value, end int) (value, int) {
	if p.has(end, cDayPart) && p.at(end).w.text != "noon" && p.at(end).w.text != "midnight" {
		return v, end + 1
	}
	j := end
	if p.ch(j) == ',' {
		j++
	}
	if p.isAny(j, "at", "around", "about") {
		j++
	}
	if p.isAny(j, "around", "about") {
		j++
	}
	if c, cend, ok := p.clock(j); ok && v.a.prec == precDay {
		v.kind = kindTime
		v.a.h, v.a.min, v.a.prec = c.a.h, c.a.min, precMinute
		return v, cend
	}
	return v, end
}
