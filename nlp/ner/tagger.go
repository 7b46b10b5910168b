package ner

import (
	"io/fs"
	"sync"
)

// tagger labels the words of single sentences, without the votes of the rest of
// the document. It is safe for concurrent use.
type tagger struct {
	enc  *Encoder
	net  *net
	pool sync.Pool // of *scratch
}

// newTagger makes a tagger of an encoder and a model file.
func newTagger(enc *Encoder, model []byte) (*tagger, error) {
	w, err := loadNet(model, enc.VectorDim())
	if err != nil {
		return nil, err
	}
	t := &tagger{enc: enc, net: w}
	t.pool.New = func() any { return new(scratch) }
	return t, nil
}

func loadTagger(fsys fs.FS) (*tagger, error) {
	enc, err := NewEncoder(fsys)
	if err != nil {
		return nil, err
	}
	model, err := fs.ReadFile(fsys, "models/ner.bin")
	if err != nil {
		return nil, err
	}
	return newTagger(enc, model)
}

func (t *tagger) run(s *scratch, words []string) {
	t.enc.Encode(words, &s.enc)
	t.net.emissions(t.enc.vectors, s)
	t.net.decode(s)
}
