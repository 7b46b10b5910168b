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

// findPhrases adds the names and the noun phrases.
func (a *analysis) findPhrases() {
	for _, n := range a.names {
		a.add(n.first, n.last, a.headOf(n.first, n.last), n.sentence, nlp.Name, n.typ, n.confidence)
	}
	for s, sent := range a.doc.Sentences {
		for i := max(0, sent.First); i < min(sent.Last, len(a.doc.Tokens)); i++ {
			a.phrase(i, s)
		}
	}
}

// phrase adds the wordings of the noun phrase that token i heads, where its
// type is known.
//
//	[the [popular video - sharing application TikTok]] in [Moscow]
func (a *analysis) phrase(i, sentence int) {
	t := &a.doc.Tokens[i]
	if !strings.HasPrefix(t.Tag, "NN") || t.Rel == "" {
		return
	}
	n := int(a.nameAt[i])
	if n >= 0 && a.headOf(a.names[n].first, a.names[n].last) != i {
		return // inside a name
	}
	switch a.rel(i) {
	case "compound", "flat", "fixed", "goeswith":
		if n < 0 {
			return // part of another noun
		}
	}
	first, last := i, i+1
	if n >= 0 {
		first, last = a.names[n].first, a.names[n].last
	}
	first = a.left(i, first)
	typ, confidence := a.phraseType(i, n)
	last, named := a.rightBase(i, last)
	if named >= 0 && n < 0 { // "social media site Facebook"
		typ, confidence = a.names[named].typ, a.names[named].confidence
	}
	if typ == "" {
		return
	}
	emit := func(last int) {
		for n >= 0 || named < 0 || last > first {
			a.add(first, last, i, sentence, nlp.Nominal, typ, confidence)
			break
		}
	}
	if n < 0 || first < a.names[n].first || last > a.names[n].last {
		emit(last)
	}
	if named >= 0 && n < 0 && a.names[named].first > first && a.commonNoun(i) {
		emit(a.names[named].first)
	}
	// longer wordings
	for _, stop := range []func(int) bool{a.ofPhrase, a.prepositional, a.apposition} {
		if longer := a.extend(i, last, stop); longer > last {
			emit(longer)
			last = longer
		}
	}
}

func (a *analysis) commonNoun(i int) bool {
	return a.doc.Tokens[i].Tag == "NN" || a.doc.Tokens[i].Tag == "NNS"
}

// phraseType is the type of the phrase that i heads; n is its name or -1.
func (a *analysis) phraseType(i, n int) (nlp.EntityType, float32) {
	if n >= 0 {
		return a.names[n].typ, a.names[n].confidence
	}
	t := &a.doc.Tokens[i]
	lower := strings.ToLower(t.Text)
	if a.lex.people[lower] && t.Tag != "NNP" {
		return nlp.Group, 0.9
	}
	typ, ok := a.lex.nouns[lower]
	if !ok {
		typ = a.lex.nouns[t.Lemma]
	}
	if !ok && (t.Tag == "NNS" || t.Tag == "NNPS") {
		switch typ {
		case nlp.Person, nlp.Organization, nlp.Product:
			return nlp.Group, 0.8
		}
	}
	return typ, 0.8
}

// left finds where the phrase headed by i begins: determiner, adjectives,
// compounds and possessors, as far as they stand together before start.
func (a *analysis) left(i, start int) int {
	first := start
	for {
		// the dependent of the phrase that ends right before first
		next := -1
		for c := a.child[i]; c >= 0; c = a.sibling[c] {
			k := int(c)
			if k >= first {
				break
			}
			switch a.rel(k) {
			case "det", "amod", "compound", "nummod", "nmod", "flat", "appos", "advmod", "punct", "obl":
				if a.rightEdge(k) == first-1 && (a.rel(k) != "advmod" || next >= 0 || a.doc.Tokens[k].Tag != "RB") {
					next = k
				}
			}
		}
		if next < 0 {
			break
		}
		edge := a.leftEdge(next)
		if a.rel(next) == "punct" && a.doc.Tokens[next].Text != "-" && a.doc.Tokens[next].Text != `"` {
			break
		}
		first = min(first, edge)
	}
	for first < start { // a mark or adverb alone begins no phrase
		t := &a.doc.Tokens[first]
		if t.Tag == "RB" || t.Tag == "IN" || t.Tag == "CC" || t.Tag == "," || t.Tag == "HYPH" || t.Tag == "``" || t.Tag == "''" {
			first++
			continue
		}
		break
	}
	return first
}

