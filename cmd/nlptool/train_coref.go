package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/newsgraph/newsgraph/nlp/train"
)

func trainCoref(src sources) ([]byte, error) {
	return train.Coref(train.CorefOptions{
		Lexicon: os.DirFS(src.data),
		Train:   filepath.Join(src.corpora, "ud", "gum-train.conllu"),
		Without: map[string]bool{"whow": true, "fiction": true},
		Seed:    src.seed,
		Log:     func(format string, args ...any) { fmt.Fprintf(src.log, format+"\n", args...) },
	})
}
