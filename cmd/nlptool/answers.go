package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/newsgraph/newsgraph/nlp/eval"
)

// writeAnswers writes what was found in the sentences of PLOVER's records, in
// MEANTIME's documents and in BenchIE's sentences, one a line, for the scorers
// of those corpora.
func writeAnswers(dir string, in eval.Inputs) error {
	_, events, err := eval.PloverEvents(in)
	if err != nil {
		return err
	}
	_, factual, err := eval.MeantimeEvents(in)
	if err != nil {
		return err
	}
	if err := writeLines(filepath.Join(dir, "plover.jsonl"), events); err != nil {
		return err
	}
	if err := writeLines(filepath.Join(dir, "meantime.jsonl"), factual); err != nil {
		return err
	}
	triples, err := eval.OpenIEAnswers(in)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "benchie.tsv"), triples, 0o644)
}

func writeLines[T any](path string, rows []T) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, r := range rows {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}
