package train

import (
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/conll"
	"github.com/newsgraph/newsgraph/nlp/coref"
)

// CorefOptions say how the ranker of package coref is trained. The zero value
// of a number stands for its default.
type CorefOptions struct {
	Lexicon fs.FS           // data.FS
	Train   string          // GUM, CoNLL-U with the entity layer
	Without map[string]bool // genres left out, for their licences
	Bits    int             // of the feature table, 17
	Hidden  int             // 16
	Epochs  int             // 4
	Seed    uint64
	Log     func(format string, args ...any) // may be nil
}

// Costs of the ranker's errors (Durrett and Klein 2013): a wrong antecedent, a
// link for a phrase that is new, no link for one that is not.
const (
	costWrong = 1.0
	costFalse = 0.4
	costNew   = 1.6
)

// decision is what is learned from for one phrase; gold[k] says whether
// antecedent k is right.
type decision struct {
	coref.Decision
	gold []bool
	any  bool
}

// Coref trains the ranker on gold trees and returns the model file. Learning
// each document a second time on the parser's trees made it worse by 0.5 CoNLL
// F1, since the parser has seen these documents. Features seen less than three
// times are dropped.
func Coref(o CorefOptions) ([]byte, error) {
	if o.Bits == 0 {
		o.Bits = 17
	}
	if o.Hidden == 0 {
		o.Hidden = 16
	}
	if o.Epochs == 0 {
		o.Epochs = 4
	}
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	sents, err := conll.ReadFile(o.Train)
	if err != nil {
		return nil, fmt.Errorf("train: coref: %w", err)
	}
	r, err := coref.NewWithModel(o.Lexicon, coref.NewModel(1, 0))
	if err != nil {
		return nil, fmt.Errorf("train: coref: %w", err)
	}
	var data []decision
	for _, d := range CorefDocuments(sents) {
		if o.Without[d.Genre] {
			continue
		}
		data = append(data, decisions(r, d.Doc, d.Chains)...)
	}
	t := newCorefTrainer(o, data)
	rng := rand.New(rand.NewPCG(o.Seed, 1))
	for epoch := range o.Epochs {
		t.rate = 0.06 * float32(1-float64(epoch)/float64(o.Epochs))
		rng.Shuffle(len(data), func(i, j int) { data[i], data[j] = data[j], data[i] })
		loss := 0.0
		for i := range data {
			loss += t.learn(&data[i])
		}
		o.Log("epoch %d: %d decisions, loss %.4f", epoch+1, len(data), loss/float64(len(data)))
	}
	t.prune()
	return t.model.Encode(), nil
}

// decisions marks which antecedents are right. A phrase belongs to a chain by
// its span, or by its head where the trees give another span.
func decisions(r *coref.Resolver, doc *nlp.Document, chains [][][2]int) []decision {
	bySpan, byHead := map[[2]int]int{}, map[int]int{}
	for k, chain := range chains {
		for _, s := range chain {
			bySpan[s] = k + 1
			for i := s[0]; i < s[1]; i++ {
				if h := doc.Tokens[i].Head; h < s[0] || h >= s[1] {
					if _, ok := byHead[i]; !ok {
						byHead[i] = k + 1
					}
					break
				}
			}
		}
	}
	phrases, ds := r.Decisions(doc)
	chain := make([]int, len(phrases))
	for i, p := range phrases {
		chain[i] = bySpan[[2]int{p.First, p.Last}]
		if chain[i] == 0 && !p.Coord {
			chain[i] = byHead[p.Head]
		}
	}
	out := make([]decision, len(ds))
	for k, d := range ds {
		out[k] = decision{Decision: d, gold: make([]bool, len(d.Antecedents))}
		for n, j := range d.Antecedents {
			if c := chain[d.Phrase]; c > 0 && c == chain[j] {
				out[k].gold[n], out[k].any = true, true
			}
		}
	}
	return out
}

// corefTrainer holds the model and Adagrad's sums of squared gradients.
type corefTrainer struct {
	model  *coref.Model
	square *coref.Model
	rare   []bool // rows that are never learned
	rate   float32
	hidden [][]float32 // of each hypothesis, the last is "new"
	scores []float64
	down   []float32
}

func newCorefTrainer(o CorefOptions, data []decision) *corefTrainer {
	t := &corefTrainer{model: coref.NewModel(o.Bits, o.Hidden), square: coref.NewModel(o.Bits, o.Hidden), rare: make([]bool, 1<<o.Bits)}
	counts := make([]int, 1<<o.Bits)
	for i := range data {
		d := &data[i]
		for _, list := range append([][]uint32{d.New, d.Alone}, append(d.Pairs, d.Sides...)...) {
			for _, f := range list {
				counts[f>>(32-o.Bits)]++
			}
		}
	}
	rng := rand.New(rand.NewPCG(o.Seed, 2))
	width := 1 + o.Hidden
	for i, n := range counts {
		t.rare[i] = n < 3
		for k := 1; k < width && !t.rare[i]; k++ {
			t.model.Table[i*width+k] = (rng.Float32()*2 - 1) * 0.05
		}
	}
	for k := range t.model.Out {
		t.model.Out[k] = (rng.Float32()*2 - 1) * 0.4
	}
	for _, s := range [][]float32{t.square.Table, t.square.Bias, t.square.Out} {
		for i := range s {
			s[i] = 0.1
		}
	}
	t.down = make([]float32, o.Hidden)
	return t
}

