package event

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

// draw makes n claims of few articles, agents, days and sums, so that they meet.
func draw(t testing.TB, rng *rand.Rand, n int) []Claim {
	pick := func(from ...string) string { return from[rng.IntN(len(from))] }
	out := make([]Claim, n)
	for i := range out {
		c := Claim{
			ID: fmt.Sprintf("c%04d", i), Article: fmt.Sprintf("a%d", rng.IntN(1+n/2)), Relation: "fines",
			Subject: readArgument(pick("", "court", "agency", "@russia", "@india", "~judge", "*critics")), Object: readArgument("tiktok"),
			Status: nlp.Status(pick("asserted", "asserted", "asserted", "negated", "planned", "alleged")),
			Place:  readArgument(pick("", "", "@Moscow", "@Kazan", "@Russia")),
		}
		if rng.IntN(3) == 0 {
			c.Copies = "copy" + pick("1", "2")
		}
		at := dayNumber(20210101) + int32(rng.IntN(40))
		if rng.IntN(5) > 0 {
			c.Published = calendar(at + int32(rng.IntN(5)))
		}
		switch rng.IntN(4) {
		case 0, 1:
			c.From, c.To = calendar(at), calendar(at)
		case 2:
			c.From, c.To = readDays(t, pick("2021", "2021-01", "2021-02", "2021-01-04/2021-01-10"))
		}
		for range rng.IntN(3) {
			c.Amounts = append(c.Amounts, Amount{[]float64{34000, 340000, 2600000, 1234567}[rng.IntN(4)], pick("USD", "RUB"), rng.IntN(4) == 0})
		}
		out[i] = c
	}
	return out
}

// The events are those of the claims, whatever their order.
func TestGroupInAnyOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		claims := draw(t, rng, 1+rng.IntN(40))
		want := describe(claims)
		for range 3 {
			rng.Shuffle(len(claims), func(i, j int) { claims[i], claims[j] = claims[j], claims[i] })
			if got := describe(claims); got != want {
				t.Fatalf("got\n%swant\n%s", got, want)
			}
		}
	}
}

// check says what is wrong with the events of a block, "" for nothing.
func check(block []Claim, events []Event) string {
	seen := make([]bool, len(block))
	ids := map[string]bool{}
	for _, e := range events {
		if ids[e.ID] {
			return "two events have the id " + e.ID
		}
		ids[e.ID] = true
		articles, sources := map[string]bool{}, map[string]bool{}
		for _, i := range e.Claims {
			if seen[i] {
				return "claim " + block[i].ID + " is in two events"
			}
			seen[i] = true
			articles[block[i].Article] = true
			sources[block[i].source()] = true
		}
		if e.Articles != len(articles) || e.Sources != len(sources) {
			return fmt.Sprintf("%d articles and %d sources, want %d and %d", e.Articles, e.Sources, len(articles), len(sources))
		}
		if (e.From == 0) != (e.To == 0) || e.From > e.To {
			return fmt.Sprintf("from %d to %d", e.From, e.To)
		}
		for _, d := range e.Disagreements {
			if len(d.Positions) < 2 || e.Sources < 2 {
				return fmt.Sprintf("%s: %d positions of %d sources are no disagreement", d.Field, len(d.Positions), e.Sources)
			}
			for i, p := range d.Positions {
				if p.Sources < 1 || len(p.Claims) == 0 || p.Value == "" || i > 0 && p.Sources > d.Positions[i-1].Sources {
					return fmt.Sprintf("%s: bad position %v", d.Field, p)
				}
				for _, n := range p.Claims {
					if !slices.Contains(e.Claims, n) {
						return d.Field + ": a position holds claims that the event does not"
					}
				}
			}
		}
	}
	if i := slices.Index(seen, false); i >= 0 {
		return "claim " + block[i].ID + " is in no event"
	}
	return ""
}

func TestEveryClaimHasOneEvent(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		claims := draw(t, rng, 1+rng.IntN(60))
		if wrong := check(claims, group(claims)); wrong != "" {
			t.Fatalf("%s\n%s", wrong, describe(claims))
		}
	}
}

