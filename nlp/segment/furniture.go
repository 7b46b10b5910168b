package segment

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
)

// paragraph is what the rules look at: the shape of one paragraph's words.
type paragraph struct {
	nlp.Span
	text   string // as written
	folded string // in ASCII marks and lower case, one space between words
	plain  string // the same without marks at its ends
	listed bool   // begins with the mark of a list

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
//	  Related stories          below the text: furniture
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
		p := &ps[i]
		next := i == bottom+1 && p.words >= 12 && p.small*2 >= p.words // text without its full stop
		if i != headline && !next {
			p.kind = nlp.Furniture
		}
	}
	for i := range ps {
		p := &ps[i]
		if p.known != notFurniture || p.foreign || p.date {
			p.kind = nlp.Furniture
		}
	}
	if headline >= 0 {
		ps[headline].kind = nlp.Headline
	}
	repeats(ps, headline)
	s.metadata(&doc.Article, ps, headline, top)
	for i := range ps {
		p := &ps[i]
		if p.kind == nlp.Body {
			if cut := s.appended(p.text); cut > 0 {
				doc.Blocks = append(doc.Blocks,
					nlp.Block{Span: trim(doc.Article.Text, nlp.Span{Start: p.Start, End: p.Start + cut}), Kind: nlp.Body},
					nlp.Block{Span: nlp.Span{Start: p.Start + cut, End: p.End}, Kind: nlp.Furniture})
				continue
			}
		}
		doc.Blocks = append(doc.Blocks, nlp.Block{Span: p.Span, Kind: p.kind})
	}
}

