package train

import (
	"io"
	"math/rand/v2"
	"strings"

	"github.com/newsgraph/newsgraph/nlp/conll"
	"github.com/newsgraph/newsgraph/nlp/depparse"
	"github.com/newsgraph/newsgraph/nlp/nn"
)

// ParserSettings are those of the shipped parser.
func ParserSettings(seed uint64, log io.Writer) Settings {
	return Settings{
		Size:   nn.EncoderSize{Table: 1 << 15, Dim: 64, Hidden: 160, Layers: 2},
		Epochs: 14, Rate: 0.001, DropInput: 0.05, DropInner: 0.15, DropViews: 0.15, HideWord: 0.15, Restyle: 0.08, Batch: 8, Seed: seed, Log: log,
	}
}

// Parser makes the model of package depparse.
func Parser(sents []conll.Sentence, vectors *nn.Vectors, set Settings) []byte {
	tagging := TaggerSettings(set.Seed+1, set.Log)
	tagging.Epochs = 3
	net := trainParser(sents, jackknife(sents, vectors, nil, tagging), vectors, set)
	w := nn.NewModelWriter("depparse")
	w.Bytes("labels", []byte(strings.Join(net.labels.names, "\n")))
	w.Encoder(net.enc.model())
	w.Linear("views", net.views.linear())
	w.Linear("pair", net.pair.linear())
	w.Linear("distance", net.distance.linear())
	w.Linear("name", net.name.linear())
	return w.File()
}

// parserNet trains a depparse.Net.
type parserNet struct {
	enc                         *encoder
	views, pair, distance, name *weights
	labels                      index
	rng                         *rand.Rand
	drop                        float64

	wide, mask, dwide []float32
	pairs             depparse.Pairs
	dscores, dgap, dq []float32
	joined, djoined   []float32
	names, dnames     []float32
	back              []float32
}

// tree is the gold tree of a sentence; node 0 is the root.
type tree struct{ head, label []int }

func trainParser(sents []conll.Sentence, tags [][]string, vectors *nn.Vectors, set Settings) *parserNet {
	net := &parserNet{rng: rand.New(rand.NewPCG(set.Seed, 8)), drop: set.DropViews}
	golds := make([]tree, len(sents))
	for i, s := range sents {
		golds[i] = tree{[]int{-1}, []int{0}}
		for _, t := range s.Tokens {
			golds[i].head = append(golds[i].head, t.Head+1)
			golds[i].label = append(golds[i].label, net.labels.add(t.Rel))
		}
	}
	data := &reader{sents, vectors, depparse.RootFeatures(), func(dst []uint32, s, j int, text string, place nn.Place) []uint32 {
		return depparse.AppendFeatures(dst, text, tags[s][j], place)
	}}
	net.enc = newEncoder(vectors, set)
	net.views = newWeights(net.rng, set.Size.Hidden, depparse.Wide, 1)
	net.pair = newWeights(net.rng, depparse.Arc, depparse.Arc, 0.5)
	net.distance = newWeights(net.rng, depparse.Arc, depparse.Gaps, 0.1)
	net.name = newWeights(net.rng, depparse.Label, nn.Pad(len(net.labels.names)), 0.5)
	heads := []*weights{net.views, net.pair, net.distance, net.name}
	net.enc.train(set, net.rng, data, heads, func(part []int) float64 {
		net.look()
		net.dwide = zeroed(&net.dwide, len(net.wide))
		loss := 0.0
		for i, s := range part {
			from, to := net.enc.starts[i]*depparse.Wide, net.enc.ends[i]*depparse.Wide
			loss += net.arcs(net.wide[from:to], net.dwide[from:to], golds[s].head)
			loss += net.arcLabels(net.wide[from:to], net.dwide[from:to], golds[s])
		}
		multiply(net.dwide, net.mask)
		h := net.enc.result()
		net.back = zeroed(&net.back, len(h))
		net.views.backward(net.enc.n, h, net.enc.Hidden, net.dwide, net.back)
		return loss
	}, func() []float32 { return net.back })
	return net
}

// look makes the views of all rows, with dropout.
func (net *parserNet) look() {
	wide := zeroed(&net.wide, net.enc.n*depparse.Wide)
	net.views.forward(net.enc.n, net.enc.result(), net.enc.Hidden, wide)
	mask := zeroed(&net.mask, len(wide))
	drop(net.rng, wide, mask, float32(net.drop))
	for i, x := range wide {
		if x < 0 && i%depparse.Wide < 2*depparse.Arc {
			wide[i] *= 0.1
			mask[i] *= 0.1
		}
	}
}

// arcs adds the gradient of choosing each word's governor.
func (net *parserNet) arcs(wide, dwide []float32, head []int) float64 {
	const arc, gaps = depparse.Arc, depparse.Gaps
	n, loss := len(head), 0.0
	run := depparse.Net{Pair: net.pair.linear(), Distance: net.distance.linear()}
	width := run.Pairs(&net.pairs, wide)
	dscores, dgap, dq := zeroed(&net.dscores, n*width), zeroed(&net.dgap, n*gaps), zeroed(&net.dq, n*arc)
	for d := 1; d < n; d++ {
		grad := dscores[d*width : d*width+n]
		loss += softmax(net.pairs.Scores[d*width:d*width+n], head[d], grad)
		grad[d] = 0
		for h, g := range grad {
			dgap[d*gaps+depparse.Gap(d, h)] += g
		}
	}
	net.distance.backward(n, net.pairs.Query, arc, dgap, dq)
	governors := wide[arc:]
	nn.Gemm(n, arc, n, dscores, width, 1, governors, depparse.Wide, dq, arc)
	nn.Gemm(n, arc, n, dscores, 1, width, net.pairs.Query, arc, dwide[arc:], depparse.Wide)
	net.pair.gradients(n, wide, depparse.Wide, dq)
	nn.Gemm(n, arc, arc, dq, arc, 1, net.pair.turned, arc, dwide, depparse.Wide)
	return loss
}

// arcLabels adds the gradient of naming each gold arc.
func (net *parserNet) arcLabels(wide, dwide []float32, gold tree) float64 {
	const label, at = depparse.Label, 2 * depparse.Arc
	n, out, loss := len(gold.head), net.name.out, 0.0
	joined, djoined := zeroed(&net.joined, n*label), zeroed(&net.djoined, n*label)
	for d := 1; d < n; d++ {
		depparse.Join(joined[d*label:(d+1)*label], wide, d, gold.head[d])
	}
	names, dnames := zeroed(&net.names, n*out), zeroed(&net.dnames, n*out)
	net.name.forward(n, joined, label, names)
	for d := 1; d < n; d++ {
		o := d * out
		loss += softmax(names[o:o+len(net.labels.names)], gold.label[d], dnames[o:o+len(net.labels.names)])
	}
	net.name.backward(n, joined, label, dnames, djoined)
	for d := 1; d < n; d++ {
		mine, other := dwide[d*depparse.Wide+at:], dwide[gold.head[d]*depparse.Wide+at+label:]
		for k, g := range djoined[d*label : (d+1)*label] {
			if joined[d*label+k] < 0 {
				g *= 0.1
			}
			mine[k] += g
			other[k] += g
		}
	}
	return loss
}
