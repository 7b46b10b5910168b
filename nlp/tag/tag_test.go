package tag_test

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
	"github.com/newsgraph/newsgraph/nlp/tag"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected results in testdata")

func load(t testing.TB) *tag.Tagger {
	t.Helper()
	tagger, err := tag.New(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	return tagger
}

// document takes sentences of tokens parted by spaces.
func document(sentences ...string) *nlp.Document {
	doc := &nlp.Document{}
	for _, s := range sentences {
		first := len(doc.Tokens)
		for _, w := range strings.Fields(s) {
			doc.Tokens = append(doc.Tokens, nlp.Token{Text: w, Head: -1})
		}
		doc.Sentences = append(doc.Sentences, nlp.Sentence{First: first, Last: len(doc.Tokens)})
	}
	return doc
}

// TestSentences compares the lines of "tagged", word/tag/lemma, with what the
// tagger makes of their words.
func TestSentences(t *testing.T) {
	tagger := load(t)
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for i, f := range archive.Files {
				var got bytes.Buffer
				for line := range strings.Lines(string(f.Data)) {
					var words []string
					for _, w := range strings.Fields(line) {
						word, _, _ := strings.Cut(w, "\\")
						words = append(words, word)
					}
					doc := document(strings.Join(words, " "))
					tagger.Process(doc)
					for k, tok := range doc.Tokens {
						if k > 0 {
							got.WriteByte(' ')
						}
						fmt.Fprintf(&got, "%s\\%s\\%s", tok.Text, tok.Tag, tok.Lemma)
					}
					got.WriteByte('\n')
				}
				if *update {
					archive.Files[i].Data = got.Bytes()
				} else if got.String() != string(f.Data) {
					t.Errorf("%s: got\n%swant\n%s", f.Name, got.String(), f.Data)
				}
			}
			if *update {
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// odd holds inputs that no corpus has.
func odd() []string {
	return []string{
		"", ".", "a", "Ⱥ Ⱥ Ⱥ", "\xff\xfe \x00", "👩‍👩‍👧 \u200fשלום مرحبا", "İstanbul ǅ ß", "----", "' '' ' ''",
		strings.Repeat("x", 100000), strings.Repeat("ha ", 5000), strings.Repeat("( ", 700) + strings.Repeat(") ", 700),
	}
}

// TestAnyInput checks that every token gets a tag and a lemma, that more
// goroutines at once change nothing, and that neighbours in a batch do not
// leak into each other.
func TestAnyInput(t *testing.T) {
	tagger := load(t)
	all := document(odd()...)
	tagger.Process(all)
	for i, tok := range all.Tokens {
		if tok.Tag == "" || tok.Lemma == "" {
			t.Errorf("token %d %.20q: tag %q, lemma %q", i, tok.Text, tok.Tag, tok.Lemma)
		}
	}
	var wait sync.WaitGroup
	for i, s := range odd() {
		wait.Go(func() {
			one := document(s)
			tagger.Process(one)
			for k, tok := range one.Tokens {
				want := all.Tokens[all.Sentences[i].First+k]
				if tok.Tag != want.Tag || tok.Lemma != want.Lemma {
					t.Errorf("sentence %d token %d alone: %s %s, want %s %s", i, k, tok.Tag, tok.Lemma, want.Tag, want.Lemma)
				}
			}
		})
	}
	wait.Wait()
	tagger.Process(&nlp.Document{})
}

func BenchmarkTagger(b *testing.B) {
	tagger := load(b)
	var sentences []string
	for range 50 {
		sentences = append(sentences, "A Russian court has ordered a fine against the popular video - sharing application TikTok in the country 's latest dispute over content .")
	}
	doc := document(sentences...)
	for b.Loop() {
		tagger.Process(doc)
	}
	b.ReportMetric(float64(b.N)*float64(len(doc.Tokens))/b.Elapsed().Seconds(), "tokens/s")
}