// leftEdge and rightEdge are the first and the last token of what i governs.
func (a *analysis) leftEdge(i int) int {
	edge := i
	for c := a.child[i]; c >= 0; c = a.sibling[c] {
		if int(c) < edge {
			edge = min(edge, a.leftEdge(int(c)))
		}
	}
	return edge
}

func (a *analysis) rightEdge(i int) int {
	edge := i
	for c := a.child[i]; c >= 0; c = a.sibling[c] {
		if int(c) > edge {
			edge = max(edge, a.rightEdge(int(c)))
		}
	}
	return edge
}

// rightBase extends a phrase over what follows its head directly: the name that
// a description introduces, or the rest of a compound. It returns the name's
// index where there is one.
func (a *analysis) rightBase(i, last int) (int, int) {
	named := -1
	for c := a.child[i]; c >= 0; c = a.sibling[c] {
		k := int(c)
		if k < last {
			continue
		}
		switch a.rel(k) {
		case "appos", "flat", "compound", "nmod", "goeswith", "dep", "nummod":
		default:
			continue
		}
		if n := a.nameAt[k]; n >= 0 && a.names[n].first == last {
			last, named = a.names[n].last, int(n)
			break
		}
		if r := a.rel(k); (r == "flat" || r == "goeswith") && k == last {
			last = k + 1
		}
	}
	return last, named
}

// extend moves the end of the phrase over the dependents of its head that
// follow it without a gap and that take says belong to it.
func (a *analysis) extend(i, last int, take func(int) bool) int {
	for {
		longer := last
		for c := a.child[i]; c >= 0; c = a.sibling[c] {
			k := int(c)
			if k < last || !take(k) {
				continue
			}
			begin := a.leftEdge(k)
			if begin == last || begin == last+1 && opensAside(a.doc.Tokens[last].Text) {
				longer = a.phraseEnd(k)
				break
			}
		}
		if longer <= last {
			return last
		}
		last = longer
		if last < len(a.doc.Tokens) && a.doc.Tokens[last].Text == ")" {
			last++
		}
	}
}

func opensAside(s string) bool { return s == "," || s == "(" || s == "-" || s == "--" }

// phraseEnd is the end of the noun phrase headed by k with its prepositional
// phrases, before any clause or apposition.
func (a *analysis) phraseEnd(k int) int {
	end := k + 1
	if n := a.nameAt[k]; n >= 0 {
		end = max(end, a.names[n].last)
	}
	for c := a.child[k]; c >= 0; c = a.sibling[c] {
		j := int(c)
		if j < k {
			continue
		}
		switch a.rel(j) {
		case "nmod", "flat", "compound", "fixed", "conj", "amod", "obl", "nummod", "case", "goeswith":
			if a.leftEdge(j) <= end {
				end = max(end, a.phraseEnd(j))
			}
		}
	}
	return end
}

func (a *analysis) ofPhrase(k int) bool {
	if a.rel(k) != "nmod" {
		return false
	}
	for c := a.child[k]; c >= 0; c = a.sibling[c] {
		if a.rel(int(c)) == "case" {
			return strings.EqualFold(a.doc.Tokens[c].Text, "of")
		}
	}
	return false
}

func (a *analysis) prepositional(k int) bool {
	r := a.rel(k)
	return r == "nmod" || r == "amod"
}

func (a *analysis) apposition(k int) bool { return a.rel(k) == "appos" }

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
