package main

import (
	"os"

	"github.com/newsgraph/newsgraph/nlp/train"
)

func trainNames(src sources) ([]byte, error) {
	return train.Names(train.NameOptions{Corpora: src.corpora, Data: os.DirFS(src.data), Seed: int64(src.seed), Log: src.log})
}
