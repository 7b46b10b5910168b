package segment

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

// BenchmarkProcess reports tokens per second over the texts of data/articles,
// one segmenter for all as in a long run.
func BenchmarkProcess(b *testing.B) {
	benchmark(b, func(*Segmenter) {})
}

// BenchmarkCold is the same with no word remembered from one pass over the
// texts to the next, so that prose splits each anew.
func BenchmarkCold(b *testing.B) {
	benchmark(b, func(s *Segmenter) { s.scratch = sync.Pool{New: newScratch} })
}

func benchmark(b *testing.B, before func(*Segmenter)) {
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
	s := load(b)
	tokens := 0
	b.ReportAllocs()
	for b.Loop() {
		before(s)
		for _, text := range texts {
			doc := &nlp.Document{Article: nlp.Article{Text: text}}
			s.Process(doc)
			tokens += len(doc.Tokens)
		}
	}
	b.ReportMetric(float64(tokens)/b.Elapsed().Seconds(), "tokens/s")
}
