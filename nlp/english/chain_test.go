package english

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/relation"
)

// pipeline loads the stages once for all tests.
var pipeline = sync.OnceValue(func() nlp.Pipeline {
	p, err := New(data.FS, relation.Options{Open: true})
	if err != nil {
		panic(err)
	}
	return p
})

// samples reads the plain texts of data/articles.
func samples(tb testing.TB) []nlp.Article {
	tb.Helper()
	files, err := filepath.Glob("../../data/articles/*.txt")
	if err != nil || len(files) == 0 {
		tb.Fatalf("no sample articles: %v", err)
	}
	var out []nlp.Article
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, nlp.Article{ID: filepath.Base(f), Text: string(b)})
	}
	return out
}

// TestSpans checks what the whole product rests on: every finding is cut from
// the article, byte for byte.
func TestSpans(t *testing.T) {
	for _, a := range samples(t) {
		doc := pipeline().Run(a)
		if len(doc.Claims) == 0 {
			t.Errorf("%s: no claim", a.ID)
		}
		cut := func(what string, start, end int, text string) {
			if start < 0 || end > len(a.Text) || start > end || a.Text[start:end] != text {
				t.Errorf("%s: %s %q is not at %d-%d", a.ID, what, text, start, end)
			}
		}
		for _, c := range doc.Claims {
			cut("quote", c.Start, c.End, c.Quote)
			if strings.Contains(c.Quote, "\n\n") || c.Trigger == "" {
				t.Errorf("%s: %s: quote over paragraphs or no trigger: %q, %q", a.ID, c.Relation, c.Quote, c.Trigger)
			}
			cut("trigger", c.TriggerStart, c.TriggerEnd, c.Trigger)
			for _, arg := range []*nlp.Argument{c.Subject, c.Object, c.SaidBy, c.Place} {
				if arg != nil {
					cut("argument", arg.Start, arg.End, arg.Mention)
				}
			}
			if c.Amount != nil {
				cut("amount", c.Amount.Start, c.Amount.End, c.Amount.Text)
			}
			if c.Date != nil {
				cut("date", c.Date.Start, c.Date.End, c.Date.Text)
			}
			if c.Confidence < 0 || c.Confidence > 1 {
				t.Errorf("%s: confidence %v", a.ID, c.Confidence)
			}
		}
		for i, tok := range doc.Tokens {
			if tok.Head == i || tok.Head < -1 || tok.Head >= len(doc.Tokens) {
				t.Errorf("%s: token %d has head %d", a.ID, i, tok.Head)
			}
		}
		for s := range doc.Sentences {
			checkTree(t, doc, s)
		}
	}
}

// checkTree demands one root and no cycle, also after names mended the tree.
func checkTree(t *testing.T, doc *nlp.Document, s int) {
	sent := doc.Sentences[s]
	roots := 0
	for i := sent.First; i < sent.Last; i++ {
		if doc.Tokens[i].Head < 0 {
			roots++
		}
		for h, n := doc.Tokens[i].Head, 0; h >= 0; h, n = doc.Tokens[h].Head, n+1 {
			if n > sent.Last-sent.First || h < sent.First || h >= sent.Last {
				t.Errorf("%s: the tree of %q is none", doc.Article.ID, doc.Cut(sent.Span))
				return
			}
		}
	}
	if roots != 1 {
		t.Errorf("%s: %d roots in %q", doc.Article.ID, roots, doc.Cut(sent.Span))
	}
}

// TestSameEverywhere runs the articles on many goroutines at once: the claims
// must be the same bytes each time.
func TestSameEverywhere(t *testing.T) {
	articles := samples(t)
	encode := func(a nlp.Article) string {
		doc := pipeline().Run(a)
		b, err := json.Marshal(struct {
			C []nlp.Claim
			M []nlp.MentionRecord
		}{doc.Claims, doc.MentionRecords()})
		if err != nil {
			t.Error(err)
		}
		return string(b)
	}
	want := make([]string, len(articles))
	for i, a := range articles {
		want[i] = encode(a)
	}
	var wg sync.WaitGroup
	for range 2 * runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i, a := range articles {
				if encode(a) != want[i] {
					t.Errorf("%s: other claims on another goroutine", a.ID)
				}
			}
		})
	}
	wg.Wait()
}

// TestOddText gives the chain texts that no editor wrote.
func TestOddText(t *testing.T) {
	for name, text := range map[string]string{
		"empty":     "",
		"blank":     " \n\t\r\n\u00a0",
		"zero":      "\x00\x01\x02",
		"invalid":   "The court \xff\xfe fined TikTok \x80.",
		"marks":     strings.Repeat("!?\"'“”…—", 2000),
		"word":      strings.Repeat("a", 50_000),
		"sentence":  strings.Repeat("the court and ", 5_000) + "fined TikTok.",
		"quotes":    strings.Repeat(`"He said "she said `, 500),
		"brackets":  strings.Repeat("(TikTok ", 500) + strings.Repeat(")", 500),
		"lines":     strings.Repeat("TikTok\n", 3_000),
		"emoji":     "😀 fined 👩‍👩‍👧 in 🇷🇺 on April 6.",
		"combining": "Ȧ̧̈ ȺȺȺȺ's court fined ȺȺȺȺ's app.",
		"arabic":    "فرضت محكمة غرامة على تيك توك.",
		"possessor": "'s 's 's fined 's.",
		"accused":   "accused of of inciting of",
		"title":     "President President President Putin Putin's critic critic Putin",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			doc := pipeline().Run(nlp.Article{ID: name, Text: text})
			for s := range doc.Sentences {
				checkTree(t, doc, s)
			}
			if d := time.Since(start); d > 20*time.Second {
				t.Errorf("%d bytes took %v", len(text), d)
			}
		})
	}
}

// BenchmarkLoad measures the start: all models and lexicons.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := New(data.FS, relation.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkChain measures the whole analysis on one goroutine.
func BenchmarkChain(b *testing.B) {
	articles := samples(b)
	p := pipeline()
	tokens := 0
	for b.Loop() {
		for _, a := range articles {
			tokens += len(p.Run(a).Tokens)
		}
	}
	b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
}

// BenchmarkStages measures each stage by itself.
func BenchmarkStages(b *testing.B) {
	articles := samples(b)
	for k, stage := range pipeline() {
		name := [...]string{"segment", "tag", "depparse", "ner", "coref", "temporal", "relation"}[k]
		b.Run(name, func(b *testing.B) {
			docs := make([]*nlp.Document, len(articles))
			tokens := 0
			for b.Loop() {
				b.StopTimer()
				for i, a := range articles {
					docs[i] = pipeline()[:k].Run(a)
				}
				b.StartTimer()
				for _, d := range docs {
					stage.Process(d)
					tokens += len(d.Tokens)
				}
			}
			b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
		})
	}
}
