package ner

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"

	"github.com/newsgraph/newsgraph/nlp/nn"
)

// Labels are the labels of the net: outside, and beginning and inside of
// persons, organizations, places and other names.
var Labels = []string{"O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-OTH", "I-OTH"}

const (
	outside = 0
	// labels follow in pairs: begin of kind k is 1+2k, inside 2+2k
	kinds = 4
)

// Allowed reports whether label next may follow label prev; prev = len(Labels)
// stands for the beginning of the sentence.
func Allowed(prev, next int) bool {
	if next == outside || next%2 == 1 {
		return true
	}
	return prev < len(Labels) && (prev == next || prev == next-1)
}

// net is a convolutional tagger with a conditional random field on top
// (Collobert et al. 2011, Natural Language Processing (Almost) from Scratch;
// Lafferty et al. 2001). Several networks of one shape, trained from different
// seeds, vote with the mean of their scores:
//
//	x[t]  = project(vector[t]) + sum of embed rows of token t      d
//	h1[t] = relu(conv1 * x[t-2..t+2])                              h
//	h2[t] = relu(conv2 * h1[t-1..t+1]) + h1[t]                     h
//	e[t]  = mean over networks of output * h2[t]                   labels
//
// and the best path over e and the transitions between labels. The model file
// "ner" holds the number of networks as the text of section "networks" and
// their parts under NUMBER.NAME, biases under NUMBER.NAME.bias; row len(Labels)
// of "transitions", the mean of theirs, belongs to the beginning of a sentence.
type net struct {
	layers      []layers
	transitions nn.Matrix
}

// layers is one network. Its weights are stored transposed, inputs in rows, as
// nn.Gemm wants them.
type layers struct {
	embed nn.Quantized // its number of rows is a power of two
	parts [4]nn.Matrix // project, conv1, conv2, output
	bias  [4][]float32
}

const (
	project = iota
	conv1
	conv2
	output
)

var partNames = [4]string{"project", "conv1", "conv2", "output"}

func loadNet(file []byte, vectorDim int) (*net, error) {
	m, err := nn.OpenModel(file, "ner")
	if err != nil {
		return nil, fmt.Errorf("ner: %w", err)
	}
	text, err := m.Bytes("networks")
	if err != nil {
		return nil, fmt.Errorf("ner: %w", err)
	}
	count, err := strconv.Atoi(string(text))
	if err != nil || count < 1 {
		return nil, fmt.Errorf("ner: model: %q networks", text)
	}
	w := &net{layers: make([]layers, count)}
	for i := range w.layers {
		if err := w.layers[i].load(m, strconv.Itoa(i)+".", vectorDim); err != nil {
			return nil, fmt.Errorf("ner: %w", err)
		}
	}
	if w.transitions, err = m.Matrix("transitions"); err != nil {
		return nil, fmt.Errorf("ner: %w", err)
	}
	l := len(Labels)
	if w.transitions.Rows != l+1 || w.transitions.Cols != l {
		return nil, fmt.Errorf("ner: model: transitions do not fit %d labels", l)
	}
	for p := range l + 1 {
		for k := range l {
			if !Allowed(p, k) {
				w.transitions.Row(p)[k] = -1e4
			}
		}
	}
	return w, nil
}

func (w *layers) load(m *nn.Model, prefix string, vectorDim int) error {
	var err error
	if w.embed, err = m.Quantized(prefix + "embed"); err != nil {
		return err
	}
	for i, name := range partNames {
		if w.parts[i], err = m.Matrix(prefix + name); err != nil {
			return err
		}
		if w.bias[i], err = m.Floats(prefix + name + ".bias"); err != nil {
			return err
		}
		if len(w.bias[i]) != w.parts[i].Cols {
			return fmt.Errorf("model: %s%s has %d columns but %d biases", prefix, name, w.parts[i].Cols, len(w.bias[i]))
		}
	}
	d, h := w.embed.Cols, w.parts[conv1].Cols
	if bits.OnesCount(uint(w.embed.Rows)) != 1 || w.embed.Rows > Rows ||
		w.parts[project].Rows != vectorDim || w.parts[project].Cols != d || w.parts[conv1].Rows != 5*d ||
		w.parts[conv2].Rows != 3*h || w.parts[conv2].Cols != h || w.parts[output].Rows != h || w.parts[output].Cols != len(Labels) {
		return fmt.Errorf("model: the parts of network %s do not fit each other, the vectors or the labels", prefix)
	}
	// nn.Gemm is slow on columns that do not fill a block of 16.
	wide := nn.NewMatrix(h, (len(Labels)+15)/16*16)
	for i := range h {
		copy(wide.Row(i), w.parts[output].Row(i))
	}
	w.parts[output] = wide
	w.bias[output] = append(w.bias[output], make([]float32, wide.Cols-len(Labels))...)
	return nil
}

// scratch holds one sentence's activations; it is reused.
type scratch struct {
	enc        Encoded
	words      []string
	vector     []float32
	x, h1, h2  []float32
	emit       []float32
	padded     []float32 // scores of one network, in rows of whole vectors
	score      []float32
	back       []uint8
	path       []uint8
	alpha      []float64
	beta       []float64
	expE, expT []float64
}

func zeros[T float32 | float64](s *[]T, n int) []T {
	if cap(*s) < n {
		*s = make([]T, n+n/2)
	}
	*s = (*s)[:n]
	clear(*s)
	return *s
}

// relu sets negative elements to zero, without branches that would be guessed
// wrong half of the time: the sign bit, spread over the word, masks it.
func relu(x []float32) {
	for i, v := range x {
		b := math.Float32bits(v)
		x[i] = math.Float32frombits(b &^ uint32(int32(b)>>31))
	}
}

