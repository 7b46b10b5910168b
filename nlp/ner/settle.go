package ner

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// cue is evidence that a word gives about the kind of a name: the word stands
// first, last or anywhere in the name, right before it or right after it, or
// ends a site's address.
type cue struct {
	where  string
	kind   int
	weight float64 // probability mass added to the vote; negative takes away
}

var cuePlaces = []string{"first", "last", "inside", "before", "after", "suffix"}

func (x *lexicon) loadCues(fsys fs.FS) error {
	const path = "lexicon/namecues.tsv"
	rows, err := readTable(fsys, path, "word", "where", "kind", "weight")
	if err != nil {
		return err
	}
	for _, r := range rows {
		c := cue{where: r[1], kind: slices.Index(kindNames[:], r[2])}
		if c.kind < 0 || !slices.Contains(cuePlaces, c.where) {
			return fmt.Errorf("ner: %s: %q: unknown place %q or kind %q", path, r[0], r[1], r[2])
		}
		if _, err := fmt.Sscanf(r[3], "%g", &c.weight); err != nil {
			return fmt.Errorf("ner: %s: %q: weight %q", path, r[0], r[3])
		}
		x.cues[r[0]] = append(x.cues[r[0]], c)
	}
	return nil
}

// Thresholds of settle, tuned on the development part of UNER-EWT.
const (
	switchMargin = 0.05 // how much more evidence another kind needs to win
	partWeight   = 1.2  // how much a full name says about its last word alone
	againInside  = 0.03 // probability of being inside a name that makes another occurrence of a found name one
	listedInside = 0.2  // the same for a listed name
	listedWeight = 0.6  // how much a list says about the kind of a name
	fullWeight   = 1.0  // how much a listed forename before a listed surname says that it is a person's
)

// settle gives one name one type in the whole document: its occurrences and
// the words around them vote. A name that is the last word of a longer person's
// name hears that one too ("Navalny" and "Aleksei Navalny"). Occurrences that
// the net missed are added.
func (a *analysis) settle() {
	votes := map[string]*[kinds]float64{}
	hints := map[string]nlp.EntityType{}
	tally := func(n *name) {
		n.key = a.key(n.first, n.last)
		if k, ok := a.lex.listed.kind([]byte(n.key)); ok {
			n.vote[k] += listedWeight
		} else if n.last-n.first > 1 && a.lex.listed.has(a.key(n.first, n.first+1), "forename") && a.lex.listed.has(a.key(n.last-1, n.last), "surname") {
			n.vote[person] += fullWeight
		}
		a.hear(n, hints)
		v := votes[n.key]
		if v == nil {
			v = new([kinds]float64)
			votes[n.key] = v
		}
		for k := range kinds {
			v[k] += n.vote[k]
		}
	}
	for i := range a.names {
		tally(&a.names[i])
	}
	known := len(a.names)
	a.recover(votes)
	for i := known; i < len(a.names); i++ {
		tally(&a.names[i])
	}
	slices.SortFunc(a.names, func(x, y name) int { return x.first - y.first })
	parts := map[string]float64{} // last words of persons' names -> evidence
	for i := range a.names {
		if n := &a.names[i]; n.last-n.first > 1 {
			if v := votes[n.key]; v[person] > v[organization] && v[person] > v[place] && v[person] > v[other] {
				parts[a.key(n.last-1, n.last)] += partWeight * n.vote[person]
			}
		}
	}
	for i := range a.names {
		n := &a.names[i]
		v := *votes[n.key]
		if n.last-n.first == 1 {
			v[person] += parts[n.key]
		}
		best := n.kind
		for k := range kinds {
			if v[k] > v[best]+switchMargin {
				best = k
			}
		}
		n.kind = best
		n.typ = a.typeOf(n, hints[n.key])
	}
}

// recover adds names that the net left out although the document has them
// elsewhere or a list has them, where the net at least doubted.
func (a *analysis) recover(votes map[string]*[kinds]float64) {
	longest := 0
	for i := range a.names {
		longest = max(longest, a.names[i].last-a.names[i].first)
	}
	taken := make([]bool, len(a.doc.Tokens))
	for _, n := range a.names {
		for k := n.first; k < n.last; k++ {
			taken[k] = true
		}
	}
	var buf []byte
	for s, sent := range a.doc.Sentences {
		for i := max(0, sent.First); i < min(sent.Last, len(a.doc.Tokens)); i++ {
			if taken[i] {
				continue
			}
			if w := a.doc.Tokens[i].Text; a.isDomain(w) && (hasCapital(w) || i > 0 && a.noun(i-1) != "") {
				n := name{first: i, last: i + 1, sentence: s, kind: organization, confidence: 0.6}
				n.vote[organization] = 0.6
				taken[i] = true
				a.names = append(a.names, n)
				continue
			}
			if a.inside[i] < againInside || !capitalized(a.doc.Tokens[i].Text) {
				continue
			}
			best, bestKind := 0, 0
			buf = buf[:0]
			for n := 1; n <= max(longest, maxPhrase) && i+n <= sent.Last && !taken[i+n-1]; n++ {
				if n > 1 {
					buf = append(buf, ' ')
				}
				buf, _ = foldPlain(buf, a.doc.Tokens[i+n-1].Text)
				if v := votes[string(buf)]; v != nil && len(buf) > 2 {
					best, bestKind = n, top(v)
				} else if k, ok := a.lex.listed.kind(buf); ok && a.inside[i] >= listedInside {
					best, bestKind = n, k
				}
			}
			if best == 0 {
				continue
			}
			n := name{first: i, last: i + best, sentence: s, kind: bestKind}
			for k := i; k < i+best; k++ {
				taken[k] = true
				n.confidence += a.inside[k] / float32(best)
			}
			n.vote[bestKind] = float64(n.confidence)
			a.names = append(a.names, n)
			i += best - 1
		}
	}
}

