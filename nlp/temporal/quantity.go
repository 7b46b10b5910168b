package temporal

import (
	"math"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// money is a currency as the text names it.
type money struct {
	currency int32
	part     bool // cents, pence
	mega     bool // millions: "MUSD"
	end      int
	weak     bool
}

// quantity reads the amount of money, the percentage or the count that begins
// at atom i, ranges included: "$5-10 million", "between 5 and 7 million euros".
func (p *parser) quantity(i int) (nlp.Quantity, int, bool) {
	first := i
	between := false
	if p.isAny(i, "between", "from") {
		between = p.is(i, "between")
		i++
	}
	cur, before := p.symbol(i)
	j := i
	if before {
		j = cur.end
	}
	n, ok := p.number(j, false)
	if !ok || n.val < 0 {
		return nlp.Quantity{}, 0, false
	}
	if !before && p.ordinal(n.end) {
		return nlp.Quantity{}, 0, false
	}
	q := nlp.Quantity{Value: n.val, High: n.val, Approximate: n.vague || p.approximate(first)}
	if before {
		n = p.lateScale(n)
		q.Value, q.High = n.val, n.val
	}
	end := n.end
	after, named := cur, false
	if !before {
		after, named = p.named(end, n)
	}
	percent, pend := p.percent(end)
	// The upper end of a range.
	if m, mcur, unit, mend, ok := p.upper(n, cur, before, named, percent, between, after, pend); ok {
		low := n.val
		if m.mult > 1 && n.mult <= 1 && n.val < m.val/m.mult && !n.scaled {
			low *= m.mult
		}
		if low < m.val {
			q.Value, q.High = low, m.val
			q.First, q.Last, q.Span = p.cover(first, mend)
			switch {
			case unit != "":
				q.Kind, q.Unit = "count", unit
			case mcur.end > 0:
				p.price(&q, mcur)
			default:
				q.Kind = "percent"
			}
			return q, mend, true
		}
	}
	if first != i {
		return nlp.Quantity{}, 0, false // without a range the preposition is no part of it
	}
	switch {
	case before:
		end = p.cents(&q, end, n, cur)
		p.price(&q, cur)
	case named:
		end = p.cents(&q, after.end, n, after)
		p.price(&q, after)
	case percent:
		q.Kind = "percent"
		end = pend
		if p.ch(i-1) == '-' && p.joined(i) && !p.joined(i-1) && n.digits || p.is(i-1, "minus") {
			q.Value, q.High = -q.Value, -q.High
			i--
		}
	default:
		unit, uend, ok := p.unitOf(n, i)
		if !ok {
			return nlp.Quantity{}, 0, false
		}
		q.Kind, q.Unit = "count", unit
		if n.val < 1 && !n.digits && n.val > 0 { // "two thirds of lawmakers"
			q.Kind, q.Unit = "percent", ""
			q.Value, q.High = 100*n.val, 100*n.val
			uend = n.end
		}
		end = uend
	}
	q.First, q.Last, q.Span = p.cover(i, end)
	return q, end, true
}

// price fills in money.
func (p *parser) price(q *nlp.Quantity, m money) {
	q.Kind = "money"
	q.Currency = p.lex.currencies[m.currency].code
	scale := 1.0
	if m.part {
		scale = math.Pow10(-max(2, p.lex.currencies[m.currency].digits))
	}
	if m.mega {
		scale = 1e6
	}
	if scale != 1 {
		q.Value *= scale
		q.High *= scale
	}
}

// lateScale reads the scale in "$10 k" and "$5 m", where the symbol vouches
// for it.
func (p *parser) lateScale(n num) num {
	if w := p.at(n.end).w; w != nil && w.class&cAbbr != 0 && p.at(n.end).kind == letters && !n.scaled && w.text != "t" && w.text != "b" {
		n.val *= w.abbr
		n.mult = w.abbr
		n.end++
	}
	return n
}

// symbol reads what stands before an amount: "$", "US$", "Rs.", "USD".
func (p *parser) symbol(i int) (money, bool) {
	a := p.at(i)
	if a.code >= 0 && !p.lex.currencies[a.code].weak && (p.at(i+1).kind == digits || p.at(i+1).kind == mark || p.has(i+1, cCard)) {
		m := money{currency: a.code, mega: a.mega, end: i + 1}
		if p.at(i+1).kind == mark && p.has(i+1, cMoney) { // "USD$"
			m.end++
		}
		return m, true
	}
	ph, end := p.match(i, cMoney)
	if ph == nil {
		return money{}, false
	}
	// Letters need a capital: "Rs", not "le"; apart from their mark they must
	// not be words of their own: "a $5 fine", but "us $ 5".
	if a.kind == letters {
		spaced := end-i > 1 && p.at(i+1).spaced
		one := len(a.w.text) == 1
		if !a.capital && !(end-i > 1 && (!spaced || a.w.text == "us" || a.w.text == "c")) {
			ph, end = nil, 0
		} else if spaced && one && a.w.text != "c" && a.w.text != "r" && (i == 0 || p.at(i-1).kind == mark) {
			ph = nil
		}
		if ph != nil && one && end-i == 1 && !(p.joined(i+1) && p.at(i+1).kind == digits) {
			ph = nil // "R" and "N" stand on the number
		}
		if ph == nil {
			return money{}, false
		}
	}
	if p.at(end).kind != digits && !(p.has(end, cCard) && a.kind != letters) && !p.namesBefore(ph, end) {
		return money{}, false
	}
	m, ok := p.choose(ph, true, false)
	m.end = end
	return m, ok
}

// namesBefore reports whether a name, not a symbol, stands before digits:
// "ringgit 42", "RMB 5m".
func (p *parser) namesBefore(ph *phrase, end int) bool {
	return p.at(end).kind == digits && !ph.money[0].part
}

// named reads the currency behind an amount: "roubles", "Swiss francs", "€",
// "USD", "-dollar", "of dollars".
func (p *parser) named(i int, n num) (money, bool) {
	j := i
	if p.ch(j) == '-' {
		j++
	}
	if p.is(j, "of") && n.vague {
		j++
	}
	a := p.at(j)
	if a.code >= 0 && (a.upper && a.kind == letters) && !p.plainWord(j) {
		m := money{currency: a.code, mega: a.mega, end: j + 1}
		// "75 USD million"
		return m, true
	}
	ph, end := p.match(j, cMoney)
	if ph == nil {
		return money{}, false
	}
	tag := p.tag(j)
	if tag == "VBD" || tag == "VBN" || tag == "RB" || tag == "IN" {
		return money{}, false
	}
	if a.kind == letters && ph.symbol() && !p.joined(j) && !a.capital {
		return money{}, false
	}
	if len(a.w.text) == 1 && a.kind == letters && !p.joined(j) {
		return money{}, false
	}
	m, ok := p.choose(ph, false, n.mult >= 1e6)
	m.end = end
	if m.weak && !ok {
		return money{}, false
	}
	return m, ok
}

// symbol reports whether the phrase is a symbol only and no name.
func (ph *phrase) symbol() bool {
	for k := range ph.money {
		if !ph.money[k].symbol {
			return false
		}
	}
	return true
}

// plainWord reports whether a code in capitals is a word in a line of capitals.
func (p *parser) plainWord(i int) bool {
	return p.lex.currencies[p.at(i).code].weak && p.at(i-1).kind != digits
}

// choose decides which currency a name means: the only one, the one whose
// places the document names most, or the usual one. Names that are common
// words need such evidence, or a large amount.
func (p *parser) choose(ph *phrase, before, large bool) (money, bool) {
	best, score := -1, -1
	for k := range ph.money {
		n := &ph.money[k]
		s := 0
		if len(ph.money) > 1 || n.weak {
			p.count()
			s = int(p.places[n.currency])
			// A lone "$" is the American one except where a country speaks loudly.
			if n.byRule {
				s = 2*s + 4
			}
			if ph.words[0] == "$" && !n.byRule && p.coded[n.currency] > 0 {
				s = 0 // "A$5m ($3.5m)"
			}
			s += 4 * int(p.coded[n.currency])
		}
		if s > score {
			best, score = k, s
		}
	}
	n := ph.money[best]
	if n.weak && !large && p.places[n.currency]+p.coded[n.currency] == 0 && !p.priceNear() {
		return money{weak: true}, false
	}
	return money{currency: n.currency, part: n.part}, true
}

// priceNear reports whether the sentence speaks of paying.
func (p *parser) priceNear() bool {
	for i := range p.a {
		if p.has(i, cPrice) {
			return true
		}
	}
	return false
}

// count tallies the places and the unambiguous currencies of the document.
func (p *parser) count() {
	if p.counted {
		return
	}
	p.counted = true
	if p.places == nil {
		p.places = make([]int32, len(p.lex.currencies))
		p.coded = make([]int32, len(p.lex.currencies))
	}
	clear(p.places)
	clear(p.coded)
	var buf [maxWord]byte
	for k := range p.doc.Tokens {
		t := p.doc.Tokens[k].Text
		if len(t) < 2 || len(t) > maxWord {
			if t == "£" {
				p.tally("£")
			}
			continue
		}
		for i := 0; i < len(t); i++ {
			c := t[i]
			if c >= 'A' && c <= 'Z' {
				c |= 0x20
			}
			buf[i] = c
		}
		w := p.lex.words[string(buf[:len(t)])]
		if w == nil {
			continue
		}
		for _, c := range w.places {
			p.places[c]++
		}
		if t == w.text {
			p.tally(t)
		}
	}
}

// tally counts a symbol or name that one currency alone has.
func (p *parser) tally(t string) {
	w := p.lex.words[t]
	if w == nil || w.class&cMoney == 0 {
		return
	}
	for k := range w.phrases {
		ph := &w.phrases[k]
		if ph.class == cMoney && len(ph.words) == 1 && len(ph.money) == 1 && !ph.money[0].weak {
			p.coded[ph.money[0].currency]++
		}
	}
}

// cents adds the parts behind an amount: "$20 and 43 cents", "3 CAD 3 cents".
func (p *parser) cents(q *nlp.Quantity, end int, n num, cur money) int {
	if cur.part {
		return end
	}
	// "75 USD million"
	if w := p.at(end).w; w != nil && w.class&cScale != 0 && n.mult <= 1 && w.scale >= 1000 {
		q.Value *= w.scale
		q.High = q.Value
		return end + 1
	}
	if n.scaled || n.vague || q.Value != float64(int64(q.Value)) {
		return end
	}
	j := end
	and := p.is(j, "and")
	if and {
		j++
	}
	m, ok := p.number(j, false)
	if !ok || m.val < 1 || m.val >= 100 || m.scaled || m.vague || m.val != float64(int(m.val)) {
		return end
	}
	k := m.end
	if ph, pend := p.match(k, cMoney); ph != nil && (ph.money[0].part || p.joined(k)) {
		k = pend
	} else if p.is(k, "c") {
		k++
	} else if k < len(p.a) && p.at(k).ch != '.' && p.at(k).ch != ',' && p.at(k).ch != '?' {
		// "$20 43" at the end of a clause alone
		if !(and && p.is(k, "and")) {
			return end
		}
	}
	q.Value += m.val / 100
	q.High = q.Value
	return k
}

// percent reads "%", "percent", "percentage points".
func (p *parser) percent(i int) (bool, int) {
	j := i
	if p.ch(j) == '-' {
		j++
	}
	ph, end := p.match(j, cPercent)
	return ph != nil, end
}

// upper reads the second amount of a range and what both are of: a currency,
// a noun, or per cent where neither is given.
func (p *parser) upper(n num, cur money, before, named, percent, between bool, after money, pend int) (m num, of money, unit string, end int, ok bool) {
	j := n.end
	if named {
		j = after.end
	} else if percent {
		j = pend
	}
	switch {
	case p.ch(j) == '-' || p.is(j, "to") || (between || p.isAny(j+1, "between")) && p.is(j, "and"):
		j++
	default:
		return num{}, money{}, "", 0, false
	}
	sym, has := p.symbol(j)
	k := j
	if has {
		k = sym.end
	}
	if p.at(k).kind == letters && p.article(k) {
		return num{}, money{}, "", 0, false
	}
	m, ok = p.number(k, false)
	if !ok || m.vague && !n.vague || p.ordinal(m.end) {
		return num{}, money{}, "", 0, false
	}
	if has || before {
		m = p.lateScale(m)
	}
	if has {
		return m, sym, "", m.end, before || named
	}
	if second, ok := p.named(m.end, m); ok {
		return m, second, "", second.end, true
	}
	if ok, end := p.percent(m.end); ok && !before && !named {
		return m, money{}, "", end, true
	}
	if before && !p.has(m.end, cUnit|cMonth) {
		cur.end = m.end
		return m, cur, "", m.end, true
	}
	// "10 to 15 people"; "3-1 wins" are scores.
	if !before && !named && !percent && (p.ch(j-1) != '-' || n.val >= 10) && n.digits == m.digits {
		if unit, end, ok := p.unitOf(m, k); ok && unit != "" {
			return m, money{}, unit, end, true
		}
	}
	return num{}, money{}, "", 0, false
}

// ordinal reports whether what follows a number makes it an ordinal.
func (p *parser) ordinal(i int) bool {
	return p.isAny(i, "th", "st", "nd", "rd") && p.joined(i)
}

// approximate reports whether a word for about, over or under stands before
// atom i: "nearly", "at least", "more than".
func (p *parser) approximate(i int) bool {
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		if ph, end := p.match(k, cApprox); ph != nil && end == i {
			return true
		}
	}
	return false
}

