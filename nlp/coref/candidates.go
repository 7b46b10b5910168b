package coref

import (
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// definiteness of a candidate's determiner.
type definiteness uint8

const (
	bare definiteness = iota
	definite
	demonstr
	possessed
	indefinite
	quantified
)

// candidate is a noun phrase or pronoun that may corefer.
type candidate struct {
	first, last int // tokens, half open: full phrase with its relative clauses
	head        int // token: the phrase's head in the tree
	sent        int
	kind        nlp.MentionKind
	mention     int // one of doc.Mentions, the longest that is this phrase; -1 for none
	coord       bool
	cop         bool // predicate of a copula
	inTree      bool // found in the trees; otherwise only a mention of ner
	def         definiteness
	class       class
	number      number
	gender      gender
	pron        pronoun // of pronouns
	headID      uint32  // hash of the head's lemma
	text        uint32  // hash of the words without determiner and possessive
	quote       int     // number of the quotation it stands in, 0 for none
	rel         uint32  // hash of the head's relation
	gov         uint32  // hash of the governor's lemma
	syn         uint64  // synonym sets of the head
	name        int     // index into analysis.names, -1 for no name
	node        int     // union-find parent for entities
	named       int     // last mention of the name that the article described with this head before, -1 for none
	ante        int     // chosen antecedent, -1 for none
	seen        int     // earlier candidates with the same head
	inner       bool    // stands inside an apposition or predicate: no mention of its own in OntoNotes' manner
}

// analysis is the working memory for one document.
type analysis struct {
	*Resolver
	doc    *nlp.Document
	lemma  []uint32 // token: hash of its lower-case lemma
	lower  []uint32 // token: hash of its lower-case text
	left   []int32  // token: first token of its subtree
	right  []int32  // token: last token of its subtree
	child  []int32  // token: first child, -1
	next   []int32  // token: next sibling, -1
	rels   []string // token: relation without subtype
	quote  []int32  // token: number of its quotation
	at     []int32  // token: candidate headed there, -1
	cands  []candidate
	names  []name
	cand   []int32 // mention: its candidate, -1
	ranker ranking
}

func (a *analysis) reset(r *Resolver, doc *nlp.Document) {
	a.Resolver, a.doc = r, doc
	n := len(doc.Tokens)
	a.lemma = grow(a.lemma, n)
	a.lower = grow(a.lower, n)
	a.left, a.right = grow(a.left, n), grow(a.right, n)
	a.child, a.next = grow(a.child, n), grow(a.next, n)
	a.rels = grow(a.rels, n)
	a.quote, a.at = grow(a.quote, n), grow(a.at, n)
	a.cand = grow(a.cand, len(doc.Mentions))
	a.cands, a.names = a.cands[:0], a.names[:0]
	for i := range doc.Tokens {
		t := &doc.Tokens[i]
		a.lower[i] = hashLower(t.Text)
		a.lemma[i] = a.lower[i]
		if t.Lemma != "" {
			a.lemma[i] = hashLower(t.Lemma)
		}
		a.rels[i], _, _ = strings.Cut(t.Rel, ":")
		a.left[i], a.right[i] = int32(i), int32(i)
		a.child[i], a.next[i], a.at[i] = -1, -1, -1
	}
	for i := n - 1; i >= 0; i-- {
		if h := a.head(i); h >= 0 {
			a.next[i], a.child[h] = a.child[h], int32(i)
		}
	}
	for s := range doc.Sentences {
		a.spans(doc.Sentences[s].First, doc.Sentences[s].Last)
	}
	a.quotations()
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// head returns the governor of token i, -1 for a root or a nonsensical head.
func (a *analysis) head(i int) int {
	if h := a.doc.Tokens[i].Head; h >= 0 && h < len(a.doc.Tokens) && h != i {
		return h
	}
	return -1
}

// spans widens left and right of the tokens [first, last) to their subtrees:
// every token hands its extent up to the root. Steps are bounded, so that a
// cycle does no harm.
func (a *analysis) spans(first, last int) {
	for i := first; i < last; i++ {
		h := a.head(i)
		for steps := 0; h >= first && h < last && steps < last-first; steps++ {
			wider := false
			if int32(i) < a.left[h] {
				a.left[h], wider = int32(i), true
			}
			if int32(i) > a.right[h] {
				a.right[h], wider = int32(i), true
			}
			if !wider {
				break
			}
			h = a.head(h)
		}
	}
}

// quotations numbers the stretches between quotation marks. A mark that is
// not closed by the end of its block counts to that end.
func (a *analysis) quotations() {
	number, open, block := int32(0), false, -1
	for _, s := range a.doc.Sentences {
		if s.Block != block {
			block, open = s.Block, false
		}
		for i := s.First; i < s.Last; i++ {
			if a.doc.Tokens[i].Text == `"` || a.doc.Tokens[i].Text == "``" || a.doc.Tokens[i].Text == "''" {
				open = !open
				if open {
					number++
				}
				a.quote[i] = 0
				continue
			}
			a.quote[i] = 0
			if open {
				a.quote[i] = number
			}
		}
	}
}

func (a *analysis) findCandidates() {
	for s := range a.doc.Sentences {
		sent := &a.doc.Sentences[s]
		for i := sent.First; i < sent.Last; i++ {
			a.candidatesAt(i, s)
		}
	}
	a.adoptMentions()
	// Order of text, longer first, as mentions are ordered.
	slices.SortStableFunc(a.cands, func(x, y candidate) int {
		if x.first != y.first {
			return x.first - y.first
		}
		return y.last - x.last
	})
	for i := range a.at {
		a.at[i] = -1
	}
	for i := range a.cands {
		c := &a.cands[i]
		c.node, c.ante, c.named = i, -1, -1
		if !c.coord {
			a.at[c.head] = int32(i)
		}
	}
	for m := range a.doc.Mentions {
		a.cand[m] = -1
	}
	for i := range a.doc.Mentions {
		h := a.mentionHead(&a.doc.Mentions[i])
		if h < 0 {
			continue
		}
		a.cand[i] = a.at[h]
		if c := a.at[h]; c >= 0 && a.cands[c].mention < 0 {
			a.cands[c].mention = i // the first is the longest, by the order of mentions
		}
		if c := a.at[h]; c >= 0 && a.doc.Mentions[i].Kind == nlp.Name {
			a.cands[c].kind = nlp.Name
		}
	}
	for i := range a.cands {
		a.describe(&a.cands[i])
	}
}

var nominalRel = map[string]bool{
	"nsubj": true, "obj": true, "iobj": true, "obl": true, "nmod": true, "conj": true, "root": true, "appos": true,
	"parataxis": true, "vocative": true, "dislocated": true, "xcomp": true, "ccomp": true, "advcl": true, "acl": true,
	"list": true, "dep": true, "csubj": true, "discourse": true, "orphan": true, "reparandum": true,
}

func (a *analysis) candidatesAt(i, sent int) {
	t := &a.doc.Tokens[i]
	rel := a.rels[i]
	switch t.Tag {
	case "PRP", "PRP$":
		if rel != "expl" {
			a.cands = append(a.cands, candidate{first: i, last: i + 1, head: i, sent: sent, kind: nlp.Pronoun, mention: -1, inTree: true, name: -1})
		}
	case "DT":
		if nominalRel[rel] {
			if p, ok := a.lex.pronouns[lowerASCII(t.Text)]; ok && p.kind == demonstrative {
				a.cands = append(a.cands, candidate{first: i, last: i + 1, head: i, sent: sent, kind: nlp.Pronoun, mention: -1, inTree: true, name: -1})
			}
		}
	case "NN", "NNS", "NNP", "NNPS":
		if nominalRel[rel] && t.Rel != "nmod:desc" { // a title before a name is part of the name's phrase
			a.phrase(i, sent)
		}
	case "CD", "JJ", "JJS", "VBG", "$":
		if nominalRel[rel] && rel != "advcl" && rel != "acl" && rel != "root" && rel != "xcomp" && rel != "ccomp" && (t.Tag == "CD" || t.Tag == "$" || a.hasChild(i, "det")) {
			a.phrase(i, sent)
		}
	}
}

func (a *analysis) hasChild(i int, rel string) bool {
	for c := a.child[i]; c >= 0; c = a.next[c] {
		if a.rels[c] == rel {
			return true
		}
	}
	return false
}

// phrase adds the noun phrase headed at token i, and before it the whole
// coordination if i is its first conjunct: of "Apple and its rivals in China"
// the coordination, "Apple" and (from its own head) "its rivals in China".
func (a *analysis) phrase(i, sent int) {
	first, last, full, cop := i, i+1, 0, false
	for c := a.child[i]; c >= 0; c = a.next[c] {
		if a.rels[c] == "cop" {
			cop = true
		}
	}
	for c := a.child[i]; c >= 0; c = a.next[c] {
		switch a.rels[c] {
		case "det", "amod", "nummod", "nmod", "compound", "flat", "acl", "fixed", "goeswith":
			if int(c) < i && cop && a.rels[c] == "acl" {
				continue
			}
		case "appos":
			if int(c) < i {
				continue
			}
		case "case":
			if int(c) < i || a.doc.Tokens[c].Tag != "POS" {
				continue
			}
		case "conj":
			if int(c) > i && a.doc.Tokens[c].Tag != "VB" && a.doc.Tokens[c].Tag != "VBD" && a.doc.Tokens[c].Tag != "VBZ" {
				full = max(full, int(a.right[c])+1)
			}
			continue
		default:
			continue
		}
		first, last = min(first, int(a.left[c])), max(last, int(a.right[c])+1)
	}
	s := &a.doc.Sentences[sent]
	first, last = max(first, s.First), min(last, s.Last)
	full = min(full, s.Last)
	c := candidate{head: i, sent: sent, kind: nlp.Nominal, mention: -1, inTree: true, name: -1, cop: cop}
	if full > last {
		c.first, c.last = a.trim(first, full, i)
		c.coord = true
		a.cands = append(a.cands, c)
		c.coord = false
	}
	c.first, c.last = a.trim(first, last, i)
	a.cands = append(a.cands, c)
}

// trim cuts marks off both ends of the span, save a closing bracket or quote
// whose opening one is inside.
func (a *analysis) trim(first, last, head int) (int, int) {
	for first < head && mark(a.doc.Tokens[first].Text) && !opens(a.doc.Tokens[first].Text) {
		first++
	}
	for last-1 > head {
		text := a.doc.Tokens[last-1].Text
		if !mark(text) {
			break
		}
		if text == ")" || text == "]" || text == `"` || text == "''" {
			inside := false
			for i := first; i < last-1; i++ {
				inside = inside || opens(a.doc.Tokens[i].Text)
			}
			if inside {
				break
			}
		}
		last--
	}
	return first, last
}

func mark(s string) bool {
	switch s {
	case ",", ".", ";", ":", "-", "--", "!", "?", "(", ")", "[", "]", `"`, "'", "''", "``", "`", "...":
		return true
	}
	return false
}

func opens(s string) bool { return s == "(" || s == "[" || s == `"` || s == "``" || s == "`" }

// mentionHead finds the token of a mention that governs the rest: the one
// whose own governor is outside. Of several, as bad trees give, the mention's
// head word wins.
func (a *analysis) mentionHead(m *nlp.Mention) int {
	first, last := max(m.First, 0), min(m.Last, len(a.doc.Tokens))
	if first >= last {
		return -1
	}
	if m.Kind == nlp.Nominal && m.Head >= first && m.Head < last {
		return m.Head
	}
	best := -1
	for i := first; i < last; i++ {
		if h := a.head(i); h >= first && h < last {
			continue
		}
		if i == m.Head {
			return i
		}
		if best < 0 && a.rels[i] != "punct" && a.rels[i] != "case" && a.rels[i] != "det" {
			best = i
		}
	}
	if best < 0 {
		best = last - 1
	}
	return best
}

// adoptMentions adds the mentions that no phrase of the trees covers, such as
// the name in "the Moscow court".
func (a *analysis) adoptMentions() {
	for i := range a.cands {
		if !a.cands[i].coord {
			a.at[a.cands[i].head] = int32(i)
		}
	}
	for i := range a.doc.Mentions {
		m := &a.doc.Mentions[i]
		h := a.mentionHead(m)
		if h < 0 || a.at[h] >= 0 {
			continue
		}
		a.at[h] = int32(len(a.cands))
		sent := min(max(m.Sentence, 0), len(a.doc.Sentences)-1)
		a.cands = append(a.cands, candidate{first: m.First, last: m.Last, head: h, sent: sent, kind: m.Kind, mention: -1, name: -1})
	}
}

// describe fills what the phrase itself says: determiner, class, number,
// gender.
func (a *analysis) describe(c *candidate) {
	t := &a.doc.Tokens[c.head]
	c.headID = a.lemma[c.head]
	c.quote = int(a.quote[c.head])
	c.rel = hash(a.rels[c.head])
	if h := a.head(c.head); h >= 0 {
		c.gov = a.lemma[h]
	}
	if c.kind == nlp.Pronoun || c.mention >= 0 && a.doc.Mentions[c.mention].Kind == nlp.Pronoun {
		c.kind = nlp.Pronoun
		c.pron = a.lex.pronouns[lowerASCII(t.Text)]
		if c.pron.base == "" {
			c.pron = pronoun{base: "?", id: 1, person: 3}
		}
		c.class, c.number, c.gender = c.pron.class, c.pron.number, c.pron.gender
		c.text = c.pron.id
		return
	}
	c.number = singular
	if t.Tag == "NNS" || t.Tag == "NNPS" || c.coord {
		c.number = plural
	}
	first := c.first
	for i := c.first; i < c.head && c.def == bare; i++ {
		d := &a.doc.Tokens[i]
		h := a.head(i)
		direct := h == c.head
		switch {
		case direct && (d.Tag == "PRP$" || d.Tag == "WP$"):
			c.def = possessed
		case direct && a.rels[i] == "nmod" && a.possessive(i):
			c.def = possessed
		case direct && a.rels[i] == "det":
			c.def = determiner(d.Text)
			if i == first {
				first++
			}
		case direct && a.rels[i] == "nummod":
			c.def = quantified
		}
	}
	h := uint32(2166136261)
	for i := first; i < c.last; i++ {
		if a.doc.Tokens[i].Tag == "POS" && i == c.last-1 {
			break
		}
		if !mark(a.doc.Tokens[i].Text) {
			h = (h ^ a.lower[i]) * 16777619
		}
	}
	c.text = h
	lemma := t.Lemma
	if lemma == "" {
		lemma = t.Text
	}
	lemma = lowerASCII(lemma)
	n := a.lex.nouns[lemma]
	// "President" alone is a description, whatever its capital.
	if (t.Tag == "NNP" || t.Tag == "NNPS") && (c.mention < 0 || n.class == unknown) {
		c.kind = nlp.Name
	}
	if c.kind != nlp.Name || c.mention < 0 {
		c.class, c.gender = n.class, n.gender
	}
	c.syn = a.lex.synonyms[lemma]
	if c.kind == nlp.Name && n.class != unknown && c.mention < 0 && c.number == plural {
		c.class = n.class
	}
	if c.mention >= 0 {
		m := &a.doc.Mentions[c.mention]
		if k := classOf(m.Type); k != unknown && (c.kind == nlp.Name || c.class == unknown || n.class == thing) {
			c.class = k
		}
	}
	if c.class != person && c.class != unknown && c.class != animal {
		c.gender = neuter
	}
}

func (a *analysis) possessive(i int) bool {
	for c := a.child[i]; c >= 0; c = a.next[c] {
		if a.doc.Tokens[c].Tag == "POS" {
			return true
		}
	}
	return false
}

func determiner(s string) definiteness {
	switch lowerASCII(s) {
	case "the":
		return definite
	case "this", "that", "these", "those", "such":
		return demonstr
	case "a", "an", "another", "some", "any", "no":
		return indefinite
	}
	return quantified
}

func classOf(t nlp.EntityType) class {
	switch t {
	case nlp.Person:
		return person
	case nlp.Organization, nlp.Group:
		return group
	case nlp.Place:
		return place
	case nlp.Product, nlp.Work:
		return thing
	case nlp.Event:
		return event
	case nlp.Law:
		return abstract
	}
	return unknown
}

// lowerASCII lowers A to Z only, so that the length stays; it allocates only
// where something changes.
func lowerASCII(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' {
			return strings.ToLower(s)
		}
	}
	return s
}

func hashLower(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		b := s[i]
		if b >= 'A' && b <= 'Z' {
			b += 'a' - 'A'
		}
		h = (h ^ uint32(b)) * 16777619
	}
	return h
}
