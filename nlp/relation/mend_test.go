package relation

import (
	"math/rand/v2"
	"testing"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
)

// sentence makes a document of one sentence with the given heads, -1 for the
// root.
func sentence(heads ...int) *nlp.Document {
	doc := &nlp.Document{Sentences: []nlp.Sentence{{First: 0, Last: len(heads)}}}
	for _, h := range heads {
		doc.Tokens = append(doc.Tokens, nlp.Token{Head: h})
	}
	return doc
}

func TestIsTree(t *testing.T) {
	for _, c := range []struct {
		heads []int
		want  bool
	}{
		{[]int{-1}, true},
		{[]int{1, -1, 1}, true},
		{[]int{1, 2, -1, 2}, true},
		{[]int{1, 0, -1}, false}, // a circle beside the root
		{[]int{-1, -1}, false},   // two roots
		{[]int{1, 2, 0}, false},  // no root
		{[]int{0, -1}, false},    // its own head
		{[]int{-1, 7}, false},    // out of the sentence
		{[]int{-1, 2, 3, 1}, false},
	} {
		x := &extraction{doc: sentence(c.heads...)}
		x.reach = resize(nil, len(c.heads))
		if got := x.isTree(&x.doc.Sentences[0]); got != c.want {
			t.Errorf("isTree(%v) = %v, want %v", c.heads, got, c.want)
		}
	}
}

// TestMendKeepsTrees mends random trees with names, titles, possessors and
// amounts anywhere in them: each must stay a tree.
func TestMendKeepsTrees(t *testing.T) {
	e, err := New(data.FS, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	tags := []string{"NNP", "NN", "VBD", "VBN", "VB", "VBG", "TO", "IN", "POS", "JJ", "CD", "DT", ","}
	lemmas := []string{"president", "critic", "accuse", "that", "report", "ask", "of", "fine", "Putin"}
	rels := []string{"nsubj", "obj", "amod", "acl", "aux", "nmod:poss", "compound", "mark", "xcomp", "advcl", "flat", "obl"}
	for round := range 3000 {
		n := 2 + rng.IntN(14)
		doc := sentence(make([]int, n)...)
		order := rng.Perm(n)
		for k, i := range order {
			tok := &doc.Tokens[i]
			tok.Tag, tok.Lemma, tok.Rel = tags[rng.IntN(len(tags))], lemmas[rng.IntN(len(lemmas))], rels[rng.IntN(len(rels))]
			tok.Text = tok.Lemma
			tok.Head = -1
			if k > 0 {
				tok.Head = order[rng.IntN(k)]
			} else {
				tok.Rel = "root"
			}
		}
		if round%10 == 0 {
			doc.Tokens[rng.IntN(n)].Head = rng.IntN(n) // no tree at all, perhaps
		}
		for range rng.IntN(5) {
			first := rng.IntN(n)
			last := first + 1 + rng.IntN(min(4, n-first))
			m := nlp.Mention{First: first, Last: last, Head: first + rng.IntN(last-first), Entity: -1, Type: nlp.Person, Kind: nlp.MentionKind(rng.IntN(2))}
			m.Span = nlp.Span{Start: first, End: last}
			doc.Mentions = append(doc.Mentions, m)
		}
		if q := rng.IntN(n); q > 0 {
			doc.Quantities = append(doc.Quantities, nlp.Quantity{First: q, Last: q + 1, Kind: "money"})
		}
		heads := make([]int, n)
		for i := range doc.Tokens {
			heads[i] = doc.Tokens[i].Head
		}
		x := &extraction{e: e, lex: e.words}
		x.run(doc)
		x.reach = resize(x.reach, n)
		if !x.isTree(&doc.Sentences[0]) {
			after := make([]int, n)
			for i := range doc.Tokens {
				after[i] = doc.Tokens[i].Head
			}
			t.Fatalf("round %d: heads %v became %v", round, heads, after)
		}
	}
}
