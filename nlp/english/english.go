// Package english puts the analysis of English news together: the stages in
// their order, loaded from one file system of models and lexicons.
package english

import (
	"errors"
	"io/fs"
	"sync"

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
	loaders := []func() (nlp.Stage, error){
		stage(fsys, segment.New),
		stage(fsys, tag.New),
		stage(fsys, depparse.New),
		stage(fsys, ner.New),
		stage(fsys, coref.New),
		stage(fsys, temporal.New),
		func() (nlp.Stage, error) { return relation.New(fsys, opts) },
	}
	// Side by side, since a reader waits for the first start.
	stages := make(nlp.Pipeline, len(loaders))
	errs := make([]error, len(loaders))
	var wg sync.WaitGroup
	for i, load := range loaders {
		wg.Go(func() { stages[i], errs[i] = load() })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return stages, nil
}

// stage adapts a stage's constructor.
func stage[T nlp.Stage](fsys fs.FS, load func(fs.FS) (T, error)) func() (nlp.Stage, error) {
	return func() (nlp.Stage, error) { return load(fsys) }
}
