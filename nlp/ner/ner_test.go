package ner

import (
	"flag"
	"fmt"
	"math"
	"math/rand"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/nn"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite testdata from what the code finds")

// testFS holds small lexicons and a net of random weights.
func testFS() fstest.MapFS {
	file := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	vectors := nn.NewMatrix(3, 4)
	for i := range vectors.Data {
		vectors.Data[i] = float32(i%5) - 2
	}
	return fstest.MapFS{
		"lexicon/places.tsv":        file("# places\nname\tclass\nRussia\tcountry\nNew York\tmetropolis\n"),
		"lexicon/people.tsv":        file("name\tclass\nVladimir\tforename\n"),
		"lexicon/names.tsv":         file("name\tclass\ttype\nTikTok\tplatform\tproduct\nJoint-Stock's Bank\tcompany\torganization\nApple\tcompany\torganization\niPhone\tproduct\tproduct\n"),
		"lexicon/names_more.tsv":    file("name\tclass\ttype\nAcme\tcompany\torganization\n"),
		"lexicon/demonyms.tsv":      file("place\tadjective\tpeople\nRussia\tRussian\tRussian|Russians\n"),
		"lexicon/nouns.tsv":         file("noun\ttype\ncourt\torganization\nuser\tperson\nthink tank\torganization\nweek\ttime\n"),
		"lexicon/nouns_wordnet.tsv": file("noun\ttype\nwatchdog\torganization\nuser\torganization\n"),
		"lexicon/namecues.tsv":      file("word\twhere\tkind\tweight\npresident\tbefore\tPER\t0.8\ninc.\tlast\tORG\t1.0\n.org\tsuffix\tORG\t0.6\n"),
		"lexicon/ner_pronouns.tsv":  file("pronoun\ttype\nhe\tperson\n"),
		"models/vectors.bin":        {Data: nn.WriteVectors([]string{"the", "court", "president"}, vectors)},
		"models/ner.bin":            {Data: testModel(2, 8, 6)},
	}
}

func testModel(networks, d, h int) []byte {
	r := rand.New(rand.NewSource(3))
	matrix := func(rows, cols int) nn.Matrix {
		m := nn.NewMatrix(rows, cols)
		for i := range m.Data {
			m.Data[i] = float32(r.NormFloat64())
		}
		return m
	}
	w := nn.NewModelWriter("ner")
	w.Bytes("networks", []byte(strconv.Itoa(networks)))
	for i := range networks {
		p := strconv.Itoa(i) + "."
		w.Quantized(p+"embed", nn.Quantize(matrix(16, d)))
		for k, cols := range []int{d, h, h, len(Labels)} {
			w.Matrix(p+partNames[k], matrix([]int{4, 5 * d, 3 * h, h}[k], cols))
			w.Floats(p+partNames[k]+".bias", matrix(1, cols).Data)
		}
	}
	w.Matrix("transitions", matrix(len(Labels)+1, len(Labels)))
	return w.File()
}

func TestEncode(t *testing.T) {
	enc, err := NewEncoder(testFS())
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields("The court in New York and joint - stock 's bank .")
	var e Encoded
	enc.Encode(words, &e)
	if len(e.End) != len(words) || len(e.Vector) != len(words) {
		t.Fatalf("got %d tokens, want %d", len(e.End), len(words))
	}
	if e.Vector[0] != 0 || e.Vector[1] != 1 || e.Vector[2] != -1 {
		t.Errorf("vectors: got %v", e.Vector[:3])
	}
	metropolis := uint32(1 << 2)
	if e.marks[3] != metropolis || e.marks[4] != metropolis<<16 {
		t.Errorf("New York: got marks %x %x", e.marks[3], e.marks[4])
	}
	if e.marks[6] != 0 {
		t.Errorf("a listed name in lower case is marked: %x", e.marks[6])
	}
	words[6] = "Joint"
	enc.Encode(words, &e)
	if e.marks[6] == 0 || e.marks[10] == 0 {
		t.Errorf("Joint - stock 's bank: marks %x", e.marks)
	}
	if n := testing.AllocsPerRun(50, func() { enc.Encode(words, &e) }); n > 0 {
		t.Errorf("Encode allocates %.0f times", n)
	}
	same, other := append([]uint32(nil), e.Token(1)...), e.Token(2)
	enc.Encode([]string{"the", "court"}, &e)
	if fmt.Sprint(same) != fmt.Sprint(e.Token(1)) || fmt.Sprint(same) == fmt.Sprint(other) {
		t.Error("rows depend on more or less than the word")
	}
}

