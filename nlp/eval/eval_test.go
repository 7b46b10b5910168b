package eval

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/conll"
)

// shared is the directory of the corpora, or the test skips.
func shared(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("NEWSGRAPH_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "corpora")); err != nil {
		t.Skipf("SKIPPED: no corpora in %s (set NEWSGRAPH_SHARED): quality is not checked", dir)
	}
	return dir
}

// TestScores compares every layer with the pinned figures. A change that moves
// one writes the file anew (nlptool eval -o nlp/eval/testdata/scores.txt) and
// says why.
func TestScores(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: measuring takes a minute, -short was asked for")
	}
	in := Inputs{Shared: shared(t), Models: data.FS}
	file, err := os.ReadFile("testdata/scores.txt")
	if err != nil {
		t.Fatal(err)
	}
	pinned, err := Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range Layers {
		t.Run(l.Name, func(t *testing.T) {
			got, err := l.Run(in)
			if err != nil {
				t.Fatal(err)
			}
			var want []Score
			for _, s := range pinned {
				if s.Layer == l.Name {
					want = append(want, s)
				}
			}
			if len(got) != len(want) {
				t.Fatalf("%d figures, %d are pinned", len(got), len(want))
			}
			for i, g := range got {
				w := want[i]
				if g.Data != w.Data || g.Measure != w.Measure || math.Abs(g.Value-w.Value) > 0.0051 {
					t.Errorf("%s, %s: %.2f; pinned is %s, %s: %.2f", g.Data, g.Measure, g.Value, w.Data, w.Measure, w.Value)
				}
			}
		})
	}
	for _, s := range pinned {
		if !slices.ContainsFunc(Layers, func(l Layer) bool { return l.Name == s.Layer }) {
			t.Errorf("pinned figure of a layer that is not measured: %s", s.Layer)
		}
	}
}

func TestReadWrite(t *testing.T) {
	want := []Score{{"trees", "ewt-dev", "gold tokens: LAS", 85.1}, {"names", "x", "F1", 0.25}}
	var b bytes.Buffer
	if err := Write(&b, want); err != nil {
		t.Fatal(err)
	}
	got, err := Read(&b)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	for _, bad := range []string{"one\ttwo\n", "a\tb\tc\tmuch\n"} {
		if _, err := Read(strings.NewReader(bad)); err == nil {
			t.Errorf("%q gave no error", bad)
		}
	}
}

// fixed is a stage that finds what it is told to.
type fixed func(*nlp.Document)

func (f fixed) Process(doc *nlp.Document) { f(doc) }

const twoSentences = `# newdoc id = d
1	He	he	_	PRP	_	2	nsubj	_	_
2	left	leave	_	VBD	_	0	root	_	SpaceAfter=No
3	.	.	_	.	_	2	punct	_	_

1	Stay	stay	_	VB	_	0	root	_	_
2	put	put	_	VBN	_	1	xcomp:x	_	_
`

func TestTreeScores(t *testing.T) {
	var sents []conll.Sentence
	for s, err := range conll.Read(strings.NewReader(twoSentences)) {
		if err != nil {
			t.Fatal(err)
		}
		sents = append(sents, s)
	}
	// One tag, one lemma, one head and one relation of five are wrong.
	got := GoldTokens(sents, fixed(func(doc *nlp.Document) {
		for i, tok := range []nlp.Token{
			{Tag: "PRP", Lemma: "he", Head: 1, Rel: "nsubj"},
			{Tag: "VBD", Lemma: "left", Head: -1, Rel: "root"},
			{Tag: ".", Lemma: ".", Head: 0, Rel: "punct"},
			{Tag: "VBP", Lemma: "stay", Head: -1, Rel: "root"},
			{Tag: "VBN", Lemma: "put", Head: 3, Rel: "dep"},
		} {
			t := &doc.Tokens[i]
			t.Tag, t.Lemma, t.Head, t.Rel = tok.Tag, tok.Lemma, tok.Head, tok.Rel
		}
	}))
	if want := (Trees{0, 100, 80, 80, 80, 60}); got != want {
		t.Errorf("gold tokens: got %v, want %v", got, want)
	}
	// From raw text: "left." stays one token, so three of five gold tokens are
	// among the four that were found; one sentence is cut as it should be.
	got = RawText(sents, fixed(func(doc *nlp.Document) {
		for i, s := range [][2]int{{0, 2}, {3, 8}, {9, 13}, {14, 17}} {
			tok := nlp.Token{Span: nlp.Span{Start: s[0], End: s[1]}, Head: -1, Rel: "root"}
			if i == 0 {
				tok.Head, tok.Rel = 1, "nsubj" // its governor is not the gold one
			}
			if i == 3 {
				tok.Head, tok.Rel = 2, "xcomp"
			}
			doc.Tokens = append(doc.Tokens, tok)
		}
		doc.Sentences = []nlp.Sentence{{First: 0, Last: 2}, {First: 2, Last: 4}}
	}))
	want := Trees{Sentences: 100, Words: 100 * 6.0 / 9, UAS: 100 * 4.0 / 9, LAS: 100 * 4.0 / 9}
	if math.Abs(got.Words-want.Words) > 1e-9 || math.Abs(got.UAS-want.UAS) > 1e-9 || math.Abs(got.LAS-want.LAS) > 1e-9 || got.Sentences != want.Sentences {
		t.Errorf("raw text: got %+v, want %+v", got, want)
	}
}
