package temporal

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/newsgraph/newsgraph/nlp"
)

// parser holds the state of one document's reading.
type parser struct {
	lex         *lexicon
	doc         *nlp.Document
	a           []atom // of the sentence at hand
	none        atom   // what at returns beyond the ends
	first, last int    // its tokens

	ref     time.Time // the day of writing; zero where unknown
	refPrec precision
	anchor  stamp // the date mentioned last
	said    stamp // the last date of this sentence with a year in its words
	full    []stamp

	places  []int32 // by currency, how often the document names its place; nil before the first count
	coded   []int32 // by currency, how often the document names it beyond doubt
	counted bool
}

// read finds the times and quantities of a document.
func (p *parser) read(doc *nlp.Document) {
	p.reset(doc)
	for i := range doc.Sentences {
		s := &doc.Sentences[i]
		if s.First < 0 || s.Last > len(doc.Tokens) || s.First >= s.Last {
			continue
		}
		p.sentence(s.First, s.Last)
	}
	p.datelines()
	p.doc = nil
}

func (p *parser) reset(doc *nlp.Document) {
	p.doc = doc
	p.none = atom{kind: other, code: -1}
	p.anchor, p.said = stamp{}, stamp{}
	p.full = p.full[:0]
	p.counted = false
	p.ref, p.refPrec = published(doc.Article.Published)
	if p.refPrec == precDay {
		if p.datedTomorrow() {
			p.ref = p.ref.AddDate(0, 0, 1)
		}
		return
	}
	p.fullDates()
}

// published reads an ISO date, or its beginning; what follows is ignored.
func published(s string) (time.Time, precision) {
	for _, f := range []struct {
		layout string
		prec   precision
	}{{"2006-01-02", precDay}, {"2006-01", precMonth}, {"2006", precYear}} {
		if len(s) >= len(f.layout) {
			if t, err := time.Parse(f.layout, s[:len(f.layout)]); err == nil && t.Year() > 0 {
				return t, f.prec
			}
		}
	}
	return time.Time{}, precNone
}

// datedTomorrow reports whether the text calls the day after its publication
// date the present one: "earlier Saturday" in an article dated a Friday comes
// from a place where it was Saturday already.
func (p *parser) datedTomorrow() bool {
	next := isoWeekday(p.ref.AddDate(0, 0, 1))
	toks := p.doc.Tokens
	for i := 0; i+1 < len(toks); i++ {
		t := toks[i].Text
		if len(t) != 7 || t[1:] != "arlier" || t[0]|0x20 != 'e' {
			continue
		}
		if w := p.lex.words[lower(toks[i+1].Text)]; w != nil && w.class&cWeekday != 0 && w.weekday == next {
			return true
		}
	}
	return false
}

func lower(s string) string {
	if len(s) > maxWord {
		return ""
	}
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c | 0x20
		}
	}
	return string(b)
}

// fullDates collects the dates with a year of an article without a publication
// date. One that stands alone on its line, or in the furniture above the text,
// is taken for the day of writing.
func (p *parser) fullDates() {
	sentences := p.doc.Sentences
	for i := range sentences {
		s := &sentences[i]
		if s.First < 0 || s.Last > len(p.doc.Tokens) || s.First >= s.Last || !p.scan(s.First, s.Last) {
			continue
		}
		for j := 0; j < len(p.a); j++ {
			v, end, ok := p.calendar(j)
			if !ok || v.a.prec < precDay || v.yearless || v.interval {
				continue
			}
			p.full = append(p.full, v.a)
			if p.refPrec != precDay && i < 12 && end-j >= len(p.a)-1 {
				p.ref, p.refPrec = v.a.time(), precDay
			}
			j = end - 1
		}
	}
	if p.refPrec == precDay {
		return
	}
	for k := range p.doc.Blocks {
		if t, ok := p.dateline(k); ok {
			p.ref, p.refPrec = t.time(), precDay
			return
		}
	}
}

// maxLine is the length of a line of furniture that is read, in bytes.
const maxLine = 200

// dateline returns the first full date of a line of furniture; the atoms it
// covers stay in p.a[p.first:p.last].
func (p *parser) dateline(block int) (stamp, bool) {
	b := &p.doc.Blocks[block]
	if b.Kind != nlp.Furniture || b.Len() > maxLine {
		return stamp{}, false
	}
	line := p.doc.Cut(b.Span)
	if !strings.ContainsAny(line, "0123456789") {
		return stamp{}, false
	}
	p.a = p.a[:0]
	p.first, p.last = 0, 0 // no token has a tense to give
	for i := 0; i < len(line); {
		j := i
		for j < len(line) && line[j] != ' ' && line[j] != '\t' && line[j] != '\n' {
			j++
		}
		if j > i {
			p.token(&nlp.Token{Span: nlp.Span{Start: b.Start + i, End: b.Start + j}, Text: line[i:j], Space: true}, -1, false)
		}
		i = j + 1
	}
	for i := range p.a {
		if v, end, ok := p.calendar(i); ok && v.a.prec >= precDay && !v.yearless && !v.interval {
			p.first, p.last = i, end
			return v.a, true
		}
	}
	return stamp{}, false
}

// datelines appends the full dates of the furniture, which has no sentences.
func (p *parser) datelines() {
	n := len(p.doc.Times)
	for k := range p.doc.Blocks {
		t, ok := p.dateline(k)
		if !ok {
			continue
		}
		span := nlp.Span{Start: p.a[p.first].start, End: p.a[p.last-1].end}
		p.doc.Times = append(p.doc.Times, nlp.Timex{Span: span, First: -1, Last: -1, Kind: kindDate.String(), Value: point(t).String()})
	}
	if n < len(p.doc.Times) {
		slices.SortStableFunc(p.doc.Times, func(a, b nlp.Timex) int { return cmp.Compare(a.Start, b.Start) })
	}
}

