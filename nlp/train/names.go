package train

import (
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/rand"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/newsgraph/newsgraph/nlp/eval"
	"github.com/newsgraph/newsgraph/nlp/ner"
	"github.com/newsgraph/newsgraph/nlp/nn"
)

// NameOptions says how Names trains the tagger of nlp/ner.
type NameOptions struct {
	Corpora  string // folder with ner/, ud/ and redocred/
	Data     fs.FS  // lexicon/ and models/vectors.bin
	Epochs   int    // 0 means 6
	Width    int    // of an embedding, 0 means 64
	Hidden   int    // units of each convolution, 0 means 96
	Seed     int64
	Log      io.Writer
	Networks int // that vote, 0 means 3
	RowBits  int // logarithm of the embedding rows of a network, 0 means 14
}

// nameCorpora reads the training sentences: UNER-EWT, GUM's entity layer and,
// as silver, the development and test parts of Re-DocRED.
func nameCorpora(o NameOptions) ([]eval.NameSentence, error) {
	demonym, err := demonyms(o.Data)
	if err != nil {
		return nil, err
	}
	all, err := eval.ReadUNER(filepath.Join(o.Corpora, "ner/uner-ewt-train.iob2"))
	if err != nil {
		return nil, err
	}
	for i := range all {
		dropDemonyms(&all[i], demonym)
	}
	gum, err := readGUM(filepath.Join(o.Corpora, "ud/gum-train.conllu"), demonym)
	if err != nil {
		return nil, err
	}
	all = append(all, gum...)
	for _, part := range []string{"dev", "test"} {
		silver, err := readReDocRED(filepath.Join(o.Corpora, "redocred", part+"_revised.json"), demonym)
		if err != nil {
			return nil, err
		}
		all = append(all, silver...)
	}
	return all, nil
}

// dropDemonyms unmarks the adjectives and peoples that the corpus marks as
// other names.
func dropDemonyms(s *eval.NameSentence, demonym map[string]bool) {
	for i, l := range s.Labels {
		if l == "B-OTH" && demonym[strings.ToLower(s.Words[i])] && (i+1 == len(s.Labels) || s.Labels[i+1] != "I-OTH") {
			s.Labels[i] = "O"
		}
	}
}

// Names trains the tagger and returns its model file. The same options give
// the same file.
func Names(o NameOptions) ([]byte, error) {
	if o.Epochs == 0 {
		o.Epochs = 5
	}
	if o.Width == 0 {
		o.Width = 64
	}
	if o.Hidden == 0 {
		o.Hidden = 96
	}
	if o.Networks == 0 {
		o.Networks = 3
	}
	if o.RowBits == 0 {
		o.RowBits = 14
	}
	sentences, err := nameCorpora(o)
	if err != nil {
		return nil, err
	}
	enc, err := ner.NewEncoder(o.Data)
	if err != nil {
		return nil, err
	}
	tokens := 0
	for _, s := range sentences {
		tokens += len(s.Words)
	}
	fmt.Fprintf(o.Log, "names: %d sentences, %d tokens\n", len(sentences), tokens)

	var networks [][]nn.Matrix
	for i := range o.Networks {
		t := newNameTrainer(enc, o, o.Seed+int64(100*i))
		t.train(sentences, o, tokens)
		networks = append(networks, t.parts())
	}
	return nameFile(networks), nil
}

func (t *nameTrainer) train(sentences []eval.NameSentence, o NameOptions, tokens int) {
	order := t.rand.Perm(len(sentences))
	for epoch := range o.Epochs {
		t.rand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		loss := 0.0
		for k, i := range order {
			done := (float64(epoch) + float64(k)/float64(len(order))) / float64(o.Epochs)
			rate := float32(1 - 0.9*done)
			loss += t.learn(sentences[i], 0.05*rate)
			if k%8 == 7 {
				t.step(0.002 * rate)
			}
			if epoch >= o.Epochs/2 && (k == len(order)/2 || k == len(order)-1) {
				t.average()
			}
		}
		fmt.Fprintf(o.Log, "names: epoch %d, loss %.4f a token\n", epoch+1, loss/float64(tokens))
	}
}

// dense is a layer y = W x + b with its gradients and Adam's moments.
type dense struct {
	weight, grad, m, v nn.Matrix // the bias is the last column
}

func newDense(out, in int, gain float64, r *rand.Rand) *dense {
	l := &dense{nn.NewMatrix(out, in+1), nn.NewMatrix(out, in+1), nn.NewMatrix(out, in+1), nn.NewMatrix(out, in+1)}
	bound := gain * math.Sqrt(3/float64(max(1, in)))
	for i := range out {
		row := l.weight.Row(i)
		for j := range in {
			row[j] = float32((2*r.Float64() - 1) * bound)
		}
	}
	return l
}