func TestFold(t *testing.T) {
	for word, want := range map[string]string{
		"TikTok": "tiktok mixed", "FBI": "fbi upper", "Court": "court title", "court": "court lower", "A": "a letter",
		"2021": "0000 none", "GPT-4": "gpt-0 digits", "Élan": "élan title", "’s": "'s lower", "...": "... none",
	} {
		names := []string{"none", "lower", "title", "upper", "mixed", "letter", "digits"}
		got, s := fold(nil, word)
		if g := string(got) + " " + names[s.kind]; g != want {
			t.Errorf("fold(%q): got %q, want %q", word, g, want)
		}
	}
}

// TestDecode compares Viterbi and forward-backward with all paths of short
// sentences.
func TestDecode(t *testing.T) {
	w, err := loadNet(testModel(1, 8, 6), 4)
	if err != nil {
		t.Fatal(err)
	}
	l := len(Labels)
	r := rand.New(rand.NewSource(5))
	for n := 1; n <= 4; n++ {
		s := &scratch{emit: make([]float32, n*l)}
		for i := range s.emit {
			s.emit[i] = float32(r.NormFloat64())
		}
		best, bestPath := math.Inf(-1), []uint8(nil)
		sum, marginal := 0.0, make([]float64, n*l)
		path := make([]uint8, n)
		var walk func(t int, score float64)
		walk = func(t int, score float64) {
			if t == n {
				p := math.Exp(score)
				sum += p
				for i, k := range path {
					marginal[i*l+int(k)] += p
				}
				if score > best {
					best, bestPath = score, append([]uint8(nil), path...)
				}
				return
			}
			before := l
			if t > 0 {
				before = int(path[t-1])
			}
			for k := range l {
				if Allowed(before, k) {
					path[t] = uint8(k)
					walk(t+1, score+float64(w.transitions.Row(before)[k])+float64(s.emit[t*l+k]))
				}
			}
		}
		walk(0, 0)
		w.decode(s)
		w.marginals(s)
		if fmt.Sprint(s.path) != fmt.Sprint(bestPath) {
			t.Errorf("%d tokens: got path %v, want %v", n, s.path, bestPath)
		}
		for i, p := range marginal {
			if math.Abs(s.alpha[i]-p/sum) > 1e-5 {
				t.Errorf("%d tokens: probability %d: got %g, want %g", n, i, s.alpha[i], p/sum)
			}
		}
	}
}

func TestNew(t *testing.T) {
	fsys := testFS()
	if _, err := New(fsys); err != nil {
		t.Fatal(err)
	}
	damaged := map[string]string{
		"lexicon/names.tsv":        "name\tclass\ttype\nTikTok\tnonsense\tproduct\n",
		"lexicon/nouns.tsv":        "noun\ttype\ncourt\tnonsense\n",
		"lexicon/places.tsv":       "title\nRussia\n",
		"lexicon/people.tsv":       "name\tclass\n\tforename\n",
		"lexicon/namecues.tsv":     "word\twhere\tkind\tweight\ninc.\tthere\tORG\t1\n",
		"lexicon/ner_pronouns.tsv": "pronoun\ttype\nhe\tnonsense\n",
		"lexicon/demonyms.tsv":     "",
		"models/vectors.bin":       "x",
		"models/ner.bin":           string(testModel(1, 8, 6)[:100]),
	}
	for path, text := range damaged {
		bad := testFS()
		bad[path] = &fstest.MapFile{Data: []byte(text)}
		if path == "lexicon/demonyms.tsv" {
			delete(bad, path)
		}
		if _, err := New(bad); err == nil {
			t.Errorf("%s damaged: no error", path)
		}
	}
	bad := testFS()
	bad["models/vectors.bin"] = &fstest.MapFile{Data: nn.WriteVectors([]string{"a"}, nn.NewMatrix(1, 5))}
	if _, err := New(bad); err == nil {
		t.Error("vectors of another width: no error")
	}
}

