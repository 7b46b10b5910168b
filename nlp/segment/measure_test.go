package segment

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
)

var listErrors = flag.Bool("errors", false, "list the differences from the gold standard")

// shared returns a path within the folder of corpora, which stands beside the
// repository and not in it, and skips the test where it is missing.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	root := cmp.Or(os.Getenv("NEWSGRAPH_SHARED"), "../../../shared")
	path := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no corpora: %v; set NEWSGRAPH_SHARED to their folder", err)
	}
	return path
}

func load(t testing.TB) *Segmenter {
	t.Helper()
	s, err := New(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// corpusText rebuilds the raw text of a CoNLL-U file, a blank line at each
// "# newpar" and "# newdoc", with the spans of its words and sentences.
func corpusText(t testing.TB, path string) (text string, words, sentences []nlp.Span) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b strings.Builder
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	start, covered, glue := -1, 0, true
	flush := func() {
		if start >= 0 {
			sentences = append(sentences, nlp.Span{Start: start, End: words[len(words)-1].End})
			start = -1
		}
	}
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "# newpar") && !strings.HasPrefix(line, "# newpar_block") || strings.HasPrefix(line, "# newdoc") {
			if b.Len() > 0 {
				b.WriteString("\n\n")
				glue = true
			}
		}
		if line == "" {
			flush()
			covered = 0
		}
		cols := strings.Split(line, "\t")
		if len(cols) != 10 || strings.Contains(cols[0], ".") {
			continue
		}
		form := cols[1]
		if _, last, ok := strings.Cut(cols[0], "-"); ok {
			covered, _ = strconv.Atoi(last)
			if !glue {
				b.WriteByte(' ')
			}
			if start < 0 {
				start = b.Len()
			}
			b.WriteString(form)
			glue = strings.Contains(cols[9], "SpaceAfter=No")
			words = append(words, nlp.Span{Start: b.Len() - len(form), End: b.Len()})
			continue
		}
		if id, _ := strconv.Atoi(cols[0]); id <= covered {
			// The parts of a multiword token divide its characters where
			// they spell it out.
			whole := words[len(words)-1]
			first := strings.HasPrefix(b.String()[whole.Start:], form) && whole.Len() > len(form)
			if first && id < covered {
				words[len(words)-1].End = whole.Start + len(form)
				words = append(words, nlp.Span{Start: whole.Start + len(form), End: whole.End})
			}
			continue
		}
		if !glue {
			b.WriteByte(' ')
		}
		if start < 0 {
			start = b.Len()
		}
		b.WriteString(form)
		words = append(words, nlp.Span{Start: b.Len() - len(form), End: b.Len()})
		glue = strings.Contains(cols[9], "SpaceAfter=No")
	}
	flush()
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String(), words, sentences
}

// f1 compares two lists of spans.
func f1(got, want []nlp.Span) float64 {
	in := map[nlp.Span]bool{}
	for _, s := range want {
		in[s] = true
	}
	right := 0
	for _, s := range got {
		if in[s] {
			right++
		}
	}
	return 2 * float64(right) / float64(len(got)+len(want))
}

// TestCorpora holds token and sentence F1 on raw text of the development
// halves of UD English EWT and GUM, spans of characters compared as in the
// evaluation of the CoNLL 2018 shared task, paragraphs given.
func TestCorpora(t *testing.T) {
	s := load(t)
	s.Plain = true
	for _, c := range []struct {
		name              string
		tokens, sentences float64 // at least
	}{
		{"ewt-dev", 0.990, 0.855},
		{"gum-dev", 0.995, 0.950},
	} {
		text, words, sentences := corpusText(t, shared(t, "corpora", "ud", c.name+".conllu"))
		doc := &nlp.Document{Article: nlp.Article{Text: text}}
		s.Process(doc)
		var gotWords, gotSentences []nlp.Span
		for _, tok := range doc.Tokens {
			gotWords = append(gotWords, tok.Span)
		}
		for _, s := range doc.Sentences {
			gotSentences = append(gotSentences, s.Span)
		}
		w, n := f1(gotWords, words), f1(gotSentences, sentences)
		t.Logf("%s: tokens %.2f, sentences %.2f (of %d and %d)", c.name, 100*w, 100*n, len(words), len(sentences))
		if w < c.tokens || n < c.sentences {
			t.Errorf("%s: token F1 %.4f, sentence F1 %.4f; want at least %.4f, %.4f", c.name, w, n, c.tokens, c.sentences)
		}
		if *listErrors {
			differences(t, text, gotWords, words)
			differences(t, text, gotSentences, sentences)
		}
	}
}

