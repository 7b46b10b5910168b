// Package english puts the analysis of English news together: the stages in
// their order, loaded from one file system of models and lexicons.
package english

import (
	"io/fs"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/depparse"
	"github.com/newsgraph/newsgraph/nlp/relation"
	"github.com/newsgraph/newsgraph/nlp/segment"
	"github.com/newsgraph/newsgraph/nlp/tag"
)

// New loads every stage from fsys, which holds models/ and lexicon/ as
// package data does. The pipeline may be shared by goroutines.
func New(fsys fs.FS, opts relation.Options) (nlp.Pipeline, error) {
	segmenter, err := segment.New(fsys)
	if err != nil {
		return nil, err
	}
	tagger, err := tag.New(fsys)
	if err != nil {
		return nil, err
	}
	parser, err := depparse.New(fsys)
	if err != nil {
		return nil, err
	}
	claims, err := relation.New(fsys, opts)
	if err != nil {
		return nil, err
	}
	return nlp.Pipeline{segmenter, tagger, parser, claims}, nil
}
