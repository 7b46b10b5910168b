package temporal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
)

type kind uint8

const (
	letters kind = iota
	digits
	mark
	other // nothing that a finding can hold
)

// atom is a run of letters, a number in digits or a mark. Most tokens are one
// atom; "$34,000", "3pm", "1990s" and "2011-12" are several, so that the
// grammars see the same whether or not the tokenizer split them.
type atom struct {
	w          *word // nil for words in no list and for digits
	val        float64
	tok        int // index into Document.Tokens
	start, end int // bytes of the article
	kind       kind
	places     int8 // digits before the decimal point; 0 for letters and marks
	ch         byte // the mark, where it is ASCII
	spaced     bool // white space or the start of the sentence stands before it
	capital    bool // starts with an upper-case letter
	upper      bool // has no lower-case letter
	plain      bool // digits alone, without commas or a decimal point
	decimal    bool
	code       int32 // currency whose ISO code this is, else -1
	mega       bool  // the code has an M before it: "MUSD"
}

func kindOf(r rune) kind {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
		return letters
	case r >= '0' && r <= '9':
		return digits
	case r < utf8.RuneSelf:
		return mark
	case unicode.IsLetter(r) || unicode.IsMark(r):
		return letters
	}
	return mark
}

const maxToken = 64 // bytes; longer tokens are addresses and noise

// scan fills p.a with the atoms of the tokens [first, last) and reports
// whether any of them can start a finding.
func (p *parser) scan(first, last int) bool {
	p.a = p.a[:0]
	p.first, p.last = first, last
	found := false
	toks := p.doc.Tokens
	for t := first; t < last; t++ {
		if p.token(&toks[t], t, t == first) {
			found = true
		}
	}
	return found
}

// token appends the atoms of one token.
func (p *parser) token(tok *nlp.Token, t int, open bool) bool {
	text := tok.Text
	spaced := tok.Space || open
	if len(text) == 0 || len(text) > maxToken || len(text) > 8 && address(text) {
		p.a = append(p.a, atom{tok: t, start: tok.Start, end: tok.End, kind: other, spaced: spaced, code: -1})
		return false
	}
	exact := len(text) == tok.End-tok.Start
	found := false
	for i := 0; i < len(text); {
		a := atom{tok: t, start: tok.Start, end: tok.End, spaced: spaced && i == 0, code: -1}
		j := i
		r, size := utf8.DecodeRuneInString(text[i:])
		switch kindOf(r) {
		case letters:
			j = wordEnd(text, i)
			p.letters(&a, text[i:j])
		case digits:
			j = p.digits(&a, text, i)
			found = true
		default:
			j = i + size
			a.kind = mark
			switch {
			case r < utf8.RuneSelf:
				a.ch = byte(r)
			case r == '–' || r == '—' || r == '−':
				a.ch = '-'
			case r == '’' || r == '‘':
				a.ch = '\''
			}
			a.w = p.lex.words[text[i:j]]
		}
		if a.w != nil && a.w.class&starters != 0 || a.code >= 0 {
			found = true
		}
		if exact {
			a.start, a.end = tok.Start+i, tok.Start+j
		}
		p.a = append(p.a, a)
		i = j
	}
	return found
}

// address reports whether a token is a URL or the address of a person.
func address(text string) bool {
	return strings.Contains(text, "://") || strings.HasPrefix(text, "www.") || strings.IndexByte(text, '@') > 0
}

// wordEnd is the end of the run of letters that begins at i. Full stops of
// abbreviations belong to it ("p.m.", "Jan."), and the apostrophe of "o'clock".
func wordEnd(text string, i int) int {
	for j := i; j < len(text); {
		r, size := utf8.DecodeRuneInString(text[j:])
		switch {
		case kindOf(r) == letters:
		case r == '.' && j > i:
			if j+1 < len(text) {
				if next, _ := utf8.DecodeRuneInString(text[j+1:]); kindOf(next) != letters {
					return j + 1
				}
			}
		case r == '\'' && j == i+1 && text[i]|0x20 == 'o' && j+1 < len(text):
		default:
			return j
		}
		j += size
	}
	return len(text)
}

