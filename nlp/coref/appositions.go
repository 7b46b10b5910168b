package coref

import (
	"math/bits"
	"slices"

	"github.com/newsgraph/newsgraph/nlp"
)

// appositions joins descriptions with the names beside them:
//
//	ByteDance, TikTok's owner          apposition
//	lawmaker Vasily Piskarev           description before a name
//	the Twitter social network         name before the noun that says what it is
//	Roskomnadzor is the regulator      copula
//	Meta, formerly known as Facebook   alias
//
// The description becomes inner: it takes part in the entity, but is no
// antecedent or anaphor of its own, as OntoNotes has it too.
func (a *analysis) appositions() {
	for i := range a.cands {
		c := &a.cands[i]
		if c.coord {
			continue
		}
		a.joinAliasCue(i)
		h := a.head(c.head)
		if h < 0 {
			continue
		}
		if c.cop {
			a.joinCopula(i)
			continue
		}
		j := int(a.at[h])
		if j < 0 || j == i {
			continue
		}
		switch a.rels[c.head] {
		case "appos":
			c.inner = true
			if a.sure(c.head) && a.mayBeOne(i, j) {
				a.join(i, j)
			}
		case "flat", "compound", "nmod", "amod", "dep":
			if c.kind == nlp.Name && a.identifies(i, j) || c.kind == nlp.Nominal && a.titles(i, j) {
				c.inner = true
				a.join(i, j)
			}
		}
	}
	a.namesAtEnd()
	a.describedNames()
}

// namesAtEnd joins a description of ner with the name that ends it, whatever
// the tree says: "US Secretary of State Mike Pompeo".
func (a *analysis) namesAtEnd() {
	const before = 6 // mentions; wordings that hold the name start shortly before it
	for k := range a.doc.Mentions {
		m := &a.doc.Mentions[k]
		i := int(a.cand[k])
		if m.Kind != nlp.Name || i < 0 || m.First < 1 || m.First > len(a.doc.Tokens) {
			continue
		}
		switch t := &a.doc.Tokens[m.First-1]; t.Tag {
		case "NN", "NNP", "JJ", "VBN":
		default:
			if a.lex.nouns[lowerASCII(t.Text)].class != person { // "resident", whatever its tag
				continue
			}
		}
		for q := k - 1; q >= 0 && q >= k-before; q-- {
			o := &a.doc.Mentions[q]
			j := int(a.cand[q])
			if o.Kind != nlp.Nominal || o.Last != m.Last || j < 0 || !compatible(o.Type, m.Type) || a.cands[j].number == plural ||
				a.otherName(i, j) || a.coordinated(o.First, m.First) {
				continue
			}
			if j != i {
				a.join(i, j)
				a.cands[j].inner = true
			}
			for p := q + 1; p < k; p++ { // "The Chinese company" in "The Chinese company ByteDance"
				d, c := &a.doc.Mentions[p], int(a.cand[p])
				if d.Kind == nlp.Nominal && d.Last == m.First && c >= 0 && c != i && compatible(d.Type, m.Type) && a.cands[c].number != plural && !a.otherName(i, c) {
					a.join(i, c)
					a.cands[c].inner = true
				}
			}
		}
	}
}

// otherName says whether candidates i and j have two different names.
func (a *analysis) otherName(i, j int) bool {
	x, y := a.cands[i].name, a.cands[j].name
	return x >= 0 && y >= 0 && x != y
}

// coordinated says whether a conjunction or comma stands in [first, last).
func (a *analysis) coordinated(first, last int) bool {
	for i := max(first, 0); i < last; i++ {
		if t := &a.doc.Tokens[i]; t.Tag == "CC" || t.Text == "," {
			return true
		}
	}
	return false
}

// titles says whether description i stands right before name j and is of its
// kind: "Kremlin critic" before "Aleksei Navalny".
func (a *analysis) titles(i, j int) bool {
	x, y := &a.cands[i], &a.cands[j]
	if y.kind != nlp.Name || x.number == plural || x.class == unknown || !a.agree(x, y) {
		return false
	}
	first, _ := a.nameSpan(j)
	return first == x.head+1
}

