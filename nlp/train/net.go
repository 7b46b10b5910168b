package train

import (
	"math"
	"math/rand/v2"

	"github.com/newsgraph/newsgraph/nlp/nn"
)

// weights are the parameters of a linear map of in×out, with gradient and the
// moments of Adam (Kingma and Ba 2015). Row i belongs to input i.
type weights struct {
	in, out              int
	w, grad, mean, power []float32
	bias, biasGrad       []float32
	biasMean, biasPower  []float32
	turned               []float32 // out×in, for the way back
}

func newWeights(rng *rand.Rand, in, out int, gain float64) *weights {
	n := in * out
	l := &weights{in: in, out: out,
		w: make([]float32, n), grad: make([]float32, n), mean: make([]float32, n), power: make([]float32, n),
		bias: make([]float32, out), biasGrad: make([]float32, out), biasMean: make([]float32, out), biasPower: make([]float32, out),
		turned: make([]float32, n)}
	r := gain * math.Sqrt(3/float64(in))
	for i := range l.w {
		l.w[i] = float32((2*rng.Float64() - 1) * r)
	}
	l.turn()
	return l
}

func (l *weights) turn() {
	for i := range l.in {
		for j := range l.out {
			l.turned[j*l.in+i] = l.w[i*l.out+j]
		}
	}
}

func (l *weights) linear() nn.Linear {
	return nn.Linear{W: nn.Matrix{Rows: l.in, Cols: l.out, Data: l.w}, Bias: l.bias}
}

// forward adds x·w + bias to y, for n rows of x that are stride apart.
func (l *weights) forward(n int, x []float32, stride int, y []float32) {
	for t := range n {
		nn.Axpy(1, l.bias, y[t*l.out:(t+1)*l.out])
	}
	nn.Gemm(n, l.out, l.in, x, stride, 1, l.w, l.out, y, l.out)
}

// backward adds to the gradients, and to dx where that is not nil. Rows of x
// and dx may overlap: the stride divides the width.
func (l *weights) backward(n int, x []float32, stride int, dy, dx []float32) {
	l.gradients(n, x, stride, dy)
	for o := 0; dx != nil && o < l.in; o += stride {
		width := min(stride, l.in-o)
		nn.Gemm(n, width, l.out, dy, l.out, 1, l.turned[o:], l.in, dx[o:], stride)
	}
}

func (l *weights) gradients(n int, x []float32, stride int, dy []float32) {
	nn.Gemm(l.in, l.out, n, x, 1, stride, dy, l.out, l.grad, l.out)
	for t := range n {
		nn.Axpy(1, dy[t*l.out:(t+1)*l.out], l.biasGrad)
	}
}

// adam makes a step; c1 and c2 undo the bias of the moments.
func (l *weights) adam(rate, c1, c2 float32) {
	adam(l.w, l.grad, l.mean, l.power, rate, c1, c2)
	adam(l.bias, l.biasGrad, l.biasMean, l.biasPower, rate, c1, c2)
	l.turn()
}

func adam(w, grad, mean, power []float32, rate, c1, c2 float32) {
	grad, mean, power = grad[:len(w)], mean[:len(w)], power[:len(w)]
	for i := range w {
		g := grad[i]
		m := 0.9*mean[i] + 0.1*g
		p := 0.999*power[i] + 0.001*g*g
		mean[i], power[i], grad[i] = m, p, 0
		w[i] -= rate * m * c1 / (float32(math.Sqrt(float64(p*c2))) + 1e-6)
	}
}

// featureTable holds hashed features, trained with one step size a row
// (AdaGrad, Duchi et al. 2011).
type featureTable struct {
	dim   int
	w     []float32
	power []float32
}

func newFeatureTable(rng *rand.Rand, rows, dim int) *featureTable {
	t := &featureTable{dim, make([]float32, rows*dim), make([]float32, rows)}
	for i := range t.w {
		t.w[i] = (2*rng.Float32() - 1) * 0.1
	}
	return t
}

func (t *featureTable) row(f uint32) []float32 {
	i := int(f) & (len(t.power) - 1)
	return t.w[i*t.dim : (i+1)*t.dim]
}

func (t *featureTable) step(f uint32, grad []float32, norm, rate float32) {
	i := int(f) & (len(t.power) - 1)
	t.power[i] += norm
	nn.Axpy(-rate/(float32(math.Sqrt(float64(t.power[i])))+1e-5), grad, t.w[i*t.dim:(i+1)*t.dim])
}

// averager keeps the mean of the parameters over the last part of training.
type averager struct {
	sums [][]float32
	n    float32
}

func (a *averager) add(params [][]float32) {
	if a.sums == nil {
		for _, p := range params {
			a.sums = append(a.sums, make([]float32, len(p)))
		}
	}
	for i, p := range params {
		nn.Axpy(1, p, a.sums[i])
	}
	a.n++
}

// swap exchanges the parameters and their means, if there are any.
func (a *averager) swap(params [][]float32) {
	if a.n == 0 {
		return
	}
	for i, p := range params {
		for k, v := range p {
			p[k], a.sums[i][k] = a.sums[i][k]/a.n, v*a.n
		}
	}
}

// drop sets a share of x to zero and scales up the rest; mask keeps the factors.
func drop(rng *rand.Rand, x, mask []float32, share float32) {
	keep := 1 / (1 - share)
	limit := uint32(float64(share) * (1 << 32))
	for i := 0; i < len(x); i += 2 {
		r := rng.Uint64()
		mask[i] = 0
		if uint32(r) >= limit {
			mask[i] = keep
		}
		x[i] *= mask[i]
		if i+1 < len(x) {
			mask[i+1] = 0
			if uint32(r>>32) >= limit {
				mask[i+1] = keep
			}
			x[i+1] *= mask[i+1]
		}
	}
}

func multiply(x, mask []float32) {
	mask = mask[:len(x)]
	for i := range x {
		x[i] *= mask[i]
	}
}

// zeroed returns a slice of n zeros that reuses *p.
func zeroed(p *[]float32, n int) []float32 {
	if cap(*p) < n {
		*p = make([]float32, n, n+n/2)
	}
	*p = (*p)[:n]
	clear(*p)
	return *p
}

// softmax turns scores into the gradient of the log loss and returns the loss.
func softmax(scores []float32, gold int, grad []float32) float64 {
	top := scores[nn.Argmax(scores)]
	sum := 0.0
	for i, s := range scores {
		e := math.Exp(float64(s - top))
		grad[i] = float32(e)
		sum += e
	}
	for i := range scores {
		grad[i] /= float32(sum)
	}
	grad[gold]--
	return math.Log(sum) - float64(scores[gold]-top)
}
