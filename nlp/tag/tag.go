// Package tag gives every token its Penn Treebank part of speech and its lemma.
//
// It reads sentences and tokens and writes Token.Tag and Token.Lemma. A small
// net (nn.Encoder) sees each token's form, affixes, shape, word vector and
// neighbours; lemmas come from a list of exceptions and the rules of
// inflection. The package does not split or join tokens and does not know
// names: a lemma keeps its capitals where the tag says proper noun.
package tag

import (
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/nn"
)

// Paths of the model and of the word vectors that it shares with other stages.
const (
	Path        = "models/tag.bin"
	VectorsPath = "models/vectors.bin"
)

// Tagger is a stage.
type Tagger struct {
	tags   []string
	enc    *nn.Encoder
	out    nn.Linear // encoder's width to tags, padded to what the kernels take
	lemmas *Lemmatizer
	known  Classes
	pool   sync.Pool // of *scratch
}

// piece is a sentence, or a part of one that is longer than maxPiece: tokens
// of the document, half open.
type piece struct{ first, last int }

type scratch struct {
	pieces   []piece
	batch    nn.Batch
	features []uint32
	scores   []float32
}

const (
	// batchRows is how many rows are encoded together: enough to keep the
	// kernels busy, few enough to stay in the cache.
	batchRows = 256
	maxPiece  = 512
)

// New loads the model. The model file is of kind "tag", with an encoder, the
// map "out", "tags" (a name a line), "lemmas" (see NewLemmatizer) and "classes" (see
// ReadClasses).
func New(fsys fs.FS) (*Tagger, error) {
	vectors, err := readVectors(fsys)
	if err != nil {
		return nil, err
	}
	file, err := fs.ReadFile(fsys, Path)
	if err != nil {
		return nil, fmt.Errorf("tag: %w", err)
	}
	t, err := open(file, vectors)
	if err != nil {
		return nil, fmt.Errorf("tag: %w", err)
	}
	return t, nil
}

func readVectors(fsys fs.FS) (*nn.Vectors, error) {
	file, err := fs.ReadFile(fsys, VectorsPath)
	if err != nil {
		return nil, fmt.Errorf("tag: %w", err)
	}
	vectors, err := nn.ReadVectors(file)
	if err != nil {
		return nil, fmt.Errorf("tag: %w", err)
	}
	return vectors, nil
}

func open(file []byte, vectors *nn.Vectors) (*Tagger, error) {
	m, err := nn.OpenModel(file, "tag")
	if err != nil {
		return nil, err
	}
	t := &Tagger{}
	names, err := m.Bytes("tags")
	if err != nil {
		return nil, err
	}
	t.tags = strings.Split(string(names), "\n")
	if t.enc, err = m.Encoder(vectors); err != nil {
		return nil, err
	}
	if t.out, err = m.Linear("out", t.enc.Hidden, nn.Pad(len(t.tags))); err != nil {
		return nil, err
	}
	list, err := m.Bytes("lemmas")
	if err != nil {
		return nil, err
	}
	if t.lemmas, err = NewLemmatizer(list); err != nil {
		return nil, err
	}
	if list, err = m.Bytes("classes"); err != nil {
		return nil, err
	}
	if t.known, err = ReadClasses(list); err != nil {
		return nil, err
	}
	t.pool.New = func() any { return &scratch{} }
	return t, nil
}

// Process tags every sentence of the document.
func (t *Tagger) Process(doc *nlp.Document) {
	s := t.pool.Get().(*scratch)
	defer t.pool.Put(s)
	s.pieces = s.pieces[:0]
	for _, sent := range doc.Sentences {
		for first := sent.First; first < sent.Last; first += maxPiece {
			s.pieces = append(s.pieces, piece{first, min(first+maxPiece, sent.Last)})
		}
	}
	for pieces := s.pieces; len(pieces) > 0; {
		n := 0
		s.batch.Reset()
		for n < len(pieces) && s.batch.Rows < batchRows {
			t.enc.Sentence(&s.batch)
			toks := doc.Tokens[pieces[n].first:pieces[n].last]
			var style nn.Style
			for i := range toks {
				style.Add(toks[i].Text)
			}
			place := style.Place()
			for i := range toks {
				at := place
				if i == 0 {
					at |= nn.First
				}
				s.features = t.known.AppendFeatures(s.features[:0], toks[i].Text, at)
				t.enc.Token(&s.batch, s.features, toks[i].Text)
			}
			n++
		}
		t.enc.Encode(&s.batch)
		width := len(t.out.Bias)
		s.scores = nn.Resize(s.scores, s.batch.Rows*width)
		t.out.Forward(s.batch.Rows, s.batch.H, t.enc.Hidden, s.scores)
		for k, p := range pieces[:n] {
			row := s.batch.Starts[k] * width
			for i := p.first; i < p.last; i++ {
				tok := &doc.Tokens[i]
				tok.Tag = t.tags[nn.Argmax(s.scores[row:row+len(t.tags)])]
				tok.Lemma = t.lemmas.Lemma(tok.Text, tok.Tag)
				row += width
			}
		}
		pieces = pieces[n:]
	}
}
