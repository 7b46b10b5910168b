package train

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/newsgraph/newsgraph/nlp/nn"
)

const gap = nn.Gap

// token is the input of the encoder for one token.
type token struct {
	features []uint32
	vector   int // row of the word vectors, -1 for none
}

// encoder trains an nn.Encoder. Its forward pass is that of nn with dropout.
type encoder struct {
	nn.EncoderSize
	vectors   *nn.Vectors
	features  *featureTable
	project   *weights
	conv      *weights
	gates     []*weights
	dropInput float32
	dropInner float32
	rng       *rand.Rand

	steps         int
	starts, ends  []int
	n             int
	rows          []*token // nil in the gaps
	vec, x, xMask []float32
	in            [][]float32 // input of each gated layer; the last one is the result
	masks         [][]float32
	wide          [][]float32
	memory        [][]float32
	dx, dwide     []float32
	back          [2][]float32
}

func newEncoder(vectors *nn.Vectors, set Settings) *encoder {
	size := set.Size
	rng := rand.New(rand.NewPCG(set.Seed, 3))
	e := &encoder{EncoderSize: size, vectors: vectors, rng: rng, dropInput: float32(set.DropInput), dropInner: float32(set.DropInner)}
	e.features = newFeatureTable(rng, size.Table, size.Dim)
	e.project = newWeights(rng, vectors.Dim(), size.Dim, 0.5)
	e.conv = newWeights(rng, nn.Window*size.Dim, size.Hidden, 1)
	for range size.Layers {
		g := newWeights(rng, nn.Reach*size.Hidden, 3*size.Hidden, 0.7)
		for i := range size.Hidden {
			g.bias[2*size.Hidden+i] = -1
		}
		e.gates = append(e.gates, g)
	}
	e.in = make([][]float32, size.Layers+1)
	e.masks = make([][]float32, size.Layers+1)
	e.wide = make([][]float32, size.Layers)
	e.memory = make([][]float32, size.Layers)
	return e
}

func (e *encoder) layers() []*weights { return append([]*weights{e.project, e.conv}, e.gates...) }

func (e *encoder) params() [][]float32 {
	out := [][]float32{e.features.w}
	for _, l := range e.layers() {
		out = append(out, l.w, l.bias)
	}
	return out
}

// model is the trained encoder as nn runs it.
func (e *encoder) model() *nn.Encoder {
	m := &nn.Encoder{EncoderSize: e.EncoderSize, Vectors: e.vectors, Project: e.project.linear(), Conv: e.conv.linear()}
	m.Features = nn.Quantize(nn.Matrix{Rows: e.Table, Cols: e.Dim, Data: e.features.w})
	for _, g := range e.gates {
		m.Gates = append(m.Gates, g.linear())
	}
	return m
}

// forward runs the sentences and returns the rows of the result; starts and
// ends tell where each sentence lies in it.
func (e *encoder) forward(sents [][]token, train bool) []float32 {
	e.starts, e.ends, e.rows = e.starts[:0], e.ends[:0], e.rows[:0]
	var none [gap]*token
	for _, s := range sents {
		e.rows = append(e.rows, none[:]...)
		e.starts = append(e.starts, len(e.rows))
		for i := range s {
			e.rows = append(e.rows, &s[i])
		}
		e.ends = append(e.ends, len(e.rows))
	}
	e.rows = append(e.rows, none[:]...)
	e.n = len(e.rows)
	n, d, h, v := e.n, e.Dim, e.Hidden, e.vectors.Dim()

	vec, x := zeroed(&e.vec, n*v), zeroed(&e.x, n*d)
	for t, tok := range e.rows {
		if tok != nil && tok.vector >= 0 {
			e.vectors.Row(tok.vector, vec[t*v:(t+1)*v])
		}
	}
	nn.Gemm(n, d, v, vec, v, 1, e.project.w, d, x, d) // its bias stays zero: the features have one
	for t, tok := range e.rows {
		if tok != nil {
			for _, f := range tok.features {
				nn.Axpy(1, e.features.row(f), x[t*d:(t+1)*d])
			}
		}
	}
	if train {
		drop(e.rng, x, zeroed(&e.xMask, n*d), e.dropInput)
	}
	y := zeroed(&e.in[0], n*h)
	e.conv.forward(n-2*gap, x, d, y[gap*h:])
	e.eachGap(h, y)
	for i, s := range y {
		y[i] = max(s, 0)
	}
	if train {
		drop(e.rng, y, zeroed(&e.masks[0], n*h), e.dropInner)
	}
	for l := range e.gates {
		w := zeroed(&e.wide[l], n*3*h)
		e.gates[l].forward(n-2, y, h, w[3*h:])
		z, mem := zeroed(&e.in[l+1], n*h), zeroed(&e.memory[l], n*h)
		for s, start := range e.starts {
			for t := start; t < e.ends[s]; t++ {
				e.remember(l, t, t-1, 0, h/2, y, z, mem)
			}
			for t := e.ends[s] - 1; t >= start; t-- {
				e.remember(l, t, t+1, h/2, h, y, z, mem)
			}
		}
		if train {
			drop(e.rng, z, zeroed(&e.masks[l+1], n*h), e.dropInner)
		}
		y = z
	}
	return y
}

func (e *encoder) eachGap(width int, x []float32) {
	from := 0
	for s, start := range e.starts {
		clear(x[from*width : start*width])
		from = e.ends[s]
	}
	clear(x[from*width : e.n*width])
}

