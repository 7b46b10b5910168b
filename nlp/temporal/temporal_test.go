package temporal

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
)

var update = flag.Bool("update", false, "rewrite the expected findings of testdata")

// document makes a document of lines of tokens, one sentence a line. A token
// may carry a tag ("will_MD"); "~" before it means that no space does.
func document(published, text string) *nlp.Document {
	doc := &nlp.Document{Article: nlp.Article{Published: published}}
	var b strings.Builder
	for line := range strings.Lines(text) {
		first, start := len(doc.Tokens), b.Len()
		for _, f := range strings.Fields(line) {
			f, joined := strings.CutPrefix(f, "~")
			if !joined && b.Len() > start {
				b.WriteByte(' ')
			}
			word, tag, _ := strings.Cut(f, "_")
			at := b.Len()
			b.WriteString(word)
			doc.Tokens = append(doc.Tokens, nlp.Token{Span: nlp.Span{Start: at, End: b.Len()}, Text: word, Tag: tag, Head: -1, Space: !joined})
		}
		if len(doc.Tokens) > first {
			span := nlp.Span{Start: start, End: b.Len()}
			doc.Blocks = append(doc.Blocks, nlp.Block{Span: span})
			doc.Sentences = append(doc.Sentences, nlp.Sentence{Span: span, Block: len(doc.Blocks) - 1, First: first, Last: len(doc.Tokens)})
		}
		b.WriteByte('\n')
	}
	doc.Article.Text = b.String()
	return doc
}

