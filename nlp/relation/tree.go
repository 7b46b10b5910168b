package relation

import (
	"sort"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// tree gives quick access to the dependency trees of one document: children
// in text order, as linked lists over the token indices.
type tree struct {
	doc   *nlp.Document
	child []int32 // first child of a token, -1 for none
	next  []int32 // next sibling to the right, -1 for none
}

func (t *tree) build(doc *nlp.Document) {
	n := len(doc.Tokens)
	t.doc = doc
	t.child = resize(t.child, n)
	t.next = resize(t.next, n)
	for i := n - 1; i >= 0; i-- {
		if h := doc.Tokens[i].Head; h >= 0 && h < n {
			t.next[i] = t.child[h]
			t.child[h] = int32(i)
		}
	}
}

// resize returns a slice of n entries, all -1, in the memory of s if it fits.
func resize(s []int32, n int) []int32 {
	if cap(s) < n {
		s = make([]int32, n)
	}
	s = s[:n]
	for i := range s {
		s[i] = -1
	}
	return s
}

func (t *tree) tok(i int) *nlp.Token { return &t.doc.Tokens[i] }

// rel is the universal part of a token's relation: "nsubj" of "nsubj:pass".
func (t *tree) rel(i int) string {
	r := t.doc.Tokens[i].Rel
	if k := strings.IndexByte(r, ':'); k >= 0 {
		return r[:k]
	}
	return r
}

// find returns the first child of i whose relation is rel, subtype and all or
// without any, or -1.
func (t *tree) find(i int, rel string) int {
	for c := t.child[i]; c >= 0; c = t.next[c] {
		if r := t.doc.Tokens[c].Rel; r == rel || t.rel(int(c)) == rel {
			return int(c)
		}
	}
	return -1
}

// hasChild reports whether a child of i has the relation and the lemma.
func (t *tree) hasChild(i int, rel, lemma string) bool {
	for c := t.child[i]; c >= 0; c = t.next[c] {
		if t.rel(int(c)) == rel && t.doc.Tokens[c].Lemma == lemma {
			return true
		}
	}
	return false
}

func (t *tree) isVerb(i int) bool { return strings.HasPrefix(t.doc.Tokens[i].Tag, "VB") }

func (t *tree) isNoun(i int) bool {
	tag := t.doc.Tokens[i].Tag
	return strings.HasPrefix(tag, "NN") || tag == "CD" || tag == "$" || tag == "DT" || tag == "PRP" || tag == "FW" || tag == "ADD"
}

// isProper reports whether the token is a proper noun.
func (t *tree) isProper(i int) bool { return strings.HasPrefix(t.doc.Tokens[i].Tag, "NNP") }

// isPredicate reports whether the token heads a clause: a verb, or a nominal
// or adjective with a copula.
func (t *tree) isPredicate(i int) bool {
	if t.isVerb(i) {
		switch t.rel(i) {
		case "amod", "compound", "aux", "cop", "case", "mark", "fixed":
			return false
		}
		return true
	}
	return t.find(i, "cop") >= 0
}

// passive reports whether the verb stands in the passive voice: with an
// auxiliary, or as a bare past participle after a noun ("posts removed by
// TikTok") or as the verb of a headline ("Premier arrested"). Taggers confuse
// past tense and participle, so a participle with an object is active, and so
// is one without auxiliary that ends in a full sentence.
func (t *tree) passive(i int) bool {
	tok := t.tok(i)
	if tok.Tag == "VBG" {
		return t.getPassive(i)
	}
	for c := t.child[i]; c >= 0; c = t.next[c] {
		switch t.doc.Tokens[c].Rel {
		case "aux:pass", "obl:agent":
			return true
		}
	}
	if tok.Tag != "VBN" && tok.Tag != "VBD" || t.find(i, "obj") >= 0 {
		return false
	}
	if t.find(i, "nsubj") >= 0 {
		// Headlines tell the past in the present tense, so that a past form
		// without auxiliary and object is passive.
		return t.find(i, "aux") < 0 && tok.Rel != "acl:relcl" && tok.Rel != "ccomp" && t.find(i, "ccomp") < 0 && t.find(i, "xcomp") < 0 && t.headline(i)
	}
	switch t.rel(i) {
	case "acl":
		// A noun as root of a full sentence that has no other verb: the
		// parser took "The governor called for calm." for a noun phrase.
		if t.doc.Tokens[tok.Head].Head < 0 && t.find(tok.Head, "cop") < 0 && !t.headline(i) {
			return false
		}
		return tok.Rel != "acl:relcl" && tok.Tag == "VBN"
	case "amod":
		return tok.Tag == "VBN"
	case "conj":
		// "was muted and removed": the auxiliary of the first verb holds for
		// both, unless the second has an auxiliary of its own.
		return tok.Tag == "VBN" && t.find(i, "aux") < 0 && t.isVerb(tok.Head) && t.passive(tok.Head)
	case "xcomp", "advcl":
		return tok.Tag == "VBN" && t.find(i, "aux") < 0
	case "root", "ccomp", "parataxis":
		return tok.Tag == "VBN" && t.find(i, "aux") < 0 && t.headline(i)
	}
	return false
}

// headline reports whether the token's sentence ends without a full stop, as
// headlines do, which leave out auxiliaries.
func (t *tree) headline(i int) bool {
	k := sort.Search(len(t.doc.Sentences), func(s int) bool { return t.doc.Sentences[s].Last > i })
	if k == len(t.doc.Sentences) {
		return false
	}
	for j := t.doc.Sentences[k].Last - 1; j > i; j-- {
		if tag := t.doc.Tokens[j].Tag; tag == "." {
			return false
		} else if tag != "''" && tag != "-RRB-" {
			return true
		}
	}
	return true
}

// getPassive finds "being removed", the only passive of an -ing form.
func (t *tree) getPassive(i int) bool {
	for c := t.child[i]; c >= 0; c = t.next[c] {
		if r := t.doc.Tokens[c].Rel; r == "aux:pass" || r == "nsubj:pass" {
			return true
		}
	}
	return false
}

// extent returns the tokens [first, last) that the subtree of i covers, left
// and right of i, but does not enter children that keep refuses.
func (t *tree) extent(i int, keep func(c int) bool) (first, last int) {
	first, last = i, i+1
	for c := t.child[i]; c >= 0; c = t.next[c] {
		if keep != nil && !keep(int(c)) {
			continue
		}
		f, l := t.extent(int(c), keep)
		first, last = min(first, f), max(last, l)
	}
	return first, last
}

// nounPhrase returns the tokens of the noun phrase around head i as a reader
// would quote it: determiner, adjectives, compounds, possessor, and the
// prepositional phrases right behind it, without relative clauses,
// appositions or the rest of a coordination.
func (t *tree) nounPhrase(i int) (first, last int) {
	first, last = t.extent(i, func(c int) bool {
		switch t.rel(c) {
		case "acl", "appos", "conj", "cc", "parataxis", "punct", "dep", "advcl", "cop", "nsubj", "aux", "mark", "list", "csubj", "discourse", "orphan", "dislocated", "vocative":
			return t.keepPunct(c)
		case "case":
			// The noun's own preposition stands outside, those of its
			// dependents and the possessive 's inside.
			return t.doc.Tokens[c].Head != i || t.doc.Tokens[c].Tag == "POS"
		case "nmod":
			if t.doc.Tokens[c].Rel == "nmod:poss" || t.doc.Tokens[c].Rel == "nmod:desc" {
				return true
			}
			return c < i && t.find(c, "case") < 0 || c > i && t.shortModifier(c)
		case "advmod":
			return c < i
		}
		return true
	})
	// The possessive of the whole phrase is no part of it.
	for last-1 > i && (t.doc.Tokens[last-1].Tag == "POS" || isPunct(t.doc.Tokens[last-1].Tag)) {
		last--
	}
	// "at least seventeen people"
	if first > 0 && t.doc.Tokens[first-1].Lemma == "at" && (t.doc.Tokens[first].Lemma == "least" || t.doc.Tokens[first].Lemma == "most" || t.doc.Tokens[first].Text == "least") {
		first--
	}
	for first < i && isPunct(t.doc.Tokens[first].Tag) && t.doc.Tokens[first].Tag != "``" {
		first++
	}
	return first, last
}

// keepPunct keeps hyphens inside words and quotation marks inside a phrase.
func (t *tree) keepPunct(c int) bool {
	switch t.doc.Tokens[c].Tag {
	case "HYPH", "``", "''", "$":
		return true
	}
	return false
}

// shortModifier reports whether a prepositional phrase behind a noun belongs
// to its short form: "of" phrases, and up to six words with a preposition that
// tells what the thing is rather than where it goes.
func (t *tree) shortModifier(c int) bool {
	f, l := t.extent(c, nil)
	k := t.find(c, "case")
	if k < 0 {
		return false
	}
	switch t.doc.Tokens[k].Lemma {
	case "of":
		return l-f <= 9
	case "about", "on", "in", "from", "with", "against", "for":
		return l-f <= 6
	}
	return false
}

func isPunct(tag string) bool {
	switch tag {
	case ",", ".", ":", "``", "''", "-LRB-", "-RRB-", "HYPH", "NFP", "SYM":
		return true
	}
	return false
}

// verbGroup returns the tokens of a verb with its particle, for a trigger.
func (t *tree) verbGroup(i int) (first, last int) {
	first, last = i, i+1
	if p := t.find(i, "compound:prt"); p == i+1 {
		last = p + 1
	}
	return first, last
}