func (e *encoder) remember(l, t, before, from, to int, y, z, mem []float32) {
	h := e.Hidden
	w := e.wide[l][t*3*h : (t+1)*3*h]
	for i := from; i < to; i++ {
		f, r, old, in := nn.Gate(w[h+i]), nn.Gate(w[2*h+i]), mem[before*h+i], y[t*h+i]
		m := w[i] + f*(old-w[i])
		mem[t*h+i] = m
		z[t*h+i] = in + r*(m-in)
	}
}

// slope is the derivative of nn.Gate.
func slope(x float32) float32 {
	if x < 0 {
		x = -x
	}
	return 0.5 / ((1 + x) * (1 + x))
}

// backward takes the gradient of the result, which it overwrites, adds to the
// gradients of the layers and steps the feature table at once.
func (e *encoder) backward(dz []float32, rate float32) {
	n, d, h := e.n, e.Dim, e.Hidden
	for l := len(e.gates) - 1; l >= 0; l-- {
		multiply(dz, e.masks[l+1])
		dy := zeroed(&e.back[l%2], n*h)
		dw := zeroed(&e.dwide, n*3*h)
		y, mem, w := e.in[l], e.memory[l], e.wide[l]
		carry := make([]float32, h)
		for s, start := range e.starts {
			clear(carry)
			for t := e.ends[s] - 1; t >= start; t-- {
				forget(h, t, t-1, 0, h/2, w, y, mem, dz, dw, dy, carry)
			}
			for t := start; t < e.ends[s]; t++ {
				forget(h, t, t+1, h/2, h, w, y, mem, dz, dw, dy, carry)
			}
		}
		e.gates[l].backward(n-2, y, h, dw[3*h:], dy)
		e.eachGap(h, dy)
		dz = dy
	}
	multiply(dz, e.masks[0])
	for i, y := range e.in[0] {
		if y <= 0 {
			dz[i] = 0
		}
	}
	dx := zeroed(&e.dx, n*d)
	e.conv.backward(n-2*gap, e.x, d, dz[gap*h:], dx)
	e.eachGap(d, dx)
	multiply(dx, e.xMask)
	v := e.vectors.Dim()
	nn.Gemm(v, d, n, e.vec, 1, v, dx, d, e.project.grad, d)
	for t, tok := range e.rows {
		if tok == nil {
			continue
		}
		g := dx[t*d : (t+1)*d]
		norm := nn.Dot(g, g) / float32(d)
		if norm == 0 {
			continue
		}
		for _, f := range tok.features {
			e.features.step(f, g, norm, rate)
		}
	}
}

// forget is the way back of remember; carry holds the gradient of the memory.
func forget(h, t, before, from, to int, w, y, mem, dz, dw, dy, carry []float32) {
	for i := from; i < to; i++ {
		c, pf, pr := w[t*3*h+i], w[t*3*h+h+i], w[t*3*h+2*h+i]
		f, r, old, in, m, g := nn.Gate(pf), nn.Gate(pr), mem[before*h+i], y[t*h+i], mem[t*h+i], dz[t*h+i]
		dm := carry[i] + g*r
		dw[t*3*h+i] = dm * (1 - f)
		dw[t*3*h+h+i] = dm * (old - c) * slope(pf)
		dw[t*3*h+2*h+i] = g * (m - in) * slope(pr)
		dy[t*h+i] += g * (1 - r)
		carry[i] = dm * f
	}
}

// result is what forward last returned.
func (e *encoder) result() []float32 { return e.in[len(e.gates)] }

// train runs the epochs. After each forward pass over some sentences, given by
// their numbers, loss adds to the gradients of the heads and returns the loss,
// and back the gradient of the encoder's result. In the end the parameters are
// the mean over the last fifth of the steps.
func (e *encoder) train(set Settings, rng *rand.Rand, data *reader, heads []*weights, loss func([]int) float64, back func() []float32) {
	order := rng.Perm(len(data.sents))
	params := e.params()
	for _, l := range heads {
		params = append(params, l.w, l.bias)
	}
	var mean averager
	total := set.Epochs * len(order)
	for epoch := range set.Epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		sum, tokens := 0.0, 0
		for k := 0; k < len(order); k += set.Batch {
			part := order[k:min(k+set.Batch, len(order))]
			in := make([][]token, len(part))
			for i, s := range part {
				in[i] = hideWords(rng, data.read(s, anyStyle(rng, set.Restyle)), set.HideWord)
				tokens += len(in[i])
			}
			e.forward(in, true)
			sum += loss(part)
			done := epoch*len(order) + k
			left := 1 - 0.95*float64(done)/float64(total)
			e.backward(back(), float32(0.05*left))
			e.step(float32(set.Rate*left), heads...)
			if done > total*4/5 && k/set.Batch%100 == 0 {
				mean.add(params)
			}
		}
		fmt.Fprintf(set.Log, "epoch %d of %d: loss %.4f a token\n", epoch+1, set.Epochs, sum/float64(tokens))
	}
	mean.swap(params)
	for _, l := range append(e.layers(), heads...) {
		l.turn()
	}
}

// hideWords takes the whole form from a share of the tokens, so that their
// parts and neighbours learn to do without.
func hideWords(rng *rand.Rand, toks []token, share float64) []token {
	for _, t := range toks {
		if rng.Float64() < share && len(t.features) > 2 {
			t.features[0], t.features[1] = unknown, unknown
		}
	}
	return toks
}

const unknown = 4 // feature row of hidden words

// step moves all layers by Adam, those of the heads of the model too.
func (e *encoder) step(rate float32, heads ...*weights) {
	e.steps++
	c1 := float32(1 / (1 - math.Pow(0.9, float64(e.steps))))
	c2 := float32(1 / (1 - math.Pow(0.999, float64(e.steps))))
	for _, l := range append(e.layers(), heads...) {
		l.adam(rate, c1, c2)
	}
}
