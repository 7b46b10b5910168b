package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
)

// paragraph is what the rules look at: the shape of one paragraph's words.
type paragraph struct {
	nlp.Span
	text  string // as written
	plain string // folded, lower case, without marks at its ends

	words   int // runs without white space that hold a letter or digit
	small   int // of these, begin with a lower-case letter
	capital int // of these, begin with a capital letter

	ends    bool // with the punctuation of a sentence
	foreign bool // in another language than English
	date    bool // nothing but a date or time
	known   furnitureKind
	kind    nlp.BlockKind
}

// sentence reports whether the paragraph looks like running text.
func (p *paragraph) sentence() bool {
	if p.known != notFurniture || p.foreign || p.date {
		return false
	}
	if p.ends {
		return p.words >= 4 && p.small >= 2
	}
	return p.words >= 22 && p.small*2 >= p.words
}

// label reports whether the paragraph is a few words without a verb to be
// expected: a menu entry, a name, the caption of a button.
func (p *paragraph) label() bool { return !p.ends && p.words <= 3 }

// layout decides what each paragraph is for and appends the blocks.
//
//	  The Daily Example        before the headline: furniture
//	  TUESDAY, May 4, 2021
//	  Court fines network      headline: of the lines above the first running
//	                           text the one that shares most words with the text
//	  MONDAY, May 3, 2021      between headline and text: dates, bylines and
//	  By Jo Doe                labels are furniture; a deck or caption is body
//	top   The court ruled ...
//	  Also Read | Other news   within the text: furniture is what the lexicon or
//	  The sum                  a list of links betrays, the rest are headings
//	bottom The fine is ...
//	  Related stories          below the text: what is no sentence is furniture
func (s *Segmenter) layout(doc *nlp.Document, spans []nlp.Span) {
	ps := make([]paragraph, len(spans))
	for i, span := range spans {
		ps[i] = s.describe(doc.Article.Text, span)
	}
	language := s.articleLanguage(ps)
	if doc.Article.Language == "" {
		doc.Article.Language = language
	}
	if language != "" && language != english {
		for _, p := range ps {
			doc.Blocks = append(doc.Blocks, nlp.Block{Span: p.Span, Kind: nlp.Furniture})
		}
		return
	}
	top, bottom := textRange(ps)
	headline := s.headline(ps, top, doc.Article.Title)
	s.above(ps, headline, top)
	s.within(ps, top, bottom)
	for i := bottom + 1; i < len(ps) && top < len(ps); i++ {
		if i != headline && !ps[i].sentence() {
			ps[i].kind = nlp.Furniture
		}
	}
	for i := range ps {
		p := &ps[i]
		if p.known != notFurniture || p.foreign || p.date {
			p.kind = nlp.Furniture
		}
	}
	if headline >= 0 {
		for i := range ps {
			if ps[i].plain == ps[headline].plain {
				ps[i].kind = nlp.Furniture
			}
		}
		ps[headline].kind = nlp.Headline
	}
	s.metadata(&doc.Article, ps, headline, top)
	for i := range ps {
		p := &ps[i]
		if p.kind == nlp.Body {
			if cut := s.teaser(p.text); cut > 0 {
				doc.Blocks = append(doc.Blocks,
					nlp.Block{Span: trim(doc.Article.Text, nlp.Span{Start: p.Start, End: p.Start + cut}), Kind: nlp.Body},
					nlp.Block{Span: nlp.Span{Start: p.Start + cut, End: p.End}, Kind: nlp.Furniture})
				continue
			}
		}
		doc.Blocks = append(doc.Blocks, nlp.Block{Span: p.Span, Kind: p.kind})
	}
}

// describe measures one paragraph.
func (s *Segmenter) describe(text string, span nlp.Span) paragraph {
	p := paragraph{Span: span, text: text[span.Start:span.End]}
	for word := range strings.FieldsSeq(p.text) {
		r := firstLetter(word)
		switch {
		case r == 0:
			continue
		case unicode.IsLower(r):
			p.small++
		case unicode.IsUpper(r):
			p.capital++
		}
		p.words++
	}
	p.ends = endsSentence(p.text)
	p.foreign = s.languages.foreign(p.text)
	if len(p.text) <= longestFurniture {
		p.plain = plain(p.text)
		p.date = s.furniture.dateLine(p.plain)
		p.known = s.furniture.classify(p.text, p.plain)
		if p.known == notFurniture && s.furniture.credit(&p) {
			p.known = closed
		}
	}
	return p
}

// firstLetter returns the first letter or digit of the word, 0 if it has none.
func firstLetter(word string) rune {
	for _, r := range word {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
	}
	return 0
}

// endsSentence reports whether the text ends with a full stop or its like,
// closing marks aside.
func endsSentence(text string) bool {
	text = strings.TrimRight(text, "\"'”’»)]*")
	r, _ := utf8.DecodeLastRuneInString(text)
	return r == '.' || r == '!' || r == '?' || r == '…' || r == ':' || r == '。'
}

