package segment

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected findings in testdata")

// TestFiles runs the pairs NAME and NAME.want of each archive in testdata. In
// archives whose name begins with "plain" all text is body.
func TestFiles(t *testing.T) {
	s := load(t)
	plain := load(t)
	plain.Plain = true
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test archives: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]string{}
			for _, f := range archive.Files {
				if name, ok := strings.CutSuffix(f.Name, ".want"); ok {
					want[name] = string(f.Data)
				}
			}
			fresh := &txtar.Archive{Comment: archive.Comment}
			for _, f := range archive.Files {
				if strings.HasSuffix(f.Name, ".want") {
					continue
				}
				stage := s
				if strings.HasPrefix(filepath.Base(file), "plain") {
					stage = plain
				}
				doc := &nlp.Document{Article: nlp.Article{Text: string(f.Data)}}
				stage.Process(doc)
				check(t, doc)
				got := show(doc)
				if !*update && got != want[f.Name] {
					t.Errorf("%s: got\n%swant\n%s", f.Name, got, want[f.Name])
				}
				fresh.Files = append(fresh.Files, f, txtar.File{Name: f.Name + ".want", Data: []byte(got)})
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(fresh), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// show writes metadata, blocks and sentences: an underscore joins what stands
// together in the text.
func show(doc *nlp.Document) string {
	var b strings.Builder
	for _, field := range []struct{ name, value string }{
		{"title", doc.Article.Title}, {"source", doc.Article.Source}, {"author", doc.Article.Author},
		{"published", doc.Article.Published}, {"language", doc.Article.Language},
	} {
		if field.value != "" {
			fmt.Fprintf(&b, "%s: %s\n", field.name, field.value)
		}
	}
	kinds := map[nlp.BlockKind]string{nlp.Body: "body", nlp.Headline: "headline", nlp.Heading: "heading", nlp.Furniture: "furniture"}
	for i, block := range doc.Blocks {
		fmt.Fprintf(&b, "[%s]", kinds[block.Kind])
		if block.Kind == nlp.Furniture {
			fmt.Fprintf(&b, " %s", strings.Join(strings.Fields(doc.Cut(block.Span)), " "))
		}
		b.WriteByte('\n')
		for j, s := range doc.Sentences {
			if s.Block != i {
				continue
			}
			b.WriteString("   ")
			for k, tok := range doc.Sent(j) {
				mark := " "
				if !tok.Space && k > 0 {
					mark = " _"
				}
				b.WriteString(mark + tok.Text)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// check fails the test where the document breaks what its types promise.
func check(t testing.TB, doc *nlp.Document) {
	t.Helper()
	text := doc.Article.Text
	last := 0
	for i, b := range doc.Blocks {
		if b.Start < last || b.End < b.Start || b.End > len(text) {
			t.Fatalf("block %d has span %v after byte %d of %d", i, b.Span, last, len(text))
		}
		last = b.End
	}
	last = 0
	for i, tok := range doc.Tokens {
		if tok.Start < last || tok.Empty() || tok.End > len(text) {
			t.Fatalf("token %d %q has span %v after byte %d of %d", i, tok.Text, tok.Span, last, len(text))
		}
		if tok.Text == "" || !utf8.ValidString(tok.Text) || strings.ContainsAny(tok.Text, " \n\t’“”") || tok.Head != -1 {
			t.Fatalf("token %d: %+v", i, tok)
		}
		last = tok.End
	}
	next := 0
	for i, s := range doc.Sentences {
		if s.First != next || s.Last <= s.First || s.Last > len(doc.Tokens) {
			t.Fatalf("sentence %d has tokens %d to %d, want them from %d on", i, s.First, s.Last, next)
		}
		if s.Span != doc.TokenSpan(s.First, s.Last) || !doc.Blocks[s.Block].Contains(s.Span) || doc.Blocks[s.Block].Kind == nlp.Furniture {
			t.Fatalf("sentence %d: %+v in block %+v", i, s, doc.Blocks[s.Block])
		}
		next = s.Last
	}
	if next != len(doc.Tokens) {
		t.Fatalf("%d tokens, %d of them in sentences", len(doc.Tokens), next)
	}
}

func FuzzProcess(f *testing.F) {
	for _, seed := range []string{
		"", " \n\t", "ȺȺȺȺ's", "0İ's İn't n't 's 't", strings.Repeat("!?", 300), strings.Repeat("a", 600),
		strings.Repeat("中", 300), "\xff\xfe\x00 bad \xc3", "\u00ad\u200b x\u00ad", "'", "''", "``", "...", "....", "Inc..",
		"$$$ €€ US$5bn £", "a-b-c--d—e", "http://x.example/?q=(1).", "&amp;&rsquo;&#x27;&;&nosuch;", "By\n\n\n-\n\nx",
		"Title Of Something Here\n\nMay 3, 2021\n\nThe court fined the company on Monday. Other Headline Of The Day Here.",
		"MOSCOW (X) - A. B. C.", "No. 5. No. 6 plan B.", "— – -- -", "[5] [", "\u2028\u2029\u0085",
	} {
		f.Add(seed)
	}
	s := load(f)
	plain := load(f)
	plain.Plain = true
	f.Fuzz(func(t *testing.T, text string) {
		for _, stage := range []*Segmenter{s, plain} {
			doc := &nlp.Document{Article: nlp.Article{Text: text}}
			stage.Process(doc)
			check(t, doc)
		}
	})
}

// TestConcurrent has many goroutines share one Segmenter and get what one
// goroutine gets.
func TestConcurrent(t *testing.T) {
	s := load(t)
	text := strings.Repeat("The court's spokesman didn't say that X. Corp. (of the U.S.) paid €530m. ", 40)
	run := func() string {
		doc := &nlp.Document{Article: nlp.Article{Text: text}}
		s.Process(doc)
		return show(doc)
	}
	want := run()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 5 {
				if got := run(); got != want {
					t.Errorf("got %.200s, want %.200s", got, want)
				}
			}
		})
	}
	group.Wait()
}

// TestLinear holds that no text makes the stage quadratic: twenty times the
// text takes far less than four hundred times as long.
func TestLinear(t *testing.T) {
	s := load(t)
	quickest := func(text string) time.Duration {
		best := time.Hour
		for range 3 {
			start := time.Now()
			s.Process(&nlp.Document{Article: nlp.Article{Text: text}})
			best = min(best, time.Since(start))
		}
		return best
	}
	for _, unit := range []string{"!?.,", "((((", "''''", "a.b.", "-/-/", "A ", "“‘", "1,2", "\n.\n", "A b\n", "é", "#a @b ", "$", "x. "} {
		repeat := func(n int) string {
			return "The court fined the company on Monday.\n" + strings.Repeat(unit, n) + "\nThe company paid on Friday.\n"
		}
		// A machine that is busy with other things gets three chances; what is
		// quadratic fails in all of them.
		ratio := math.Inf(1)
		for range 3 {
			small, large := quickest(repeat(2_000)), quickest(repeat(40_000))
			if ratio = min(ratio, float64(large)/float64(small)); ratio <= 200 {
				break
			}
		}
		if ratio > 200 {
			t.Errorf("%q: twenty times the text takes %.0f times as long", unit, ratio)
		}
	}
}

// TestLexicons loads every row of the word lists and looks one up of each kind.
func TestLexicons(t *testing.T) {
	s, err := New(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	w, f := s.words, s.furniture
	for name, ok := range map[string]bool{
		"title": w.abbreviations["mr."] == title, "other": w.abbreviations["inc."] == other, "number": w.abbreviations["no."] == numbered,
		"prefix": w.prefix["anti"], "unit": w.unit["bn"], "split": w.split["cannot"] == 3, "clipped": w.clipped["'em"],
		"whole": w.whole["b/c"], "word": w.word["X"], "starter": w.starter["the"], "emoticon": w.emoticon.MatchString(":-)"),
		"line": f.lines["facebook"] == closed, "list": f.lines["trending now"] == opensList, "month": f.months["sept"] == 9,
		"date": f.dateWord["utc"], "paper": f.paper["gazette"], "byline": f.byline != nil, "agency": len(f.agency) > 0,
		"credit": len(f.credits) > 0, "label": len(f.label) > 0, "notice": len(f.notice) > 0, "prefix words": len(f.prefix) > 0, "contains": len(f.contains) > 0, "voice": f.voice["your"], "pattern": len(f.pattern) > 0, "source": len(f.source) > 0, "months": len(f.months) > 12,
		"language": s.languages.words["der"] != 0,
	} {
		if !ok {
			t.Errorf("lexicon kind %q is not loaded", name)
		}
	}
}
