package train

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp/conll"
	"github.com/newsgraph/newsgraph/nlp/nn"
	"github.com/newsgraph/newsgraph/nlp/tag"
)

// Settings of a trainer that runs an encoder.
type Settings struct {
	Size      nn.EncoderSize
	Epochs    int
	Rate      float64 // of Adam at the start; it falls to a twentieth
	DropInput float64 // share of the encoder's input that is dropped
	DropInner float64 // share of the output of each of its layers
	DropViews float64 // share of the parser's views
	Restyle   float64 // share of sentences that are written as headlines, or in one case
	HideWord  float64 // share of tokens whose whole form is hidden
	Batch     int     // sentences a step
	Seed      uint64
	Log       io.Writer // one line an epoch
}

// TaggerSettings are those of the shipped tagger.
func TaggerSettings(seed uint64, log io.Writer) Settings {
	return Settings{
		Size:   nn.EncoderSize{Table: 1 << 15, Dim: 64, Hidden: 128, Layers: 1},
		Epochs: 8, Rate: 0.001, DropInput: 0.05, DropInner: 0.15, HideWord: 0.15, Restyle: 0.08, Batch: 8, Seed: seed, Log: log,
	}
}

// Tagger makes the model of package tag. Wordnet is the directory of WordNet's
// index and exception files.
func Tagger(sents []conll.Sentence, vectors *nn.Vectors, wordnet string, set Settings) ([]byte, error) {
	list, err := lemmas(sents, wordnet)
	if err != nil {
		return nil, err
	}
	dictionary, err := wordClasses(wordnet)
	if err != nil {
		return nil, err
	}
	known, err := tag.ReadClasses(dictionary)
	if err != nil {
		return nil, err
	}
	net := trainTagger(sents, vectors, known, set)
	w := nn.NewModelWriter("tag")
	w.Bytes("tags", []byte(strings.Join(net.tags.names, "\n")))
	w.Encoder(net.enc.model())
	w.Linear("out", net.out.linear())
	w.Bytes("lemmas", list)
	w.Bytes("classes", dictionary)
	return w.File(), nil
}

// taggerNet is an encoder with a softmax over tags.
type taggerNet struct {
	enc    *encoder
	out    *weights
	tags   index
	known  tag.Classes
	scored []float32
}

func trainTagger(sents []conll.Sentence, vectors *nn.Vectors, known tag.Classes, set Settings) *taggerNet {
	net := &taggerNet{known: known}
	golds := make([][]int, len(sents))
	for i, s := range sents {
		for _, t := range s.Tokens {
			golds[i] = append(golds[i], net.tags.add(t.XPOS))
		}
	}
	net.enc = newEncoder(vectors, set)
	rng := rand.New(rand.NewPCG(set.Seed, 7))
	net.out = newWeights(rng, set.Size.Hidden, nn.Pad(len(net.tags.names)), 0.5)
	data := net.reader(sents, vectors)
	var grad, back []float32
	net.enc.train(set, rng, data, []*weights{net.out}, func(part []int) float64 {
		loss := 0.0
		h := net.enc.result()
		scores := net.score()
		grad = zeroed(&grad, len(scores))
		for i, s := range part {
			for j, gold := range golds[s] {
				o := (net.enc.starts[i] + j) * net.out.out
				loss += softmax(scores[o:o+len(net.tags.names)], gold, grad[o:o+len(net.tags.names)])
			}
		}
		back = zeroed(&back, len(h))
		net.out.backward(net.enc.n, h, set.Size.Hidden, grad, back)
		return loss
	}, func() []float32 { return back })
	return net
}

func (net *taggerNet) score() []float32 {
	scores := zeroed(&net.scored, net.enc.n*net.out.out)
	net.out.forward(net.enc.n, net.enc.result(), net.enc.Hidden, scores)
	return scores
}

