package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/segment"
)

// findings are what extract printed, by article.
type findings struct {
	claims   map[string][]nlp.Claim
	mentions map[string][]nlp.MentionRecord
	segment  nlp.Stage // finds title, source and date, which extract does not print
}

// loadFindings reads the files that extract wrote; mentionsFile may be empty.
func loadFindings(claimsFile, mentionsFile string) (findings, error) {
	segmenter, err := segment.New(data.FS)
	if err != nil {
		return findings{}, err
	}
	f := findings{map[string][]nlp.Claim{}, map[string][]nlp.MentionRecord{}, segmenter}
	err = eachLine(claimsFile, func(c nlp.Claim) { f.claims[c.Article] = append(f.claims[c.Article], c) })
	if err == nil && mentionsFile != "" {
		err = eachLine(mentionsFile, func(m nlp.MentionRecord) { f.mentions[m.Article] = append(f.mentions[m.Article], m) })
	}
	return f, err
}

// entry joins an article with its findings. Findings of another text are an
// error: their quotes would point at the wrong words.
func (f findings) entry(a nlp.Article) (graph.Entry, error) {
	e := graph.Entry{Article: a, Claims: f.claims[a.ID], Mentions: f.mentions[a.ID]}
	for _, c := range e.Claims {
		if !stands(a, c.Quote, c.Start, c.End) {
			return graph.Entry{}, fmt.Errorf("%s: the quote of %s is not in this text: the claims were extracted from another version", a.ID, c.ID)
		}
	}
	for _, m := range e.Mentions {
		if !stands(a, m.Text, m.Start, m.End) {
			return graph.Entry{}, fmt.Errorf("%s: the mention %q is not at byte %d: the mentions were extracted from another version", a.ID, m.Text, m.Start)
		}
	}
	e.Given = &a
	e.Article = nlp.Pipeline{f.segment}.Run(a).Article
	return e, nil
}

// stands reports whether the article has these words in this place.
func stands(a nlp.Article, words string, start, end int) bool {
	return 0 <= start && start <= end && end <= len(a.Text) && a.Text[start:end] == words
}

// eachLine decodes a file of JSON Lines.
func eachLine[T any](path string, use func(T)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	dec := json.NewDecoder(bufio.NewReaderSize(file, 1<<20))
	for n := 1; ; n++ {
		var v T
		switch err := dec.Decode(&v); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("%s: value %d: %w", path, n, err)
		}
		use(v)
	}
}
