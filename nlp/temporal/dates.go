package temporal

import (
	"strings"
	"time"
)

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
	tense := p.tense(i)
	if tense == 0 && p.ahead(i) {
		tense = 1
	}
	v := p.nearWeekday(w.weekday, tense)
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

// ahead reports whether a word before the date at i points to the time to
// come: "until [10 p.m.] Thursday", "starting on Monday".
func (p *parser) ahead(i int) bool {
	if p.tag(i) == "" {
		return false // "by" goes with the past as well
	}
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		switch {
		case p.isAny(k, "until", "till", "by", "starting", "beginning", "effective"):
			return true
		case p.is(k, "on") || p.at(k).kind == digits || p.has(k, cHalf) || p.ch(k) == ':':
		default:
			return false
		}
	}
	return false
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
	if p.ch(j) == '\'' && p.joined(j+1) && p.at(j+1).places == 2 && p.at(j+1).plain { // "summer of '68"
		return p.century(int(p.at(j + 1).val)), j + 2, true
	}
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
