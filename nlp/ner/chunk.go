package ner

import (
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// chunk is a noun phrase without what follows its head noun:
//
//	[the popular video - sharing application TikTok]
//	[Russia 's state communications regulator]
//
// Chunks are read off the tags from right to left, since a tagger errs less
// often than a parser; the tree is asked where the tags leave a doubt, and for
// the head.
type chunk struct {
	first, last int
	sentence    int
	head        int
	name        int // the name that ends the chunk, -1 for none
	typ         nlp.EntityType
	confidence  float32
}

func isNoun(tag string) bool { return strings.HasPrefix(tag, "NN") || tag == "FW" || tag == "ADD" }

// chunks returns the noun phrases of sentence s in order of text.
func (a *analysis) chunks(s int) []chunk {
	sent := a.doc.Sentences[s]
	lo, hi := max(0, sent.First), min(sent.Last, len(a.doc.Tokens))
	var out []chunk
	for i := hi - 1; i >= lo; i-- {
		t := &a.doc.Tokens[i]
		if a.nameAt[i] < 0 && (!isNoun(t.Tag) || a.isTime(i)) {
			continue
		}
		c := chunk{first: i, last: i + 1, sentence: s, name: int(a.nameAt[i])}
		if c.name >= 0 {
			c.first = max(lo, a.names[c.name].first)
		}
		c.first = a.widen(c.first, c.last, lo)
		out = append(out, c)
		i = c.first
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// widen moves the beginning of the chunk [first, last) to the left.
func (a *analysis) widen(first, last, lo int) int {
	toks := a.doc.Tokens
	inside := func(k, from int) bool { return k >= from && k < last }
	for first > lo {
		k := first - 1
		t := &toks[k]
		if a.introduces(k, first) { // whatever the tagger made of it
			first = k
			continue
		}
		if n := a.nameAt[k]; n >= 0 {
			// "the Twitter social network"
			framed := a.names[n].first > lo && toks[a.names[n].first-1].Tag == "DT" && isCommon(toks[last-1].Tag)
			if framed || isCommon(toks[first].Tag) || t.Tag == "POS" || inside(t.Head, first) || a.bound(k, first, last) {
				first = max(lo, a.names[n].first)
				continue
			}
			return first
		}
		switch tag := t.Tag; {
		case tag == "DT" || tag == "PRP$" || tag == "WP$":
			if toks[first].Tag == "POS" { // "that 's"
				return first
			}
			if k > lo && toks[k-1].Tag == "PDT" {
				return k - 1
			}
			return k
		case tag == "POS":
			if k == lo || !isNoun(toks[k-1].Tag) && a.nameAt[k-1] < 0 {
				return first
			}
			first = k - 1
			if n := a.nameAt[first]; n >= 0 {
				first = max(lo, a.names[n].first)
			}
		case isNoun(tag):
			if a.isTime(k) && (k == lo || !strings.EqualFold(toks[k-1].Text, "the")) {
				return first // "last week Gmail users", but "the Saturday protests"
			}
			// A noun before a common noun is its compound; before a name it may
			// be the object beside it.
			compound := isCommon(toks[first].Tag) && (tag != "NNS" || !a.argument(k) || a.noun(k) != nlp.Group)
			if !compound && !inside(t.Head, first) && !a.bound(k, first, last) {
				return first
			}
			first = k
		case strings.HasPrefix(tag, "JJ") || tag == "AFX":
			first = k
		case tag == "VBN" || tag == "VBG" || tag == "VBD":
			hyphen := k > lo && toks[k-1].Text == "-" || toks[first].Text == "-"
			framed := k > lo && (toks[k-1].Tag == "DT" || toks[k-1].Tag == "PRP$" || toks[k-1].Tag == "POS" || strings.HasPrefix(toks[k-1].Tag, "JJ"))
			modifies := (a.rel(k) == "amod" || a.rel(k) == "compound") && inside(t.Head, first)
			opens := k == lo && tag == "VBN" // "Imprisoned Kremlin critic"
			if !hyphen && !modifies && !opens && (!framed || tag == "VBD") {
				return first
			}
			first = k
		case tag == "CD" || tag == "$":
			if !inside(t.Head, first) {
				return first
			}
			first = k
		case t.Text == "-" || t.Text == "–":
			if k == lo || t.Space || toks[first].Space {
				return first
			}
			first = k - 1 // whatever it joins
			if n := a.nameAt[first]; n >= 0 {
				first = max(lo, a.names[n].first)
			}
		case strings.HasPrefix(tag, "RB"):
			if !inside(t.Head, first) || a.rel(k) != "advmod" || !modifiable(toks[t.Head].Tag) {
				return first
			}
			first = k
		case tag == "CC" || tag == ",":
			// "younger, internet - savvy Russians", "hosting and sharing website"
			if k == lo || !modifiable(toks[k-1].Tag) || !modifiable(toks[first].Tag) && (first+1 == last || toks[first+1].Text != "-") || !inside(toks[k-1].Head, first) && !a.joined(k-1, first, last) {
				return first
			}
			first = k - 1
		case tag == "``" || tag == "''" || t.Text == "'" || t.Text == `"`:
			// a title in quotes after its description, or before its noun
			if k == lo || a.nameAt[first] < 0 && !closesName(a, k, lo) || !isNoun(toks[k-1].Tag) && !strings.HasPrefix(toks[k-1].Tag, "JJ") && toks[k-1].Tag != "DT" {
				return first
			}
			first = k
		default:
			return first
		}
	}
	return first
}

// closesName reports whether the quotation mark at k stands right after a name.
func closesName(a *analysis, k, lo int) bool { return k > lo && a.nameAt[k-1] >= 0 }

func modifiable(tag string) bool {
	return strings.HasPrefix(tag, "JJ") || tag == "VBN" || tag == "VBG" || tag == "CD" || tag == "RB" || tag == "DT"
}

// joined reports whether k is coordinated with a token of the chunk.
func (a *analysis) joined(k, first, last int) bool {
	for j := first; j < last; j++ {
		if a.rel(j) == "conj" && a.doc.Tokens[j].Head == k {
			return true
		}
	}
	return false
}

// bound reports whether a token of the chunk hangs on k as a name hangs on its
// description or its first part.
func (a *analysis) bound(k, first, last int) bool {
	for j := first; j < last; j++ {
		if a.doc.Tokens[j].Head != k {
			continue
		}
		switch a.rel(j) {
		case "flat", "appos", "compound", "goeswith", "fixed", "list":
			return true
		}
	}
	return false
}

// introduces reports whether the noun k describes the name that begins right
// after it or after a quotation mark ("property developer Echo Investment",
// "thriller “Parasite”"), though tags or tree do not say so.
func (a *analysis) introduces(k, first int) bool {
	if first+1 < len(a.doc.Tokens) && quote(a.doc.Tokens[first].Text) {
		first++
	}
	n := a.nameAt[first]
	if n < 0 || int(a.names[n].first) != first || a.nameAt[k] >= 0 || !isNoun(a.doc.Tokens[k].Tag) && a.doc.Tokens[k].Tag != "JJ" && a.doc.Tokens[k].Tag != "VBD" {
		return false
	}
	if a.rel(k) == "iobj" { // "gave the company TikTok"
		return false
	}
	typ := a.noun(k)
	if a.names[n].kind == person {
		return typ == nlp.Person
	}
	return typ == nlp.Organization || typ == nlp.Product || typ == nlp.Work
}

// argument reports whether the tree makes token i an argument of a verb.
func (a *analysis) argument(i int) bool {
	switch a.rel(i) {
	case "nsubj", "obj", "iobj", "obl", "conj":
		return true
	}
	return false
}

func isCommon(tag string) bool { return tag == "NN" || tag == "NNS" }

// isTime reports whether the noun at token i names a stretch of time.
func (a *analysis) isTime(i int) bool {
	return a.lex.times[strings.ToLower(a.doc.Tokens[i].Text)]
}

// noun is the listed type of the noun at token i.
func (a *analysis) noun(i int) nlp.EntityType {
	t := &a.doc.Tokens[i]
	lower := strings.ToLower(t.Text)
	if i > 0 {
		if typ, ok := a.lex.nouns[strings.ToLower(a.doc.Tokens[i-1].Text)+" "+lower]; ok { // "think tank"
			return typ
		}
	}
	if typ, ok := a.lex.nouns[lower]; ok {
		return typ
	}
	if k := strings.LastIndexByte(lower, '-'); k >= 0 {
		lower = lower[k+1:]
		if typ, ok := a.lex.nouns[lower]; ok {
			return typ
		}
	}
	typ := a.lex.nouns[strings.ToLower(t.Lemma)]
	if t.Tag == "NNS" || t.Tag == "NNPS" {
		if typ == "" && strings.HasSuffix(lower, "s") {
			typ = a.lex.nouns[strings.TrimSuffix(lower, "s")]
		}
		switch typ {
		case nlp.Person, nlp.Organization, nlp.Product:
			return nlp.Group
		}
	}
	return typ
}

// findPhrases adds the names and the noun phrases.
func (a *analysis) findPhrases() {
	for _, n := range a.names {
		a.add(n.first, n.last, a.headOf(n.first, n.last), n.sentence, nlp.Name, n.typ, n.confidence)
	}
	for s := range a.doc.Sentences {
		cs := a.chunks(s)
		for i := range cs {
			a.judge(&cs[i])
		}
		for i := range cs {
			a.phrases(cs, i)
		}
	}
}

// judge finds head and type of the chunk.
func (a *analysis) judge(c *chunk) {
	if first := c.first; quote(a.doc.Tokens[first].Text) && first+1 < c.last {
		c.first++
	}
	c.head = a.headOf(c.first, c.last)
	c.confidence = 0.8
	if c.name >= 0 {
		c.typ, c.confidence = a.names[c.name].typ, a.names[c.name].confidence
		return
	}
	t := &a.doc.Tokens[c.last-1]
	if a.lex.people[strings.ToLower(t.Text)] && (t.Tag == "NNPS" || t.Tag == "NNS") {
		c.typ = nlp.Group
		return
	}
	c.typ = a.noun(c.last - 1)
	if t.Tag == "NNP" && c.typ == nlp.Event && c.last == c.first+1 {
		c.typ = "" // March
	}
}

// phrases adds the wordings of chunk i, the longer ones made with the chunks
// after it.
func (a *analysis) phrases(cs []chunk, i int) {
	c := cs[i]
	a.possessors(c)
	if c.typ == "" {
		return
	}
	emit := func(first, last int) {
		if c.name >= 0 && first == a.names[c.name].first && last == a.names[c.name].last {
			return
		}
		last = a.closeQuote(first, last, c.sentence)
		a.add(first, last, a.within(c.head, first, last), c.sentence, nlp.Nominal, c.typ, c.confidence)
	}
	emit(c.first, c.last)
	if c.name >= 0 {
		a.description(c)
		if n := a.names[c.name]; n.kind == person && n.first-1 > c.first && a.doc.Tokens[n.first-1].Tag == "NNP" && a.noun(n.first-1) == nlp.Person {
			emit(n.first-1, n.last) // "President Joe Biden" of "U.S. President Joe Biden"
		}
	}
	end := c.last
	for j := i + 1; j < len(cs) && j < i+5; j++ {
		d := cs[j]
		if !a.attached(c, d, end) {
			break
		}
		end = d.last
		emit(c.first, end)
	}
	a.aside(cs, i, c.last, emit)
	if end > c.last {
		a.aside(cs, i, end, emit)
	}
}

// closeQuote moves the end of a phrase over the quotation mark that closes one
// within it.
func (a *analysis) closeQuote(first, last, sentence int) int {
	open := false
	for k := first; k < last; k++ {
		if quote(a.doc.Tokens[k].Text) {
			open = !open
		}
	}
	if sent := a.doc.Sentences[sentence]; open && last < min(sent.Last, len(a.doc.Tokens)) {
		switch a.doc.Tokens[last].Text {
		case `"`, "''", "'", "”", "’":
			last++
		}
	}
	return last
}

// within is the head if the span holds it, else the head of the span.
func (a *analysis) within(head, first, last int) int {
	if head >= first && head < last {
		return head
	}
	return a.headOf(first, last)
}

// possessors adds the phrases before possessive endings: "The chain" of "The
// chain 's press release".
func (a *analysis) possessors(c chunk) {
	for p := c.last - 2; p > c.first; p-- {
		if a.doc.Tokens[p].Tag != "POS" {
			continue
		}
		inner := chunk{first: c.first, last: p, sentence: c.sentence, name: int(a.nameAt[p-1])}
		a.judge(&inner)
		if inner.typ == "" || inner.name >= 0 && a.names[inner.name].first == inner.first {
			continue
		}
		a.add(inner.first, inner.last, inner.head, c.sentence, nlp.Nominal, inner.typ, inner.confidence)
	}
}

// description adds what stands before the name that ends the chunk, where it is
// a description that can stand alone: "State Department spokesman", "The EU law".
func (a *analysis) description(c chunk) {
	last := a.names[c.name].first
	for last > c.first && !isNoun(a.doc.Tokens[last-1].Tag) {
		last--
	}
	if last <= c.first || a.doc.Tokens[last-1].Tag == "NNP" || last < a.names[c.name].first-1 {
		return
	}
	if typ := a.noun(last - 1); typ != "" {
		a.add(c.first, last, a.within(c.head, c.first, last), c.sentence, nlp.Nominal, c.typ, c.confidence)
	}
}

// attached reports whether chunk d follows the phrase [c.first, end) after a
// preposition and belongs to it: always after "of", else where the tree says so.
func (a *analysis) attached(c, d chunk, end int) bool {
	toks := a.doc.Tokens
	if a.isTime(d.last-1) || d.first != end+1 || toks[end].Tag != "IN" && toks[end].Tag != "TO" {
		return false
	}
	if strings.EqualFold(toks[end].Text, "of") {
		return true
	}
	h := toks[d.head].Head
	return a.rel(d.head) == "nmod" && h >= c.first && h < end
}

// aside adds the phrase [cs[i].first, end) together with the apposition or the
// bracketed short form that follows it.
func (a *analysis) aside(cs []chunk, i, end int, emit func(first, last int)) {
	toks := a.doc.Tokens
	c := cs[i]
	sent := a.doc.Sentences[c.sentence]
	limit := min(sent.Last, len(toks))
	if end+1 >= limit || !opensAside(toks[end].Text) {
		return
	}
	j := i + 1
	for j < len(cs) && cs[j].first < end+1 {
		j++
	}
	if j == len(cs) || cs[j].first != end+1 {
		return
	}
	d := cs[j]
	if toks[end].Text == "(" {
		if d.last < limit && toks[d.last].Text == ")" && d.last-d.first <= 4 {
			emit(c.first, d.last+1)
		}
		return
	}
	h := toks[d.head].Head
	appos := a.rel(d.head) == "appos" && h >= c.first && h < end
	described := c.name >= 0 && d.name < 0 && a.names[c.name].kind == person && a.noun(d.last-1) == nlp.Person
	if !appos && !described || c.name >= 0 && d.name >= 0 && d.first == a.names[d.name].first {
		return
	}
	last := d.last
	for k := j + 1; k < len(cs) && k < j+5 && a.attached(d, cs[k], last); k++ {
		last = cs[k].last
	}
	if described && !appos && last < limit { // the apposition must be closed
		switch toks[last].Text {
		case ",", ".", "(", "--", "-", ";":
		default:
			return
		}
	}
	emit(c.first, last)
}

func opensAside(s string) bool { return s == "," || s == "(" || s == "-" || s == "--" }
