// Package depparse finds the grammatical structure of sentences as Universal
// Dependencies: each token's governor and relation, with a confidence.
//
// It reads tokens and tags and writes Token.Head, Token.Rel and Token.Prob.
// Every sentence gets one root and no cycles; trees are projective. Enhanced
// dependencies and empty nodes are not made.
package depparse

import (
	"fmt"
	"io/fs"
	"math"
	"strings"
	"sync"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/nn"
)

// Path is where New finds the model.
const Path = "models/depparse.bin"

// Parser is a stage.
type Parser struct {
	labels  []string
	actions nn.Quantized
	names   nn.Quantized
	pool    sync.Pool
}

type scratch struct {
	state  State
	nodes  []Node
	rows   []uint32
	scores []float32
	prob   []float32
}

// New loads the model.
func New(fsys fs.FS) (*Parser, error) {
	file, err := fs.ReadFile(fsys, Path)
	if err != nil {
		return nil, fmt.Errorf("depparse: %w", err)
	}
	m, err := nn.OpenModel(file, "depparse")
	if err != nil {
		return nil, fmt.Errorf("depparse: %w", err)
	}
	p := &Parser{}
	labels, err := m.Bytes("labels")
	if err != nil {
		return nil, fmt.Errorf("depparse: %w", err)
	}
	p.labels = strings.Split(string(labels), "\n")
	if p.actions, err = m.Quantized("actions"); err != nil {
		return nil, fmt.Errorf("depparse: %w", err)
	}
	if p.names, err = m.Quantized("names"); err != nil {
		return nil, fmt.Errorf("depparse: %w", err)
	}
	if p.actions.Rows != ActionRows || p.actions.Cols < actions || p.names.Rows != LabelRows || p.names.Cols < len(p.labels) {
		return nil, fmt.Errorf("depparse: model has the wrong shape")
	}
	p.pool.New = func() any { return &scratch{scores: make([]float32, max(p.actions.Cols, p.names.Cols))} }
	return p, nil
}

// Process parses every sentence of the document.
func (p *Parser) Process(doc *nlp.Document) {
	s := p.pool.Get().(*scratch)
	defer p.pool.Put(s)
	for i := range doc.Sentences {
		if toks := doc.Sent(i); len(toks) > 0 {
			p.parse(s, toks, doc.Sentences[i].First)
		}
	}
}

func (p *Parser) parse(s *scratch, toks []nlp.Token, first int) {
	s.nodes = append(s.nodes[:0], Root)
	s.prob = append(s.prob[:0], 0)
	for i := range toks {
		s.nodes = append(s.nodes, NodeOf(toks[i].Text, toks[i].Tag))
		s.prob = append(s.prob, 0)
	}
	st := &s.state
	st.Reset(s.nodes)
	for !st.Done() {
		s.rows = st.ActionFeatures(s.rows[:0])
		scores := s.sum(p.actions)
		best, second := -1, float32(math.Inf(-1))
		for a := range actions {
			if st.Legal(a) && (best < 0 || scores[a] > scores[best]) {
				if best >= 0 {
					second = scores[best]
				}
				best = a
			} else if st.Legal(a) && scores[a] > second {
				second = scores[a]
			}
		}
		label := 0
		if best != Shift {
			margin := scores[best] - second
			h, d := st.Arc(best)
			s.rows = st.LabelFeatures(s.rows[:0], h, d)
			scores = s.sum(p.names)
			for k := range p.labels {
				if scores[k] > scores[label] {
					label = k
				}
			}
			s.prob[d] = float32(1 / (1 + math.Exp(-float64(min(margin, 1e3))/8)))
		}
		st.Apply(best, label)
	}
	for i := range toks {
		t := &toks[i]
		t.Head, t.Rel, t.Prob = first+st.Head[i+1]-1, p.labels[st.Label[i+1]], s.prob[i+1]
		if st.Head[i+1] == 0 {
			t.Head, t.Rel = -1, "root"
		}
	}
}

func (s *scratch) sum(q nn.Quantized) []float32 {
	clear(s.scores)
	out := s.scores[:q.Cols]
	for _, r := range s.rows {
		q.AddRow(int(r), out)
	}
	return out
}
