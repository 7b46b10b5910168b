package ner

import (
	"github.com/newsgraph/newsgraph/nlp"
)

// Kinds of the net's labels, in their order.
const (
	person = iota
	organization
	place
	other
)

var kindNames = [kinds]string{"PER", "ORG", "LOC", "OTH"}

var kindTypes = [kinds]nlp.EntityType{nlp.Person, nlp.Organization, nlp.Place, nlp.Other}

// name is a stretch of tokens of one sentence that the net takes for a name.
type name struct {
	first, last int
	sentence    int
	kind        int
	typ         nlp.EntityType
	confidence  float32
	vote        [kinds]float64 // evidence for each kind
	key         string         // words as they compare across the document
}

// analysis is one document being read.
type analysis struct {
	doc      *nlp.Document
	lex      *lexicon
	names    []name
	nameAt   []int32   // token -> index into names, -1 for none
	inside   []float32 // token -> probability that it is part of a name
	mentions []nlp.Mention
}

// findNames runs the net over every sentence and then lets the document decide.
func (r *Recognizer) findNames(a *analysis, s *scratch) {
	doc := a.doc
	a.inside = make([]float32, len(doc.Tokens))
	for i := range doc.Sentences {
		sent := &doc.Sentences[i]
		first, last := max(0, sent.First), min(len(doc.Tokens), sent.Last)
		if first >= last {
			continue
		}
		s.words = s.words[:0]
		for _, t := range doc.Tokens[first:last] {
			s.words = append(s.words, t.Text)
		}
		r.tagger.run(s, s.words)
		a.collect(r.tagger.net, s, first, i)
	}
	a.divide()
	a.settle()
	a.locate()
}

// locate notes which name each token is part of.
func (a *analysis) locate() {
	a.nameAt = make([]int32, len(a.doc.Tokens))
	for i := range a.nameAt {
		a.nameAt[i] = -1
	}
	for i, n := range a.names {
		for k := n.first; k < n.last; k++ {
			a.nameAt[k] = int32(i)
		}
	}
}

// collect takes the names from the net's best path, with the probability of
// each kind at their tokens.
func (a *analysis) collect(w *net, s *scratch, offset, sentence int) {
	l := len(Labels)
	w.marginals(s)
	for t := range s.path {
		a.inside[offset+t] = float32(1 - s.alpha[t*l+outside])
	}
	for t := 0; t < len(s.path); {
		if s.path[t] == outside {
			t++
			continue
		}
		end := t + 1
		for end < len(s.path) && s.path[end] != outside && s.path[end]%2 == 0 {
			end++
		}
		n := name{first: offset + t, last: offset + end, sentence: sentence, kind: int(s.path[t]-1) / 2}
		for k := t; k < end; k++ {
			for kind := range kinds {
				n.vote[kind] += (s.alpha[k*l+1+2*kind] + s.alpha[k*l+2+2*kind]) / float64(end-t)
			}
		}
		n.confidence = float32(n.vote[n.kind])
		a.names = append(a.names, n)
		t = end
	}
}
