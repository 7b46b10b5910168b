package segment

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

// BenchmarkProcess reports tokens per second over the texts of
// data/articles, one segmenter for all as in a long run.
func BenchmarkProcess(b *testing.B) {
	files, err := filepath.Glob("../../data/articles/*.txt")
	if err != nil || len(files) == 0 {
		b.Skip("no sample articles in data/articles")
	}
	var texts []string
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		texts = append(texts, string(raw))
	}
	benchmark(b, load(b), texts)
}

// BenchmarkCold is the same with no word remembered from the text before.
func BenchmarkCold(b *testing.B) {
	s := load(b)
	text := strings.Repeat("The Moscow court's spokesman didn't say that TikTok (ByteDance's video-sharing app) was fined $34,000. ", 100)
	tokens := 0
	b.ReportAllocs()
	for b.Loop() {
		s.scratch.New = func() any { return &scratch{memo: map[string][]uint16{}} }
		doc := &nlp.Document{Article: nlp.Article{Text: text}}
		s.tokenize(nil, text, nlp.Span{End: len(text)}, &scratch{memo: map[string][]uint16{}})
		s.Process(doc)
		tokens += len(doc.Tokens)
	}
	b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
}

func benchmark(b *testing.B, s *Segmenter, texts []string) {
	tokens := 0
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range texts {
			doc := &nlp.Document{Article: nlp.Article{Text: text}}
			s.Process(doc)
			tokens += len(doc.Tokens)
		}
	}
	b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
}