// unitOf finds what a number counts: "1,900 posts", "40 unarmed people",
// "dozens of protesters", "17 dead", "1,900 of 3,100 posts".
func (p *parser) unitOf(n num, i int) (unit string, end int, ok bool) {
	j := n.end
	if p.joined(i) && p.gluedNumber(i-1) || isVerb(p.tag(i)) {
		return "", 0, false // "COVID-19 patients", "scores an upset"
	}
	if n.val == 1 && !n.digits && p.tag(i) != "CD" && !n.scaled {
		return "", 0, false
	}
	if p.is(j, "of") {
		m, numbered := p.number(j+1, false)
		switch {
		case n.vague || n.val < 1:
			j++
			if p.is(j, "the") {
				j++
			}
		case numbered && n.digits && m.digits:
			unit, _, ok = p.unitOf(m, j+1)
			return unit, n.end, ok
		default:
			return "", 0, false
		}
	}
	if p.has(j, cBody) {
		return p.at(j).w.text, j + 1, true
	}
	if p.has(j, cUnit) && !p.is(j, "second") || p.joined(j) && p.at(j).kind != letters && p.ch(j) != '-' {
		return "", 0, false
	}
	toks := p.doc.Tokens
	noun := -1
	for k := j; k < len(p.a) && k < j+7; k++ {
		a := p.at(k)
		t := a.tok
		if a.ch == '-' && k > j {
			continue
		}
		if a.kind != letters {
			break
		}
		tag := toks[t].Tag
		if tag == "" { // untagged: the next word, if it looks like a plural
			if k == j && a.w == nil && len(toks[t].Text) > 3 && strings.HasSuffix(toks[t].Text, "s") || p.is(k, "people") {
				noun = k
			}
			break
		}
		if tag == "NNS" || tag == "NN" || tag == "NNPS" {
			noun = k
			if tag == "NNS" && !(k+1 < len(p.a) && (p.tag(k+1) == "NNS" || p.tag(k+1) == "NN")) {
				break
			}
			continue
		}
		if tag != "JJ" && tag != "JJR" && tag != "JJS" && tag != "VBN" && tag != "VBG" && tag != "NNP" && tag != "CD" && tag != "RB" {
			break
		}
		if noun >= 0 {
			break
		}
	}
	if noun < 0 {
		return "", 0, false
	}
	tok := &toks[p.a[noun].tok]
	unit = tok.Lemma
	if unit == "" {
		unit = strings.ToLower(tok.Text)
		if strings.HasSuffix(unit, "s") && !strings.HasSuffix(unit, "ss") {
			unit = unit[:len(unit)-1]
		}
	}
	return unit, noun + 1, true
}