// isDomain reports whether the word is a site's bare address, such as
// GreatFire.org, by which news calls many outlets and projects.
func (a *analysis) isDomain(w string) bool {
	dot := strings.IndexByte(w, '.')
	if dot < 3 || dot+1 == len(w) {
		return false
	}
	for i := range dot {
		if c := w[i]; !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
			return false
		}
	}
	for _, c := range a.lex.cues[w[dot:]] {
		if c.where == "suffix" {
			return true
		}
	}
	return false
}

func top(v *[kinds]float64) int {
	best := 0
	for k := range kinds {
		if v[k] > v[best] {
			best = k
		}
	}
	return best
}

// key is how the words of a name compare: lower case, joined by spaces.
func (a *analysis) key(first, last int) string {
	var b []byte
	for k := first; k < last; k++ {
		if k > first {
			b = append(b, ' ')
		}
		b, _ = foldPlain(b, a.doc.Tokens[k].Text)
	}
	return string(b)
}

// hear adds the evidence of the words in and around the name to its vote, and
// notes what a description says it is.
func (a *analysis) hear(n *name, hints map[string]nlp.EntityType) {
	sent := a.doc.Sentences[n.sentence]
	lo, hi := max(0, sent.First), min(sent.Last, len(a.doc.Tokens))
	listen := func(k int, wheres ...string) {
		if k < lo || k >= hi {
			return
		}
		for _, c := range a.lex.cues[strings.ToLower(a.doc.Tokens[k].Text)] {
			if slices.Contains(wheres, c.where) {
				n.vote[c.kind] += c.weight
			}
		}
	}
	for k := n.first; k < n.last; k++ {
		wheres := []string{"inside"}
		if k == n.first && n.last > n.first+1 {
			wheres = append(wheres, "first")
		}
		if k == n.last-1 && n.last > n.first+1 {
			wheres = append(wheres, "last")
		}
		listen(k, wheres...)
	}
	listen(n.first-1, "before")
	listen(n.last, "after")

	describe := func(k int, weight float64) {
		typ := a.noun(k)
		if typ == "" || typ == nlp.Group {
			return
		}
		kind, ok := typeKinds[typ]
		if ok {
			n.vote[kind] += weight
			if hints[n.key] == "" {
				hints[n.key] = typ
			}
		}
	}
	before := n.first - 1
	if before >= lo && quote(a.doc.Tokens[before].Text) {
		before--
	}
	if before >= lo && a.doc.Tokens[before].Tag == "NN" {
		describe(before, 0.7)
	}
	if n.last < hi && a.doc.Tokens[n.last].Tag == "NN" {
		if typ := a.noun(n.last); typ == nlp.Organization || typ == nlp.Product {
			describe(n.last, 0.4)
		}
	}
	if n.last+1 < hi && a.doc.Tokens[n.last].Text == "," {
		// ", the head of", ", a think tank": the last noun of the next phrase
		k := n.last + 1
		for k < hi && k < n.last+7 && (a.doc.Tokens[k].Tag == "DT" || strings.HasPrefix(a.doc.Tokens[k].Tag, "JJ") || isNoun(a.doc.Tokens[k].Tag) || a.doc.Tokens[k].Tag == "HYPH" || a.doc.Tokens[k].Tag == "POS") {
			k++
		}
		if k > n.last+1 && a.doc.Tokens[k-1].Tag == "NN" && a.doc.Tokens[n.last+1].Tag == "DT" {
			describe(k-1, 0.6)
		}
	}
}

func quote(s string) bool {
	switch s {
	case `"`, "``", "''", "'", "`", "“", "‘":
		return true
	}
	return false
}

// typeKinds are the kinds that the net gives things of a type.
var typeKinds = map[nlp.EntityType]int{
	nlp.Person: person, nlp.Organization: organization, nlp.Place: place, nlp.Product: organization,
	nlp.Event: other, nlp.Law: other, nlp.Work: other,
}

// typeOf refines the kind by the lists of names, by what a description says
// (hint) and by the last word of the name.
func (a *analysis) typeOf(n *name, hint nlp.EntityType) nlp.EntityType {
	listed := a.lex.types[n.key]
	last := strings.ToLower(a.doc.Tokens[n.last-1].Text)
	switch n.kind {
	case organization:
		if listed == nlp.Product || listed == nlp.Event || listed == nlp.Law || listed == nlp.Group {
			return listed
		}
		if hint == nlp.Product && listed == "" {
			return hint
		}
	case other:
		if listed != "" {
			return listed
		}
		if noun := a.lex.nouns[last]; n.last > n.first+1 && noun != "" && noun != nlp.Person {
			return noun
		}
		if t := &a.doc.Tokens[n.last-1]; t.Tag == "NNPS" || a.lex.people[last] {
			return nlp.Group
		}
		if hint != "" {
			return hint
		}
		if n.first > 0 && quote(a.doc.Tokens[n.first-1].Text) {
			return nlp.Work
		}
	}
	return kindTypes[n.kind]
}
