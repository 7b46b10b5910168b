package train

import (
	"bytes"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/nlp/conll"
	"github.com/newsgraph/newsgraph/nlp/nn"
)

const tinyBank = `1	Moscow	Moscow	_	NNP	_	2	nsubj	_	_
2	fined	fine	_	VBD	_	0	root	_	_
3	TikTok	TikTok	_	NNP	_	2	obj	_	_

1	The	the	_	DT	_	2	det	_	_
2	court	court	_	NN	_	3	nsubj	_	_
3	said	say	_	VBD	_	0	root	_	_
4	so	so	_	RB	_	3	advmod	_	_

1	Nobody	nobody	_	NN	_	2	nsubj	_	_
2	complained	complain	_	VBD	_	0	root	_	_
`

func tinyTreebank(t *testing.T) []conll.Sentence {
	t.Helper()
	var sents []conll.Sentence
	for s, err := range conll.Read(strings.NewReader(tinyBank)) {
		if err != nil {
			t.Fatal(err)
		}
		sents = append(sents, s)
	}
	return sents
}

func tinyVectors(t *testing.T) *nn.Vectors {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 1))
	m := nn.NewMatrix(3, 16)
	for i := range m.Data {
		m.Data[i] = float32(rng.NormFloat64())
	}
	v, err := nn.ReadVectors(nn.WriteVectors([]string{"court", "fined", "the"}, m))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func tinySettings() Settings {
	return Settings{
		Size:   nn.EncoderSize{Table: 1 << 10, Dim: 16, Hidden: 32, Layers: 2},
		Epochs: 60, Rate: 0.005, Batch: 2, Seed: 3, Log: io.Discard,
	}
}

// TestEncoderGradient compares the gradients of all layers with differences of
// the loss, which here is a random sum of the encoder's outputs.
func TestEncoderGradient(t *testing.T) {
	e := newEncoder(tinyVectors(t), tinySettings())
	rng := rand.New(rand.NewPCG(5, 5))
	var sents [][]token
	for _, n := range []int{4, 1, 3} {
		var s []token
		for i := range n {
			s = append(s, token{[]uint32{rng.Uint32(), rng.Uint32()}, i%4 - 1})
		}
		sents = append(sents, s)
	}
	out := e.forward(sents, true)
	pull := make([]float32, len(out))
	for s, start := range e.starts {
		for i := start * e.Hidden; i < e.ends[s]*e.Hidden; i++ {
			pull[i] = float32(rng.NormFloat64())
		}
	}
	loss := func() float64 {
		sum := 0.0
		for i, x := range e.forward(sents, false) {
			sum += float64(x) * float64(pull[i])
		}
		return sum
	}
	grad := append([]float32(nil), pull...)
	e.backward(grad, 0)
	for k, l := range e.layers() {
		for range 40 {
			i := rng.IntN(len(l.w))
			got, old := float64(l.grad[i]), l.w[i]
			const step = 1e-3 // small, for the kinks of the rectifier
			l.w[i] = old + step
			up := loss()
			l.w[i] = old - step
			down := loss()
			l.w[i] = old
			if want := (up - down) / (2 * step); math.Abs(got-want) > 2e-2*(1+math.Abs(want)) {
				t.Errorf("layer %d weight %d: gradient %v, differences say %v", k, i, got, want)
			}
		}
	}
}

// TestLearns trains a tagger on three sentences and asks for them again, and
// checks that training a parser is a pure function.
func TestLearns(t *testing.T) {
	sents, vectors := tinyTreebank(t), tinyVectors(t)
	tagger := trainTagger(sents, vectors, nil, tinySettings())
	for i, tags := range tagger.tag(sents, vectors) {
		for j, got := range tags {
			if want := sents[i].Tokens[j]; got != want.XPOS {
				t.Errorf("%s: got tag %s, want %s", want.Form, got, want.XPOS)
			}
		}
	}

	var many []conll.Sentence // enough for the parts that are tagged in turn
	for range 80 {
		many = append(many, sents...)
	}
	set := tinySettings()
	set.Epochs = 1
	first := Parser(many, vectors, set)
	if !bytes.Equal(first, Parser(many, vectors, set)) {
		t.Error("two runs with one seed gave different parsers")
	}
}