// parse makes a document of lines "word tag head relation [name]"; head counts
// from 1 within the sentence, 0 is the root; name is B-PER, I-PER and so on.
// A blank line ends a sentence.
func parse(t *testing.T, text string) (*nlp.Document, []name) {
	t.Helper()
	doc := &nlp.Document{}
	var names []name
	var b strings.Builder
	for _, block := range strings.Split(strings.TrimSpace(text), "\n\n") {
		first, start := len(doc.Tokens), b.Len()
		for _, line := range strings.Split(block, "\n") {
			f := strings.Fields(line)
			head := -1
			if len(f) < 4 {
				t.Fatalf("bad line %q", line)
			}
			if n, err := strconv.Atoi(f[2]); err != nil {
				t.Fatal(err)
			} else if n > 0 {
				head = first + n - 1
			}
			if f[3] != "'" && len(doc.Tokens) > first {
				b.WriteByte(' ')
			}
			at := b.Len()
			b.WriteString(f[0])
			if len(f) > 4 {
				kind := -1
				for k, n := range kindNames {
					if strings.HasSuffix(f[4], n) {
						kind = k
					}
				}
				i := len(doc.Tokens)
				if f[4][0] == 'B' {
					names = append(names, name{first: i, sentence: len(doc.Sentences), kind: kind, confidence: 0.9})
				}
				n := &names[len(names)-1]
				n.last = i + 1
				n.vote[kind] = 0.9
			}
			doc.Tokens = append(doc.Tokens, nlp.Token{
				Span: nlp.Span{Start: at, End: b.Len()}, Text: f[0], Lemma: strings.ToLower(f[0]), Tag: f[1], Head: head, Rel: f[3],
				Space: len(doc.Tokens) > first && f[0] != "-" && doc.Tokens[len(doc.Tokens)-1].Text != "-",
			})
		}
		doc.Sentences = append(doc.Sentences, nlp.Sentence{Span: nlp.Span{Start: start, End: b.Len()}, First: first, Last: len(doc.Tokens)})
		b.WriteByte('\n')
	}
	doc.Article.Text = b.String()
	return doc, names
}

