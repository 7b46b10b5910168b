package train

import (
	"math/rand/v2"
	"strings"

	"github.com/newsgraph/newsgraph/nlp/conll"
	"github.com/newsgraph/newsgraph/nlp/depparse"
	"github.com/newsgraph/newsgraph/nlp/nn"
)

// Parser makes the model of package depparse. It explores its own mistakes
// with a dynamic oracle (Goldberg and Nivre 2013).
func Parser(sents []conll.Sentence, epochs int, seed uint64) []byte {
	var labels index
	type sentence struct {
		nodes       []depparse.Node
		head, label []int
	}
	data := make([]sentence, len(sents))
	for i, s := range sents {
		d := sentence{nodes: []depparse.Node{depparse.Root}, head: []int{-1}, label: []int{0}}
		for _, t := range s.Tokens {
			d.nodes = append(d.nodes, depparse.NodeOf(conll.Fold(t.Form), t.XPOS))
			d.head = append(d.head, t.Head+1)
			d.label = append(d.label, labels.add(t.Rel))
		}
		data[i] = d
	}
	actions, names := newPerceptron(depparse.ActionRows, 4), newPerceptron(depparse.LabelRows, labels.padded())
	rng := rand.New(rand.NewPCG(seed, 2))
	order := rng.Perm(len(data))
	var st depparse.State
	var rows []uint32
	for epoch := range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			d := &data[i]
			st.Reset(d.nodes)
			for !st.Done() {
				rows = st.ActionFeatures(rows[:0])
				scores := actions.score(rows)
				best, gold, least := -1, -1, 1<<30
				var cost [3]int
				for a := range cost {
					if !st.Legal(a) {
						continue
					}
					if best < 0 || scores[a] > scores[best] {
						best = a
					}
					if cost[a] = st.Cost(a, d.head); cost[a] < least || cost[a] == least && scores[a] > scores[gold] {
						least, gold = cost[a], a
					}
				}
				if cost[best] != least {
					actions.update(rows, gold, best)
				}
				actions.step++
				next, label := gold, 0
				if epoch > 0 && rng.Float64() < 0.9 {
					next = best
				}
				if next != depparse.Shift {
					h, dep := st.Arc(next)
					rows = st.LabelFeatures(rows[:0], h, dep)
					label = argmax(names.score(rows)[:len(labels.names)])
					if d.head[dep] == h {
						if label != d.label[dep] {
							names.update(rows, d.label[dep], label)
						}
						names.step++
					}
				}
				st.Apply(next, label)
			}
		}
	}
	w := nn.NewModelWriter("depparse")
	w.Bytes("labels", []byte(strings.Join(labels.names, "\n")))
	w.Quantized("actions", actions.average())
	w.Quantized("names", names.average())
	return w.File()
}