func (l *dense) forward(x, y []float32) {
	for i := range l.weight.Rows {
		row := l.weight.Row(i)
		y[i] = row[len(x)] + nn.Dot(x, row)
	}
}

// backward adds to the gradients and, where dx is not nil, to dx.
func (l *dense) backward(x, dy, dx []float32) {
	n := len(x)
	for i, g := range dy {
		if g == 0 {
			continue
		}
		row := l.grad.Row(i)
		nn.Axpy(g, x, row[:n])
		row[n] += g
		if dx != nil {
			nn.Axpy(g, l.weight.Row(i)[:n], dx)
		}
	}
}

// adam applies and clears the gradients (Kingma and Ba 2015).
func (l *dense) adam(rate float32, steps int) {
	c1 := float32(1 / (1 - math.Pow(0.9, float64(steps))))
	c2 := float32(1 / (1 - math.Pow(0.999, float64(steps))))
	for k, g := range l.grad.Data {
		m := 0.9*l.m.Data[k] + 0.1*g
		v := 0.999*l.v.Data[k] + 0.001*g*g
		l.m.Data[k], l.v.Data[k] = m, v
		l.weight.Data[k] -= rate * m * c1 / (float32(math.Sqrt(float64(v*c2))) + 1e-6)
		l.grad.Data[k] = 0
	}
}

// split returns weights and biases apart.
func split(m nn.Matrix) (nn.Matrix, []float32) {
	w, b := nn.NewMatrix(m.Rows, m.Cols-1), make([]float32, m.Rows)
	for i := range m.Rows {
		copy(w.Row(i), m.Row(i))
		b[i] = m.Row(i)[m.Cols-1]
	}
	return w, b
}

const (
	nameInputDropout  = 0.2
	nameHiddenDropout = 0.3
	nameWordDropout   = 0.4 // how often the rows of the word itself are hidden
	nameRowDropout    = 0.1 // how often any other row is left out
	nameLowerCased    = 0.1 // how many sentences are learnt in lower case
)

// nameTrainer is the net of nlp/ner with what learning needs. The embedding
// rows learn by Adagrad with one sum of squares a row, the rest by Adam.
type nameTrainer struct {
	enc           *ner.Encoder
	d, h          int
	rand          *rand.Rand
	embed         nn.Matrix
	squares       []float32
	project       *dense
	conv1, conv2  *dense
	output        *dense
	transitions   *dense // without bias
	steps         int
	sums          [][]float32
	averaged      float32
	in            ner.Encoded
	x, h1, h2     []float32
	mx, m1, m2    []float32 // dropout masks
	r2            []float32 // relu(conv2) before dropout and the shortcut
	dx, dh1, dtop []float32
	demit         []float32
	emit          []float32
}

func newNameTrainer(enc *ner.Encoder, o NameOptions, seed int64) *nameTrainer {
	r := rand.New(rand.NewSource(seed))
	l := len(ner.Labels)
	t := &nameTrainer{
		enc: enc, d: o.Width, h: o.Hidden, rand: r,
		embed:       nn.NewMatrix(1<<o.RowBits, o.Width),
		squares:     make([]float32, 1<<o.RowBits),
		project:     newDense(o.Width, enc.VectorDim(), 0.5, r),
		conv1:       newDense(o.Hidden, 5*o.Width, 1, r),
		conv2:       newDense(o.Hidden, 3*o.Hidden, 1, r),
		output:      newDense(l, o.Hidden, 0.5, r),
		transitions: newDense(l+1, l, 0, r),
	}
	for i := range t.embed.Data {
		t.embed.Data[i] = float32((2*r.Float64() - 1) * 0.1)
	}
	return t
}

func (t *nameTrainer) layers() []*dense {
	return []*dense{t.project, t.conv1, t.conv2, t.output, t.transitions}
}

func (t *nameTrainer) step(rate float32) {
	t.steps++
	for _, l := range t.layers() {
		l.adam(rate, t.steps)
	}
}

func (t *nameTrainer) weights() [][]float32 {
	out := [][]float32{t.embed.Data}
	for _, l := range t.layers() {
		out = append(out, l.weight.Data)
	}
	return out
}

// average adds the weights to the mean that file writes.
func (t *nameTrainer) average() {
	for i, w := range t.weights() {
		if t.averaged == 0 {
			t.sums = append(t.sums, make([]float32, len(w)))
		}
		nn.Axpy(1, w, t.sums[i])
	}
	t.averaged++
}