// TestPhrases runs what follows the net on given tags, trees and names, with
// the shipped lexicons: testdata/phrases.txtar holds NAME.in and NAME.want.
func TestPhrases(t *testing.T) {
	lex, err := loadLexicon(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	const path = "testdata/phrases.txtar"
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(archive.Files); i += 2 {
		in, want := archive.Files[i], &archive.Files[i+1]
		doc, names := parse(t, string(in.Data))
		a := analysis{doc: doc, lex: lex, names: names, inside: make([]float32, len(doc.Tokens))}
		a.divide()
		a.settle()
		a.locate()
		a.findPhrases()
		a.findPronouns()
		var got strings.Builder
		for _, m := range a.sorted() {
			fmt.Fprintf(&got, "%s %s [%s] %s\n", [...]string{"name", "nominal", "pronoun"}[m.Kind], m.Type, doc.Cut(m.Span), doc.Tokens[m.Head].Text)
		}
		if *update {
			want.Data = []byte(got.String())
		} else if got.String() != string(want.Data) {
			t.Errorf("%s: got\n%swant\n%s", in.Name, got.String(), want.Data)
		}
	}
	if *update {
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestOddInput gives the stage documents that no earlier stage should make.
func TestOddInput(t *testing.T) {
	r, err := New(testFS())
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewSource(7))
	texts := []string{"", "a", "The", "TikTok", "\xff\xfe", "ȺȺȺȺ's", "-", ",", "of", "(", ")", "“", "Apple", "iPhone", strings.Repeat("Ж", 300), "president", "New", "York", "X.org"}
	tags := []string{"", "NN", "NNP", "NNS", "DT", "POS", "JJ", "HYPH", "IN", ",", "CC", "VBN", "RB", "CD", "PRP", "``"}
	rels := []string{"", "root", "compound", "flat", "appos", "nmod", "amod", "conj", "expl", "nsubj:pass"}
	for range 400 {
		doc := &nlp.Document{}
		n := rnd.Intn(30)
		at := 0
		for range n {
			w := texts[rnd.Intn(len(texts))]
			doc.Tokens = append(doc.Tokens, nlp.Token{
				Span: nlp.Span{Start: at, End: at + len(w)}, Text: w, Tag: tags[rnd.Intn(len(tags))],
				Head: rnd.Intn(n+4) - 2, Rel: rels[rnd.Intn(len(rels))], Space: rnd.Intn(2) == 0,
			})
			at += len(w)
		}
		doc.Article.Text = strings.Repeat("x", at)
		for first := 0; first < n; {
			last := first + 1 + rnd.Intn(n-first)
			doc.Sentences = append(doc.Sentences, nlp.Sentence{First: first, Last: last})
			first = last
		}
		if rnd.Intn(10) == 0 {
			doc.Sentences = append(doc.Sentences, nlp.Sentence{First: n + 1, Last: n + 5})
		}
		r.Process(doc)
		check(t, doc)
		before := fmt.Sprint(doc.Mentions)
		r.Process(doc)
		if fmt.Sprint(doc.Mentions) != before {
			t.Fatal("a second run gives other mentions")
		}
	}
}

// check holds the mentions to what the package comment promises.
func check(t *testing.T, doc *nlp.Document) {
	t.Helper()
	type span struct{ first, last int }
	seen := map[span]bool{}
	lastName := -1
	for i, m := range doc.Mentions {
		if m.First < 0 || m.Last > len(doc.Tokens) || m.First >= m.Last || m.Head < m.First || m.Head >= m.Last || m.Entity != -1 {
			t.Fatalf("mention %d: bad bounds or entity: %+v", i, m)
		}
		if s := doc.Sentences[m.Sentence]; m.First < s.First || m.Last > s.Last {
			t.Fatalf("mention %d leaves its sentence: %+v, %+v", i, m, s)
		}
		if m.Type == "" && m.Kind != nlp.Pronoun {
			t.Fatalf("mention %d has no type: %+v", i, m)
		}
		if seen[span{m.First, m.Last}] {
			t.Fatalf("mention %d stands twice: %+v", i, m)
		}
		seen[span{m.First, m.Last}] = true
		if i > 0 && m.Start < doc.Mentions[i-1].Start {
			t.Fatalf("mention %d is out of order", i)
		}
		if m.Kind == nlp.Name {
			if m.First < lastName {
				t.Fatalf("mention %d: names overlap: %+v", i, m)
			}
			lastName = m.Last
		}
	}
}

func TestConcurrent(t *testing.T) {
	r, err := New(testFS())
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	done := make(chan string)
	for i := range 8 {
		go func() {
			got := ""
			for range 20 {
				doc, _ := parse(t, "The DT 2 det\nMoscow NNP 3 compound\ncourt NN 4 nsubj\nfined VBD 0 root\nTikTok NNP 4 obj")
				r.Process(doc)
				got = fmt.Sprint(doc.Mentions)
			}
			done <- got
		}()
		if i == 0 {
			want = <-done
		}
	}
	for range 7 {
		if got := <-done; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestShipped loads the shipped model and reads plain sentences without tags
// and trees.
func TestShipped(t *testing.T) {
	r, err := New(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"President Vladimir Putin met Angela Merkel in Berlin on Monday .": "person Vladimir Putin, person Angela Merkel, place Berlin",
		"Reuters said that Google and Twitter opposed the law .":           "organization Reuters, organization Google, product Twitter",
		"nothing to see here": "",
	} {
		doc := &nlp.Document{Article: nlp.Article{Text: text}}
		at := 0
		for _, w := range strings.Fields(text) {
			doc.Tokens = append(doc.Tokens, nlp.Token{Span: nlp.Span{Start: at, End: at + len(w)}, Text: w, Head: -1, Space: at > 0})
			at += len(w) + 1
		}
		doc.Sentences = []nlp.Sentence{{Span: nlp.Span{Start: 0, End: len(text)}, Last: len(doc.Tokens)}}
		r.Process(doc)
		check(t, doc)
		var got []string
		for _, m := range doc.Mentions {
			if m.Kind == nlp.Name {
				got = append(got, string(m.Type)+" "+doc.Cut(m.Span))
			}
		}
		if g := strings.Join(got, ", "); g != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, g, want)
		}
	}
}

func BenchmarkProcess(b *testing.B) {
	r, err := New(data.FS)
	if err != nil {
		b.Fatal(err)
	}
	words := strings.Fields("The Moscow court ruled on April 6 that TikTok failed to delete content related to demonstrations , Reuters reported .")
	doc := &nlp.Document{Article: nlp.Article{Text: strings.Join(words, " ")}}
	for s := range 50 {
		for i, w := range words {
			doc.Tokens = append(doc.Tokens, nlp.Token{Text: w, Tag: "NN", Head: s*len(words) + max(0, i-1), Rel: "dep"})
		}
		doc.Sentences = append(doc.Sentences, nlp.Sentence{First: s * len(words), Last: (s + 1) * len(words)})
	}
	b.ReportAllocs()
	for b.Loop() {
		r.Process(doc)
	}
	b.ReportMetric(float64(b.N*len(doc.Tokens))/b.Elapsed().Seconds(), "tokens/s")
}
