// Package depparse finds the grammatical structure of sentences as Universal
// Dependencies: each token's governor and relation, with a confidence.
//
// It reads tokens and tags and writes Token.Head, Token.Rel and Token.Prob. A
// net (nn.Encoder) reads the sentence, a biaffine scorer rates every pair of
// words (Dozat and Manning 2017), and the best projective tree with one root is
// taken. So every sentence has one root and no cycles, whatever the input.
// Enhanced dependencies and empty nodes are not made.
package depparse

import (
	"fmt"
	"io/fs"
	"math"
	"sync"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/nn"
)

// Paths of the model and of the word vectors that it shares with other stages.
const (
	Path        = "models/depparse.bin"
	VectorsPath = "models/vectors.bin"
)

// Parser is a stage.
type Parser struct {
	net  *Net
	pool sync.Pool // of *scratch
}

// New loads the model.
func New(fsys fs.FS) (*Parser, error) {
	file, err := fs.ReadFile(fsys, VectorsPath)
	if err != nil {
		return nil, fmt.Errorf("depparse: %w", err)
	}
	vectors, err := nn.ReadVectors(file)
	if err != nil {
		return nil, fmt.Errorf("depparse: %w", err)
	}
	if file, err = fs.ReadFile(fsys, Path); err != nil {
		return nil, fmt.Errorf("depparse: %w", err)
	}
	net, err := ReadNet(file, vectors)
	if err != nil {
		return nil, fmt.Errorf("depparse: %w", err)
	}
	p := &Parser{net: net}
	p.pool.New = func() any { return &scratch{} }
	return p, nil
}

const (
	// batchRows is how many rows are encoded together: enough to keep the
	// kernels busy, few enough to stay in the cache.
	batchRows = 256
	// maxPiece bounds the cubic search for the tree. The parts of a longer
	// sentence are parsed by themselves and strung together.
	maxPiece = 180
)

// piece is a sentence or a part of one: tokens of the document, half open.
// after is the piece of the same sentence before it, -1 for none.
type piece struct{ first, last, after, root int }

type scratch struct {
	pieces   []piece
	batch    nn.Batch
	features []uint32
	wide     []float32 // the four views of each row, see Net
	pairs    Pairs
	trees    trees
	head     []int
	labels   []int
	labelPr  []float32
}

// Process parses every sentence of the document.
func (p *Parser) Process(doc *nlp.Document) {
	s := p.pool.Get().(*scratch)
	defer p.pool.Put(s)
	s.pieces = s.pieces[:0]
	for _, sent := range doc.Sentences {
		after := -1
		for first := sent.First; first < sent.Last; first += maxPiece {
			s.pieces = append(s.pieces, piece{first, min(first+maxPiece, sent.Last), after, -1})
			after = len(s.pieces) - 1
		}
	}
	for from := 0; from < len(s.pieces); {
		to := from
		s.batch.Reset()
		for to < len(s.pieces) && s.batch.Rows < batchRows {
			p.add(s, doc.Tokens[s.pieces[to].first:s.pieces[to].last])
			to++
		}
		p.net.Enc.Encode(&s.batch)
		s.wide = nn.Resize(s.wide, s.batch.Rows*Wide)
		p.net.Views.Forward(s.batch.Rows, s.batch.H, p.net.Enc.Hidden, s.wide)
		p.net.Activate(s.wide)
		for k := from; k < to; k++ {
			p.parse(s, doc.Tokens, k, s.batch.Starts[k-from], s.batch.Ends[k-from])
		}
		from = to
	}
}

// add puts the root and the tokens of a piece into the batch.
func (p *Parser) add(s *scratch, toks []nlp.Token) {
	p.net.Enc.Sentence(&s.batch)
	p.net.Enc.Token(&s.batch, rootFeatures, "")
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
		s.features = AppendFeatures(s.features[:0], toks[i].Text, toks[i].Tag, at)
		p.net.Enc.Token(&s.batch, s.features, toks[i].Text)
	}
}

func (p *Parser) parse(s *scratch, toks []nlp.Token, k, start, end int) {
	n := end - start
	wide := s.wide[start*Wide : end*Wide]
	width := p.net.Pairs(&s.pairs, wide)
	if cap(s.head) < n {
		s.head, s.labels = make([]int, 2*n), make([]int, 2*n)
	}
	head, labels := s.head[:n], s.labels[:n]
	s.trees.best(n, s.pairs.Scores, width, head)
	s.labelPr = nn.Resize(s.labelPr, n)
	p.net.label(&s.pairs, wide, head, labels, s.labelPr)

	this := &s.pieces[k]
	for d := 1; d < n; d++ {
		t := &toks[this.first+d-1]
		t.Head, t.Rel = this.first+head[d]-1, p.net.Labels[labels[d]]
		t.Prob = s.labelPr[d] * share(s.pairs.Scores[d*width:d*width+n], head[d])
		if head[d] == 0 {
			this.root = this.first + d - 1
			t.Head, t.Rel = -1, "root"
			if this.after >= 0 {
				t.Head, t.Rel, t.Prob = s.pieces[this.after].root, "parataxis", 0
			}
		}
	}
}

// share is the softmax of scores at i. The scores are flattened first: nets are
// surer than they are right, this one by a quarter on development data.
func share(scores []float32, i int) float32 {
	sum := 0.0
	for _, x := range scores {
		if x -= scores[i]; x > -16 { // less does not show
			sum += math.Exp(0.75 * float64(x))
		}
	}
	return float32(1 / sum)
}

var rootFeatures = []uint32{77, 78}

// AppendFeatures appends the rows of a token: its own and its tag's.
func AppendFeatures(dst []uint32, text, tag string, place nn.Place) []uint32 {
	dst = nn.AppendFeatures(dst, text, place)
	return append(dst, uint32(nn.Mix(0x1234567, nn.WordOf(tag).Form)>>24))
}

// RootFeatures are the rows of the root, which stands before the first token.
func RootFeatures() []uint32 { return rootFeatures }
