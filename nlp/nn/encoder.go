package nn

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// EncoderSize gives the shape of an Encoder.
type EncoderSize struct {
	Table  int // rows of the feature table, a power of two
	Dim    int // width of a token's input, a multiple of 16
	Hidden int // width of its output, a multiple of 32
	Layers int // gated layers
}

const (
	Window = 5          // tokens that the first layer sees at once
	Reach  = 3          // tokens that a gated layer sees at once
	Gap    = Window / 2 // rows of zeros around a sentence
)

// Encoder turns the tokens of sentences into vectors that know their context:
//
//	x = sum of the rows of the token's features + projected word vector
//	h = relu(Conv of five x, the token in the middle)
//	per layer, half of the units from left to right, half from right to left:
//	    c, f, r = Gates of three h
//	    memory  = f*memory of the token before + (1-f)*c
//	    h       = r*memory + (1-r)*h
//
// (quasi-recurrent units, Bradbury et al. 2016, with the highway of the simple
// recurrent unit, Lei et al. 2017; f and r go through Gate). Only the memory
// runs along the sentence; all products are of whole batches, which makes it
// fast without a GPU.
type Encoder struct {
	EncoderSize
	Features Quantized // Table × Dim
	Vectors  *Vectors
	Project  Linear   // Vectors.Dim to Dim
	Conv     Linear   // Window·Dim to Hidden
	Gates    []Linear // each Reach·Hidden to 3·Hidden: c, f and r
}

// Linear maps In numbers to Out: x·W + bias. Row i of W belongs to input i.
type Linear struct {
	W    Matrix
	Bias []float32
}

// Forward sets n rows of y, each as wide as the bias, from rows of x that are
// stride apart.
func (l *Linear) Forward(n int, x []float32, stride int, y []float32) {
	out := l.W.Cols
	for t := range n {
		copy(y[t*out:(t+1)*out], l.Bias)
	}
	Gemm(n, out, l.W.Rows, x, stride, 1, l.W.Data, out, y, out)
}

// Linear adds a linear map to a model, its matrix as int8.
func (w *ModelWriter) Linear(name string, l Linear) {
	w.Quantized(name, Quantize(l.W))
	w.Floats(name+" bias", l.Bias)
}

// Linear reads a linear map of the given shape.
func (m *Model) Linear(name string, in, out int) (Linear, error) {
	q, err := m.Quantized(name)
	if err != nil {
		return Linear{}, err
	}
	bias, err := m.Floats(name + " bias")
	if err != nil {
		return Linear{}, err
	}
	if q.Rows != in || q.Cols != out || len(bias) != out {
		return Linear{}, fmt.Errorf("nn: %s model: %q is %d×%d, want %d×%d", m.kind, name, q.Rows, q.Cols, in, out)
	}
	return Linear{q.Dense(), bias}, nil
}

// Encoder adds the encoder to a model, without the word vectors.
func (w *ModelWriter) Encoder(e *Encoder) {
	w.Floats("size", []float32{float32(e.Table), float32(e.Dim), float32(e.Hidden), float32(e.Layers)})
	w.Quantized("features", e.Features)
	w.Linear("project", e.Project)
	w.Linear("conv", e.Conv)
	for l := range e.Gates {
		w.Linear(fmt.Sprintf("gates %d", l), e.Gates[l])
	}
}

// Encoder reads an encoder that runs on the given word vectors.
func (m *Model) Encoder(vectors *Vectors) (*Encoder, error) {
	size, err := m.Floats("size")
	if err != nil {
		return nil, err
	}
	if len(size) != 4 || size[0] > 1<<24 || size[1] > 1<<12 || size[2] > 1<<12 || size[3] > 16 {
		return nil, fmt.Errorf("nn: %s model: bad size of the encoder", m.kind)
	}
	e := &Encoder{EncoderSize: EncoderSize{int(size[0]), int(size[1]), int(size[2]), int(size[3])}, Vectors: vectors}
	if e.Features, err = m.Quantized("features"); err != nil {
		return nil, err
	}
	if e.Table < 1 || e.Table&(e.Table-1) != 0 || e.Features.Rows != e.Table || e.Features.Cols != e.Dim {
		return nil, fmt.Errorf("nn: %s model: feature table is %d×%d, want %d×%d", m.kind, e.Features.Rows, e.Features.Cols, e.Table, e.Dim)
	}
	if e.Project, err = m.Linear("project", vectors.Dim(), e.Dim); err != nil {
		return nil, err
	}
	if e.Conv, err = m.Linear("conv", Window*e.Dim, e.Hidden); err != nil {
		return nil, err
	}
	for l := range e.Layers {
		g, err := m.Linear(fmt.Sprintf("gates %d", l), Reach*e.Hidden, 3*e.Hidden)
		if err != nil {
			return nil, err
		}
		e.Gates = append(e.Gates, g)
	}
	return e, nil
}

// Batch is the working memory for some sentences. Begin each with Sentence,
// add its tokens with Token, then call Encode once.
type Batch struct {
	Starts []int     // first row of each sentence
	Ends   []int     // row after its last
	Rows   int       // with the rows of zeros around sentences
	H      []float32 // the result, Hidden wide

	x, vec, wide, memory []float32
}

// Reset empties the batch.
func (b *Batch) Reset() {
	b.Starts, b.Ends, b.Rows, b.x, b.vec = b.Starts[:0], b.Ends[:0], 0, b.x[:0], b.vec[:0]
}

// Sentence begins a sentence.
func (e *Encoder) Sentence(b *Batch) {
	e.rows(b, Gap)
	b.Starts = append(b.Starts, b.Rows)
	b.Ends = append(b.Ends, b.Rows)
}