// What is left of other blocks does not show, nor does it when events of one
// claim are not asked for.
func TestGrouperAgain(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	var g Grouper
	for range 300 {
		claims := draw(t, rng, 1+rng.IntN(rng.IntN(200)+1))
		want := group(claims)
		if got := g.Group(claims, 1); !reflect.DeepEqual(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		want = slices.DeleteFunc(want, func(e Event) bool { return len(e.Claims) < 2 })
		if got := g.Group(claims, 2); !slices.EqualFunc(got, want, func(a, b Event) bool { return reflect.DeepEqual(a, b) }) {
			t.Fatalf("of two claims: got %v, want %v", got, want)
		}
	}
}

// Claims about another year and another agent, and those of other blocks,
// change nothing.
func TestUnrelatedClaimsChangeNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		claims := slices.DeleteFunc(draw(t, rng, 30), func(c Claim) bool { return c.Published == 0 })
		want := describe(claims)
		var unrelated []Claim
		for i, c := range draw(t, rng, 10) {
			c.ID, c.Article, c.Copies = fmt.Sprint("other", i), fmt.Sprint("other", i), ""
			c.Subject, c.Amounts = readArgument("prosecutor"), nil
			if i%2 == 0 {
				c.Object = readArgument("telegram")
			} else {
				c.From, c.To, c.Published = 20250303, 20250303, 20250304
			}
			unrelated = append(unrelated, c)
		}
		got := describe(append(slices.Clone(claims), unrelated...))
		for line := range strings.Lines(want) {
			if !strings.Contains(got, line) {
				t.Fatalf("%q is gone from\n%s", line, got)
			}
		}
	}
}

// An event keeps its id when later articles report it.
func TestIDsStay(t *testing.T) {
	claims := readClaims(t, `
a1 pub=2021-05-25 date=2021-05-25 subj=court amount=6000000RUB
b1 pub=2021-05-26 subj=court
c1 amount=6000000RUB
d1 pub=2021-05-27 date=2021-05-25
`)
	want := ""
	for n := 1; n <= len(claims); n++ {
		events := group(claims[:n])
		if len(events) != 1 {
			t.Fatalf("%d events of %d claims", len(events), n)
		}
		if want == "" {
			want = events[0].ID
		}
		if got := events[0].ID; got != want || !strings.HasPrefix(got, "event:") || len(got) != 18 {
			t.Errorf("%d claims: got %s, want %s", n, got, want)
		}
	}
}

// Where days alone tell claims apart, grouping finds the same.
func TestApart(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	apart := 0
	for range 20000 {
		claims := draw(t, rng, 2+rng.IntN(4))
		for i := range claims {
			c := &claims[i]
			c.From, c.To = laterBy(c.From, i*rng.IntN(40)), laterBy(c.To, i*rng.IntN(40))
			c.Published = laterBy(c.Published, i*rng.IntN(40))
			if rng.IntN(2) == 0 {
				c.Amounts = nil
			}
			if rng.IntN(4) == 0 {
				c.Object = readArgument("'12_people")
			}
		}
		if !new(Grouper).Apart(claims) {
			continue
		}
		apart++
		if n := len(group(claims)); n != len(claims) {
			t.Fatalf("%d claims of %d events are apart: %+v", len(claims), n, claims)
		}
	}
	if apart < 1000 {
		t.Errorf("%d blocks were apart, want more", apart)
	}
}

// laterBy moves a day by so many; 0 stays unknown.
func laterBy(day int32, n int) int32 {
	if day == 0 {
		return 0
	}
	return calendar(dayNumber(day) + int32(n))
}

func FuzzGroup(f *testing.F) {
	f.Add(uint64(1), 10, int32(20210230), int32(-5), 0.0, "USD")
	f.Add(uint64(2), 50, int32(99991231), int32(1), 1e300, "")
	f.Fuzz(func(t *testing.T, seed uint64, n int, from, to int32, value float64, currency string) {
		rng := rand.New(rand.NewPCG(seed, 1))
		claims := draw(t, rng, 1+int(uint(n)%50))
		for i := range claims {
			if rng.IntN(3) == 0 {
				c := &claims[i]
				c.From, c.To, c.Published = from, to, to
				c.Amounts = append(c.Amounts, Amount{value, currency, false})
				c.Object = lexicon().Argument("o", currency, nlp.Phrase, false)
			}
		}
		for _, block := range groupAll(claims) {
			events := group(block)
			if wrong := check(block, events); wrong != "" {
				t.Fatal(wrong)
			}
			if new(Grouper).Apart(block) && len(events) < len(block) {
				t.Fatal("claims that are apart make one event")
			}
		}
		want := describe(claims)
		slices.Reverse(claims)
		if got := describe(claims); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	})
}

