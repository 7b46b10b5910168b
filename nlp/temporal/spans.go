package temporal

import (
	"strconv"
)

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
		vague = n.vague
		if j = n.end; n.val == 0.5 && p.article(j) { // "half an hour"
			j++
		}
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
