package ner

import (
	"io/fs"
	"sync"
)

// Tagger labels the words of single sentences, without the votes of the rest of
// the document. It is safe for concurrent use.
type Tagger struct {
	enc  *Encoder
	net  *net
	pool sync.Pool // of *scratch
}

// NewTagger makes a tagger of an encoder and a model file.
func NewTagger(enc *Encoder, model []byte) (*Tagger, error) {
	w, err := loadNet(model, enc.VectorDim())
	if err != nil {
		return nil, err
	}
	t := &Tagger{enc: enc, net: w}
	t.pool.New = func() any { return new(scratch) }
	return t, nil
}

func loadTagger(fsys fs.FS) (*Tagger, error) {
	enc, err := NewEncoder(fsys)
	if err != nil {
		return nil, err
	}
	model, err := fs.ReadFile(fsys, "models/ner.bin")
	if err != nil {
		return nil, err
	}
	return NewTagger(enc, model)
}

// Label appends the best labels of the words, indices into Labels, to dst.
func (t *Tagger) Label(dst []uint8, words []string) []uint8 {
	s := t.pool.Get().(*scratch)
	defer t.pool.Put(s)
	t.run(s, words)
	return append(dst, s.path...)
}

func (t *Tagger) run(s *scratch, words []string) {
	t.enc.Encode(words, &s.enc)
	t.net.emissions(t.enc.vectors, s)
	t.net.decode(s)
}