// parts returns the averaged weights: the embedding, then the layers.
func (t *nameTrainer) parts() []nn.Matrix {
	mats := []nn.Matrix{t.embed}
	for _, l := range t.layers() {
		mats = append(mats, l.weight)
	}
	if t.averaged > 0 {
		for i, s := range t.sums {
			m := nn.NewMatrix(mats[i].Rows, mats[i].Cols)
			nn.Axpy(1/t.averaged, s, m.Data)
			mats[i] = m
		}
	}
	return mats
}

// nameFile writes the networks as the file that nlp/ner loads.
func nameFile(networks [][]nn.Matrix) []byte {
	w := nn.NewModelWriter("ner")
	w.Bytes("networks", []byte(strconv.Itoa(len(networks))))
	var transitions nn.Matrix
	for i, mats := range networks {
		prefix := strconv.Itoa(i) + "."
		w.Quantized(prefix+"embed", nn.Quantize(mats[0]))
		for k, name := range []string{"project", "conv1", "conv2", "output"} {
			m, bias := split(mats[k+1])
			w.Matrix(prefix+name, transposed(m))
			w.Floats(prefix+name+".bias", bias)
		}
		m, _ := split(mats[5])
		if i == 0 {
			transitions = nn.NewMatrix(m.Rows, m.Cols)
		}
		nn.Axpy(1/float32(len(networks)), m.Data, transitions.Data)
	}
	w.Matrix("transitions", transitions)
	return w.File()
}

func transposed(m nn.Matrix) nn.Matrix {
	t := nn.NewMatrix(m.Cols, m.Rows)
	for i := range m.Rows {
		for j, x := range m.Row(i) {
			t.Row(j)[i] = x
		}
	}
	return t
}

func buffer(s *[]float32, n int) []float32 {
	if cap(*s) < n {
		*s = make([]float32, 2*n)
	}
	*s = (*s)[:n]
	clear(*s)
	return *s
}

// dropout scales x by a random mask and keeps the mask.
func (t *nameTrainer) dropout(mask *[]float32, x []float32, p float32) {
	m := buffer(mask, len(x))
	keep := 1 / (1 - p)
	for i := range x {
		if t.rand.Float32() >= p {
			m[i] = keep
		}
		x[i] *= m[i]
	}
}

// learn does one forward and backward pass, learns the embedding rows at once
// and leaves the other gradients for step. It returns the sentence's loss.
func (t *nameTrainer) learn(s eval.NameSentence, rate float32) float64 {
	words := s.Words
	if t.rand.Float64() < nameLowerCased {
		words = lowerAll(words)
	}
	in := &t.in
	t.enc.Encode(words, in)
	n, d, h, l := len(words), t.d, t.h, len(ner.Labels)
	hidden := ner.WordRows
	vectors := make([][]float32, n)

	x := buffer(&t.x, (n+4)*d)
	for k := range n {
		xt := x[(k+2)*d : (k+3)*d]
		if v := in.Vector[k]; v >= 0 {
			vectors[k] = t.enc.VectorRow(int(v))
			t.project.forward(vectors[k], xt)
		}
		rows := in.Token(k)
		for j := range rows {
			rows[j] &= uint32(t.embed.Rows - 1)
		}
		if t.rand.Float64() < nameWordDropout {
			for j := range hidden {
				rows[j] = ner.HiddenWord
			}
		}
		for j, r := range rows {
			if j >= hidden && t.rand.Float64() < nameRowDropout {
				rows[j] = dropped
				continue
			}
			nn.Axpy(1, t.embed.Row(int(r)), xt)
		}
	}
	t.dropout(&t.mx, x, nameInputDropout)
	h1 := buffer(&t.h1, (n+2)*h)
	for k := range n {
		y := h1[(k+1)*h : (k+2)*h]
		t.conv1.forward(x[k*d:(k+5)*d], y)
		clip(y)
	}
	t.dropout(&t.m1, h1, nameHiddenDropout)
	r2, h2, emit := buffer(&t.r2, n*h), buffer(&t.h2, n*h), buffer(&t.emit, n*l)
	for k := range n {
		y := r2[k*h : (k+1)*h]
		t.conv2.forward(h1[k*h:(k+3)*h], y)
		clip(y)
	}
	copy(h2, r2)
	nn.Axpy(1, h1[h:(n+1)*h], h2)
	t.dropout(&t.m2, h2, nameHiddenDropout)
	for k := range n {
		t.output.forward(h2[k*h:(k+1)*h], emit[k*l:(k+1)*l])
	}
	loss := t.field(emit, nameLabels(s))

	dtop, dh1, dx := buffer(&t.dtop, n*h), buffer(&t.dh1, (n+2)*h), buffer(&t.dx, (n+4)*d)
	for k := range n {
		t.output.backward(h2[k*h:(k+1)*h], t.demit[k*l:(k+1)*l], dtop[k*h:(k+1)*h])
	}
	for i := range dtop {
		dtop[i] *= t.m2[i]
	}
	nn.Axpy(1, dtop, dh1[h:(n+1)*h])
	for k := range n {
		g := dtop[k*h : (k+1)*h]
		for i := range g {
			if r2[k*h+i] <= 0 {
				g[i] = 0
			}
		}
		t.conv2.backward(h1[k*h:(k+3)*h], g, dh1[k*h:(k+3)*h])
	}
	for i := range dh1 {
		if h1[i] <= 0 {
			dh1[i] = 0
		} else {
			dh1[i] *= t.m1[i]
		}
	}
	for k := range n {
		t.conv1.backward(x[k*d:(k+5)*d], dh1[(k+1)*h:(k+2)*h], dx[k*d:(k+5)*d])
	}
	for i := range dx {
		dx[i] *= t.mx[i]
	}
	for k := range n {
		g := dx[(k+2)*d : (k+3)*d]
		if vectors[k] != nil {
			t.project.backward(vectors[k], g, nil)
		}
		square := nn.Dot(g, g) / float32(d)
		if square == 0 {
			continue
		}
		for _, r := range in.Token(k) {
			if r == dropped {
				continue
			}
			t.squares[r] += square
			nn.Axpy(-rate/(float32(math.Sqrt(float64(t.squares[r])))+1e-5), g, t.embed.Row(int(r)))
		}
	}
	return loss
}