func (net *taggerNet) reader(sents []conll.Sentence, vectors *nn.Vectors) *reader {
	return &reader{sents, vectors, nil, func(dst []uint32, _, _ int, text string, place nn.Place) []uint32 {
		return net.known.AppendFeatures(dst, text, place)
	}}
}

// tag returns the tags of the sentences.
func (net *taggerNet) tag(sents []conll.Sentence, vectors *nn.Vectors) [][]string {
	data := net.reader(sents, vectors)
	out := make([][]string, len(sents))
	for i := range sents {
		net.enc.forward([][]token{data.read(i, asIs)}, false)
		scores := net.score()
		for j := range sents[i].Tokens {
			o := (net.enc.starts[0] + j) * net.out.out
			out[i] = append(out[i], net.tags.names[nn.Argmax(scores[o:o+len(net.tags.names)])])
		}
	}
	return out
}

// jackknife tags each part of the treebank with a tagger that was trained on
// the others, so that the parser learns on tags with the errors that it will
// meet. Parts are blocks of sentences, since neighbours share their words.
func jackknife(sents []conll.Sentence, vectors *nn.Vectors, known tag.Classes, set Settings) [][]string {
	const folds, block = 4, 50
	out := make([][]string, len(sents))
	var wait sync.WaitGroup
	slots := make(chan bool, 2)
	for fold := range folds {
		wait.Go(func() {
			slots <- true
			defer func() { <-slots }()
			var rest, held []conll.Sentence
			var at []int
			for i, s := range sents {
				if i/block%folds == fold {
					held, at = append(held, s), append(at, i)
				} else {
					rest = append(rest, s)
				}
			}
			set := set
			set.Log = io.Discard
			for k, tags := range trainTagger(rest, vectors, known, set).tag(held, vectors) {
				out[at[k]] = tags
			}
		})
	}
	wait.Wait()
	right, n := 0, 0
	for i, s := range sents {
		for j, t := range s.Tokens {
			n++
			if out[i][j] == t.XPOS {
				right++
			}
		}
	}
	fmt.Fprintf(set.Log, "jackknifed tags: %.2f%% right\n", 100*float64(right)/float64(n))
	return out
}

// feature appends the rows of token j of sentence s, whose text is given as it
// is to be read.
type feature func(dst []uint32, s, j int, text string, place nn.Place) []uint32

// reader gives a sentence as the encoder reads it.
type reader struct {
	sents   []conll.Sentence
	vectors *nn.Vectors
	root    []uint32 // rows of a token before the first, nil for none
	feature feature
}

func (r *reader) read(s int, as style) []token {
	toks := r.sents[s].Tokens
	texts := make([]string, len(toks))
	var written nn.Style
	for j, t := range toks {
		texts[j] = as.write(conll.Fold(t.Form))
		written.Add(texts[j])
	}
	var out []token
	if r.root != nil {
		out = append(out, token{r.root, -1})
	}
	for j, text := range texts {
		place := written.Place()
		if j == 0 {
			place |= nn.First
		}
		out = append(out, token{r.feature(nil, s, j, text, place), r.vectors.Find(text)})
	}
	return out
}

// style is a way to write a sentence. Treebanks have few headlines; sentences
// written like them teach the models not to lean on capitals there.
type style uint8

const (
	asIs style = iota
	titled
	upper
	lower
)

// anyStyle leaves most sentences as they are.
func anyStyle(rng *rand.Rand, share float64) style {
	switch x := rng.Float64(); {
	case x < share/2:
		return titled
	case x < share*3/4:
		return upper
	case x < share:
		return lower
	}
	return asIs
}

func (s style) write(text string) string {
	switch s {
	case titled:
		if r, n := utf8.DecodeRuneInString(text); len(text) > 3 {
			return string(unicode.ToUpper(r)) + text[n:]
		}
	case upper:
		return strings.ToUpper(text)
	case lower:
		return strings.ToLower(text)
	}
	return text
}
