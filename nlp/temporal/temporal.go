// Package temporal finds time expressions, amounts of money, percentages and
// counts in the tokens of a document and works out their values.
//
// In go the tokens of each sentence and the article's publication date; tags
// and dependencies sharpen the reading where an earlier stage left them, and
// nothing depends on their being there. Out come Document.Times, resolved to
// ISO 8601, and Document.Quantities, in order of text and without overlaps
// within each list.
//
// The spans are those of a grammar written out in Go over word classes that
// data/lexicon lists (timewords.tsv, numbers.tsv, currencies.tsv). A date
// without a year ("April 6", "Thursday") goes to the nearest such day in the
// direction that the tense of its verb gives; without a verb, weekdays go to
// the past and other dates to the nearest. "Two days later" and "that year"
// count from the date mentioned last. An article without a publication date
// that opens with a full date is read as of that date; where there is none,
// nothing relative is resolved and no year is invented: such a Timex has an
// empty Value, unless the same day and month stand in the text with a year.
//
// Numeric dates with slashes are read month first, as in the United States,
// unless the first number exceeds 12.
//
// Furniture has no sentences, but date lines stand in it: full dates in its
// short lines are found too, with First and Last of -1.
//
// The package does not relate times to events, does not read repeated times
// to a schedule (a set has its period as Value, "P1W"), and does not resolve
// festivals of moving calendars other than Easter.
package temporal

import (
	"io/fs"
	"sync"

	"github.com/newsgraph/newsgraph/nlp"
)

// Finder is the stage. It serves many goroutines at once.
type Finder struct {
	lex  *lexicon
	pool sync.Pool
}

// New loads the word lists from lexicon/ of fsys, as package data embeds them.
func New(fsys fs.FS) (*Finder, error) {
	lex, err := load(fsys)
	if err != nil {
		return nil, err
	}
	f := &Finder{lex: lex}
	f.pool.New = func() any { return &parser{lex: lex} }
	return f, nil
}

// Process sets doc.Times and doc.Quantities.
func (f *Finder) Process(doc *nlp.Document) {
	doc.Times, doc.Quantities = nil, nil
	p := f.pool.Get().(*parser)
	defer f.pool.Put(p)
	p.read(doc)
}

// Numbers returns the numbers of a document, whatever they stand for, years
// and ordinals included: fractions, spelled numbers and those with scale words
// are read to their values. Kind is "number".
func (f *Finder) Numbers(doc *nlp.Document) []nlp.Quantity {
	p := f.pool.Get().(*parser)
	defer f.pool.Put(p)
	p.reset(doc)
	var out []nlp.Quantity
	for _, s := range doc.Sentences {
		if s.First < 0 || s.Last > len(doc.Tokens) || s.First >= s.Last || !p.scan(s.First, s.Last) {
			continue
		}
		for i := 0; i < len(p.a); i++ {
			n, ok := p.number(i, true)
			if !ok || n.end <= i {
				continue
			}
			first, last, span := p.cover(i, n.end)
			out = append(out, nlp.Quantity{Span: span, First: first, Last: last, Kind: "number", Value: n.val, High: n.val})
			i = n.end - 1
		}
	}
	p.doc = nil
	return out
}