// letters fills in an atom of letters.
func (p *parser) letters(a *atom, text string) {
	a.kind = letters
	if len(text) > maxWord {
		return
	}
	var buf [maxWord + utf8.UTFMax]byte
	n := 0
	a.upper = true
	for i, r := range text {
		low := r
		if r < utf8.RuneSelf {
			if r >= 'A' && r <= 'Z' {
				low = r | 0x20
			} else if r >= 'a' {
				a.upper = false
			}
		} else {
			low = unicode.ToLower(r)
			if low == r && unicode.IsLower(r) {
				a.upper = false
			}
		}
		if i == 0 {
			a.capital = low != r
		}
		if n > maxWord {
			return
		}
		n += utf8.EncodeRune(buf[n:], low)
	}
	a.w = p.lex.words[string(buf[:n])]
	if a.upper && (len(text) == 3 || len(text) == 4) {
		if c, ok := p.lex.codes[text]; ok {
			a.code = c
		} else if c, ok := p.lex.codes[text[1:]]; ok && text[0] == 'M' {
			a.code, a.mega = c, true
		}
	}
}

// digits reads a number in digits from text[i:] and returns its end. Commas
// must stand as in 1,234,567 or, as in India, 12,34,567; otherwise they end it.
func (p *parser) digits(a *atom, text string, i int) int {
	a.kind, a.plain = digits, true
	j := i
	for j < len(text) && isDigit(text[j]) {
		j++
	}
	a.places = int8(j - i)
	end := groups(text, i, j)
	for k := i; k < end; k++ {
		if text[k] != ',' {
			a.val = a.val*10 + float64(text[k]-'0')
			if k >= j {
				a.places++
			}
		} else {
			a.plain = false
		}
	}
	j = end
	if j+1 < len(text) && text[j] == '.' && isDigit(text[j+1]) {
		k := j + 1
		for k < len(text) && isDigit(text[k]) {
			k++
		}
		// 04.05.2021 and 1.2.3 are no decimal fractions.
		if k+1 < len(text) && text[k] == '.' && isDigit(text[k+1]) {
			return j
		}
		if i >= 2 && text[i-1] == '.' && isDigit(text[i-2]) {
			return j
		}
		div := 1.0
		frac := 0.0
		for m := j + 1; m < k; m++ {
			frac = frac*10 + float64(text[m]-'0')
			div *= 10
		}
		a.val += frac / div
		a.plain, a.decimal = false, true
		j = k
	}
	return j
}

// groups returns the end of the groups of digits that commas join after the
// first run text[i:j].
func groups(text string, i, j int) int {
	if j-i > 3 {
		return j
	}
	end, size := j, 0 // size of the groups before the last: 2 or 3
	for end+1 < len(text) && text[end] == ',' {
		k := end + 1
		for k < len(text) && isDigit(text[k]) {
			k++
		}
		n := k - end - 1
		switch {
		case n == 3 && (k == len(text) || text[k] != ',' || size != 2):
			if size == 2 {
				return k
			}
			size = 3
		case n == 2 && size != 3 && j-i <= 2 && indian(text, k):
			size = 2
		default:
			if size == 2 {
				return j
			}
			return end
		}
		end = k
	}
	if size == 2 {
		return j
	}
	return end
}

// indian reports whether groups of two digits and at last one of three follow.
func indian(text string, k int) bool {
	for k < len(text) && text[k] == ',' {
		m := k + 1
		for m < len(text) && isDigit(text[m]) {
			m++
		}
		if m-k-1 == 3 {
			return m == len(text) || text[m] != ','
		}
		if m-k-1 != 2 {
			return false
		}
		k = m
	}
	return false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
