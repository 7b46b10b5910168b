package depparse_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/depparse"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected results in testdata")

func load(t testing.TB) *depparse.Parser {
	t.Helper()
	parser, err := depparse.New(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	return parser
}

// document takes sentences of word\tag parted by spaces.
func document(sentences ...string) *nlp.Document {
	doc := &nlp.Document{}
	for _, s := range sentences {
		first := len(doc.Tokens)
		for _, w := range strings.Fields(s) {
			word, tag, _ := strings.Cut(w, "\\")
			doc.Tokens = append(doc.Tokens, nlp.Token{Text: word, Tag: tag, Head: -1})
		}
		doc.Sentences = append(doc.Sentences, nlp.Sentence{First: first, Last: len(doc.Tokens)})
	}
	return doc
}

// TestSentences parses the tagged sentences of testdata: a file's name is its
// sentence's phenomenon, its first line the sentence, the others the arcs as
// relation(governor, dependent).
func TestSentences(t *testing.T) {
	parser := load(t)
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, path := range files {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range archive.Files {
			t.Run(f.Name, func(t *testing.T) {
				sentence, _, _ := strings.Cut(string(f.Data), "\n")
				doc := document(sentence)
				parser.Process(doc)
				var got bytes.Buffer
				fmt.Fprintln(&got, sentence)
				for _, tok := range doc.Tokens {
					if tok.Rel == "punct" {
						continue
					}
					governor := "-"
					if tok.Head >= 0 {
						governor = doc.Tokens[tok.Head].Text
					}
					fmt.Fprintf(&got, "%s(%s, %s)\n", tok.Rel, governor, tok.Text)
				}
				if *update {
					archive.Files[i].Data = got.Bytes()
				} else if got.String() != string(f.Data) {
					t.Errorf("got\n%swant\n%s", got.String(), f.Data)
				}
			})
		}
		if *update {
			if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// odd holds inputs that no corpus has.
func odd() []string {
	return []string{
		"", ".\\.", "yes\\UH", "a\\", "Ⱥ\\NN Ⱥ\\\xff \x00\\NN", "👩‍👩‍👧\\NFP שלום\\FW", "----\\: ''\\'' ''\\''",
		strings.Repeat("x", 100000) + "\\NN", strings.Repeat("ha\\UH ", 5000),
		strings.Repeat("(\\-LRB- ", 400) + strings.Repeat(")\\-RRB- ", 400), strings.Repeat("that\\IN he\\PRP says\\VBZ ", 59),
	}
}

// TestAnyInput checks that every sentence is a projective tree with one root
// and probabilities, whatever it holds, alone or among others.
func TestAnyInput(t *testing.T) {
	parser := load(t)
	all := document(odd()...)
	parser.Process(all)
	for i, s := range all.Sentences {
		roots := 0
		for k := s.First; k < s.Last; k++ {
			tok := all.Tokens[k]
			if tok.Head < 0 {
				roots++
			}
			if (tok.Head < 0) != (tok.Rel == "root") || tok.Rel == "" || tok.Prob < 0 || tok.Prob > 1 || tok.Prob != tok.Prob {
				t.Errorf("sentence %d token %d: head %d, relation %q, probability %v", i, k-s.First, tok.Head, tok.Rel, tok.Prob)
			}
			steps := 0
			for x := k; all.Tokens[x].Head >= 0; x = all.Tokens[x].Head {
				if steps++; steps > s.Last-s.First || x < s.First || x >= s.Last {
					t.Fatalf("sentence %d token %d: no way to the root", i, k-s.First)
				}
			}
		}
		if want := min(1, s.Last-s.First); roots != want {
			t.Errorf("sentence %d: %d roots, want %d", i, roots, want)
		}
	}
	var wait sync.WaitGroup
	for i, s := range odd() {
		wait.Go(func() {
			one := document(s)
			parser.Process(one)
			first := all.Sentences[i].First
			for k, tok := range one.Tokens {
				want := all.Tokens[first+k]
				if want.Head >= 0 {
					want.Head -= first
				}
				if tok != want {
					t.Errorf("sentence %d token %d alone: %v, want %v", i, k, tok, want)
				}
			}
		})
	}
	wait.Wait()
	parser.Process(&nlp.Document{})
}

func BenchmarkParser(b *testing.B) {
	parser := load(b)
	var sentences []string
	for range 50 {
		sentences = append(sentences, `A\DT Russian\JJ court\NN has\VBZ ordered\VBN a\DT fine\NN against\IN the\DT popular\JJ video\NN -\HYPH sharing\NN application\NN TikTok\NNP in\IN the\DT country\NN 's\POS latest\JJS dispute\NN over\IN content\NN .\.`)
	}
	doc := document(sentences...)
	for b.Loop() {
		parser.Process(doc)
	}
	b.ReportMetric(float64(b.N)*float64(len(doc.Tokens))/b.Elapsed().Seconds(), "tokens/s")
}
