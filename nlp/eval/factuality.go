package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/english"
	"github.com/newsgraph/newsgraph/nlp/relation"
)

// Factuality is measured on MEANTIME (Minard et al. 2016), business news in
// which every event is marked as certain or not, denied or not, and future or
// not. An event counts as found when it shares a token with a gold one. The
// figures are F1 of the values that are rare: denied, uncertain and future.

// FactualEvent is an event as MEANTIME describes it.
type FactualEvent struct {
	Tokens    []int  `json:"tokens"`    // of the document, from 0
	Certainty string `json:"certainty"` // CERTAIN, PROBABLE or POSSIBLE
	Polarity  string `json:"polarity"`  // POS or NEG
	Tense     string `json:"tense"`     // FUTURE or NON_FUTURE
}

// FactualDocument is a document with its events.
type FactualDocument struct {
	ID        string         `json:"id"`
	Sentences [][]string     `json:"sentences,omitempty"`
	Events    []FactualEvent `json:"events"`
}

// FactualityScores measures events and how they stand.
func FactualityScores(in Inputs) ([]Score, error) {
	gold, found, err := MeantimeEvents(in)
	if err != nil {
		return nil, err
	}
	var events, negated, uncertain, future PRF
	for i := range gold {
		count := 0.0
		used := make([]bool, len(found[i].Events))
		for _, e := range gold[i].Events {
			got := FactualEvent{}
			for k, f := range found[i].Events {
				if !used[k] && share(f.Tokens, e.Tokens) {
					got, used[k] = f, true
					count++
					break
				}
			}
			rare := func(s *PRF, value func(FactualEvent) bool) {
				want, is := value(e), value(got)
				s.add(number(want && is), number(want), number(want && is), number(is))
			}
			rare(&negated, func(e FactualEvent) bool { return e.Polarity == "NEG" })
			rare(&uncertain, func(e FactualEvent) bool { return e.Certainty == "PROBABLE" || e.Certainty == "POSSIBLE" })
			rare(&future, func(e FactualEvent) bool { return e.Tense == "FUTURE" })
		}
		events.add(count, float64(len(gold[i].Events)), count, float64(len(found[i].Events)))
	}
	const data = "meantime-dev"
	return []Score{
		{"factuality", data, "events: precision", 100 * events.P()},
		{"factuality", data, "events: recall", 100 * events.R()},
		{"factuality", data, "negated F1", 100 * negated.F1()},
		{"factuality", data, "uncertain F1", 100 * uncertain.F1()},
		{"factuality", data, "future F1", 100 * future.F1()},
	}, nil
}

func number(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// share reports a common number.
func share(a, b []int) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

// MeantimeEvents runs the analysis on the tokens of the gold documents.
func MeantimeEvents(in Inputs) (gold, found []FactualDocument, err error) {
	path := filepath.Join(in.Shared, "bench", "factuality", "meantime_dev.jsonl")
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("factuality: %w", err)
	}
	defer file.Close()
	sc := bufio.NewScanner(file)
	sc.Buffer(nil, 1<<22)
	for sc.Scan() {
		var d FactualDocument
		if err := json.Unmarshal(sc.Bytes(), &d); err != nil {
			return nil, nil, fmt.Errorf("factuality: %s: %w", path, err)
		}
		gold = append(gold, d)
	}
	if err := sc.Err(); err != nil {
		return nil, nil, fmt.Errorf("factuality: %s: %w", path, err)
	}
	pipeline, err := english.New(in.Models, relation.Options{})
	if err != nil {
		return nil, nil, err
	}
	factuality, err := relation.NewFactuality(in.Models)
	if err != nil {
		return nil, nil, err
	}
	for _, g := range gold {
		doc := tokenDocument(g.ID, g.Sentences)
		for _, s := range pipeline[1 : len(pipeline)-1] { // the tokens are given, claims not asked for
			s.Process(doc)
		}
		d := FactualDocument{ID: g.ID}
		for _, e := range factuality.Events(doc) {
			d.Events = append(d.Events, factual(doc, e))
		}
		found = append(found, d)
	}
	return gold, found, nil
}

// factual puts an event into MEANTIME's words.
func factual(doc *nlp.Document, e relation.Event) FactualEvent {
	f := FactualEvent{Tokens: []int{e.Token}, Certainty: "CERTAIN", Polarity: "POS", Tense: "NON_FUTURE"}
	for i := range doc.Tokens {
		if t := &doc.Tokens[i]; t.Head == e.Token && t.Rel == "cop" {
			f.Tokens = append(f.Tokens, i)
		}
	}
	switch {
	case e.Status == nlp.Negated:
		f.Polarity = "NEG"
	case e.Status == nlp.Possible:
		f.Certainty = "POSSIBLE"
	case e.Uncertain:
		f.Certainty = "PROBABLE"
	}
	if e.Future {
		f.Tense = "FUTURE"
	}
	return f
}

// tokenDocument makes a document of tokenized sentences, the first of which is
// the headline.
func tokenDocument(id string, sentences [][]string) *nlp.Document {
	named := make([]NameSentence, len(sentences))
	for i, words := range sentences {
		for _, w := range words {
			if w == "``" || w == "''" {
				w = `"`
			}
			named[i].Words = append(named[i].Words, w)
		}
	}
	doc := NameDocument(named)
	doc.Article.ID = id
	for i := range doc.Sentences {
		s := &doc.Sentences[i]
		if i < 2 {
			doc.Blocks = append(doc.Blocks, nlp.Block{Span: s.Span, Kind: nlp.Headline})
		}
		if i > 0 {
			b := &doc.Blocks[1]
			s.Block, b.End, b.Kind = 1, s.End, nlp.Body
		}
	}
	return doc
}
