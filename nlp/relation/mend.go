package relation

import (
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// mend corrects the trees of a document where names and plain words show that
// the parser went wrong. News names people by title and possessor ("Kremlin
// critic Alexei Navalny", "BBC's Jonathan Marcus"), which treebanks of other
// genres hardly hold. It changes Head and Rel in place, so that later reading
// and `explain` see one tree, and it keeps every sentence a tree.
func (x *extraction) mend() {
	doc := x.doc
	x.parsed = append(x.parsed[:0], doc.Tokens...)
	defer x.keepTrees()
	for k := range doc.Mentions {
		if m := &doc.Mentions[k]; m.Kind == nlp.Name && m.Last-m.First > 1 {
			x.mendName(m)
		}
	}
	for k := range doc.Mentions {
		if m := &doc.Mentions[k]; m.Kind == nlp.Name && m.Type == nlp.Person {
			x.mendTitle(m)
		}
	}
	for k := range doc.Mentions {
		x.mendRole(doc.Mentions[k].Head)
	}
	for k := range doc.Quantities {
		if q := &doc.Quantities[k]; q.Kind == "money" && q.First > 0 {
			x.mendPrice(q)
		}
	}
	for i := range doc.Tokens {
		switch tok := &doc.Tokens[i]; {
		case tok.Rel == "mark" && tok.Lemma == "that" && i > 0 && x.lex.reports[doc.Tokens[i-1].Lemma] && tok.Head > i:
			// "received reports that access was restored": what is reported
			// hangs on the noun.
			if v := &doc.Tokens[tok.Head]; (v.Rel == "advcl" || v.Rel == "ccomp") && v.Head < i {
				x.hang(tok.Head, i-1, "acl")
			}
		case tok.Rel == "amod" && (tok.Tag == "VBN" || tok.Tag == "VBD") && tok.Head > i:
			x.mendAttribute(i)
		case tok.Tag == "VB" && tok.Rel == "acl" && i > 0 && doc.Tokens[i-1].Tag == "TO":
			x.mendComplement(i)
		case tok.Tag == "POS":
			x.mendPossessor(i)
		case tok.Tag == "VBG" && i > 0 && doc.Tokens[i-1].Tag == "IN" && doc.Tokens[i-1].Head == i:
			x.mendCharge(i)
		}
	}
}

// mendPrice parts a name from the amount behind it: in "fined TikTok 2.6
// million roubles" the name is the object, not a word of the amount.
func (x *extraction) mendPrice(q *nlp.Quantity) {
	doc := x.doc
	m := x.endsAt[q.First-1]
	if m < 0 || x.sentenceAt[q.First-1] != x.sentenceAt[q.First] {
		return
	}
	first, head := doc.Mentions[m].First, doc.Mentions[m].Head
	for first > 0 && x.sentenceAt[first-1] == x.sentenceAt[q.First] && (x.modifiesTitle(first-1) || doc.Tokens[first-1].Tag == "DT") {
		first-- // "the video app" before "TikTok"
	}
	v := first - 1
	top := x.outside(q.First, q.Last)
	if v < 0 || !strings.HasPrefix(doc.Tokens[v].Tag, "VB") || x.sentenceAt[v] != x.sentenceAt[q.First] || top < 0 || doc.Tokens[top].Head != v {
		return
	}
	inside := func(i int) bool { return doc.Tokens[i].Head >= q.First && doc.Tokens[i].Head < q.Last }
	if !inside(head) {
		return // the name does not hang on the amount
	}
	for i := first; i < q.First; i++ {
		if i != head && inside(i) {
			x.hang(i, head, "compound")
		}
	}
	doc.Tokens[head].Head, doc.Tokens[head].Rel = v, "obj"
	doc.Tokens[top].Rel = "obl:unmarked"
}

// mendRole gives the head of a mention a noun's relation where the parser took
// it for a function word: subject of a verb to its right, object of one to its
// left.
func (x *extraction) mendRole(i int) {
	tok := &x.doc.Tokens[i]
	if tok.Head < 0 || !strings.HasPrefix(tok.Tag, "NN") || !strings.HasPrefix(x.doc.Tokens[tok.Head].Tag, "VB") {
		return
	}
	switch tok.Rel {
	case "aux", "aux:pass", "cop", "case", "mark", "advmod", "det", "cc":
		tok.Rel = "obj"
		if tok.Head > i {
			tok.Rel = "nsubj"
		}
	}
}

// mendComplement hangs "to censor" under "pressures TikTok" rather than under
// TikTok, where the verb is one that asks somebody to do something.
func (x *extraction) mendComplement(v int) {
	doc := x.doc
	g := doc.Tokens[v].Head
	if g < 0 || g >= v || doc.Tokens[g].Rel != "obj" || doc.Tokens[g].Head < 0 {
		return
	}
	h := doc.Tokens[g].Head
	if x.lex.effects["verb "+doc.Tokens[h].Lemma+" inf"] == nlp.Requested && x.mentionAt[g] >= 0 {
		doc.Tokens[v].Head, doc.Tokens[v].Rel = h, "xcomp"
	}
}

// mendAttribute turns round "Russia has [blocked Facebook]" where the verb was
// taken for an attribute of its object: an attribute has neither auxiliary nor
// subject.
func (x *extraction) mendAttribute(v int) {
	doc := x.doc
	g := doc.Tokens[v].Head
	s := &doc.Sentences[x.sentenceAt[v]]
	clause := false
	for i := s.First; i < v; i++ {
		tok := &doc.Tokens[i]
		if tok.Head == v && tok.Rel == "nsubj" || (tok.Head == v || tok.Head == g) && tok.Rel == "aux" {
			clause = true
		}
	}
	if !clause {
		return
	}
	doc.Tokens[v].Head, doc.Tokens[v].Rel = doc.Tokens[g].Head, doc.Tokens[g].Rel
	doc.Tokens[g].Head, doc.Tokens[g].Rel = v, "obj"
	for i := s.First; i < s.Last; i++ {
		if tok := &doc.Tokens[i]; tok.Head == g && (tok.Rel == "nsubj" || tok.Rel == "aux" || tok.Rel == "punct" && i > g) {
			tok.Head = v
		}
	}
}

// mendCharge hangs "of inciting" under the verb that wants it, "accused", where
// a long object between them led the parser to one of its nouns.
func (x *extraction) mendCharge(v int) {
	doc := x.doc
	prep := doc.Tokens[v-1].Lemma
	g := doc.Tokens[v].Head
	if g < 0 || g >= v || !strings.HasPrefix(doc.Tokens[g].Tag, "NN") {
		return
	}
	for a, n := g, 0; a >= 0 && n < maxDepth; a, n = doc.Tokens[a].Head, n+1 {
		if strings.HasPrefix(doc.Tokens[a].Tag, "VB") && a < v {
			if _, ok := x.lex.effects["verb "+doc.Tokens[a].Lemma+" "+prep]; ok && prep == "of" {
				doc.Tokens[v].Head, doc.Tokens[v].Rel = a, "advcl"
				return
			}
		}
	}
}

// keepTrees gives a sentence back what the parser said of it if mending left
// anything but a tree with one root, and a flat tree if that was none either:
// what follows walks trees and must end.
func (x *extraction) keepTrees() {
	x.reach = resize(x.reach, len(x.doc.Tokens))
	for s := range x.doc.Sentences {
		sent := &x.doc.Sentences[s]
		if x.isTree(sent) {
			continue
		}
		for i := sent.First; i < sent.Last; i++ {
			x.doc.Tokens[i].Head, x.doc.Tokens[i].Rel, x.doc.Tokens[i].Tag = x.parsed[i].Head, x.parsed[i].Rel, x.parsed[i].Tag
			x.reach[i] = -1
		}
		if x.isTree(sent) {
			continue
		}
		// It was none before: hang all words on the first.
		for i := sent.First; i < sent.Last; i++ {
			x.doc.Tokens[i].Head, x.doc.Tokens[i].Rel = sent.First, "dep"
		}
		if sent.First < sent.Last {
			x.doc.Tokens[sent.First].Head, x.doc.Tokens[sent.First].Rel = -1, "root"
		}
	}
}

// isTree reports whether every token of the sentence leads to its one root. It
// marks tokens with the walk that reached them first, so that each is passed
// once.
func (x *extraction) isTree(sent *nlp.Sentence) bool {
	roots := 0
	for i := sent.First; i < sent.Last; i++ {
		for a := i; x.reach[a] < 0; {
			x.reach[a] = int32(i)
			h := x.doc.Tokens[a].Head
			if h < 0 {
				roots++
				break
			}
			if h < sent.First || h >= sent.Last || x.reach[h] == int32(i) {
				return false // out of the sentence, or round to this walk
			}
			a = h
		}
	}
	return roots == 1
}

// hang makes g the head of i, unless that would close a cycle.
func (x *extraction) hang(i, g int, rel string) bool {
	for a, n := g, 0; a >= 0; a, n = x.doc.Tokens[a].Head, n+1 {
		if a == i || n > len(x.doc.Tokens) {
			return false
		}
	}
	x.doc.Tokens[i].Head, x.doc.Tokens[i].Rel = g, rel
	return true
}

// outside finds the token of [first, last) that hangs on a word beyond it and
// says most of the phrase's role there; -1 if the root is among them or none.
func (x *extraction) outside(first, last int) int {
	best, rank := -1, 100
	for i := first; i < last; i++ {
		tok := &x.doc.Tokens[i]
		if tok.Head >= first && tok.Head < last {
			continue
		}
		r := 5
		switch rel, _, _ := strings.Cut(tok.Rel, ":"); rel {
		case "nsubj", "obj", "iobj", "obl":
			r = 0
		case "nmod", "appos", "conj":
			r = 1
		case "root":
			r = 2
		case "xcomp", "ccomp", "dep", "parataxis", "vocative":
			r = 3
		case "punct", "case", "det", "cc":
			r = 9
		}
		if r < rank {
			best, rank = i, r
		}
	}
	return best
}

// mendName makes the words of a name one phrase: those that hang on words
// beyond it come under its head.
func (x *extraction) mendName(m *nlp.Mention) {
	out := x.outside(m.First, m.Last)
	if out < 0 {
		return
	}
	head := m.Head
	if out != head {
		// The head takes the place of the word that tied the name.
		tok := x.doc.Tokens[out]
		if x.doc.Tokens[head].Head >= m.First && x.doc.Tokens[head].Head < m.Last {
			x.doc.Tokens[head].Head, x.doc.Tokens[head].Rel = tok.Head, tok.Rel
			x.doc.Tokens[out].Head, x.doc.Tokens[out].Rel = head, "flat"
		}
	}
	for i := m.First; i < m.Last; i++ {
		if tok := &x.doc.Tokens[i]; i != head && (tok.Head < m.First || tok.Head >= m.Last) && tok.Head >= 0 {
			rel := "flat"
			if i < head {
				rel = "compound"
			}
			x.hang(i, head, rel)
		}
	}
}

// mendTitle hangs a title under the name that follows it: "Russian President
// Vladimir Putin" becomes Putin's first name with "President" as nmod:desc and
// "Russian" below that.
func (x *extraction) mendTitle(m *nlp.Mention) {
	title := m.First - 1
	if title < 0 || x.sentenceAt[title] != x.sentenceAt[m.First] || !x.isTitle(title) {
		return
	}
	first := title
	for first > 0 && x.sentenceAt[first-1] == x.sentenceAt[title] && x.modifiesTitle(first-1) {
		first--
	}
	if x.doc.Tokens[title].Head == m.Head && x.doc.Tokens[title].Rel != "amod" && x.outside(first, m.Last) == m.Head {
		return // right already
	}
	out := x.outside(first, m.Last)
	if out < 0 {
		return
	}
	tie := x.doc.Tokens[out]
	if out != m.Head {
		rel := tie.Rel
		if r, _, _ := strings.Cut(rel, ":"); r == "xcomp" || r == "ccomp" || r == "dep" || r == "vocative" {
			rel = "obj"
			if tie.Head > out {
				rel = "nsubj"
			}
		}
		old := x.doc.Tokens[m.Head]
		x.doc.Tokens[m.Head].Head, x.doc.Tokens[m.Head].Rel = tie.Head, rel
		if old.Head < first || old.Head >= m.Last {
			// The name hung beyond the title too: its place there is taken.
			x.doc.Tokens[m.Head].Head = old.Head
			if old.Head < 0 {
				x.doc.Tokens[m.Head].Rel = old.Rel
			}
		}
	}
	for i := first; i < m.First; i++ {
		tok := &x.doc.Tokens[i]
		switch {
		case i == title:
			tok.Head, tok.Rel = m.Head, "nmod:desc"
			if strings.HasPrefix(tok.Tag, "JJ") {
				tok.Tag = "NN"
			}
		case tok.Head < first || tok.Head >= title || tok.Head == out && i == out || i == out:
			tok.Head, tok.Rel = title, "compound"
			if strings.HasPrefix(tok.Tag, "JJ") {
				tok.Rel = "amod"
			}
		}
	}
	// Clauses that hung on the title belong to the word the phrase hangs on.
	if g := x.doc.Tokens[m.Head].Head; g >= 0 {
		for i := m.Last; i < len(x.doc.Tokens) && x.sentenceAt[i] == x.sentenceAt[title]; i++ {
			if tok := &x.doc.Tokens[i]; tok.Head >= first && tok.Head < m.First && (tok.Rel == "advcl" || tok.Rel == "xcomp" || tok.Rel == "ccomp" || tok.Rel == "punct") {
				tok.Head = g
			}
		}
	}
	x.breakCycles(first, m.Last)
}

// isTitle reports a word that describes people and stands before their names.
func (x *extraction) isTitle(i int) bool {
	tok := x.t.tok(i)
	if x.nameAt[i] >= 0 && x.doc.Mentions[x.nameAt[i]].Last-1 == i && !x.roleNoun(tok) {
		return false
	}
	return (strings.HasPrefix(tok.Tag, "NN") || strings.HasPrefix(tok.Tag, "JJ")) && x.roleNoun(tok)
}

func (x *extraction) roleNoun(tok *nlp.Token) bool {
	return x.e.frames.roleNouns[strings.ToLower(tok.Lemma)]
}

// modifiesTitle reports a word that may stand before a title.
func (x *extraction) modifiesTitle(i int) bool {
	switch tok := x.t.tok(i); {
	case tok.Tag == "POS":
		return false
	case strings.HasPrefix(tok.Tag, "NN"), strings.HasPrefix(tok.Tag, "JJ"), tok.Tag == "HYPH":
		return true
	}
	return false
}

// mendPossessor hangs "X 's" under the noun that follows it.
func (x *extraction) mendPossessor(mark int) {
	doc := x.doc
	i := doc.Tokens[mark].Head
	if i < 0 || i >= mark || mark+1 >= len(doc.Tokens) || x.sentenceAt[mark+1] != x.sentenceAt[mark] || doc.Tokens[i].Rel == "nmod:poss" {
		return
	}
	m := x.startsAt[mark+1]
	if m < 0 {
		return
	}
	owned := doc.Mentions[m].Head
	// Where the owned thing hangs on its owner, they change places.
	if doc.Tokens[owned].Head == i {
		doc.Tokens[owned].Head, doc.Tokens[owned].Rel = doc.Tokens[i].Head, doc.Tokens[i].Rel
		doc.Tokens[i].Head, doc.Tokens[i].Rel = owned, "nmod:poss"
		return
	}
	x.hang(i, owned, "nmod:poss")
}

// breakCycles makes sure that mending left a tree: a token of [first, last)
// that reaches itself is hung on its sentence's root.
func (x *extraction) breakCycles(first, last int) {
	for i := first; i < last; i++ {
		for a, n := x.doc.Tokens[i].Head, 0; a >= 0; a, n = x.doc.Tokens[a].Head, n+1 {
			if a != i && n <= len(x.doc.Tokens) {
				continue
			}
			x.doc.Tokens[i].Head, x.doc.Tokens[i].Rel = x.root(i), "dep"
			if x.doc.Tokens[i].Head == i {
				x.doc.Tokens[i].Head, x.doc.Tokens[i].Rel = -1, "root"
			}
			break
		}
	}
}

// root is the root of the token's sentence, the token itself if it lost it.
func (x *extraction) root(i int) int {
	s := &x.doc.Sentences[x.sentenceAt[i]]
	for k := s.First; k < s.Last; k++ {
		if x.doc.Tokens[k].Head < 0 {
			return k
		}
	}
	return i
}