// emissions fills s.emit for the encoded sentence.
func (w *net) emissions(vectors *nn.Vectors, s *scratch) {
	n, dim, l := len(s.enc.End), vectors.Dim(), len(Labels)
	vector := zeros(&s.vector, n*dim)
	for t, v := range s.enc.Vector {
		if v >= 0 {
			vectors.Row(int(v), vector[t*dim:])
		}
	}
	emit := zeros(&s.emit, n*l)
	for i := range w.layers {
		w.layers[i].run(s, vector, emit)
	}
	share := 1 / float32(len(w.layers))
	for i := range emit {
		emit[i] *= share
	}
}

// run adds the network's scores to emit.
func (w *layers) run(s *scratch, vector, emit []float32) {
	n := len(s.enc.End)
	d, h, l := w.embed.Cols, w.parts[conv1].Cols, len(Labels)
	x := zeros(&s.x, (n+4)*d)
	w.apply(project, n, vector, w.parts[project].Rows, x[2*d:], d)
	mask := uint32(w.embed.Rows - 1)
	for t := range n {
		xt := x[(t+2)*d : (t+3)*d]
		if s.enc.Vector[t] < 0 {
			clear(xt) // nothing to project, not even the bias
		}
		for _, r := range s.enc.Token(t) {
			w.embed.AddRow(int(r&mask), xt)
		}
	}
	h1 := zeros(&s.h1, (n+2)*h)
	w.apply(conv1, n, x, d, h1[h:], h)
	relu(h1[h : (n+1)*h])
	h2 := zeros(&s.h2, n*h)
	w.apply(conv2, n, h1, h, h2, h)
	relu(h2)
	nn.Axpy(1, h1[h:(n+1)*h], h2)
	padded := w.parts[output].Cols
	scores := zeros(&s.padded, n*padded)
	w.apply(output, n, h2, h, scores, padded)
	for t := range n {
		nn.Axpy(1, scores[t*padded:t*padded+l], emit[t*l:(t+1)*l])
	}
}

// apply adds to each of the n rows of dst, cols apart, the part's bias and its
// product with a window of src that moves on by step.
func (w *layers) apply(part, n int, src []float32, step int, dst []float32, cols int) {
	m := w.parts[part]
	for t := range n {
		nn.Axpy(1, w.bias[part], dst[t*cols:t*cols+m.Cols])
	}
	nn.Gemm(n, m.Cols, m.Rows, src, step, 1, m.Data, m.Cols, dst, cols)
}

// decode finds the best path of labels (Viterbi) and leaves it in s.path.
func (w *net) decode(s *scratch) {
	l := len(Labels)
	n := len(s.emit) / l
	if cap(s.back) < n*l {
		s.back = make([]uint8, n*l*3/2)
		s.path = make([]uint8, n*3/2)
	}
	s.back, s.path = s.back[:n*l], s.path[:n]
	score := zeros(&s.score, 2*l)
	now, next := score[:l], score[l:]
	for t := range n {
		e := s.emit[t*l : (t+1)*l]
		for k := range l {
			best, from := w.transitions.Row(l)[k], 0
			if t > 0 {
				best = now[0] + w.transitions.Row(0)[k]
				for j := 1; j < l; j++ {
					if v := now[j] + w.transitions.Row(j)[k]; v > best {
						best, from = v, j
					}
				}
			}
			s.back[t*l+k] = uint8(from)
			next[k] = best + e[k]
		}
		now, next = next, now
	}
	if n == 0 {
		return
	}
	last := 0
	for k := range l {
		if now[k] > now[last] {
			last = k
		}
	}
	for t := n - 1; t >= 0; t-- {
		s.path[t] = uint8(last)
		last = int(s.back[t*l+last])
	}
}

// marginals computes the probability of each label at each token by the
// forward-backward algorithm, into s.alpha.
func (w *net) marginals(s *scratch) {
	l := len(Labels)
	n := len(s.emit) / l
	expT := zeros(&s.expT, (l+1)*l)
	for i, x := range w.transitions.Data {
		expT[i] = math.Exp(float64(x))
	}
	expE := zeros(&s.expE, n*l)
	alpha, beta := zeros(&s.alpha, n*l), zeros(&s.beta, n*l)
	for t := range n {
		e := s.emit[t*l : (t+1)*l]
		top := e[0]
		for _, x := range e {
			top = max(top, x)
		}
		sum := 0.0
		for k, x := range e {
			expE[t*l+k] = math.Exp(float64(x - top))
			p := expT[l*l+k]
			if t > 0 {
				p = 0
				for j := range l {
					p += alpha[(t-1)*l+j] * expT[j*l+k]
				}
			}
			p *= expE[t*l+k]
			alpha[t*l+k] = p
			sum += p
		}
		normalize(alpha[t*l:(t+1)*l], sum)
	}
	for t := n - 1; t >= 0; t-- {
		sum := 0.0
		for j := range l {
			p := 1.0
			if t+1 < n {
				p = 0
				for k := range l {
					p += expT[j*l+k] * expE[(t+1)*l+k] * beta[(t+1)*l+k]
				}
			}
			beta[t*l+j] = p
			sum += p
		}
		normalize(beta[t*l:(t+1)*l], sum)
	}
	for t := range n {
		sum := 0.0
		for k := range l {
			alpha[t*l+k] *= beta[t*l+k]
			sum += alpha[t*l+k]
		}
		normalize(alpha[t*l:(t+1)*l], sum)
	}
}

func normalize(p []float64, sum float64) {
	if sum <= 0 {
		return
	}
	for i := range p {
		p[i] /= sum
	}
}