func finder(t testing.TB) *Finder {
	t.Helper()
	f, err := New(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// findings prints what was found, a line each.
func findings(doc *nlp.Document) string {
	var b strings.Builder
	for _, t := range doc.Times {
		value := t.Value
		if value == "" {
			value = "?"
		}
		fmt.Fprintf(&b, "%s %q %s\n", t.Kind, doc.Cut(t.Span), value)
	}
	for _, q := range doc.Quantities {
		fmt.Fprintf(&b, "%s %q %s", q.Kind, doc.Cut(q.Span), strconv.FormatFloat(q.Value, 'f', -1, 64))
		if q.High != q.Value {
			fmt.Fprintf(&b, "..%s", strconv.FormatFloat(q.High, 'f', -1, 64))
		}
		for _, s := range []string{q.Currency, q.Unit} {
			if s != "" {
				fmt.Fprintf(&b, " %s", s)
			}
		}
		if q.Approximate {
			b.WriteString(" about")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Each case of an archive is a section "NAME DATE", DATE being that of
// publication or "-", with the tokens, and a section "want" with the findings.
func TestFindings(t *testing.T) {
	f := finder(t)
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(archive.Files)%2 != 0 {
			t.Fatalf("%s: a case without its findings", file)
		}
		for i := 0; i < len(archive.Files); i += 2 {
			input, want := archive.Files[i], &archive.Files[i+1]
			name, published, ok := strings.Cut(input.Name, " ")
			if !ok || want.Name != "want" {
				t.Fatalf("%s: sections %q and %q", file, input.Name, want.Name)
			}
			published = strings.TrimPrefix(published, "-")
			t.Run(name, func(t *testing.T) {
				doc := document(published, string(input.Data))
				f.Process(doc)
				check(t, doc)
				got := findings(doc)
				if *update {
					want.Data = []byte(got)
				} else if got != string(want.Data) {
					t.Errorf("%s: got\n%swant\n%s", input.Data, got, want.Data)
				}
			})
		}
		if *update {
			if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// check holds what every result must keep: order, spans within the text and
// within their tokens.
func check(t testing.TB, doc *nlp.Document) {
	t.Helper()
	at := 0
	span := func(s nlp.Span, first, last int) {
		if s.Empty() || s.Start < at || s.End > len(doc.Article.Text) {
			t.Fatalf("span %v after %d in a text of %d bytes", s, at, len(doc.Article.Text))
		}
		if first < 0 || last > len(doc.Tokens) || first >= last || !doc.TokenSpan(first, last).Contains(s) {
			t.Fatalf("span %v outside its tokens [%d, %d)", s, first, last)
		}
		at = s.End
	}
	for _, x := range doc.Times {
		if x.First < 0 {
			at = x.End
			continue
		}
		span(x.Span, x.First, x.Last)
	}
	at = 0
	for _, x := range doc.Quantities {
		span(x.Span, x.First, x.Last)
		if !(x.Value <= x.High) {
			t.Fatalf("%q from %g to %g", doc.Cut(x.Span), x.Value, x.High)
		}
	}
}

// Every row of the lexicons must be reachable: its word must come back from
// the scanner as the word of the row.
func TestLexicon(t *testing.T) {
	f := finder(t)
	p := &parser{lex: f.lex}
	for text, w := range f.lex.words {
		if len(text) > maxWord {
			t.Errorf("%q is longer than any word looked up", text)
		}
		if w.class == cFuture { // looked up by whole tokens: "'ll"
			continue
		}
		doc := &nlp.Document{Tokens: []nlp.Token{{Text: text}}}
		p.doc = doc
		if p.scan(0, len(doc.Tokens)); len(p.a) != 1 || p.a[0].w != w {
			t.Errorf("%q is %d atoms", text, len(p.a))
		}
	}
	if len(f.lex.currencies) < 150 {
		t.Errorf("%d currencies", len(f.lex.currencies))
	}
}

func FuzzProcess(f *testing.F) {
	for _, s := range []string{
		"on April 6 , 2021 TikTok was fined 2.6 million roubles ( $ ~34,000 )", "from from between - to 1990s ' 70s", "a a half and a half of a million",
		"12,34,567.89 1.2.3 00/00/0000 2021-13-45", "€ ~530m US $ ~5-10 bn", "in 99999999999999999999999999 years ago", "\xff\xfe ½ ½ 1/0 -",
		"last next this that same following 5 weeks ago later", "the end of the end of the year", "Feb 29 2021 , Feb 29", "9999999 centuries later",
		"from early from early of the the", "twenty - twenty - five hundred thousand million and a", "1 000 000 000 000 2^9999999",
	} {
		f.Add("2021-04-10", s)
		f.Add("", s)
	}
	stage := finder(f)
	f.Fuzz(func(t *testing.T, published, text string) {
		doc := document(published, text)
		stage.Process(doc)
		check(t, doc)
		stage.Numbers(doc)
		again := document(published, text)
		stage.Process(again)
		if findings(again) != findings(doc) {
			t.Error("two runs differ")
		}
	})
}

// Furniture has no tokens; its full dates alone are found.
func TestFurniture(t *testing.T) {
	f := finder(t)
	const text = "By Ann Example - Tuesday, April 6, 2021, 8:00\nIt fell yesterday."
	doc := &nlp.Document{
		Article: nlp.Article{Text: text},
		Blocks:  []nlp.Block{{Span: nlp.Span{Start: 0, End: 45}, Kind: nlp.Furniture}, {Span: nlp.Span{Start: 46, End: len(text)}}},
		Tokens: []nlp.Token{
			{Span: nlp.Span{Start: 46, End: 48}, Text: "It", Head: -1}, {Span: nlp.Span{Start: 49, End: 53}, Text: "fell", Head: -1, Space: true},
			{Span: nlp.Span{Start: 54, End: 63}, Text: "yesterday", Head: -1, Space: true}, {Span: nlp.Span{Start: 63, End: 64}, Text: ".", Head: -1},
		},
		Sentences: []nlp.Sentence{{Span: nlp.Span{Start: 46, End: 64}, Block: 1, First: 0, Last: 4}},
	}
	f.Process(doc)
	const want = "date \"Tuesday, April 6, 2021\" 2021-04-06\ndate \"yesterday\" 2021-04-05\n"
	if got := findings(doc); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// Tokens whose spans and indices mean nothing must do no harm.
func TestJunk(t *testing.T) {
	f := finder(t)
	for _, doc := range []*nlp.Document{
		{},
		{Sentences: []nlp.Sentence{{First: 0, Last: 3}}},
		{Sentences: []nlp.Sentence{{First: -2, Last: 1}, {First: 1, Last: 1}, {First: 1, Last: 0}}, Tokens: []nlp.Token{{Text: "5"}}},
		{Sentences: []nlp.Sentence{{Last: 4}}, Tokens: []nlp.Token{{Text: "on", Head: 7, Rel: "x"}, {Text: "Thursday", Head: 1, Rel: "x"}, {Text: "April", Head: -9, Rel: "y"}, {Text: ""}}, Article: nlp.Article{Published: "2021-99-99"}},
		{Blocks: []nlp.Block{{Span: nlp.Span{Start: 5, End: 99}, Kind: nlp.Furniture}}},
	} {
		f.Process(doc)
		f.Numbers(doc)
	}
}

func TestConcurrent(t *testing.T) {
	f := finder(t)
	const text = "On April 6 the court fined TikTok 2.6 million roubles ( $ ~34,000 ) .\nTwo days later it paid ."
	want := document("2021-04-10", text)
	f.Process(want)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				doc := document("2021-04-10", text)
				f.Process(doc)
				if got := findings(doc); got != findings(want) {
					t.Errorf("got %s, want %s", got, findings(want))
					return
				}
			}
		})
	}
	wg.Wait()
}

// A sentence that holds no time and no number costs no allocation.
func TestNoAllocation(t *testing.T) {
	p := &parser{lex: finder(t).lex}
	doc := document("2021-04-10", strings.Repeat("The regulator said that the platform had failed to remove content .\n", 20))
	p.read(doc)
	if n := testing.AllocsPerRun(20, func() { p.read(doc) }); n > 0 {
		t.Errorf("%g allocations", n)
	}
}

func BenchmarkProcess(b *testing.B) {
	f := finder(b)
	doc := document("2021-04-10", strings.Repeat(
		"The Moscow court ruled on April 6 that TikTok failed to delete content that it said was related to unsanctioned demonstrations .\n"+
			"Some local reports suggested the TikTok fine - 2.6 million roubles ( $ ~34,000 ) - pertained to alleged appeals to minors .\n"+
			"TikTok is owned by China 's ByteDance and reports nearly 700 million active users worldwide .\n"+
			"Russian critics of the Kremlin routinely use international social networks to get around state control of the media .\n", 50))
	b.ResetTimer()
	for b.Loop() {
		f.Process(doc)
	}
	b.ReportMetric(float64(len(doc.Tokens))*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
}
