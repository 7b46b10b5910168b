package ner

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// cue is evidence that a word gives about the kind of a name: the word stands
// first, last or anywhere in the name, right before it or right after it.
type cue struct {
	where  string
	kind   int
	weight float64 // probability mass added to the vote; negative takes away
}

var cuePlaces = []string{"first", "last", "inside", "before", "after"}

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

// settle gives one name one type in the whole document: its occurrences and
// the words around them vote. A name that is part of a longer person's name
// votes with it ("Navalny" with "Aleksei Navalny").
func (a *analysis) settle() {
	votes := map[string]*[kinds]float64{}
	for i := range a.names {
		n := &a.names[i]
		n.key = a.key(n.first, n.last)
		a.hear(n)
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
		n := &a.names[i]
		v := votes[n.key]
		best := n.kind
		for k := range kinds {
			if v[k] > v[best]+0.2 {
				best = k
			}
		}
		n.kind = best
		n.typ = a.typeOf(n)
	}
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

// hear adds the evidence of the words in and around the name to its vote.
func (a *analysis) hear(n *name) {
	sent := a.doc.Sentences[n.sentence]
	listen := func(k int, wheres ...string) {
		if k < sent.First || k >= sent.Last {
			return
		}
		t := &a.doc.Tokens[k]
		for _, w := range []string{strings.ToLower(t.Text), t.Lemma} {
			for _, c := range a.lex.cues[w] {
				if slices.Contains(wheres, c.where) {
					n.vote[c.kind] += c.weight
				}
			}
			if strings.ToLower(t.Text) == t.Lemma {
				break
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
}

// typeOf refines the kind by the lists of names and the last word of the name.
func (a *analysis) typeOf(n *name) nlp.EntityType {
	listed := a.lex.types[n.key]
	last := strings.ToLower(a.doc.Tokens[n.last-1].Text)
	noun := a.lex.nouns[last]
	switch n.kind {
	case organization:
		if listed == nlp.Product {
			return listed
		}
	case other:
		if listed != "" {
			return listed
		}
		if n.last > n.first+1 && noun != "" && noun != nlp.Person {
			return noun
		}
		if t := &a.doc.Tokens[n.last-1]; t.Tag == "NNPS" || a.lex.people[last] {
			return nlp.Group
		}
	}
	return kindTypes[n.kind]
}
