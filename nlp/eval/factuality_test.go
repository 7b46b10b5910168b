package eval

import (
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp/english"
	"github.com/newsgraph/newsgraph/nlp/relation"
)

func TestFactuality(t *testing.T) {
	pipeline, err := english.New(data.FS, relation.Options{})
	if err != nil {
		t.Fatal(err)
	}
	factuality, err := relation.NewFactuality(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct{ sentence, word, want string }{
		{"The court fined the company on Monday .", "fined", "CERTAIN POS NON_FUTURE"},
		{"The court did not fine the company on Monday .", "fine", "CERTAIN NEG NON_FUTURE"},
		{"The court will fine the company on Monday .", "fine", "CERTAIN POS FUTURE"},
		{"The court may fine the company on Monday .", "fine", "POSSIBLE POS FUTURE"},
		{"The company is expected to sell the jets .", "sell", "PROBABLE POS FUTURE"},
		{"The company managed to sell the jets .", "sell", "CERTAIN POS NON_FUTURE"},
		{"The company agreed to sell the jets .", "sell", "CERTAIN POS FUTURE"},
		{"The company will announce the purchase of jets .", "purchase", "CERTAIN POS FUTURE"},
		{"The company completed the purchase of jets .", "purchase", "CERTAIN POS NON_FUTURE"},
	} {
		words := strings.Fields(x.sentence)
		doc := tokenDocument("one", [][]string{{"News"}, words})
		for _, s := range pipeline[1 : len(pipeline)-1] {
			s.Process(doc)
		}
		got := "no event"
		for _, e := range factuality.Events(doc) {
			if doc.Tokens[e.Token].Text == x.word {
				f := factual(doc, e)
				got = f.Certainty + " " + f.Polarity + " " + f.Tense
			}
		}
		if got != x.want {
			t.Errorf("%s: %s: got %s, want %s", x.sentence, x.word, got, x.want)
		}
	}
}