// dropped marks a row that is left out.
const dropped = math.MaxUint32

func lowerAll(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.ToLower(w)
	}
	return out
}

func clip(x []float32) {
	for i, v := range x {
		if v < 0 {
			x[i] = 0
		}
	}
}

// field computes the negative log likelihood of the labels under the
// conditional random field, its gradient by emissions into t.demit and that by
// transitions into their layer.
func (t *nameTrainer) field(emit []float32, gold []uint8) float64 {
	n, l := len(gold), len(ner.Labels)
	demit := buffer(&t.demit, n*l)
	trans := t.transitions.weight
	expT := make([]float64, (l+1)*l)
	for p := range l + 1 {
		for k := range l {
			if ner.Allowed(p, k) {
				expT[p*l+k] = math.Exp(float64(trans.Row(p)[k]))
			}
		}
	}
	expE, alpha, beta := make([]float64, n*l), make([]float64, n*l), make([]float64, n*l)
	loss := 0.0
	for k := range n {
		e := emit[k*l : (k+1)*l]
		top := e[0]
		for _, v := range e {
			top = max(top, v)
		}
		sum := 0.0
		for j, v := range e {
			expE[k*l+j] = math.Exp(float64(v - top))
			p := expT[l*l+j]
			if k > 0 {
				p = 0
				for i := range l {
					p += alpha[(k-1)*l+i] * expT[i*l+j]
				}
			}
			alpha[k*l+j] = p * expE[k*l+j]
			sum += alpha[k*l+j]
		}
		for j := range l {
			alpha[k*l+j] /= sum
		}
		before := l
		if k > 0 {
			before = int(gold[k-1])
		}
		loss += math.Log(sum) + float64(top-e[gold[k]]-trans.Row(before)[gold[k]])
	}
	for k := n - 1; k >= 0; k-- {
		sum := 0.0
		for i := range l {
			p := 1.0
			if k+1 < n {
				p = 0
				for j := range l {
					p += expT[i*l+j] * expE[(k+1)*l+j] * beta[(k+1)*l+j]
				}
			}
			beta[k*l+i] = p
			sum += p
		}
		for i := range l {
			beta[k*l+i] /= sum
		}
	}
	grad := t.transitions.grad
	pair := make([]float64, l*l)
	for k := range n {
		sum := 0.0
		for j := range l {
			sum += alpha[k*l+j] * beta[k*l+j]
		}
		for j := range l {
			demit[k*l+j] = float32(alpha[k*l+j] * beta[k*l+j] / sum)
		}
		demit[k*l+int(gold[k])]--
		if k == 0 {
			nn.Axpy(1, demit[:l], grad.Row(l)[:l])
			continue
		}
		sum = 0
		for i := range l {
			for j := range l {
				pair[i*l+j] = alpha[(k-1)*l+i] * expT[i*l+j] * expE[k*l+j] * beta[k*l+j]
				sum += pair[i*l+j]
			}
		}
		for i := range l {
			for j := range l {
				grad.Row(i)[j] += float32(pair[i*l+j] / sum)
			}
		}
		grad.Row(int(gold[k-1]))[gold[k]]--
	}
	return loss
}
