package relation

import (
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// maxArguments bounds the members of one coordinated argument.
const maxArguments = 12

// expand turns the word in a role into the heads of the things it names: the
// members of a coordination, the antecedent of a relative pronoun, the
// examples behind "such as", the thing behind a transparent noun ("access to
// Twitter").
func (x *extraction) expand(r ref, depth int, out []int) []int {
	if len(out) >= maxArguments || depth > maxDepth {
		return out
	}
	i := r.tok
	if x.isRelativePronoun(i) {
		if a := x.antecedent(i); a >= 0 {
			return x.expand(ref{tok: a}, depth+1, out)
		}
		return out
	}
	before := len(out)
	if inner := x.transparent(i); inner >= 0 {
		out = x.expand(ref{tok: inner}, depth+1, out)
	} else {
		out = append(out, i)
	}
	if len(out) == before {
		return out
	}
	for c := x.t.child[i]; c >= 0; c = x.t.next[c] {
		k := int(c)
		switch x.t.rel(k) {
		case "conj":
			if x.describes(k, i) {
				continue
			}
			if (x.t.isNoun(k) || x.t.tok(k).Tag == "JJ") && !x.t.isPredicate(k) && !x.disjunctClause(k) {
				out = x.expand(ref{tok: k}, depth+1, out)
			}
		case "nmod", "obl", "appos":
			if x.introducesExamples(k) {
				out = x.expand(ref{tok: k}, depth+1, out)
			} else if p := x.caseOf(k); p == "along" || p == "along with" || p == "together with" || p == "as well" || p == "as well as" {
				out = x.expand(ref{tok: k}, depth+1, out)
			}
		}
	}
	return out
}

// disjunctClause reports a coordinated noun that is the subject of a clause
// the parser broke ("X and Y said"); it has children of a clause.
func (x *extraction) disjunctClause(k int) bool {
	return x.t.find(k, "nsubj") >= 0 || x.t.find(k, "cop") >= 0
}

// introducesExamples reports "such as Facebook", "including Google",
// "especially TikTok" behind a more general noun.
func (x *extraction) introducesExamples(k int) bool {
	switch x.caseOf(k) {
	case "such as", "including", "include":
		return true
	}
	for c := x.t.child[k]; c >= 0 && int(c) < k; c = x.t.next[c] {
		switch x.t.tok(int(c)).Lemma {
		case "especially", "notably", "particularly", "including", "namely":
			return x.t.isProper(k) || x.hasName(k)
		}
	}
	return false
}

// antecedent is the noun that a relative pronoun stands for.
func (x *extraction) antecedent(i int) int {
	v := x.t.tok(i).Head
	for depth := 0; v >= 0 && depth < maxDepth; depth++ {
		if tok := x.t.tok(v); tok.Rel == "acl:relcl" || tok.Rel == "acl" {
			return tok.Head
		}
		v = x.t.tok(v).Head
	}
	// The parser made the relative clause the main one: take the mention that
	// the pronoun follows.
	for j := i - 1; j >= 0 && j >= i-2 && x.sentenceAt[j] == x.sentenceAt[i]; j-- {
		if m := x.endsAt[j]; m >= 0 {
			return x.doc.Mentions[m].Head
		}
		if strings.HasPrefix(x.t.tok(j).Tag, "NN") {
			return j
		}
		if x.t.tok(j).Text != "," {
			break
		}
	}
	return -1
}

// transparent returns the noun that a transparent noun stands for in the role
// of an actor or patient: "access to Twitter", "some of his videos",
// "TikTok's management"; -1 if i is none.
func (x *extraction) transparent(i int) int {
	preps, ok := x.lex.transparent[x.t.tok(i).Lemma]
	if !ok {
		return -1
	}
	for _, p := range preps {
		if p == "poss" {
			if c := x.t.find(i, "nmod:poss"); c >= 0 {
				return c
			}
			continue
		}
		for c := x.t.child[i]; c >= 0; c = x.t.next[c] {
			if x.t.rel(int(c)) == "nmod" && x.caseOf(int(c)) == p {
				return int(c)
			}
		}
	}
	return -1
}

// author is who speaks or acts through a document: "RIAA's notice alleged" is
// what the RIAA alleges. Any other word stands for itself.
func (x *extraction) author(i int) int {
	if x.lex.documents[x.t.tok(i).Lemma] {
		if c := x.t.find(i, "nmod:poss"); c >= 0 && x.mentionOf(c) >= 0 {
			return c
		}
	}
	return i
}

// mentionOf finds the mention whose head is the token, or the name that the
// token is a part of; -1 if there is none.
func (x *extraction) mentionOf(i int) int {
	if m := x.mentionAt[i]; m >= 0 {
		return int(m)
	}
	return int(x.nameAt[i])
}

// hasName reports whether the noun is or heads a name.
func (x *extraction) hasName(i int) bool {
	m := x.mentionOf(i)
	return m >= 0 && x.doc.Mentions[m].Kind == nlp.Name
}

// argument builds the argument around head i. It is nil for a pronoun that
// refers to nothing known: a claim about "it" helps nobody.
func (x *extraction) argument(i int) *nlp.Argument {
	if m := x.mentionOf(i); m >= 0 {
		men := &x.doc.Mentions[m]
		if men.Kind == nlp.Pronoun {
			if a := x.speakerPronoun(i); a != nil {
				return a
			}
		}
		if men.Entity >= 0 {
			return x.entityArgument(men)
		}
		if men.Kind == nlp.Pronoun {
			return nil
		}
	}
	tok := x.t.tok(i)
	if place := x.demonymAt(i); place != "" && tok.Tag != "NNS" && tok.Tag != "NNPS" {
		return x.placeArgument(place, i)
	}
	if strings.HasPrefix(tok.Tag, "PRP") || strings.HasPrefix(tok.Tag, "W") || tok.Tag == "EX" {
		return nil
	}
	if tok.Tag == "DT" && x.t.child[i] < 0 {
		return nil // "this", "that" alone
	}
	first, last := x.t.nounPhrase(i)
	if cut := x.beforePreposition(first, i); cut >= 0 {
		// No English noun phrase has a preposition before its head: the
		// parser tied two together. The first is the one in the role.
		if m := x.startsAt[first]; m >= 0 && x.doc.Mentions[m].Entity >= 0 && x.doc.Mentions[m].Last <= cut {
			return x.entityArgument(&x.doc.Mentions[m])
		}
		last = cut
	}
	return x.phrase(first, x.withParticiple(i, first, last))
}

// beforePreposition finds the first preposition between the start of a phrase
// and its head, -1 for none. Those inside a possessor or a name do not count.
func (x *extraction) beforePreposition(first, head int) int {
	for j := first + 1; j < head; j++ {
		tok := x.t.tok(j)
		if tok.Tag != "IN" || tok.Rel != "case" || x.nameAt[j] >= 0 {
			continue
		}
		switch tok.Lemma {
		case "than", "about", "to", "at", "of": // "more than 40 posts", "up to ten"
			continue
		}
		return j
	}
	return -1
}

// withParticiple extends a phrase of one or two words by the participle that
// tells which of many it means: "accounts linked to Russian state media".
func (x *extraction) withParticiple(i, first, last int) int {
	if last-first > 3 {
		return last
	}
	for c := x.t.child[i]; c >= 0; c = x.t.next[c] {
		if k := int(c); k == last && x.t.tok(k).Rel == "acl" && x.t.tok(k).Tag == "VBN" {
			f, l := x.t.extent(k, nil)
			if f == k && l-f <= 7 {
				return l
			}
		}
	}
	return last
}

// speakerPronoun resolves pronouns that who speaks decides better than
// coreference does: the subject of what somebody reports is most often the speaker ("Sarea said it
// had carried out the attack").
// In a quotation "I" and "we" are the one who speaks.
func (x *extraction) speakerPronoun(i int) *nlp.Argument {
	if q := x.quoteAt[i]; q >= 0 && x.quotes[q].speaker != nil {
		switch strings.ToLower(x.t.tok(i).Text) {
		case "i", "me", "my", "we", "us", "our", "myself", "ourselves":
			a := *x.quotes[q].speaker
			tok := x.t.tok(i)
			a.Mention, a.Start, a.End = x.doc.Cut(tok.Span), tok.Start, tok.End
			return &a
		}
	}
	v := x.t.tok(i).Head
	if x.t.rel(i) != "nsubj" || v < 0 || x.t.rel(v) != "ccomp" {
		return nil
	}
	g := x.t.tok(v).Head
	if g < 0 || x.lex.speech[x.t.tok(g).Lemma] != "says" {
		return nil
	}
	s := x.t.find(g, "nsubj")
	if s < 0 || s == i {
		return nil
	}
	m := x.mentionOf(s)
	if m < 0 || x.doc.Mentions[m].Entity < 0 {
		return nil
	}
	a := x.entityArgument(&x.doc.Mentions[m])
	switch strings.ToLower(x.t.tok(i).Text) {
	case "he", "she":
		if a.Type != nlp.Person {
			return nil
		}
	case "it":
		if a.Type == nlp.Person {
			return nil
		}
	case "they", "we":
	default:
		return nil
	}
	tok := x.t.tok(i)
	a.Mention, a.Start, a.End = x.doc.Cut(tok.Span), tok.Start, tok.End
	return a
}

// entityArgument is the argument that a mention of an entity makes.
func (x *extraction) entityArgument(m *nlp.Mention) *nlp.Argument {
	e := &x.doc.Entities[m.Entity]
	span := m.Span
	if m.Kind == nlp.Nominal {
		if first, _ := x.t.nounPhrase(m.Head); first < m.First && m.First-first <= 3 {
			span.Start = x.doc.Tokens[first].Start // "its Polish branch", "at least seven people"
		}
	}
	if m.Kind == nlp.Nominal && !e.Named {
		if last := x.withParticiple(m.Head, m.First, m.Last); last > m.Last {
			span.End = x.doc.Tokens[last-1].End
		}
	}
	return &nlp.Argument{ID: e.ID, Name: e.Name, Mention: x.doc.Cut(span), Type: e.Type, Start: span.Start, End: span.End}
}

// partArgument is the argument that the rest of a compound word names: the
// entity of that name, else the words.
func (x *extraction) partArgument(i, cut int) *nlp.Argument {
	tok := x.t.tok(i)
	if tok.Len() != len(tok.Text) || cut >= tok.Len() {
		return nil
	}
	span := nlp.Span{Start: tok.Start + cut, End: tok.End}
	word := x.doc.Cut(span)
	id := nlp.Slug(word)
	for k := range x.doc.Entities {
		if e := &x.doc.Entities[k]; e.ID == id || strings.EqualFold(e.Name, word) {
			return &nlp.Argument{ID: e.ID, Name: e.Name, Mention: word, Type: e.Type, Start: span.Start, End: span.End}
		}
	}
	return &nlp.Argument{ID: nlp.PhraseID(x.doc.Article.ID, word), Name: word, Mention: word, Type: nlp.Phrase, Start: span.Start, End: span.End}
}

// placeArgument is the country that an adjective of nationality names, the
// document's own entity for it if there is one.
func (x *extraction) placeArgument(place string, i int) *nlp.Argument {
	tok := x.t.tok(i)
	id := nlp.Slug(place)
	name := place
	for k := range x.doc.Entities {
		if x.doc.Entities[k].ID == id {
			name = x.doc.Entities[k].Name
			break
		}
	}
	return &nlp.Argument{ID: id, Name: name, Mention: x.doc.Cut(tok.Span), Type: nlp.Place, Start: tok.Start, End: tok.End}
}

// clauseArgument is a proposition as argument: the words of the clause
// without its conjunction and what hangs on it by punctuation.
func (x *extraction) clauseArgument(i int) *nlp.Argument {
	first, last := x.t.extent(i, func(c int) bool {
		switch x.t.rel(c) {
		case "parataxis", "discourse":
			return false
		}
		return true
	})
	for first < last-1 {
		switch tok := x.t.tok(first); {
		case isPunct(tok.Tag):
		case tok.Rel == "mark" && tok.Head == i && (tok.Lemma == "that" || tok.Lemma == "to" || tok.Lemma == "of" || tok.Lemma == "for" || tok.Lemma == "from"):
		default:
			return x.phrase(first, last)
		}
		first++
	}
	return x.phrase(first, last)
}

// maxPhrase bounds the words of a phrase argument, in tokens.
const maxPhrase = 40

func (x *extraction) phrase(first, last int) *nlp.Argument {
	if last-first > maxPhrase {
		last = first + maxPhrase
	}
	for last-1 > first && isPunct(x.t.tok(last-1).Tag) {
		last--
	}
	sp := x.doc.TokenSpan(first, last)
	text := strings.Join(strings.Fields(x.doc.Cut(sp)), " ")
	if text == "" {
		return nil
	}
	return &nlp.Argument{
		ID: nlp.PhraseID(x.doc.Article.ID, text), Name: text, Mention: x.doc.Cut(sp),
		Type: nlp.Phrase, Start: sp.Start, End: sp.End,
	}
}

// allowed reports whether the argument's type is one of types; no types allow
// all.
func allowed(a *nlp.Argument, types []nlp.EntityType) bool {
	if len(types) == 0 {
		return true
	}
	if a == nil {
		return false
	}
	for _, t := range types {
		if a.Type == t {
			return true
		}
	}
	return false
}