// sentence reads the tokens [first, last).
func (p *parser) sentence(first, last int) {
	if !p.scan(first, last) {
		return
	}
	p.said = stamp{}
	for i := 0; i < len(p.a); {
		a := &p.a[i]
		if a.kind != digits && a.code < 0 && (a.w == nil || a.w.class&(starters|cOpen) == 0 && !p.article(i)) {
			i++
			continue
		}
		t, tend, tok := p.timex(i)
		q, qend, qok := p.quantity(i)
		switch {
		case qok && (!tok || qend > tend && q.Kind != "count"):
			p.doc.Quantities = append(p.doc.Quantities, q)
			i = qend
		case tok:
			p.add(t, i, tend)
			i = tend
		default:
			i++
		}
	}
}

// add appends a time expression and remembers it as the date mentioned last.
func (p *parser) add(v value, i, end int) {
	if p.is(i-1, "the") && v.kind == kindDate && (p.has(i, cDir|cEdge|cDecade|cSeason|cDayPart) || p.a[i].kind == digits && p.a[end-1].kind == letters) {
		i--
	}
	first, last, span := p.cover(i, end)
	p.doc.Times = append(p.doc.Times, nlp.Timex{Span: span, First: first, Last: last, Kind: v.kind.String(), Value: v.String()})
	if v.kind == kindDate && v.a.prec != precNone && v.a.y != 0 {
		p.anchor = v.a
		if !v.yearless && !v.relative {
			p.said = v.a
		}
	}
	if v.kind == kindTime && v.a.y != 0 {
		p.anchor = v.a
		p.anchor.prec = precDay
	}
}

// cover returns the tokens and the bytes of the atoms [i, end).
func (p *parser) cover(i, end int) (first, last int, span nlp.Span) {
	return p.a[i].tok, p.a[end-1].tok + 1, nlp.Span{Start: p.a[i].start, End: p.a[end-1].end}
}

// maxReach is how far from a time, in tokens, its verb is looked for.
const maxReach = 60

// tense tells in which direction the verb that governs atom i points: -1 to
// the past, 1 to the future, 0 where neither is clear.
func (p *parser) tense(i int) int {
	toks := p.doc.Tokens
	t := p.at(i).tok
	if t < p.first || t >= p.last {
		return 0
	}
	if v := p.governor(t); v >= 0 {
		// A verb form without a tense has that of the verb above it.
		for range 3 {
			d := p.verb(v)
			up := p.governor(v)
			if tag := toks[v].Tag; d != 0 || up < 0 || tag != "VBG" && tag != "VB" {
				return d
			}
			v = up
		}
		return 0
	}
	// Without a parse the nearest verb to the left decides, else the first to the right.
	tagged := false
	for k := t - 1; k >= max(p.first, t-maxReach); k-- {
		if isVerb(toks[k].Tag) {
			return p.verb(k)
		}
		tagged = tagged || toks[k].Tag != ""
	}
	for k := t + 1; k < min(p.last, t+maxReach); k++ {
		if isVerb(toks[k].Tag) {
			// The verb group may begin before its main verb: "will meet".
			for k+1 < p.last && (isVerb(toks[k+1].Tag) || toks[k+1].Tag == "RB" || toks[k+1].Tag == "TO") {
				k++
			}
			return p.verb(k)
		}
		tagged = tagged || toks[k].Tag != ""
	}
	if tagged {
		return 0
	}
	for k := max(p.first, t-12); k < min(p.last, t+12); k++ {
		if w := p.lex.words[lower(toks[k].Text)]; w != nil && w.class&cFuture != 0 {
			return 1
		}
	}
	return 0
}

// governor climbs from a token to the verb that it depends on, -1 without one.
func (p *parser) governor(t int) int {
	toks := p.doc.Tokens
	for range 8 {
		h := toks[t].Head
		if h < p.first || h >= p.last || h == t || toks[t].Rel == "" {
			return -1
		}
		if isVerb(toks[h].Tag) {
			return h
		}
		t = h
	}
	return -1
}

func isVerb(tag string) bool { return tag == "MD" || len(tag) >= 2 && tag[:2] == "VB" }

// verb gives the direction of the verb group whose main verb is token v.
func (p *parser) verb(v int) int {
	toks := p.doc.Tokens
	future := func(k int) bool {
		w := p.lex.words[lower(toks[k].Text)]
		return w != nil && w.class&cFuture != 0
	}
	past := toks[v].Tag == "VBD"
	was := false
	infinitive := false
	for k := v - 1; k >= max(p.first, v-5); k-- {
		tag := toks[k].Tag
		switch {
		case tag == "MD":
			if future(k) {
				return 1
			}
			return 0
		case tag == "TO" && k == v-1:
			infinitive = true
		case tag == "VBD":
			was = true
			if infinitive && future(k) {
				return 1
			}
		case isVerb(tag) || tag == "JJ" || tag == "VBN":
			if infinitive && future(k) {
				return 1
			}
			if infinitive && (tag == "VBZ" || tag == "VBP") && k >= v-3 {
				return 1 // "is to travel"
			}
		case tag == "RB" || tag == "":
		default:
			k = -1
		}
		if k < 0 {
			break
		}
	}
	switch {
	case toks[v].Tag == "MD" && future(v):
		return 1
	case past || was:
		return -1
	case toks[v].Tag == "VBN" && future(v) && !was:
		return 1
	case toks[v].Tag == "VBN":
		return -1
	case (toks[v].Tag == "VBZ" || toks[v].Tag == "VBP") && future(v):
		return 1
	}
	return 0
}
