package temporal

// num is a number that the text holds.
type num struct {
	val    float64
	end    int     // atom after the number
	vague  bool    // "several", "dozens", "hundreds of"
	scaled bool    // has a scale word or a comma
	digits bool    // written in digits
	mult   float64 // product of the scale words, 0 where there are none
}

// maxNumber bounds the atoms of one number, so that a text of nothing but
// number words takes linear time.
const maxNumber = 24

func (p *parser) at(i int) *atom {
	if i < 0 || i >= len(p.a) {
		return &p.none
	}
	return &p.a[i]
}

// is reports whether atom i is the word text, which a lexicon must hold.
func (p *parser) is(i int, text string) bool {
	w := p.at(i).w
	return w != nil && w.text == text
}

func (p *parser) isAny(i int, texts ...string) bool {
	w := p.at(i).w
	if w == nil {
		return false
	}
	for _, t := range texts {
		if w.text == t {
			return true
		}
	}
	return false
}

func (p *parser) has(i int, c class) bool {
	w := p.at(i).w
	return w != nil && w.class&c != 0
}

// ch returns the mark at i, 0 where there is none.
func (p *parser) ch(i int) byte { return p.at(i).ch }

// joined reports whether no white space stands between atoms i-1 and i.
func (p *parser) joined(i int) bool { return i > 0 && i < len(p.a) && !p.a[i].spaced }

func (p *parser) article(i int) bool { return p.isAny(i, "a", "an") }

// number reads the number that begins at atom i: "2.6 million", "twenty-five",
// "half a million", "two thirds", "2 1/2", "several hundred", "12bn". With all
// set it also takes what only a list of numbers wants: "1 over 3", "1 234 567".
func (p *parser) number(i int, all bool) (num, bool) {
	a := p.at(i)
	neg := false
	if all && (a.ch == '-' && (p.at(i+1).kind == digits) && (i == 0 || a.spaced) || p.isAny(i, "minus", "negative")) {
		neg = true
		i++
	}
	n, ok := p.simple(i, all)
	if !ok {
		return num{}, false
	}
	n = p.scales(n, all)
	n = p.andPart(n)
	if all {
		n = p.ratio(n)
	}
	if neg {
		n.val = -n.val
	}
	return n, true
}

// simple reads a number without the scale words behind it.
func (p *parser) simple(i int, all bool) (num, bool) {
	a := p.at(i)
	if a.kind == digits {
		return p.inDigits(i, all), true
	}
	if a.w == nil {
		return num{}, false
	}
	switch c := a.w.class; {
	case c&cCard != 0:
		if all && a.w.text == "one" && p.isAny(i-1, "the", "that", "this", "each", "every", "any", "which", "no") {
			return num{}, false
		}
		return p.spelled(i, all), true
	case p.article(i):
		return p.afterArticle(i, all)
	case c&cPart != 0 && (a.kind == mark || a.w.ord == 0):
		return p.fraction(i)
	case c&cVague != 0:
		end := i + 1
		if p.is(end, "of") {
			end++
		}
		if p.has(end, cScale) {
			return num{val: a.w.vague * p.at(end).w.scale, end: end + 1, vague: true, scaled: true}, true
		}
		return num{val: a.w.vague, end: i + 1, vague: true}, true
	case c&cPlural != 0:
		n := num{val: a.w.scale, end: i + 1, vague: true, scaled: true}
		for p.is(n.end, "of") && p.has(n.end+1, cPlural) && n.end < i+maxNumber {
			n.val *= p.at(n.end + 1).w.scale
			n.end += 2
		}
		return n, true
	case c&cScale != 0 && p.isAny(i, "hundred", "thousand", "million", "billion", "trillion", "dozen"):
		if !all && i > 0 && p.at(i-1).kind == digits {
			return num{}, false
		}
		return num{val: 1, end: i, scaled: true}, true
	case all && c&cOrd != 0:
		return num{}, false
	}
	return num{}, false
}

