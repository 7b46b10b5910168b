// Package segment turns an article's text into blocks, sentences and tokens,
// each a byte span of the original text, and finds title, source, author,
// publication date and language in the text where no metadata gives them.
//
// In goes a Document whose Article.Text is any string at all; out come
// Document.Blocks, Sentences and Tokens (Text, Span and Space; Head is -1, the
// rest is left to later stages) and the empty fields of Article that the text
// itself answers. The steps, one file each:
//
//	lines.go      text -> paragraphs: a line break ends one, save in hard-wrapped text
//	furniture.go  paragraphs -> blocks: headline, heading, body or page furniture
//	meta.go       the lines around the headline -> title, date, source, author
//	fold.go       a word with typographic marks -> ASCII and a map back to bytes
//	tokens.go     a word -> tokens as UD English EWT splits them, over prose's tokenizer
//	sentences.go  the tokens of a block -> sentences
//
// Furniture and text in other languages than English get no sentences, so that
// no later stage reads them. The package does not tag, parse or look at more
// than one article, and it never fails: odd input gives odd tokens.
package segment

import (
	"io/fs"
	"sync"

	"github.com/newsgraph/newsgraph/nlp"
)

// Segmenter is the pipeline's first stage. One serves many goroutines.
type Segmenter struct {
	// Plain takes every paragraph for body text and looks for no metadata:
	// for corpora, and for text known to hold no page furniture.
	Plain bool

	words     *wordLexicon
	furniture *furnitureLexicon
	languages *languageLexicon
	scratch   sync.Pool // of *scratch
}

// scratch is what one goroutine reuses from document to document.
type scratch struct {
	memo map[string][]uint16 // folded word -> offsets where it is cut
	cut  []bool
	fold []byte
	back []int32
}

// New loads the word lists from lexicon/ of fsys.
func New(fsys fs.FS) (*Segmenter, error) {
	words, err := loadWords(fsys)
	if err != nil {
		return nil, err
	}
	furniture, err := loadFurniture(fsys)
	if err != nil {
		return nil, err
	}
	languages, err := loadLanguages(fsys)
	if err != nil {
		return nil, err
	}
	return &Segmenter{words: words, furniture: furniture, languages: languages, scratch: sync.Pool{New: newScratch}}, nil
}

func newScratch() any { return &scratch{memo: map[string][]uint16{}} }

// Process fills doc.Blocks, doc.Sentences and doc.Tokens and those fields of
// doc.Article that are empty and that the text answers.
func (s *Segmenter) Process(doc *nlp.Document) {
	paragraphs := paragraphs(doc.Article.Text)
	if s.Plain {
		for _, p := range paragraphs {
			doc.Blocks = append(doc.Blocks, nlp.Block{Span: p, Kind: nlp.Body})
		}
	} else {
		s.layout(doc, paragraphs)
	}
	sc := s.scratch.Get().(*scratch)
	defer s.scratch.Put(sc)
	doc.Tokens = make([]nlp.Token, 0, len(doc.Article.Text)/5+8)
	for i, b := range doc.Blocks {
		if b.Kind == nlp.Furniture {
			continue
		}
		first := len(doc.Tokens)
		doc.Tokens = s.tokenize(doc.Tokens, doc.Article.Text, b.Span, sc)
		s.sentences(doc, i, first)
	}
	if !s.Plain {
		truecase(doc)
	}
}
