package graph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/newsgraph/newsgraph/nlp"
)

// drawing makes entries from lines "article: a relation b, c relation d".
func drawing(lines ...string) []Entry {
	var out []Entry
	for _, line := range lines {
		id, rest, _ := strings.Cut(line, ": ")
		var claims []nlp.Claim
		for _, c := range strings.Split(rest, ", ") {
			f := strings.Fields(c)
			claims = append(claims, say(f[0], f[1], f[2]))
		}
		out = append(out, report(id, claims...))
	}
	return out
}

func ways(p Paths) string {
	var out []string
	for _, w := range p.Paths {
		out = append(out, strings.Join(w.Nodes, "-"))
	}
	return strings.Join(out, " ")
}

func TestPaths(t *testing.T) {
	s := openTest(t)
	mustAdd(t, s, drawing(
		"1: a owns b, b owns c, a owns x, x owns c, c owns d, d owns e, e owns f",
		"2: a owns x, c owns x, b owns b, e sues d",
		"3: a meets q, q meets r, r meets c, y owns z")...)
	unnamed := report("4", say("", "arrests", "a"), say("", "arrests", "z"))
	phrase := report("5", say("y", "says", "that it is so"), say("q", "says", "that it is so"))
	for _, e := range []*Entry{&unnamed, &phrase} {
		for i := range e.Claims {
			if o := e.Claims[i].Object; o != nil && strings.Contains(o.Name, " ") {
				o.Type = nlp.Phrase
			}
		}
		e.Mentions = slices.DeleteFunc(e.Mentions, func(m nlp.MentionRecord) bool { return strings.Contains(m.Text, " ") })
	}
	mustAdd(t, s, unnamed, phrase)
	for _, test := range []struct {
		name, want string
		query      PathQuery
		more       bool
	}{
		{"one hop", "a-b", PathQuery{From: "a", To: "b", Limit: 1}, false},
		{"against the direction", "b-a", PathQuery{From: "b", To: "a", Limit: 1}, false},
		{"the better reported first", "a-x-c a-b-c a-q-r-c", PathQuery{From: "a", To: "c"}, false},
		{"from the other end", "c-x-a c-b-a c-r-q-a", PathQuery{From: "c", To: "a"}, false},
		{"cut among equals", "a-x-c", PathQuery{From: "a", To: "c", Limit: 1}, true},
		{"three hops", "a-x-c-d a-b-c-d a-q-r-c-d", PathQuery{From: "a", To: "d"}, false},
		{"four hops", "a-x-c-d-e a-b-c-d-e", PathQuery{From: "a", To: "e"}, false},
		{"five hops are too many", "", PathQuery{From: "a", To: "f"}, false},
		{"fewer hops asked for", "", PathQuery{From: "a", To: "d", Hops: 2}, false},
		{"apart", "", PathQuery{From: "a", To: "y"}, false},
		{"a phrase when asked for", "y-that-it-is-so-q-a", PathQuery{From: "y", To: "a", Filter: Filter{Types: []nlp.EntityType{nlp.Phrase, nlp.Organization}}}, false},
		{"types of what is between", "", PathQuery{From: "a", To: "c", Filter: Filter{Types: []nlp.EntityType{nlp.Person}}}, false},
		{"relations", "a-q-r-c", PathQuery{From: "a", To: "c", Filter: Filter{Relations: []string{"meets"}}}, false},
		{"articles", "a-x-c", PathQuery{From: "a", To: "c", Filter: Filter{Articles: []string{"2"}}}, false},
		{"limits out of range", "a-x-c a-b-c a-q-r-c", PathQuery{From: "a", To: "c", Hops: 1 << 40, Limit: 1 << 40}, false},
		{"negative limits", "a-x-c a-b-c a-q-r-c", PathQuery{From: "a", To: "c", Hops: -1, Limit: -1}, false},
	} {
		p, err := s.Paths(t.Context(), test.query)
		if got := ways(p); err != nil || got != test.want || p.Truncated != test.more {
			t.Errorf("%s: got %q, more %v, %v, want %q, more %v", test.name, got, p.Truncated, err, test.want, test.more)
		}
	}
	p, err := s.Paths(t.Context(), PathQuery{From: "c", To: "e"})
	if err != nil || p.Hops != 4 || len(p.Paths) != 1 || ids(p.Nodes) != "c d e" || p.Total != 3 {
		t.Fatalf("got %+v, %v", p, err)
	}
	if got, want := fmt.Sprint(p.Paths[0].Edges), "[[c|owns|d] [d|owns|e e|sues|d]]"; got != want || len(p.Edges) != 3 {
		t.Errorf("edges: got %s of %d, want %s of 3", got, len(p.Edges), want)
	}
	for _, test := range []struct {
		from, to string
		want     error
	}{
		{"a", "nobody", ErrNotFound}, {"", "a", ErrNotFound}, {"unknown:b", "a", ErrNotFound},
		{"a", "a", ErrQuery}, {"unknown:a", "b", ErrQuery},
	} {
		if _, err := s.Paths(t.Context(), PathQuery{From: test.from, To: test.to}); !errors.Is(err, test.want) {
			t.Errorf("%q to %q: got %v, want %v", test.from, test.to, err, test.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Paths(ctx, PathQuery{From: "a", To: "e"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

// TestPathsAgainstAllPaths compares with every loopless path of random graphs.
func TestPathsAgainstAllPaths(t *testing.T) {
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 3))
		nodes := 6 + rng.IntN(14)
		var entries []Entry
		for a := range 4 {
			var claims []nlp.Claim
			for range nodes / 2 {
				c := say(fmt.Sprint("n", rng.IntN(nodes)), "meets", fmt.Sprint("n", rng.IntN(nodes)))
				c.Confidence = rng.Float64()
				claims = append(claims, c)
			}
			entries = append(entries, report(fmt.Sprint(a), claims...))
		}
		s := openTest(t)
		mustAdd(t, s, entries...)
		for _, sure := range []float64{0, 0.3} {
			// Articles and claims behind each pair.
			hops := make(map[string]map[string]strength)
			for _, e := range entries {
				pairs := make(map[[2]string]int)
				for _, c := range e.Claims {
					if c.Confidence >= sure {
						pairs[[2]string{c.Subject.ID, c.Object.ID}]++
						pairs[[2]string{c.Object.ID, c.Subject.ID}]++
					}
				}
				for p, n := range pairs {
					if hops[p[0]] == nil {
						hops[p[0]] = make(map[string]strength)
					}
					hops[p[0]][p[1]] += newStrength(1, n)
				}
			}
			for range 30 {
				from, to := fmt.Sprint("n", rng.IntN(nodes)), fmt.Sprint("n", rng.IntN(nodes))
				limit, most := 1+rng.IntN(10), 1+rng.IntN(4)
				p, err := s.Paths(t.Context(), PathQuery{From: from, To: to, Limit: limit, Hops: most, Filter: Filter{MinConfidence: sure}})
				if err != nil {
					continue // not in this graph, or to itself
				}
				want := allPaths(hops, from, to, most)
				if got := ways(p); got != strings.Join(want[:min(limit, len(want))], " ") {
					t.Errorf("seed %d, %s to %s, limit %d, hops %d, from %g:\ngot  %s\nwant %s", seed, from, to, limit, most, sure, got, want)
				}
			}
		}
	}
}

// allPaths is every loopless path of at most so many hops, the best first.
func allPaths(hops map[string]map[string]strength, from, to string, most int) []string {
	type path struct {
		nodes []string
		hops  []strength
	}
	var found []path
	var walk func(p path)
	walk = func(p path) {
		last := p.nodes[len(p.nodes)-1]
		if last == to {
			slices.Sort(p.hops)
			found = append(found, p)
			return
		}
		if len(p.hops) == most {
			return
		}
		for _, next := range slices.Sorted(maps.Keys(hops[last])) {
			if !slices.Contains(p.nodes, next) {
				walk(path{append(slices.Clone(p.nodes), next), append(slices.Clone(p.hops), hops[last][next])})
			}
		}
	}
	walk(path{nodes: []string{from}})
	slices.SortFunc(found, func(a, b path) int {
		return cmp.Or(len(a.nodes)-len(b.nodes), slices.Compare(b.hops, a.hops), slices.Compare(a.nodes, b.nodes))
	})
	var out []string
	for _, p := range found {
		out = append(out, strings.Join(p.nodes, "-"))
	}
	return out
}

func TestTimeline(t *testing.T) {
	dated := func(id string, dates ...string) Entry {
		var claims []nlp.Claim
		for i, d := range dates {
			claims = append(claims, say("a", "meets", fmt.Sprint("b", i%2), on(d)))
		}
		e := report(id, claims...)
		e.Article.Published = ""
		return e
	}
	for _, test := range []struct {
		name     string
		dates    []string
		entities []string
		filter   Filter
		unit     string
		want     string // start claims/vague of the buckets with claims
		buckets  int
		undated  int
	}{
		{"empty", nil, nil, Filter{}, "day", "", 0, 0},
		{"days", []string{"2021-04-06", "2021-04-06", "2021-04-09", ""}, nil, Filter{}, "day", "2021-04-06:2/0 2021-04-09:1/0", 4, 1},
		{"one day", []string{"2021-04-06"}, nil, Filter{}, "day", "2021-04-06:1/0", 1, 0},
		{"weeks begin on Monday", []string{"2021-01-03", "2021-01-04", "2022-01-03"}, nil, Filter{}, "week", "2020-12-28:1/0 2021-01-04:1/0 2022-01-03:1/0", 54, 0},
		{"months", []string{"2012-02-29", "2021-04", "2021", "2020-12-01/2021-01-15"}, nil, Filter{}, "month", "2012-02-01:1/0 2020-12-01:1/1 2021-01-01:1/1 2021-04-01:1/0", 111, 0},
		{"years", []string{"1950", "2021-02-30"}, nil, Filter{}, "year", "1950-01-01:1/0 2021-01-01:1/0", 72, 0},
		{"decades", []string{"1815-06-18", "2021"}, nil, Filter{}, "decade", "1810-01-01:1/0 2020-01-01:1/0", 22, 0},
		{"centuries", []string{"0001", "0000", "9999-99-99"}, nil, Filter{}, "century", "0000-01-01:2/0 9900-01-01:1/0", 100, 0},
		{"clipped to the period", []string{"2021", "2021-06-15", "2022-01-01"}, nil, Filter{From: "2021-06-10", To: "2021-12-31"}, "day", "2021-06-10:1/1 2021-06-15:1/0", 6, 0},
		{"of one entity", []string{"2021-04-06", "2021-04-07"}, []string{"b1"}, Filter{}, "day", "2021-04-07:1/0", 1, 0},
		{"between two", []string{"2021-04-06", "2021-04-07"}, []string{"b0", "a", "nobody"}, Filter{}, "day", "2021-04-06:1/0", 1, 0},
		{"nobody", []string{"2021-04-06"}, []string{"nobody"}, Filter{}, "day", "", 0, 0},
		{"nobodies", []string{"2021-04-06"}, []string{"nobody", "none"}, Filter{}, "day", "", 0, 0},
	} {
		s := openTest(t)
		mustAdd(t, s, dated("1", test.dates...))
		line, err := s.Timeline(t.Context(), test.entities, test.filter)
		var got []string
		for i, b := range line.Buckets {
			if b.Claims > 0 {
				got = append(got, fmt.Sprintf("%s:%d/%d", b.Start, b.Claims, b.Vague))
			}
			if i > 0 {
				end, _ := time.Parse(time.DateOnly, line.Buckets[i-1].End)
				if next := end.AddDate(0, 0, 1).Format(time.DateOnly); next != b.Start {
					t.Errorf("%s: a bucket begins on %s, want %s", test.name, b.Start, next)
				}
			}
		}
		if err != nil || strings.Join(got, " ") != test.want || line.Unit != test.unit || len(line.Buckets) != test.buckets || line.Undated != test.undated || line.Buckets == nil {
			t.Errorf("%s: got %s of %d %ss, %d undated, %v, want %s of %d %ss, %d", test.name, got, len(line.Buckets), line.Unit, line.Undated, err,
				test.want, test.buckets, test.unit, test.undated)
		}
	}
}

func TestNeighbours(t *testing.T) {
	s := openTest(t)
	mustAdd(t, s, sample()...)
	mustAdd(t, s, report("004", say("India", "fines", "TikTok"), say("India", "bans", "India")))
	for _, test := range []struct {
		id, want string
		filter   Filter
	}{
		{"tiktok", "4 map[organization:4] map[bans:2 fines:2 owns:1]", Filter{}},
		{"tiktok", "1 map[organization:1] map[bans:1]", Filter{Statuses: []nlp.Status{nlp.Planned}}},
		{"tiktok", "0 map[] map[]", Filter{Types: []nlp.EntityType{nlp.Person}}},
		{"navalny", "1 map[other:1] map[arrests:1]", Filter{}},
		{"unknown:navalny", "1 map[organization:1] map[arrests:1]", Filter{}},
		{"india", "2 map[organization:2] map[bans:2 fines:1]", Filter{}},
		{"dorsey", "0 map[] map[]", Filter{}},
	} {
		n, err := s.Neighbours(t.Context(), test.id, test.filter)
		if got := fmt.Sprint(n.Total, n.Types, n.Relations); err != nil || got != test.want {
			t.Errorf("%s: got %s, %v, want %s", test.id, got, err, test.want)
		}
	}
	if _, err := s.Neighbours(t.Context(), "nobody", Filter{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("nobody: got %v, want ErrNotFound", err)
	}
}

func TestEgoOrder(t *testing.T) {
	s := openTest(t)
	mustAdd(t, s, report("1", say("hub", "meets", "often", on("2019")), say("often", "meets", "hub", on("2020-03")),
		say("hub", "meets", "lately", on("2021-04-01")), say("hub", "meets", "once", on("2020-03-31"))))
	for order, want := range map[string]string{"": "hub often", "reported": "hub often", "recent": "hub lately"} {
		g, err := s.Ego(t.Context(), EgoQuery{Centers: []string{"hub"}, Limit: 2, Order: order})
		if got := ids(g.Nodes); err != nil || got != want {
			t.Errorf("%q: got %s, %v, want %s", order, got, err, want)
		}
	}
	if _, err := s.Ego(t.Context(), EgoQuery{Centers: []string{"hub"}, Order: "best"}); !errors.Is(err, ErrQuery) {
		t.Errorf("an unknown order: got %v, want ErrQuery", err)
	}
}

// TestOverview draws two groups with one tie between them, a pair, and an
// entity that only does something to itself.
func TestOverview(t *testing.T) {
	s := openTest(t)
	o, err := s.Overview(t.Context(), Filter{})
	if err != nil || o.Nodes == nil || o.Links == nil || o.Communities == nil {
		t.Errorf("empty store: got %+v, %v", o, err)
	}
	mustAdd(t, s, drawing(
		"1: a1 meets a2, a2 meets a3, a3 meets a1, a1 meets a4, a1 meets a2, a4 meets a3",
		"2: b1 meets b2, b2 meets b3, b3 meets b1, a1 meets b1", "3: p owns q", "4: z owns z, a1 owns a3")...)
	o, err = s.Overview(t.Context(), Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range o.Communities {
		got = append(got, fmt.Sprintf("%s %d %d %s", c.ID, c.Size, c.Claims, strings.Join(c.Top, ",")))
	}
	if want := "a1 4 7 a1,a3,a2,a4; b1 3 3 b1,b2,b3; p 2 1 p,q"; strings.Join(got, "; ") != want {
		t.Errorf("got %s, want %s", strings.Join(got, "; "), want)
	}
	if len(o.Nodes) != 10 || len(o.Links) != 10 || o.Truncated || o.Nodes[0].ID != "a1" || o.Nodes[0].Claims != 6 {
		t.Errorf("got %d nodes, %d links, %v, first %+v", len(o.Nodes), len(o.Links), o.Truncated, o.Nodes[0])
	}
	check(t, o)
	// The order of ingest does not matter, and a change is seen.
	again := openTest(t)
	for _, e := range slices.Backward(drawing("3: p owns q", "4: z owns z, a1 owns a3", "2: b1 meets b2, b2 meets b3, b3 meets b1, a1 meets b1",
		"1: a1 meets a2, a2 meets a3, a3 meets a1, a1 meets a4, a1 meets a2, a4 meets a3")) {
		if _, err := again.Overview(t.Context(), Filter{}); err != nil {
			t.Fatal(err)
		}
		mustAdd(t, again, e)
	}
	if other, err := again.Overview(t.Context(), Filter{}); err != nil || fmt.Sprint(other) != fmt.Sprint(o) {
		t.Errorf("in another order: got %v, %v, want %v", other, err, o)
	}
	if o, err := s.Overview(t.Context(), Filter{Relations: []string{"owns"}}); err != nil || len(o.Nodes) != 5 || len(o.Communities) != 2 {
		t.Errorf("filtered: got %+v, %v", o, err)
	}
}

// check holds that everything of an overview has its place.
func check(t *testing.T, o Overview) {
	t.Helper()
	for i, c := range o.Communities {
		for _, d := range o.Communities[:i] {
			if math.Hypot(c.X-d.X, c.Y-d.Y) < c.R+d.R {
				t.Errorf("communities %s and %s overlap", c.ID, d.ID)
			}
		}
	}
	places := make(map[[2]float64]bool)
	for _, n := range o.Nodes {
		if n.X < 0 || n.X > 1 || n.Y < 0 || n.Y > 1 || places[[2]float64{n.X, n.Y}] {
			t.Errorf("node %s stands outside or on another: %v, %v", n.ID, n.X, n.Y)
		}
		places[[2]float64{n.X, n.Y}] = true
		for i, c := range o.Communities {
			if in := math.Hypot(n.X-c.X, n.Y-c.Y) < c.R; in != (i == n.Community) {
				t.Errorf("node %s of community %d stands in community %d: %v", n.ID, n.Community, i, in)
			}
		}
	}
}

// TestWalkBesideWriter asks everything of this kind while articles come and go.
func TestWalkBesideWriter(t *testing.T) {
	s := openTest(t)
	mustAdd(t, s, sample()...)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	var wg sync.WaitGroup
	for _, read := range []func() error{
		func() error { _, err := s.Paths(ctx, PathQuery{From: "india", To: "moscow-court"}); return err },
		func() error {
			_, err := s.Paths(ctx, PathQuery{From: "india", To: "moscow-court", Filter: Filter{MinConfidence: 0.5}})
			return err
		},
		func() error {
			_, err := s.Ego(ctx, EgoQuery{Centers: []string{"tiktok"}, Depth: 2, Order: "recent"})
			return err
		},
		func() error { _, err := s.Overview(ctx, Filter{}); return err },
		func() error { _, err := s.Timeline(ctx, []string{"tiktok", "india"}, Filter{}); return err },
		func() error { _, err := s.Neighbours(ctx, "tiktok", Filter{}); return err },
		func() error { _, err := s.Search(ctx, "tiktko", 5); return err },
	} {
		wg.Go(func() {
			for ctx.Err() == nil {
				if err := read(); err != nil && ctx.Err() == nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := 0; ctx.Err() == nil; i++ {
		e := report(fmt.Sprint("w", i%5), say("India", "bans", "TikTok"), say(fmt.Sprint("Court ", i%7), "fines", "TikTok"), say("Moscow court", "warns", fmt.Sprint("Court ", i%3)))
		if _, err := s.Add(ctx, []Entry{e}); err != nil && ctx.Err() == nil {
			t.Error(err)
		}
	}
	wg.Wait()
}