// describedNames notes by which nouns names are described, so that "the
// regulator" finds "Roskomnadzor, Russia's state communications regulator" from
// anywhere in the article, and which synonym sets may stand for each name at
// all.
func (a *analysis) describedNames() {
	r := &a.ranker
	if r.described == nil {
		r.described = map[uint32]int{}
	}
	clear(r.described)
	r.describedSet = [64]int{}
	note := func(head uint32, syn uint64, at int) {
		if _, ok := r.described[head]; !ok {
			r.described[head] = at
		}
		for ; syn != 0; syn &= syn - 1 {
			if k := bits.TrailingZeros64(syn); r.describedSet[k] == 0 {
				r.describedSet[k] = at + 1
			}
		}
	}
	if r.fits == nil {
		r.fits = map[int]uint64{}
	}
	clear(r.fits)
	for i := range a.names {
		root := a.find(a.names[i].cands[0])
		r.fits[root] |= a.nameFits(&a.names[i])
	}
	for i := range a.cands {
		c := &a.cands[i]
		switch {
		case c.kind == nlp.Nominal && c.inner && c.number != plural:
			if _, named := r.fits[a.find(i)]; named {
				note(c.headID, c.syn, i)
				r.fits[a.find(i)] |= c.syn
			}
		case c.kind == nlp.Name && !c.coord:
			first, _ := a.nameSpan(i)
			if t := first - 1; t >= c.first && (a.doc.Tokens[t].Tag == "NN" || a.doc.Tokens[t].Tag == "NNP") {
				syn := a.lex.synonyms[lowerASCII(a.doc.Tokens[t].Text)]
				note(a.lemma[t], syn, i)
				r.fits[a.find(i)] |= syn
			}
		}
	}
}

// sure says whether the parser trusts the arc of token i.
func (a *analysis) sure(i int) bool {
	p := a.doc.Tokens[i].Prob
	return p == 0 || p > 0.4
}

// mayBeOne says whether an apposed pair can be one thing: two different names
// cannot ("Moscow, Russia"), nor one and many, nor a person and a company.
func (a *analysis) mayBeOne(i, j int) bool {
	x, y := &a.cands[i], &a.cands[j]
	if x.kind == nlp.Name && y.kind == nlp.Name || x.kind == nlp.Pronoun {
		return false
	}
	if y.kind != nlp.Pronoun && x.number != y.number && (x.class != group && y.class != group || x.number == plural && y.kind == nlp.Name) {
		return false
	}
	return a.agree(x, y)
}

// agree says whether two candidates can be of one kind.
func (a *analysis) agree(x, y *candidate) bool {
	if x.gender != anyGender && y.gender != anyGender && x.gender != y.gender {
		return false
	}
	if x.class == y.class || x.class == unknown || y.class == unknown {
		return true
	}
	is := func(p, q class) bool { return x.class == p && y.class == q || x.class == q && y.class == p }
	return is(group, thing) || is(group, place) || is(thing, abstract) || is(abstract, act) || is(abstract, event) || is(event, act)
}

// identifies says whether a name inside a phrase is what the phrase is about:
// right after a noun for a person ("critic Aleksei Navalny"), or before a noun
// for a company, medium or product in the singular ("the TikTok app").
func (a *analysis) identifies(i, j int) bool {
	x, y := &a.cands[i], &a.cands[j]
	if y.kind == nlp.Name || y.number == plural || x.class == unknown {
		return false
	}
	first, last := a.nameSpan(i)
	if first == y.head+1 {
		return a.agree(x, y) // "critic Aleksei Navalny", "parent ByteDance"
	}
	if last > y.head || a.rels[x.head] != "compound" || y.def != definite && y.def != bare {
		return false
	}
	kind := a.lex.suffixes[lowerASCII(a.doc.Tokens[y.head].Lemma)]
	return (x.class == group || x.class == thing) && (kind == "generic" || kind == "kind") && y.class != person && !a.possessive(x.head)
}