// learn takes one step on the log-likelihood of the right antecedents, with
// the costs of wrong ones added to their scores (softmax-margin), and returns
// the loss.
func (t *corefTrainer) learn(d *decision) float64 {
	h := t.model.Hidden
	n := len(d.Antecedents)
	for len(t.hidden) <= n {
		t.hidden = append(t.hidden, make([]float32, h))
	}
	t.scores = t.scores[:0]
	for k := 0; k <= n; k++ {
		t.scores = append(t.scores, t.score(d, k))
	}
	for k := range n {
		switch {
		case d.gold[k]:
		case d.any:
			t.scores[k] += costWrong
		default:
			t.scores[k] += costFalse
		}
	}
	if d.any {
		t.scores[n] += costNew
	}
	right := func(k int) bool { return k < n && d.gold[k] || k == n && !d.any }
	top := math.Inf(-1)
	for _, s := range t.scores {
		top = max(top, s)
	}
	all, good := 0.0, 0.0
	for k, s := range t.scores {
		t.scores[k] = math.Exp(s - top)
		all += t.scores[k]
		if right(k) {
			good += t.scores[k]
		}
	}
	for k, e := range t.scores {
		g := e / all
		if right(k) {
			g -= e / good
		}
		if math.Abs(g) > 1e-4 {
			t.step(d, k, float32(g))
		}
	}
	return -math.Log(good / all)
}

// parts returns the features of hypothesis k with a wide weight, and those
// without.
func parts(d *decision, k int) (wide []uint32, deep [2][]uint32) {
	if k == len(d.Antecedents) {
		return d.New, deep
	}
	return d.Pairs[k], [2][]uint32{d.Alone, d.Sides[k]}
}

func (t *corefTrainer) score(d *decision, k int) float64 {
	m, h := t.model, t.model.Hidden
	sum := t.hidden[k]
	out := m.Out[:h]
	copy(sum, m.Bias[:h])
	if k == len(d.Antecedents) {
		copy(sum, m.Bias[h:])
		out = m.Out[h:]
	}
	wide, deep := parts(d, k)
	s := float32(0)
	for _, f := range wide {
		row := m.Row(f)
		s += row[0]
		for i, x := range row[1:] {
			sum[i] += x
		}
	}
	for _, list := range deep {
		for _, f := range list {
			for i, x := range m.Row(f)[1:] {
				sum[i] += x
			}
		}
	}
	for i, x := range sum {
		if x > 0 {
			s += x * out[i]
		}
	}
	return float64(s)
}

// step moves the weights of hypothesis k against gradient g of its score.
func (t *corefTrainer) step(d *decision, k int, g float32) {
	m, q, h := t.model, t.square, t.model.Hidden
	from := 0
	if k == len(d.Antecedents) {
		from = h
	}
	out, outQ, bias, biasQ := m.Out[from:from+h], q.Out[from:from+h], m.Bias[from:from+h], q.Bias[from:from+h]
	for i, x := range t.hidden[k] {
		t.down[i] = 0
		if x > 0 {
			t.down[i] = g * out[i]
			t.adagrad(&out[i], &outQ[i], g*x)
			t.adagrad(&bias[i], &biasQ[i], t.down[i])
		}
	}
	wide, deep := parts(d, k)
	for _, f := range wide {
		if t.rare[f>>(32-m.Bits)] {
			continue
		}
		row, sq := m.Row(f), q.Row(f)
		t.adagrad(&row[0], &sq[0], g)
		t.stepRow(row, sq)
	}
	for _, list := range deep {
		for _, f := range list {
			if !t.rare[f>>(32-m.Bits)] {
				t.stepRow(m.Row(f), q.Row(f))
			}
		}
	}
}

func (t *corefTrainer) stepRow(row, sq []float32) {
	for i, g := range t.down {
		if g != 0 {
			t.adagrad(&row[1+i], &sq[1+i], g)
		}
	}
}

func (t *corefTrainer) adagrad(w, sq *float32, g float32) {
	*sq += g * g
	*w -= t.rate * g / float32(math.Sqrt(float64(*sq)))
}

// prune zeroes rows that training never touched.
func (t *corefTrainer) prune() {
	width := 1 + t.model.Hidden
	for i := range t.rare {
		if t.rare[i] || t.square.Table[i*width] == 0.1 && allEqual(t.square.Table[i*width:(i+1)*width], 0.1) {
			clear(t.model.Table[i*width : (i+1)*width])
		}
	}
}

func allEqual(s []float32, x float32) bool {
	for _, y := range s {
		if y != x {
			return false
		}
	}
	return true
}