// rows appends rows of zeros.
func (e *Encoder) rows(b *Batch, n int) {
	b.x = extend(b.x, n*e.Dim)
	b.vec = extend(b.vec, n*e.Vectors.Dim())
	b.Rows += n
}

// Token adds a token with the rows of its features and the text whose vector
// it has; an empty text has none.
func (e *Encoder) Token(b *Batch, features []uint32, text string) {
	e.rows(b, 1)
	b.Ends[len(b.Ends)-1] = b.Rows
	x := b.x[len(b.x)-e.Dim:]
	for _, f := range features {
		e.Features.AddRow(int(f)&(e.Table-1), x)
	}
	if text == "" {
		return
	}
	if i := e.Vectors.Find(text); i >= 0 {
		e.Vectors.Row(i, b.vec[len(b.vec)-e.Vectors.Dim():])
	}
}

// Encode computes b.H.
func (e *Encoder) Encode(b *Batch) {
	e.rows(b, Gap)
	n, d, h, v := b.Rows, e.Dim, e.Hidden, e.Vectors.Dim()
	for s, start := range b.Starts {
		for t := start; t < b.Ends[s]; t++ {
			Axpy(1, e.Project.Bias, b.x[t*d:(t+1)*d])
		}
	}
	Gemm(n, d, v, b.vec, v, 1, e.Project.W.Data, d, b.x, d)
	b.H = Resize(b.H, n*h)
	e.Conv.Forward(n-2*Gap, b.x, d, b.H[Gap*h:])
	b.clearGaps(h, b.H)
	for i, x := range b.H {
		b.H[i] = max(x, 0)
	}
	b.wide = Resize(b.wide, n*3*h)
	for l := range e.Gates {
		e.Gates[l].Forward(n-2, b.H, h, b.wide[3*h:])
		for s, start := range b.Starts {
			b.memory = Resize(b.memory, h/2)
			clear(b.memory)
			for t := start; t < b.Ends[s]; t++ {
				e.step(b, t, 0)
			}
			clear(b.memory)
			for t := b.Ends[s] - 1; t >= start; t-- {
				e.step(b, t, h/2)
			}
		}
	}
}

// step runs the half of the units that begins at unit from, one token on.
func (e *Encoder) step(b *Batch, t, from int) {
	h := e.Hidden
	wide, to := b.wide[t*3*h:(t+1)*3*h], from+h/2
	remember(wide[from:to], wide[h+from:h+to], wide[2*h+from:2*h+to], b.memory, b.H[t*h+from:t*h+to])
}

// clearGaps zeroes the rows around sentences.
func (b *Batch) clearGaps(width int, x []float32) {
	from := 0
	for s, start := range b.Starts {
		clear(x[from*width : start*width])
		from = b.Ends[s]
	}
	clear(x[from*width : b.Rows*width])
}

func extend(x []float32, n int) []float32 {
	at := len(x)
	if cap(x) < at+n {
		bigger := make([]float32, at, 2*cap(x)+n)
		copy(bigger, x)
		x = bigger
	}
	x = x[:at+n]
	clear(x[at:])
	return x
}

// Resize returns a slice of n numbers of any value that reuses x.
func Resize(x []float32, n int) []float32 {
	if cap(x) < n {
		return make([]float32, n, n+n/2)
	}
	return x[:n]
}

// Pad rounds a width up to what the kernels take at once.
func Pad(n int) int { return (n + 15) &^ 15 }

// Argmax is the index of the greatest number, the first of equals.
func Argmax(x []float32) int {
	best := 0
	for i, v := range x {
		if v > x[best] {
			best = i
		}
	}
	return best
}

// Place tells how a sentence is written and whether a token begins it.
type Place uint64

const (
	First  Place = 1 << iota // the first token
	Titled                   // most longer words begin with a capital, as in a headline
	Upper                    // most longer words are all capitals
	Lower                    // no word has a capital
)

// Style collects how a sentence is written, token by token.
type Style struct{ words, titled, upper, letters, capitals int }

// Add takes a token into account. The first token of a sentence counts only
// for capitals.
func (s *Style) Add(text string) {
	n, caps := 0, 0
	for i, r := range text {
		if r >= utf8.RuneSelf && !unicode.IsLetter(r) || r < utf8.RuneSelf && (r|0x20 < 'a' || r|0x20 > 'z') {
			return
		}
		n++
		if r >= 'A' && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsUpper(r) {
			if caps++; i == 0 {
				s.capitals++
			}
		}
	}
	s.letters++
	if s.letters == 1 || n < 4 {
		return
	}
	s.words++
	if caps == n {
		s.upper++
	} else if caps > 0 {
		s.titled++
	}
}

// Place is the sentence's, without First.
func (s *Style) Place() Place {
	switch {
	case s.words >= 2 && 3*s.upper >= 2*s.words:
		return Upper
	case s.words >= 2 && 3*(s.titled+s.upper) >= 2*s.words:
		return Titled
	case s.capitals == 0 && s.letters >= 3:
		return Lower
	}
	return 0
}

// AppendFeatures appends the rows of a token's own features: its form, its
// affixes and its shape. The first two are of the whole word, the rest of its
// parts.
func AppendFeatures(dst []uint32, text string, place Place) []uint32 {
	w := WordOf(text)
	kind := uint64(0)
	add := func(a, b uint64) {
		kind++
		dst = append(dst, uint32(Mix(Mix(kind*0xD6E8FEB86659FD93, a), b)>>24))
	}
	add(w.Lower, 0)
	add(w.Form, 0)
	for _, h := range w.Suffix {
		add(h, 0)
	}
	for _, h := range w.Prefix {
		add(h, 0)
	}
	add(w.Shape, uint64(place))
	add(w.Flags, uint64(place))
	return dst
}
