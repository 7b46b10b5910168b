package nlp

// Document is an article and all that was found in it. Stages append to it in
// the order of the pipeline; parts refer to each other by index. A Document
// belongs to one goroutine at a time.
type Document struct {
	Article    Article
	Blocks     []Block
	Sentences  []Sentence
	Tokens     []Token
	Times      []Timex
	Quantities []Quantity
	Mentions   []Mention // in order of Start, longer first
	Entities   []Entity
	Claims     []Claim
}

// BlockKind says what a run of lines is for.
type BlockKind uint8

const (
	Body      BlockKind = iota // running text, captions included
	Headline                   // the article's title, where the text holds it
	Heading                    // a heading inside the text
	Furniture                  // menus, credits, share lines, datelines: kept, never analysed
)

// Block is a line or paragraph; line breaks end it, so that headlines and
// captions are not glued to sentences. Furniture blocks have no sentences.
type Block struct {
	Span
	Kind BlockKind
}

// Sentence covers the tokens [First, Last) of one block.
type Sentence struct {
	Span
	Block       int // index into Document.Blocks
	First, Last int // indices into Document.Tokens, half open
}

// Token is one word or mark as the Penn Treebank splits it.
type Token struct {
	Span
	Text  string  // the words with typographic quotes and dashes folded to ASCII
	Lemma string  // lower case except for names
	Tag   string  // Penn Treebank part of speech
	Head  int     // index into Document.Tokens of the governor, -1 for the root of a sentence
	Rel   string  // Universal Dependencies relation, subtypes included where known
	Prob  float32 // confidence of Head and Rel together, 0 to 1; 0 before parsing
	Space bool    // whether white space stands before the token
}

// Timex is a time expression, resolved against the publication date (TIMEX3,
// ISO 24617-1).
type Timex struct {
	Span
	First, Last int    // tokens, half open; both -1 for a date in furniture, which has no tokens
	Kind        string // date, time, duration, set
	// Value is ISO 8601: YYYY, YYYY-MM, YYYY-MM-DD, YYYY-MM-DDTHH:MM, an
	// interval START/END of such dates, or a duration P2W; empty where the
	// text does not allow one.
	Value string
}

// Quantity is a number with what it counts.
type Quantity struct {
	Span
	First, Last int     // tokens, half open
	Kind        string  // money, percent, count
	Value       float64 // in units of the currency; a range gives its lower end
	High        float64 // upper end of a range, else equal to Value
	Currency    string  // ISO 4217 code for money
	Unit        string  // lemma of the noun counted, for counts
	Approximate bool    // "nearly", "about", "over"
}

// Sent returns the tokens of sentence i.
func (d *Document) Sent(i int) []Token {
	s := d.Sentences[i]
	return d.Tokens[s.First:s.Last]
}

// Cut returns the words of the article that the span covers.
func (d *Document) Cut(s Span) string {
	if s.Start < 0 || s.End > len(d.Article.Text) || s.Empty() {
		return ""
	}
	return d.Article.Text[s.Start:s.End]
}

// TokenSpan returns the bytes that the tokens [first, last) cover.
func (d *Document) TokenSpan(first, last int) Span {
	if first < 0 || last > len(d.Tokens) || first >= last {
		return Span{}
	}
	return Span{d.Tokens[first].Start, d.Tokens[last-1].End}
}