// inDigits reads digits with what belongs to them: a fraction ("2 1/2", "2½"),
// an exponent, a letter of scale ("12bn") and, for all, groups apart ("1 234 567").
func (p *parser) inDigits(i int, all bool) num {
	a := p.at(i)
	n := num{val: a.val, end: i + 1, digits: true, scaled: !a.plain && !a.decimal}
	if a.plain && p.ch(i+1) == '/' && p.at(i+2).kind == digits && p.joined(i+1) && p.joined(i+2) && p.at(i+2).val != 0 && p.ch(i+3) != '/' {
		n.val, n.end = a.val/p.at(i+2).val, i+3
		return n
	}
	if a.plain && p.at(i+1).kind == digits && p.at(i+1).spaced {
		b := i + 1
		if p.ch(b+1) == '/' && p.at(b+2).kind == digits && p.joined(b+1) && p.joined(b+2) && p.at(b+2).val > p.at(b).val {
			n.val, n.end = a.val+p.at(b).val/p.at(b+2).val, b+3
			return n
		}
		if a.places <= 3 && p.at(b).places == 3 && p.at(b+1).kind == digits && p.at(b+1).places == 3 {
			for p.at(n.end).kind == digits && p.at(n.end).places == 3 && p.at(n.end).plain && n.end < i+maxNumber {
				n.val = n.val*1000 + p.at(n.end).val
				n.end++
			}
			n.scaled = true
		}
	}
	if p.at(n.end).kind == mark && p.has(n.end, cPart) {
		n.val += p.at(n.end).w.part
		n.end++
	}
	if b := p.at(n.end); b.w != nil && b.w.class&cAbbr != 0 && b.kind == letters && (p.joined(n.end) || b.w.abbr > 1 && len(b.w.text) > 1 || all && b.w.abbr == 1e3) {
		// "5m" may be metres and "2b" a flat, but only the former turns up before nouns of money.
		n.val *= b.w.abbr
		n.mult = b.w.abbr
		n.end++
		n.scaled = true
	}
	if all && p.ch(n.end) == '^' && p.joined(n.end) {
		k, sign := n.end+1, 1.0
		if p.ch(k) == '-' {
			sign = -1
		}
		if p.ch(k) == '-' || p.ch(k) == '+' {
			k++
		}
		if p.at(k).kind == digits && p.at(k).val <= 64 {
			n.val, n.end = power(n.val, sign*p.at(k).val), k+1
		}
	}
	if p.is(n.end, "point") && p.at(n.end+1).kind == digits && p.at(n.end+1).plain {
		n.val += decimals(p.at(n.end + 1).val)
		n.end += 2
	}
	return n
}

func power(base, exp float64) float64 {
	v := 1.0
	for k := 0.0; k < exp || k < -exp; k++ {
		v *= base
	}
	if exp < 0 {
		return 1 / v
	}
	return v
}

// decimals turns 14 into 0.14.
func decimals(v float64) float64 {
	d := 1.0
	for d <= v {
		d *= 10
	}
	if d == 1 {
		d = 10
	}
	return v / d
}

// spelled reads number words: "twenty-five", "two hundred and six".
func (p *parser) spelled(i int, all bool) num {
	total, cur, last := 0.0, 0.0, 0.0
	n := num{}
	j := i
	for j < min(len(p.a), i+maxNumber) {
		w := p.at(j).w
		switch {
		case w != nil && w.class&cCard != 0:
			v := w.card
			// After a number only what fits below it continues: "twenty" takes
			// "five", "hundred" anything smaller; "five six" is two numbers.
			if j > i && !(last >= 20 && last < 100 && v > 0 && v < 10 || last >= 100 && v < last) {
				n.end = j
				n.val = total + cur
				return n
			}
			cur += v
			last = v
			j++
		case w != nil && w.class&cScale != 0 && w.scale >= 100 && w.text != "dozen":
			if j > i && last >= 1000 && w.scale > last && !all {
				n.end, n.val = j, total+cur
				return n
			}
			if w.scale == 100 {
				cur *= 100
			} else {
				total += cur * w.scale
				cur = 0
			}
			n.mult = max(n.mult, 1) * w.scale
			last = w.scale
			n.scaled = true
			j++
		case p.ch(j) == '-' && p.has(j+1, cCard) && last >= 20 && last < 100 && p.at(j+1).w.card < 10 && p.at(j+1).w.card > 0:
			j++
		case p.is(j, "and") && j > i && last >= 100 && p.has(j+1, cCard) && p.at(j+1).w.card < last && !p.has(j+2, cPart):
			j++
		case p.is(j, "point") && (p.has(j+1, cCard) && p.at(j+1).w.card < 10):
			div := 10.0
			for j++; p.has(j, cCard) && p.at(j).w.card < 10 && j < i+maxNumber; j++ {
				cur += p.at(j).w.card / div
				div *= 10
			}
			n.end, n.val = j, total+cur
			return n
		case p.ch(j) == '-' && p.at(j+1).w != nil && p.at(j+1).w.class&cScale != 0 && j > i:
			j++ // "five-million"
		default:
			n.end, n.val = j, total+cur
			return p.parts(n, last)
		}
	}
	n.end, n.val = j, total+cur
	return n
}

