package train

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"

	"github.com/newsgraph/newsgraph/nlp/conll"
	"github.com/newsgraph/newsgraph/nlp/nn"
	"github.com/newsgraph/newsgraph/nlp/tag"
)

// Tagger makes the model of package tag.
func Tagger(sents []conll.Sentence, epochs int, seed uint64) []byte {
	var tags index
	words := make([][]nn.Word, len(sents))
	for i, s := range sents {
		for _, t := range s.Tokens {
			tags.add(t.XPOS)
			words[i] = append(words[i], nn.WordOf(conll.Fold(t.Form)))
		}
	}
	p := newPerceptron(tag.Rows, tags.padded())
	rng := rand.New(rand.NewPCG(seed, 1))
	order := rng.Perm(len(sents))
	var rows []uint32
	for range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			prev, prev2 := uint64(tag.NoTag), uint64(tag.NoTag)
			for j, t := range sents[i].Tokens {
				rows = tag.Features(rows[:0], words[i], j, prev, prev2)
				guess, gold := argmax(p.score(rows)[:len(tags.names)]), tags.of[t.XPOS]
				if guess != gold {
					p.update(rows, gold, guess)
				}
				p.step++
				prev2, prev = prev, uint64(guess)
			}
		}
	}
	w := nn.NewModelWriter("tag")
	w.Bytes("tags", []byte(strings.Join(tags.names, "\n")))
	w.Quantized("weights", p.average())
	w.Bytes("lemmas", lemmas(sents))
	return w.File()
}

func argmax(x []float32) int {
	best := 0
	for i, v := range x {
		if v > x[best] {
			best = i
		}
	}
	return best
}

// lemmas lists the most frequent lemma of each form and tag.
func lemmas(sents []conll.Sentence) []byte {
	count := map[string]map[string]int{}
	for _, s := range sents {
		for _, t := range s.Tokens {
			if strings.HasPrefix(t.XPOS, "NNP") || t.Lemma == "_" {
				continue
			}
			key := strings.ToLower(conll.Fold(t.Form)) + "\t" + t.XPOS
			if count[key] == nil {
				count[key] = map[string]int{}
			}
			count[key][t.Lemma]++
		}
	}
	var keys []string
	for k := range count {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	var b bytes.Buffer
	for _, k := range keys {
		best := ""
		for lemma, n := range count[k] {
			if best == "" || n > count[k][best] || n == count[k][best] && lemma < best {
				best = lemma
			}
		}
		fmt.Fprintf(&b, "%s\t%s\n", k, best)
	}
	return b.Bytes()
}
