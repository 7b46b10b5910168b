// Package english puts the analysis of English news together: the stages in
// their order, loaded from one file system of models and lexicons.
package english

import (
	"io/fs"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/coref"
	"github.com/newsgraph/newsgraph/nlp/depparse"
	"github.com/newsgraph/newsgraph/nlp/ner"
	"github.com/newsgraph/newsgraph/nlp/relation"
	"github.com/newsgraph/newsgraph/nlp/segment"
	"github.com/newsgraph/newsgraph/nlp/tag"
	"github.com/newsgraph/newsgraph/nlp/temporal"
)

// New loads every stage from fsys, which holds models/ and lexicon/ as
// package data does. The pipeline may be shared by goroutines.
func New(fsys fs.FS, opts relation.Options) (nlp.Pipeline, error) {
	var p nlp.Pipeline
	for _, load := range []func() (nlp.Stage, error){
		stage(fsys, segment.New),
		stage(fsys, tag.New),
		stage(fsys, depparse.New),
		stage(fsys, ner.New),
		stage(fsys, coref.New),
		stage(fsys, temporal.New),
		func() (nlp.Stage, error) { return relation.New(fsys, opts) },
	} {
		s, err := load()
		if err != nil {
			return nil, err
		}
		p = append(p, s)
	}
	return p, nil
}

// stage adapts a stage's constructor.
func stage[T nlp.Stage](fsys fs.FS, load func(fs.FS) (T, error)) func() (nlp.Stage, error) {
	return func() (nlp.Stage, error) { return load(fsys) }
}