// parts reads the denominator of a spelled fraction: "two thirds",
// "three-quarters", "five eighths of a million", "one twenty-fifth".
func (p *parser) parts(n num, last float64) num {
	j := n.end
	if p.ch(j) == '-' {
		j++
	}
	w := p.at(j).w
	if w == nil || w.class&cPart == 0 || p.at(j).kind != letters {
		return n
	}
	// "one second", "a third man": the singular is a part only after "one".
	plural := w.ord == 0
	if !plural && n.val != 1 || w.text == "second" || n.val == 0 {
		return n
	}
	if w.text == "quarter" && n.val != 1 {
		return n
	}
	n.val *= w.part
	n.end = j + 1
	n.vague = false
	return n
}

// fraction reads one that begins with its denominator: "half a million",
// "quarter million", "half of the users", "½".
func (p *parser) fraction(i int) (num, bool) {
	a := p.at(i)
	n := num{val: a.w.part, end: i + 1}
	if a.kind == mark {
		return n, true
	}
	if a.w.text != "half" && a.w.text != "quarter" {
		return num{}, false
	}
	j := i + 1
	if p.ch(j) == '-' {
		j++
	}
	if p.article(j) {
		j++
	}
	if p.has(j, cScale) {
		n.end = j
		return n, true
	}
	return n, a.w.text == "half"
}

// afterArticle reads "a million", "a dozen", "a few thousand", "a quarter of
// a million", "a third".
func (p *parser) afterArticle(i int, all bool) (num, bool) {
	w := p.at(i + 1).w
	if w == nil {
		return num{}, false
	}
	switch {
	case w.class&cScale != 0:
		n := p.scales(num{val: 1, end: i + 1}, all)
		// "a hundred and six"
		if p.is(n.end, "and") && p.has(n.end+1, cCard) && p.at(n.end+1).w.card < 100 {
			m := p.spelled(n.end+1, all)
			n.val, n.end = n.val+m.val, m.end
		}
		return n, true
	case w.class&cVague != 0:
		n, ok := p.simple(i+1, all)
		return n, ok
	case w.class&cPart != 0 && w.text != "second" && (w.text == "half" || p.is(i+2, "of") || all):
		return num{val: w.part, end: i + 2}, true
	}
	return num{}, false
}

// scales multiplies by the scale words that follow: "2.6 million", "two
// dozen", "quarter of a million", "1.2 lakh crore".
func (p *parser) scales(n num, all bool) num {
	part := n.val < 1 && n.val > 0
	for range 4 { // "a hundred thousand million"
		j := n.end
		if p.ch(j) == '-' && n.end > 0 {
			j++
		}
		if part && p.is(j, "of") {
			j++
		}
		if part && p.article(j) {
			j++
		}
		w := p.at(j).w
		if w == nil || w.class&cScale == 0 {
			break
		}
		n.val *= w.scale
		n.mult = max(n.mult, 1) * w.scale
		n.end = j + 1
		n.scaled = true
		part = false
	}
	// "twenty-one trillion and three hundred", "three hundred and two dozens"
	if all && n.scaled && p.is(n.end, "and") && p.has(n.end+1, cCard) {
		m := p.spelled(n.end+1, all)
		if p.has(m.end, cPlural) {
			m.val *= p.at(m.end).w.scale
			m.end++
		}
		if m.val < n.val {
			n.val, n.end = n.val+m.val, m.end
		}
	}
	return n
}

// andPart adds a fraction after "and": "two and a half", "3 million and a
// quarter", "five and a half million".
func (p *parser) andPart(n num) num {
	k := n.end
	if p.ch(k) == '-' {
		k++
	}
	if !p.is(k, "and") {
		return n
	}
	k++
	if p.ch(k) == '-' {
		k++
	}
	count := 1.0
	switch {
	case p.article(k):
	case p.has(k, cCard) && p.at(k).w.card > 0 && p.at(k).w.card < 10:
		count = p.at(k).w.card
	default:
		return n
	}
	k++
	if p.ch(k) == '-' {
		k++
	}
	w := p.at(k).w
	if w == nil || w.class&cPart == 0 || w.text == "second" || p.at(k).kind != letters || count == 1 && w.part < 1e-3 {
		return n
	}
	unit := 1.0
	if n.scaled {
		for unit*1000 <= n.val {
			unit *= 1000
		}
	}
	n.val += count * w.part * unit
	n.end = k + 1
	if unit == 1 {
		return p.scales(n, false)
	}
	return n
}

// ratio reads "1 over 3", "one out of three", "1 in twenty-one".
func (p *parser) ratio(n num) num {
	j := n.end
	switch {
	case p.is(j, "over") || p.is(j, "in"):
		j++
	case p.is(j+1, "of") && p.is(j, "out"):
		j += 2
	default:
		return n
	}
	m, ok := p.simple(j, true)
	if !ok || m.val == 0 || m.vague {
		return n
	}
	n.val, n.end = n.val/m.val, m.end
	return n
}