// plain folds the text, puts it in lower case and takes the marks from its
// ends and the doubled spaces from within.
func plain(text string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(text) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		for i := 0; i < len(word); {
			form, size := foldRune(word[i:])
			b.WriteString(form)
			i += size
		}
	}
	return strings.TrimFunc(strings.ToLower(b.String()), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// textRange returns the first and the last paragraph of running text; top is
// len(ps) and bottom -1 if there is none.
func textRange(ps []paragraph) (top, bottom int) {
	top, bottom = len(ps), -1
	for i := range ps {
		if ps[i].sentence() {
			top = min(top, i)
			bottom = i
		}
	}
	return top, bottom
}

// headline returns the paragraph that is the article's title, -1 if none is.
// A title known from metadata has to be found word by word, a site's name
// behind it aside.
func (s *Segmenter) headline(ps []paragraph, top int, known string) int {
	if known != "" {
		key := plain(known)
		for i := range min(top+1, len(ps)) {
			p := &ps[i]
			if p.plain != "" && (p.plain == key || p.words >= 3 && strings.HasPrefix(key, p.plain) && 2*len(p.plain) > len(key)) {
				return i
			}
		}
	}
	if top == len(ps) {
		return -1
	}
	body := map[string]bool{}
	for i := top; i < min(top+12, len(ps)); i++ {
		if ps[i].sentence() {
			for w := range contentWords(ps[i].text) {
				body[w] = true
			}
		}
	}
	best, bestScore := -1, 0.35
	for i := range top {
		p := &ps[i]
		if p.words < 3 || p.words > 25 || p.known != notFurniture || p.date || p.foreign ||
			p.ends && !strings.ContainsAny(p.text[len(p.text)-1:], "?!'\"") && !strings.HasSuffix(p.text, "’") && !strings.HasSuffix(p.text, "”") {
			continue
		}
		shared, all := 0, 0
		for w := range contentWords(p.text) {
			all++
			if body[w] {
				shared++
			}
		}
		if all == 0 {
			continue
		}
		score := float64(shared) / float64(all) * min(1, float64(all)/4)
		for j := i + 1; j < min(i+4, top); j++ {
			if ps[j].date || ps[j].known == byline {
				score += 0.3
				break
			}
		}
		for j := range top {
			if j != i && ps[j].plain == p.plain {
				score += 0.3
				break
			}
		}
		if score > bestScore {
			best, bestScore = i, score
		}
	}
	return best
}

// contentWords yields the text's words of four letters and more, in lower case
// and cut to six letters, so that "fines" and "fined" nearly meet.
func contentWords(text string) func(func(string) bool) {
	return func(yield func(string) bool) {
		words := strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for w := range words {
			if len(w) < 4 && strings.ToUpper(w) != w || len(w) < 2 {
				continue
			}
			w = strings.ToLower(w)
			if len(w) > 6 {
				w = w[:5]
			}
			if !yield(w) {
				return
			}
		}
	}
}

// above decides about the paragraphs over the first running text.
func (s *Segmenter) above(ps []paragraph, headline, top int) {
	if top == len(ps) {
		return // no running text: keep what there is
	}
	for i := range top {
		p := &ps[i]
		deck := p.words >= 7 && p.small*3 >= p.words
		if i < headline || !deck {
			p.kind = nlp.Furniture
		}
	}
}

// within decides about the paragraphs between the first and the last running
// text that are not running text themselves.
func (s *Segmenter) within(ps []paragraph, top, bottom int) {
	list := false // whether a list of links is open
	for i := top; i <= bottom; i++ {
		p := &ps[i]
		if p.sentence() {
			list = false
			continue
		}
		if p.known == opensList {
			list = true
		}
		if p.known != notFurniture || p.foreign || p.date || p.ends && p.words >= 4 {
			continue
		}
		titled := p.words >= 4 && p.small*3 < p.words
		switch {
		case list, titled && besideFurniture(ps, i), p.words == 0, p.label() && inRun(ps, i):
			p.kind = nlp.Furniture
		case p.words <= 14:
			p.kind = nlp.Heading
		}
	}
}

// besideFurniture reports whether a neighbour of paragraph i is known to be
// furniture, as where a teaser stands over a player's buttons.
func besideFurniture(ps []paragraph, i int) bool {
	return i > 0 && ps[i-1].known > byline || i+1 < len(ps) && ps[i+1].known > byline
}

// inRun reports whether paragraph i is one of three labels in a row.
func inRun(ps []paragraph, i int) bool {
	from, to := i, i
	for from > 0 && (ps[from-1].label() || ps[from-1].known != notFurniture) {
		from--
	}
	for to+1 < len(ps) && (ps[to+1].label() || ps[to+1].known != notFurniture) {
		to++
	}
	return to-from >= 2
}

// teaser returns the byte where a headline of another article begins that a
// page has appended to a paragraph, 0 if there is none: its last sentence, every
// word of which is capitalised.
func (s *Segmenter) teaser(text string) int {
	if !strings.HasSuffix(text, ".") {
		return 0
	}
	at := strings.LastIndex(text[:len(text)-1], ". ")
	if at < 40 {
		return 0
	}
	words, small := 0, 0
	for w := range strings.FieldsSeq(text[at+2:]) {
		words++
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			if len(w) > 3 || unicode.IsDigit(r) {
				return 0
			}
			small++
		}
	}
	if words < 5 || small*3 > words {
		return 0
	}
	return at + 2
}
