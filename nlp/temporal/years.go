package temporal

import (
	"time"
)

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
	if ok, _ := p.percent(next); ok {
		return false
	}
	if p.has(next, cUnit|cScale|cPlural) && !p.at(next).capital || p.priced(i) || p.has(next, cAbbr) && p.joined(next) {
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
	case p.ch(next) == '-' && p.at(next+1).plain && p.at(next+1).places == 4 && p.at(next+1).val > p.at(i).val && p.at(next+1).val < 2200:
		return !p.countable(next + 2)
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
