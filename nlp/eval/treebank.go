package eval

import (
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/conll"
)

// Trees are the scores of tags, lemmas and dependencies against a treebank, in
// per cent of gold tokens.
type Trees struct {
	Tag, Lemma, UAS, LAS float64 // LAS without subtypes
	Tokens               int
}

// GoldTokens scores stages on the treebank's own sentences and tokens.
func GoldTokens(sents []conll.Sentence, stages ...nlp.Stage) Trees {
	doc := conll.Document(sents)
	for _, s := range stages {
		s.Process(doc)
	}
	var tag, lemma, uas, las, n int
	for i, s := range sents {
		first := doc.Sentences[i].First
		for j, gold := range s.Tokens {
			got := doc.Tokens[first+j]
			n++
			if got.Tag == gold.XPOS {
				tag++
			}
			if got.Lemma == gold.Lemma {
				lemma++
			}
			head := got.Head - first
			if got.Head < 0 {
				head = -1
			}
			if head == gold.Head {
				uas++
				if Coarse(got.Rel) == Coarse(gold.Rel) {
					las++
				}
			}
		}
	}
	f := func(k int) float64 { return 100 * float64(k) / float64(max(n, 1)) }
	return Trees{f(tag), f(lemma), f(uas), f(las), n}
}

// Coarse cuts the subtype off a relation: nsubj of nsubj:pass.
func Coarse(rel string) string {
	rel, _, _ = strings.Cut(rel, ":")
	return rel
}
