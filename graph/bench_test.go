package graph

import (
	"flag"
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The sizes are a flag since the largest takes minutes:
//
//	go test ./graph -run - -bench 'Load|Walk|Cayley' -claims 10000,100000,1000000 -timeout 1h
var claimCounts = flag.String("claims", "10000", "sizes of the graphs in benchmarks, in claims")

func sizes(b *testing.B) []int {
	var out []int
	for _, s := range strings.Split(*claimCounts, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n <= 0 {
			b.Fatalf("-claims %q: want numbers, such as 10000,100000", *claimCounts)
		}
		out = append(out, n)
	}
	return out
}

// recordsOf is a corpus as the index takes it in.
func recordsOf(b *testing.B, claims int) iter.Seq[*record] {
	return func(yield func(*record) bool) {
		for e := range corpus(claims / corpusClaims) {
			cleaned, err := clean(e)
			if err != nil {
				b.Fatal(err)
			}
			r := &record{claims: cleaned.Claims, mentions: cleaned.Mentions}
			r.Article, r.ClaimCount = cleaned.Article, len(cleaned.Claims)
			r.Text = ""
			if !yield(r) {
				return
			}
		}
	}
}

// indexed is a store whose index holds a corpus. Its files hold nothing, as
// queries that the index answers read nothing else.
func indexed(b *testing.B, claims int) *Store {
	b.Helper()
	s := openTest(b)
	s.index = load(b, s, func(yield func(*summary, error) bool) {
		for r := range recordsOf(b, claims) {
			if !yield(summarize(r), nil) {
				return
			}
		}
	})
	s.index.ready()
	return s
}

// load makes an index of articles as Open does.
func load(b *testing.B, s *Store, articles iter.Seq2[*summary, error]) *index {
	b.Helper()
	var x *index
	err := s.viewArticles(b.Context(), func(tx articleTx) (err error) {
		x, err = loadIndex(b.Context(), tx, s.opts, articles)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return x
}

// BenchmarkLoad makes the index from summaries, which is what a store does when
// it opens.
func BenchmarkLoad(b *testing.B) {
	for _, n := range sizes(b) {
		b.Run(fmt.Sprint("claims=", n), func(b *testing.B) {
			s := openTest(b)
			var summaries [][]byte
			for r := range recordsOf(b, n) {
				summaries = append(summaries, summarize(r).encode())
			}
			var x *index
			whole(b, func() {
				x = load(b, s, func(yield func(*summary, error) bool) {
					for _, data := range summaries {
						r, _, err := decodeSummary(data)
						if !yield(r, err) {
							return
						}
					}
				})
			})
			runtime.KeepAlive(x)
			runtime.KeepAlive(summaries)
		})
	}
}

// whole runs f, which takes seconds, and reports its time by the clock and on
// all cores, and what it leaves on the heap.
func whole(b *testing.B, f func()) {
	b.Helper()
	before := heap()
	start, err := allCPUTime()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		f()
	}
	end, err := allCPUTime()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64((end-start).Milliseconds())/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(heap()-before)/(1<<20), "MB")
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/op")
	b.ReportMetric(0, "ns/op")
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// percentiles runs f and reports what 50 and 99 of 100 calls take at most: of
// one core, so that other work on the machine does not count, and 99 also by
// the clock.
func percentiles(b *testing.B, f func(i int) error) {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var cpu, clock []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		before, err := cpuTime()
		if err != nil {
			b.Fatal(err)
		}
		if err := f(i); err != nil {
			b.Fatal(err)
		}
		after, err := cpuTime()
		if err != nil {
			b.Fatal(err)
		}
		clock, cpu = append(clock, time.Since(start)), append(cpu, after-before)
	}
	ms := func(took []time.Duration, q int) float64 {
		slices.Sort(took)
		return float64(took[len(took)*q/100].Microseconds()) / 1000
	}
	b.ReportMetric(ms(cpu, 50), "p50-ms")
	b.ReportMetric(ms(cpu, 99), "p99-ms")
	b.ReportMetric(ms(clock, 99), "p99-clock-ms")
	b.ReportMetric(0, "ns/op")
}

// sampled is ids of named entities, each as likely as any other, and of those
// with most claims.
func sampled(x *index) (any, hubs []string) {
	rng := rand.New(rand.NewPCG(3, 4))
	var list []int32
	for e := range x.entities {
		if ent := &x.entities[e]; ent.degree > 0 && x.words.of(int32(e)) != nil {
			list = append(list, int32(e))
		}
	}
	slices.SortFunc(list, func(a, b int32) int { return len(x.entities[b].arcs) - len(x.entities[a].arcs) })
	for _, e := range list[:20] {
		hubs = append(hubs, x.entities[e].id)
	}
	for range 2000 {
		any = append(any, x.entities[list[rng.IntN(len(list))]].id)
	}
	return any, hubs
}

// BenchmarkWalk asks what the explorer asks, of an index of each size.
func BenchmarkWalk(b *testing.B) {
	for _, n := range sizes(b) {
		b.Run(fmt.Sprint("claims=", n), func(b *testing.B) {
			s := indexed(b, n)
			any, hubs := sampled(s.index)
			pick := func(list []string, i int) string { return list[i%len(list)] }
			ego := func(list []string, depth int, f Filter) func(int) error {
				return func(i int) error {
					_, err := s.Ego(b.Context(), EgoQuery{Centers: []string{pick(list, i)}, Depth: depth, Filter: f})
					return err
				}
			}
			paths := func(from, to []string, f Filter) func(int) error {
				return func(i int) error {
					q := PathQuery{From: pick(from, i), To: pick(to, 7*i+1), Filter: f}
					if q.From == q.To {
						return nil
					}
					_, err := s.Paths(b.Context(), q)
					return err
				}
			}
			search := func(change func(string) string) func(int) error {
				return func(i int) error {
					e := s.index.byEntity[pick(any, i)]
					_, err := s.Search(b.Context(), change(s.index.entities[e].name), 10)
					return err
				}
			}
			certain := Filter{MinConfidence: 0.9, From: "2015-01-01"}
			for _, c := range []struct {
				name string
				f    func(int) error
			}{
				{"neighbours", func(i int) error {
					_, err := s.Neighbours(b.Context(), pick(any, i), Filter{})
					return err
				}},
				{"neighbours-hub", func(i int) error {
					_, err := s.Neighbours(b.Context(), pick(hubs, i), Filter{})
					return err
				}},
				{"1-hop", ego(any, 1, Filter{})},
				{"1-hop-hub", ego(hubs, 1, Filter{})},
				{"2-hop", ego(any, 2, Filter{})},
				{"2-hop-hub", ego(hubs, 2, Filter{})},
				{"2-hop-filter", ego(any, 2, certain)},
				{"path", paths(any, any, Filter{})},
				{"path-hub", paths(hubs, hubs, Filter{})},
				{"path-hub-any", paths(hubs, any, Filter{})},
				{"path-filter", paths(any, any, certain)},
				{"search", search(func(s string) string { return s })},
				{"search-prefix", search(func(s string) string { return strings.ToLower(s[:3]) })},
				{"search-letter", search(func(s string) string { return s[:1] })},
				{"search-typo", search(func(s string) string { return s[:len(s)-4] + "x" + s[len(s)-3:] })},
				{"search-nothing", search(func(s string) string { return "qwxyzqj" })},
				{"timeline", func(i int) error {
					_, err := s.Timeline(b.Context(), nil, Filter{})
					return err
				}},
				{"overview", func(i int) error {
					s.index.version++
					_, err := s.Overview(b.Context(), Filter{})
					return err
				}},
				{"top", func(i int) error {
					_, err := s.Top(b.Context(), 50)
					return err
				}},
			} {
				b.Run(c.name, func(b *testing.B) { percentiles(b, c.f) })
			}
		})
	}
}

// BenchmarkAdd loads articles in batches of 100 and reports quads per second.
func BenchmarkAdd(b *testing.B) {
	entries := slices.Collect(corpus(150))
	quads := int64(0)
	for b.Loop() {
		s := openTest(b)
		for batch := range slices.Chunk(entries, 100) {
			mustAdd(b, s, batch...)
		}
		quads += s.Stats().Quads
	}
	b.ReportMetric(float64(quads)/b.Elapsed().Seconds(), "quads/s")
}

func added(b *testing.B) *Store {
	b.Helper()
	s := openTest(b)
	mustAdd(b, s, slices.Collect(corpus(150))...)
	b.ResetTimer()
	return s
}

func BenchmarkClaims(b *testing.B) {
	s := added(b)
	_, hubs := sampled(s.index)
	for b.Loop() {
		if _, _, err := s.Claims(b.Context(), Filter{Entity: hubs[0]}, 0, 20); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGizmo(b *testing.B) {
	s := added(b)
	_, hubs := sampled(s.index)
	query := fmt.Sprintf(`g.V("<%s>").in("<fines>").all()`, hubs[0])
	for b.Loop() {
		if _, err := s.Query(b.Context(), "gizmo", query, QueryOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