func differences(t *testing.T, text string, got, want []nlp.Span) {
	for _, s := range got {
		if _, ok := slices.BinarySearchFunc(want, s, compareSpans); !ok {
			t.Logf("only got  %.60q in %q", text[s.Start:s.End], around(text, s))
		}
	}
	for _, s := range want {
		if _, ok := slices.BinarySearchFunc(got, s, compareSpans); !ok {
			t.Logf("only want %.60q in %q", text[s.Start:s.End], around(text, s))
		}
	}
}

func compareSpans(a, b nlp.Span) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
}

func around(text string, s nlp.Span) string {
	return strings.ToValidUTF8(text[max(0, s.Start-15):min(len(text), s.End+15)], "")
}

// goldArticle is what the test reads of a gold article's annotations.
type goldArticle struct {
	Title     *string  `json:"title"`
	Published *string  `json:"published"`
	Source    *string  `json:"source"`
	Furniture []string `json:"furniture"`
}

// TestGoldFurniture measures the lines found to be page furniture against the
// gold articles, and the metadata found in their text.
func TestGoldFurniture(t *testing.T) {
	s := load(t)
	files, err := filepath.Glob(filepath.Join(shared(t, "gold", "articles"), "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no gold articles: %v", err)
	}
	var right, got, want, titles, titled, dated int
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var gold goldArticle
		if err := json.Unmarshal(raw, &gold); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		text, err := os.ReadFile(strings.TrimSuffix(file, ".json") + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		doc := &nlp.Document{Article: nlp.Article{Text: string(text)}}
		s.Process(doc)
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		missing := map[string]int{}
		for _, f := range gold.Furniture {
			missing[strings.Join(strings.Fields(f), " ")]++
			want++
		}
		headline := ""
		for _, b := range doc.Blocks {
			line := strings.Join(strings.Fields(doc.Cut(b.Span)), " ")
			switch {
			case b.Kind == nlp.Headline:
				headline = line
			case b.Kind == nlp.Furniture && missing[line] == 0 && !wholeLine(doc, b.Span):
				// a credit behind a caption, which the gold standard does not cut off
			case b.Kind == nlp.Furniture && gold.Title != nil && plain(line) == plain(*gold.Title):
				// the headline a second time
			case b.Kind == nlp.Furniture:
				got++
				if missing[line] > 0 {
					missing[line]--
					right++
				} else {
					t.Logf("%s: wrongly furniture: %.100q", name, line)
				}
			}
		}
		for line, n := range missing {
			if n > 0 {
				t.Logf("%s: missed furniture: %.100q", name, line)
			}
		}
		if gold.Title != nil {
			titles++
			if plain(headline) == plain(*gold.Title) {
				titled++
			} else {
				t.Logf("%s: headline %q, want %q", name, headline, *gold.Title)
			}
		} else if headline != "" {
			t.Logf("%s: headline %q, want none", name, headline)
		}
		a := doc.Article
		if a.Published != "" {
			if a.Published != deref(gold.Published) {
				t.Errorf("%s: published %s, want %s", name, a.Published, deref(gold.Published))
			}
			dated++
		}
		t.Logf("%s: published %q (gold %q), source %q (gold %q), author %q, language %q", name, a.Published, deref(gold.Published), a.Source, deref(gold.Source), a.Author, a.Language)
	}
	precision, recall := float64(right)/float64(got), float64(right)/float64(want)
	t.Logf("furniture: precision %.3f, recall %.3f of %d lines; headlines %d of %d; %d dates", precision, recall, want, titled, titles, dated)
	if precision < 0.97 || recall < 0.97 || titled < titles || dated < 9 {
		t.Errorf("furniture: precision %.3f, recall %.3f, headlines %d of %d, %d dates", precision, recall, titled, titles, dated)
	}
}

// wholeLine reports whether nothing but white space stands on both sides of the
// span in its line.
func wholeLine(doc *nlp.Document, span nlp.Span) bool {
	before := strings.TrimRight(doc.Article.Text[:span.Start], " \t")
	return before == "" || strings.HasSuffix(before, "\n")
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
