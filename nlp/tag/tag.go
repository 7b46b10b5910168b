// Package tag gives every token its Penn Treebank part of speech and its lemma.
//
// It reads sentences and tokens and writes Token.Tag and Token.Lemma. It does
// not split tokens, and it does not know names: a lemma keeps its capitals
// where the tag says proper noun.
package tag

import (
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/nn"
)

// Path is where New finds the model.
const Path = "models/tag.bin"

// Tagger is a stage.
type Tagger struct {
	tags    []string
	weights nn.Quantized
	lemmas  *Lemmatizer
	pool    sync.Pool
}

type scratch struct {
	words  []nn.Word
	rows   []uint32
	scores []float32
}

// New loads the model.
func New(fsys fs.FS) (*Tagger, error) {
	file, err := fs.ReadFile(fsys, Path)
	if err != nil {
		return nil, fmt.Errorf("tag: %w", err)
	}
	m, err := nn.OpenModel(file, "tag")
	if err != nil {
		return nil, fmt.Errorf("tag: %w", err)
	}
	t := &Tagger{}
	names, err := m.Bytes("tags")
	if err != nil {
		return nil, fmt.Errorf("tag: %w", err)
	}
	t.tags = strings.Split(string(names), "\n")
	if t.weights, err = m.Quantized("weights"); err != nil {
		return nil, fmt.Errorf("tag: %w", err)
	}
	if t.weights.Rows != Rows || t.weights.Cols < len(t.tags) {
		return nil, fmt.Errorf("tag: weights of %d rows and %d columns", t.weights.Rows, t.weights.Cols)
	}
	if t.lemmas, err = readLemmas(m); err != nil {
		return nil, fmt.Errorf("tag: %w", err)
	}
	t.pool.New = func() any { return &scratch{scores: make([]float32, t.weights.Cols)} }
	return t, nil
}

// Process tags every sentence of the document.
func (t *Tagger) Process(doc *nlp.Document) {
	s := t.pool.Get().(*scratch)
	defer t.pool.Put(s)
	for i := range doc.Sentences {
		toks := doc.Sent(i)
		s.words = s.words[:0]
		for j := range toks {
			s.words = append(s.words, nn.WordOf(toks[j].Text))
		}
		prev, prev2 := uint64(NoTag), uint64(NoTag)
		for j := range toks {
			s.rows = Features(s.rows[:0], s.words, j, prev, prev2)
			clear(s.scores)
			for _, r := range s.rows {
				t.weights.AddRow(int(r), s.scores)
			}
			best := 0
			for k := range t.tags {
				if s.scores[k] > s.scores[best] {
					best = k
				}
			}
			toks[j].Tag = t.tags[best]
			prev2, prev = prev, uint64(best)
			toks[j].Lemma = t.lemmas.Lemma(toks[j].Text, toks[j].Tag)
		}
	}
}

// NoTag stands for the tag before the first token.
const NoTag = 1 << 16
