package coref

import (
	"math/bits"

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
	a.describedNames()
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
// anywhere in the article.
func (a *analysis) describedNames() {
	r := &a.rank_
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
	named := make(map[int]bool, len(a.names))
	for i := range a.names {
		named[a.find(a.names[i].cands[0])] = true
	}
	for i := range a.cands {
		c := &a.cands[i]
		switch {
		case c.kind == nlp.Nominal && c.inner && c.number != plural:
			if named[a.find(i)] {
				note(c.headID, c.syn, i)
			}
		case c.kind == nlp.Name && !c.coord:
			first, _ := a.nameSpan(i)
			if t := first - 1; t >= c.first && (a.doc.Tokens[t].Tag == "NN" || a.doc.Tokens[t].Tag == "NNP") {
				note(a.lemma[t], a.lex.synonyms[lowerASCII(a.doc.Tokens[t].Text)], i)
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
	if y.kind != nlp.Pronoun && x.number != y.number && x.class != group && y.class != group {
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
	if x.class == person && y.class == person {
		return first == y.head+1
	}
	if last > y.head || a.rels[x.head] != "compound" || y.def != definite && y.def != bare {
		return false
	}
	return (x.class == group || x.class == thing) && y.syn&a.lex.naming != 0 && y.class != person && !a.possessive(x.head)
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
