package graph

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

// corpus makes articles with ten claims each. Entities follow a Zipf law, as
// they do in news: few hubs, many leaves.
func corpus(articles int) []Entry {
	rng := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(rng, 1.2, 5, uint64(2*articles))
	relations := []string{"fines", "bans", "owns", "accuses", "arrests", "meets", "orders", "praises"}
	out := make([]Entry, articles)
	for i := range out {
		var claims []nlp.Claim
		for range 10 {
			subject, object := zipf.Uint64(), zipf.Uint64()
			claims = append(claims, say(fmt.Sprintf("Entity %d", subject), relations[rng.IntN(len(relations))], fmt.Sprintf("Entity %d", object),
				withStatus(nlp.Statuses[rng.IntN(2)]), on(fmt.Sprintf("20%02d-%02d-%02d", 10+rng.IntN(15), 1+rng.IntN(12), 1+rng.IntN(28)))))
		}
		out[i] = report(fmt.Sprintf("article-%06d", i), claims...)
	}
	return out
}

// BenchmarkAdd loads articles in batches of 100 and reports quads per second.
func BenchmarkAdd(b *testing.B) {
	entries := corpus(300)
	quads := int64(0)
	for b.Loop() {
		s := openTest(b)
		for i := 0; i < len(entries); i += 100 {
			mustAdd(b, s, entries[i:i+100]...)
		}
		quads += s.Stats().Quads
	}
	b.ReportMetric(float64(quads)/b.Elapsed().Seconds(), "quads/s")
}

func loaded(b *testing.B) *Store {
	b.Helper()
	s := openTest(b)
	mustAdd(b, s, corpus(300)...)
	b.ResetTimer()
	return s
}

func BenchmarkEgo(b *testing.B) {
	s := loaded(b)
	for _, c := range []struct {
		name, center string
		depth        int
	}{{"leaf1", "entity-100", 1}, {"leaf2", "entity-100", 2}, {"hub1", "entity-0", 1}, {"hub2", "entity-0", 2}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Ego(b.Context(), EgoQuery{Centers: []string{c.center}, Depth: c.depth}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	s := loaded(b)
	for _, q := range []string{"entity 30", "e", "entyti"} {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Search(b.Context(), q, 10); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkClaims(b *testing.B) {
	s := loaded(b)
	for b.Loop() {
		if _, _, err := s.Claims(b.Context(), Filter{Entity: "entity-0"}, 0, 20); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGizmo(b *testing.B) {
	s := loaded(b)
	for b.Loop() {
		if _, err := s.Query(b.Context(), "gizmo", `g.V("<entity-3>").in("<fines>").all()`, QueryOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
