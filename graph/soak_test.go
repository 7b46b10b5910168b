package graph

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
)

var soak = flag.Duration("soak", time.Second, "how long TestSoak reads and writes, on each backend")

// TestSoak has eight readers ask all kinds of things while a writer adds,
// changes and removes articles. Nothing waits for ever, nothing fails, and what
// the writer leaves is whole. It says how long readers waited.
func TestSoak(t *testing.T) { onBackends(t, testSoak) }

func testSoak(t *testing.T, b backend) {
	s := b.open(t)
	entries := slices.Collect(corpus(300))
	mustAdd(t, s, entries[:100]...)
	some := func(rng *rand.Rand) string {
		for {
			if c := entries[rng.IntN(100)].Claims[rng.IntN(corpusClaims)]; c.Subject != nil {
				return c.Subject.ID
			}
		}
	}
	ctx := t.Context()
	reads := []struct {
		name string
		read func(rng *rand.Rand) error
	}{
		{"search", func(rng *rand.Rand) error { _, err := s.Search(ctx, some(rng)[:3], 10); return err }},
		{"ego", func(rng *rand.Rand) error {
			_, err := s.Ego(ctx, EgoQuery{Centers: []string{some(rng)}, Depth: 2, Limit: 200})
			return ignoreNotFound(err)
		}},
		{"claims", func(rng *rand.Rand) error {
			_, _, err := s.Claims(ctx, Filter{Entity: some(rng)}, 0, 20)
			return err
		}},
		{"article", func(rng *rand.Rand) error {
			_, _, _, err := s.Article(entries[rng.IntN(100)].Article.ID)
			return ignoreNotFound(err)
		}},
		{"paths", func(rng *rand.Rand) error {
			if _, err := s.Paths(ctx, PathQuery{From: some(rng), To: some(rng)}); !errors.Is(err, ErrQuery) { // from one to itself
				return ignoreNotFound(err)
			}
			return nil
		}},
		{"gizmo", func(rng *rand.Rand) error {
			_, err := s.Query(ctx, "gizmo", fmt.Sprintf(`g.V("<%s>").out(["<fines>", "<bans>"]).getLimit(20)`, some(rng)), QueryOptions{Timeout: time.Minute})
			return err
		}},
	}

	const readers = 8
	var mu sync.Mutex
	waited := make(map[string][]time.Duration)
	end := time.Now().Add(*soak)
	var all sync.WaitGroup
	for i := range readers {
		all.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(i), 5))
			mine := make(map[string][]time.Duration)
			for time.Now().Before(end) {
				r := reads[rng.IntN(len(reads))]
				start := time.Now()
				if err := r.read(rng); err != nil {
					t.Errorf("%s: %v", r.name, err)
					return
				}
				mine[r.name] = append(mine[r.name], time.Since(start))
			}
			mu.Lock()
			defer mu.Unlock()
			for name, list := range mine {
				waited[name] = append(waited[name], list...)
			}
		})
	}
	batches := 0
	for rng := rand.New(rand.NewPCG(9, 9)); time.Now().Before(end); batches++ {
		from := rng.IntN(len(entries) - 10)
		switch batch := entries[from : from+10]; rng.IntN(3) {
		case 0:
			if err := ignoreNotFound(s.Remove(ctx, batch[0].Article.ID)); err != nil {
				t.Fatal(err)
			}
		case 1:
			mustAdd(t, s, report(batch[0].Article.ID, batch[1].Claims[:4]...))
		default:
			mustAdd(t, s, batch...)
		}
	}
	all.Wait()
	for _, r := range reads {
		list := waited[r.name]
		if slices.Sort(list); len(list) > 0 {
			t.Logf("%-8s %7d reads, p50 %v, p99 %v, longest %v", r.name, len(list),
				list[len(list)/2].Round(time.Microsecond), list[len(list)*99/100].Round(time.Microsecond), list[len(list)-1].Round(time.Microsecond))
		}
	}
	t.Logf("%d batches written, %d quads", batches, s.Stats().Quads)
	checkWhole(t, s)
}

func ignoreNotFound(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}
