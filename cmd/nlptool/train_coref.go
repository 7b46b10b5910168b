package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/depparse"
	"github.com/newsgraph/newsgraph/nlp/tag"
	"github.com/newsgraph/newsgraph/nlp/train"
)

// trainCoref learns each document twice, on gold trees and on those of the
// tagger and parser, so that the ranker sees their errors.
func trainCoref(src sources) ([]byte, error) {
	fsys := os.DirFS(src.data)
	tagger, err := tag.New(fsys)
	if err != nil {
		return nil, err
	}
	parser, err := depparse.New(fsys)
	if err != nil {
		return nil, err
	}
	return train.Coref(train.CorefOptions{
		Lexicon: fsys,
		Train:   filepath.Join(src.corpora, "ud", "gum-train.conllu"),
		Without: map[string]bool{"whow": true, "fiction": true},
		Seed:    src.seed,
		Analyse: func(doc *nlp.Document) {
			tagger.Process(doc)
			parser.Process(doc)
		},
		Log: func(format string, args ...any) { fmt.Fprintf(src.log, format+"\n", args...) },
	})
}
