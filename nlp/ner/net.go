package ner

import (
	"fmt"
	"math"

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
// Lafferty et al. 2001):
//
//	x[t]  = project(vector[t]) + sum of embed rows of token t      d
//	h1[t] = relu(conv1 * x[t-2..t+2])                              h
//	h2[t] = relu(conv2 * h1[t-1..t+1]) + h1[t]                     h
//	e[t]  = output * h2[t]                                         labels
//
// and the best path over e and the transitions between labels. The model file
// "ner" holds its parts under these names, biases under NAME.bias; row
// len(Labels) of "transitions" belongs to the beginning of a sentence.
type net struct {
	embed       nn.Quantized
	project     nn.Matrix
	conv1       nn.Matrix
	conv2       nn.Matrix
	output      nn.Matrix
	transitions nn.Matrix

	projectBias, conv1Bias, conv2Bias, outputBias []float32
}

func loadNet(file []byte, vectorDim int) (*net, error) {
	m, err := nn.OpenModel(file, "ner")
	if err != nil {
		return nil, fmt.Errorf("ner: %w", err)
	}
	w := &net{}
	if w.embed, err = m.Quantized("embed"); err != nil {
		return nil, fmt.Errorf("ner: %w", err)
	}
	for _, part := range []struct {
		name   string
		matrix *nn.Matrix
		bias   *[]float32
	}{
		{"project", &w.project, &w.projectBias},
		{"conv1", &w.conv1, &w.conv1Bias},
		{"conv2", &w.conv2, &w.conv2Bias},
		{"output", &w.output, &w.outputBias},
		{"transitions", &w.transitions, nil},
	} {
		if *part.matrix, err = m.Matrix(part.name); err != nil {
			return nil, fmt.Errorf("ner: %w", err)
		}
		if part.bias == nil {
			continue
		}
		if *part.bias, err = m.Floats(part.name + ".bias"); err != nil {
			return nil, fmt.Errorf("ner: %w", err)
		}
		if len(*part.bias) != part.matrix.Rows {
			return nil, fmt.Errorf("ner: model: %s has %d rows but %d biases", part.name, part.matrix.Rows, len(*part.bias))
		}
	}
	d, h, l := w.embed.Cols, w.conv1.Rows, len(Labels)
	if w.embed.Rows != 1<<rowBits || w.project.Rows != d || w.project.Cols != vectorDim || w.conv1.Cols != 5*d ||
		w.conv2.Rows != h || w.conv2.Cols != 3*h || w.output.Rows != l || w.output.Cols != h ||
		w.transitions.Rows != l+1 || w.transitions.Cols != l {
		return nil, fmt.Errorf("ner: model: parts do not fit each other, the vectors or the labels")
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

// scratch holds one sentence's activations; it is reused.
type scratch struct {
	enc        Encoded
	words      []string
	vector     []float32
	x, h1, h2  []float32
	emit       []float32
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

func relu(x []float32) {
	for i, v := range x {
		if v < 0 {
			x[i] = 0
		}
	}
}

// emissions fills s.emit for the encoded sentence.
func (w *net) emissions(vectors *nn.Vectors, s *scratch) {
	n, d, h, l := len(s.enc.End), w.embed.Cols, w.conv1.Rows, len(Labels)
	x := zeros(&s.x, (n+4)*d)
	vector := zeros(&s.vector, vectors.Dim())
	for t := range n {
		xt := x[(t+2)*d : (t+3)*d]
		if v := s.enc.Vector[t]; v >= 0 {
			vectors.Row(int(v), vector)
			w.project.MulVec(xt, vector, w.projectBias)
		}
		for _, r := range s.enc.Token(t) {
			w.embed.AddRow(int(r), xt)
		}
	}
	h1 := zeros(&s.h1, (n+2)*h)
	for t := range n {
		y := h1[(t+1)*h : (t+2)*h]
		w.conv1.MulVec(y, x[t*d:(t+5)*d], w.conv1Bias)
		relu(y)
	}
	h2 := zeros(&s.h2, h)
	emit := zeros(&s.emit, n*l)
	for t := range n {
		w.conv2.MulVec(h2, h1[t*h:(t+3)*h], w.conv2Bias)
		relu(h2)
		nn.Axpy(1, h1[(t+1)*h:(t+2)*h], h2)
		w.output.MulVec(emit[t*l:(t+1)*l], h2, w.outputBias)
	}
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
