package ner

import (
	"cmp"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// link turns the governors of the tokens into lists of dependents.
func (a *analysis) link() {
	n := len(a.doc.Tokens)
	a.child, a.sibling = make([]int32, n), make([]int32, n)
	for i := range n {
		a.child[i], a.sibling[i] = -1, -1
	}
	for _, s := range a.doc.Sentences {
		for i := min(s.Last, n) - 1; i >= max(0, s.First); i-- {
			t := &a.doc.Tokens[i]
			if t.Rel == "" || t.Head < s.First || t.Head >= s.Last || t.Head == i {
				continue
			}
			a.sibling[i], a.child[t.Head] = a.child[t.Head], int32(i)
		}
	}
}

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

// pronounTypes are the types of pronouns that tell one.
var pronounTypes = map[string]nlp.EntityType{
	"he": nlp.Person, "him": nlp.Person, "his": nlp.Person, "himself": nlp.Person,
	"she": nlp.Person, "her": nlp.Person, "hers": nlp.Person, "herself": nlp.Person,
	"i": nlp.Person, "me": nlp.Person, "my": nlp.Person, "mine": nlp.Person, "myself": nlp.Person,
	"you": nlp.Person, "your": nlp.Person, "yours": nlp.Person, "yourself": nlp.Person,
	"we": nlp.Group, "us": nlp.Group, "our": nlp.Group, "ours": nlp.Group, "ourselves": nlp.Group,
}

// findPronouns adds personal and possessive pronouns.
func (a *analysis) findPronouns() {
	for s, sent := range a.doc.Sentences {
		for i := max(0, sent.First); i < min(sent.Last, len(a.doc.Tokens)); i++ {
			t := &a.doc.Tokens[i]
			if t.Tag != "PRP" && t.Tag != "PRP$" || a.nameAt[i] >= 0 || a.rel(i) == "expl" {
				continue
			}
			a.add(i, i+1, i, s, nlp.Pronoun, pronounTypes[strings.ToLower(t.Text)], 0.95)
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