// repeats makes furniture of what the page says a second time, headline and
// captions above all, so that nothing is claimed twice.
func repeats(ps []paragraph, headline int) {
	const shortest = 4 // words; "Yes." may be said again
	seen := map[string]bool{}
	if headline >= 0 {
		seen[ps[headline].plain] = true
	}
	for i := range ps {
		p := &ps[i]
		if i == headline || p.kind == nlp.Furniture || p.plain == "" {
			continue
		}
		if seen[p.plain] {
			p.kind = nlp.Furniture
		}
		seen[p.plain] = seen[p.plain] || p.words >= shortest
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
	p.listed = bullet(p.text)
	p.foreign = s.languages.foreign(p.text)
	if len(p.text) <= longestFurniture {
		p.folded = foldLower(p.text)
		p.plain = trimMarks(p.folded)
		p.date = s.furniture.dateLine(p.plain)
		p.known = s.furniture.classify(&p)
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

// foldLower folds the text, puts it in lower case and leaves one space between
// its words.
func foldLower(text string) string {
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
	return strings.ToLower(b.String())
}

// trimMarks takes the marks from both ends of the text.
func trimMarks(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// plain is what two lines that say the same have in common.
func plain(text string) string { return trimMarks(foldLower(text)) }

// textRange returns the first and the last paragraph of the running text; top is
// len(ps) and bottom -1 if there is none. It is the stretch with the most words
// in sentences after something is taken off for each line that is none, so that
// a few teasers amid the text do not end it, and a sentence in a footer, with
// a menu between, does not belong to it.
func textRange(ps []paragraph) (top, bottom int) {
	const (
		most    = 60 // words that a paragraph counts for
		known   = 2  // words that a line takes off which pages put amid text
		unknown = 3  // words that another line takes off
	)
	top, bottom = len(ps), -1
	best, sum, from := 0, 0, 0
	for i := range ps {
		if sum <= 0 {
			sum, from = 0, i
		}
		switch p := &ps[i]; {
		case p.sentence():
			sum += min(p.words, most)
		case p.known != notFurniture || p.date:
			sum -= known
		default:
			sum -= unknown
		}
		if sum > best {
			best, top, bottom = sum, from, i
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
			for w := range s.contentWords(ps[i].text) {
				body[w] = true
			}
		}
	}
	times := map[string]int{} // how often a line stands above the text
	for i := range top {
		times[ps[i].plain]++
	}
	best, bestScore, candidates := -1, 0.35, 0
	shared := make([]float64, top)
	for i := range top {
		if !ps[i].mayBeHeadline() {
			continue
		}
		if candidates++; candidates == 1 && i == 0 && ps[i].words >= 4 {
			bestScore = 0 // the first line needs nothing else to speak for it
		}
		shared[i] = s.sharedWords(ps[i].text, body)
		score := shared[i] + dated(ps[:top], i) - 0.02*float64(max(0, ps[i].words-12))
		if times[ps[i].plain] > 1 {
			score += 0.3
		}
		if score > bestScore {
			best, bestScore = i, score
		}
	}
	// A deck repeats more of the text than the headline over it does.
	if best > 0 && ps[best].words >= 6 && ps[best-1].plain != ps[best].plain &&
		shared[best-1] > 0.3 && 2*shared[best-1] > shared[best] && times[ps[best].plain] == 1 {
		best--
	}
	return best
}

// mayBeHeadline leaves out what headlines never are.
func (p *paragraph) mayBeHeadline() bool {
	stops := p.ends && strings.HasSuffix(p.plain+".", p.folded)
	return p.words >= 3 && p.words <= 25 && p.known == notFurniture && !p.date && !p.foreign && !p.listed && !stops &&
		!strings.Contains(p.text, "|") && !strings.Contains(p.text, " > ")
}

// sharedWords returns the share of the text's content words that body holds;
// few words count for less.
func (s *Segmenter) sharedWords(text string, body map[string]bool) float64 {
	shared, all := 0, 0
	for w := range s.contentWords(text) {
		all++
		if body[w] {
			shared++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(shared) / float64(all) * min(1, float64(all)/4)
}

// dated is what a date or byline below paragraph i says for its being the
// headline.
func dated(above []paragraph, i int) float64 {
	for j := i + 1; j < min(i+4, len(above)); j++ {
		if above[j].date || above[j].known == byline {
			return 0.3
		}
	}
	return 0
}

// contentWords yields the text's words without the small ones of English, in
// lower case and long ones cut short, so that "arrested" meets "arrest".
func (s *Segmenter) contentWords(text string) iter.Seq[string] {
	const stem = 5
	return func(yield func(string) bool) {
		words := strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		for w := range words {
			w = strings.ToLower(w)
			if len(w) < 2 || s.languages.words[w]&(1<<s.languages.english) != 0 {
				continue
			}
			if !yield(w[:min(len(w), stem)]) {
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
		deck := i > headline && p.words >= 7 && p.small*3 >= p.words || p.listed && p.words >= 4
		if !deck {
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
	row := 0
	for j := max(0, i-2); j < min(i+3, len(ps)); j++ {
		if !ps[j].label() && ps[j].known == notFurniture {
			row = 0
		} else if row++; row == 3 {
			return true
		}
	}
	return false
}

// appended returns the byte where something begins that a page has appended to
// a paragraph, 0 if there is none: the headline of another article, which is a
// last sentence with every word capitalised, or the credit of a caption.
//
//	... was constructive. | Russia Slowing Down Twitter Over Content Standoff.
//	... rally in Seoul on Thursday. | Jo Doe / AFP - Getty Images
func (s *Segmenter) appended(text string) int {
	const shortest, longestTail = 40, 120 // bytes
	stopped := strings.HasSuffix(text, ".")
	for at := len(text) - 2; at >= max(shortest, len(text)-longestTail); at-- {
		if text[at] != '.' || !(text[at+1] == ' ' || upper(text[at+1]) && lower(text[at-1])) {
			continue
		}
		start := at + 1
		for text[start] == ' ' && start+1 < len(text) {
			start++
		}
		if stopped && titled(text[start:]) {
			return start
		}
		if tail := s.describe(text, nlp.Span{Start: start, End: len(text)}); !stopped && s.furniture.credit(&tail) {
			return start
		}
		if stopped {
			return 0
		}
	}
	return 0
}

// titled reports whether every longer word is capitalised, and there are
// enough of them for a headline.
func titled(text string) bool {
	words, small := 0, 0
	for w := range strings.FieldsSeq(text) {
		words++
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			if len(w) > 3 || unicode.IsDigit(r) {
				return false
			}
			small++
		}
	}
	return words >= 5 && small*3 <= words
}
