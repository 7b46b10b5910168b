package english

import (
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/relation"
)

// TestFrameExamples runs the examples that the frame lexicon promises.
func TestFrameExamples(t *testing.T) {
	extractor, err := relation.New(data.FS, relation.Options{})
	if err != nil {
		t.Fatal(err)
	}
	pipeline, err := New(data.FS, relation.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, ex := range extractor.Examples() {
		doc := pipeline.Run(nlp.Article{ID: "example", Text: ex.Sentence, Published: "2021-05-03"})
		if msg := ex.Check(doc); msg != "" {
			t.Errorf("lexicon/frames.txt:%d: %s\n%s", ex.Line, msg, claims(doc))
		}
	}
}

// claims prints what was found, for a failing example.
func claims(doc *nlp.Document) string {
	var b strings.Builder
	for _, tok := range doc.Tokens {
		b.WriteString(" " + tok.Text + "/" + tok.Tag + "/" + tok.Rel)
	}
	for _, c := range doc.Claims {
		b.WriteString("\n    " + c.Relation + " " + c.Frame)
		for _, a := range []*nlp.Argument{c.Subject, c.Object} {
			if a == nil {
				b.WriteString(" | -")
			} else {
				b.WriteString(" | " + a.Name)
			}
		}
	}
	return b.String()
}
