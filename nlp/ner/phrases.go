package ner

import (
	"cmp"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// rel is the relation of a token without its subtype.
func (a *analysis) rel(i int) string {
	r, _, _ := strings.Cut(a.doc.Tokens[i].Rel, ":")
	return r
}

// headOf finds the token of [first, last) whose governor lies outside; of
// several, as a name cut across a tree gives, the one that is no mark or
// preposition and comes last.
func (a *analysis) headOf(first, last int) int {
	best := last - 1
	found := false
	for i := first; i < last; i++ {
		t := &a.doc.Tokens[i]
		if t.Rel == "" || t.Head >= first && t.Head < last {
			continue
		}
		switch a.rel(i) {
		case "punct", "case", "det", "cc":
			continue
		}
		if !found || a.doc.Tokens[best].Head != i {
			best, found = i, true
		}
	}
	return best
}

func (a *analysis) add(first, last, head, sentence int, kind nlp.MentionKind, typ nlp.EntityType, confidence float32) {
	a.mentions = append(a.mentions, nlp.Mention{
		Span: a.doc.TokenSpan(first, last), First: first, Last: last, Head: head, Sentence: sentence,
		Kind: kind, Type: typ, Entity: -1, Confidence: confidence,
	})
}

// findPronouns adds personal and possessive pronouns.
func (a *analysis) findPronouns() {
	for s, sent := range a.doc.Sentences {
		for i := max(0, sent.First); i < min(sent.Last, len(a.doc.Tokens)); i++ {
			t := &a.doc.Tokens[i]
			if t.Tag != "PRP" && t.Tag != "PRP$" || a.nameAt[i] >= 0 || a.rel(i) == "expl" {
				continue
			}
			a.add(i, i+1, i, s, nlp.Pronoun, a.lex.pronouns[strings.ToLower(t.Text)], 0.95)
		}
	}
}

// sorted returns the mentions in order of Start, longer first, one a span: the
// name before the nominal.
func (a *analysis) sorted() []nlp.Mention {
	slices.SortStableFunc(a.mentions, func(x, y nlp.Mention) int {
		return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(y.End, x.End), cmp.Compare(x.Kind, y.Kind))
	})
	return slices.CompactFunc(a.mentions, func(x, y nlp.Mention) bool { return x.Span == y.Span })
}