// BenchmarkGroup groups one block of 100,000 claims, as a hub of the graph has
// it, and odd ones.
func BenchmarkGroup(b *testing.B) {
	const n = 100_000
	day := func(i int) int32 { return calendar(dayNumber(20000101) + int32(i)) }
	amount := func(i int) []Amount { return []Amount{{float64(1000 + i), "USD", false}} }
	for _, bench := range []struct {
		name string
		make func(rng *rand.Rand, i int, c *Claim)
	}{
		{"mixed", func(rng *rand.Rand, i int, c *Claim) {
			at := rng.IntN(9000)
			c.Published = day(at + rng.IntN(4))
			if rng.IntN(2) == 0 {
				c.From, c.To = day(at), day(at)
			}
			if k := rng.IntN(40); k > 0 {
				c.Subject = Argument{ID: fmt.Sprint("s", k*k), Type: nlp.Organization, Named: true}
			}
			if rng.IntN(4) == 0 {
				c.Amounts = amount(rng.IntN(1000) * 1000)
			}
		}},
		{"one day", func(rng *rand.Rand, i int, c *Claim) {
			c.From, c.To, c.Published = 20210406, 20210406, 20210407
			c.Amounts = amount(i)
		}},
		{"one article", func(rng *rand.Rand, i int, c *Claim) {
			c.Article, c.Amounts = "a", amount(i)
		}},
		{"agents", func(rng *rand.Rand, i int, c *Claim) {
			c.Published = 20210407
			c.Subject = Argument{ID: fmt.Sprint("s", i/2), Type: nlp.Organization, Named: i%2 == 0}
		}},
		{"countries", func(rng *rand.Rand, i int, c *Claim) {
			c.Published = day(i % 1000)
			c.Subject = Argument{ID: fmt.Sprint("s", i), Type: nlp.Place, Named: true}
		}},
		{"years", func(rng *rand.Rand, i int, c *Claim) {
			c.From, c.To = 20210101+int32(i%28), 20211231
			c.Subject = Argument{ID: fmt.Sprint("s", i%300), Type: nlp.Organization, Named: i%7 > 0}
			c.Amounts = amount(i % 5000)
		}},
		{"undated", func(rng *rand.Rand, i int, c *Claim) { c.Published = day(i) }},
		{"nothing known", func(rng *rand.Rand, i int, c *Claim) {}},
		{"places and statuses", func(rng *rand.Rand, i int, c *Claim) {
			c.From, c.To, c.Published = 20210406, 20210406, 20210407
			c.Place = Argument{ID: fmt.Sprint("p", i), Type: nlp.Place, Named: true}
			c.Status = nlp.Statuses[i%len(nlp.Statuses)]
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 2))
			claims := make([]Claim, n)
			for i := range claims {
				claims[i] = Claim{ID: fmt.Sprintf("claim:%012x", i), Article: fmt.Sprint("article-", i), Relation: "fines", Status: nlp.Asserted,
					Object: Argument{ID: "tiktok", Type: nlp.Product, Named: true}}
				bench.make(rng, i, &claims[i])
			}
			var events []Event
			for b.Loop() {
				events = group(claims)
			}
			b.ReportMetric(float64(len(events)), "events")
		})
	}
}

// BenchmarkSmallBlocks groups blocks of two claims and of three, as most are.
func BenchmarkSmallBlocks(b *testing.B) {
	claims := readClaims(b, `
a1 pub=2021-05-25 date=2021-05-25 subj=court amount=6000000RUB
b1 pub=2021-05-26 subj=court
c1 pub=2021-05-26 date=2021-05-25 subj=@russia amount=6000000RUB,80000USD
`)
	for _, n := range []int{2, 3} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			var g Grouper
			for b.Loop() {
				g.Group(claims[:n], 2)
			}
		})
	}
}