// nameFits gives the synonym sets whose nouns may stand for a name, by its own
// words, the gazetteers and its type.
func (a *analysis) nameFits(n *name) uint64 {
	fits := a.lex.known[n.key] &^ a.lex.closed
	if n.typ == nlp.Place || n.typ == nlp.Organization || n.typ == nlp.Work || n.typ == "" {
		fits |= a.lex.known[n.key]
	}
	if alias := a.lex.aliases[n.key]; alias.name != "" && (!alias.caps || n.caps) {
		fits |= a.lex.known[keyOf([]string{fold(alias.name)})]
	}
	switch n.typ {
	case nlp.Person:
		return a.lex.personal
	case nlp.Product:
		fits |= a.lex.sets["platform"]
	case nlp.Organization:
		fits |= a.lex.sets["company"] | a.lex.sets["group"]
	}
	for _, w := range n.words {
		fits |= a.lex.synonyms[w]
	}
	return fits
}

// mayStandFor says whether description m may stand for candidate c, as far as
// names tell: a noun of a closed set needs a reason.
func (a *analysis) mayStandFor(m, c *candidate) bool {
	if c.name < 0 {
		return true
	}
	for i := m.first; i < m.head; i++ { // "the Khurais oil field" is not Abqaiq
		if t := &a.doc.Tokens[i]; t.Tag == "NNP" && a.lex.country[lowerASCII(t.Text)] == "" && !slices.Contains(a.names[c.name].words, fold(t.Text)) {
			return false
		}
	}
	if m.syn == 0 {
		return true
	}
	fits, ok := a.ranker.fits[a.find(a.names[c.name].cands[0])]
	if !ok || m.syn&fits != 0 {
		return true
	}
	return m.syn&^a.lex.closed != 0 && fits == 0
}

func (a *analysis) joinCopula(i int) {
	c := &a.cands[i]
	subject := -1
	for t := a.child[c.head]; t >= 0; t = a.next[t] {
		switch a.rels[t] {
		case "nsubj":
			subject = int(a.at[t])
		case "advmod", "aux", "det":
			switch lowerASCII(a.doc.Tokens[t].Text) {
			case "not", "n't", "never", "no", "would", "could", "may", "might", "should", "can":
				return
			}
		}
	}
	if subject < 0 || subject == i {
		return
	}
	s := &a.cands[subject]
	if s.kind == nlp.Pronoun || !a.sure(c.head) || c.class == unknown || c.class == abstract || s.class == unknown {
		return
	}
	if a.mayBeOne(i, subject) {
		c.inner = true
		a.join(i, subject)
	}
}

// joinAliasCue joins candidate i with the phrase before words such as
// "formerly known as" that stand right before i.
func (a *analysis) joinAliasCue(i int) {
	c := &a.cands[i]
	if c.kind != nlp.Name {
		return
	}
	first, _ := a.nameSpan(i)
	end := first
	for end > 0 && (a.doc.Tokens[end-1].Text == `"` || a.rels[end-1] == "det") {
		end--
	}
	start := end
	phrase := ""
	found := -1
	for start > 0 && end-start < 3 {
		start--
		if phrase == "" {
			phrase = lowerASCII(a.doc.Tokens[start].Text)
		} else {
			phrase = lowerASCII(a.doc.Tokens[start].Text) + " " + phrase
		}
		if a.lex.cues[phrase] {
			found = start
		}
	}
	if found < 0 {
		return
	}
	mark := false
	for found > 0 && (a.doc.Tokens[found-1].Text == "," || a.doc.Tokens[found-1].Text == "(") {
		found--
		mark = true
	}
	if phrase := lowerASCII(a.doc.Tokens[end-1].Text); phrase == "or" && !mark {
		return
	}
	for j := i - 1; j >= 0 && j > i-12; j-- {
		o := &a.cands[j]
		if o.coord || o.kind == nlp.Pronoun {
			continue
		}
		_, last := o.first, o.last
		if o.name >= 0 {
			_, last = a.nameSpan(j)
		}
		if (last == found || o.head+1 == found) && a.agree(o, c) {
			a.join(i, j)
			return
		}
	}
}
