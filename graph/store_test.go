package graph

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	cayley "github.com/cayleygraph/cayley/graph"

	"github.com/newsgraph/newsgraph/nlp"
)

// openTest opens a store in a temporary directory.
func openTest(t testing.TB) *Store {
	t.Helper()
	return openAt(t, "")
}

func mustAdd(t testing.TB, s *Store, entries ...Entry) AddStats {
	t.Helper()
	stats, err := s.Add(t.Context(), entries)
	if err != nil {
		t.Fatal(err)
	}
	return stats
}

func nquads(t testing.TB, s *Store) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.WriteNQuads(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// say makes a claim whose quote is found in the text of its entry.
func say(subject, relation, object string, more ...func(*nlp.Claim)) nlp.Claim {
	c := nlp.Claim{Relation: relation, Trigger: relation, Status: nlp.Asserted, Confidence: 0.9}
	if subject != "" {
		c.Subject = named(subject, nlp.Organization)
	}
	if object != "" {
		c.Object = named(object, nlp.Organization)
	}
	c.Quote = strings.TrimSpace(subject + " " + relation + " " + object)
	for _, f := range more {
		f(&c)
	}
	return c
}

func named(name string, t nlp.EntityType) *nlp.Argument {
	return &nlp.Argument{ID: nlp.Slug(name), Name: name, Mention: name, Type: t}
}

func withStatus(s nlp.Status) func(*nlp.Claim) { return func(c *nlp.Claim) { c.Status = s } }

func on(date string) func(*nlp.Claim) {
	return func(c *nlp.Claim) { c.Date = &nlp.Dated{Value: date} }
}

// report makes an article that says the claims, a sentence each.
func report(id string, claims ...nlp.Claim) Entry {
	e := Entry{Article: nlp.Article{ID: id, Title: "Title of " + id, Source: "Test Wire", Published: "2021-04-07"}}
	for _, c := range claims {
		c.Article = id
		c.Start = len(e.Article.Text)
		e.Article.Text += c.Quote + ". "
		c.End = c.Start + len(c.Quote)
		c.Identify()
		e.Claims = append(e.Claims, c)
		for _, a := range []*nlp.Argument{c.Subject, c.Object} {
			if a != nil && a.Type != nlp.Phrase {
				at := c.Start + max(0, strings.LastIndex(c.Quote, a.Name))
				e.Mentions = append(e.Mentions, nlp.MentionRecord{Article: id, Text: a.Name, Start: at, End: at + len(a.Name), Entity: a.ID, Name: a.Name, Type: a.Type, Kind: "name"})
			}
		}
	}
	return e
}

func sample() []Entry {
	return []Entry{
		report("001", say("Moscow court", "fines", "TikTok", on("2021-04-06")), say("ByteDance", "owns", "TikTok")),
		report("002", say("Moscow court", "fines", "TikTok", on("2021-04")), say("India", "bans", "TikTok"), say("Pakistan", "bans", "TikTok", withStatus(nlp.Planned))),
		report("003", say("", "arrests", "Navalny"), say("India", "bans", "WeChat"), say("Dorsey", "resigns_from", "")),
	}
}

func TestAddIsIdempotent(t *testing.T) { onBackends(t, testAddIsIdempotent) }

func testAddIsIdempotent(t *testing.T, b backend) {
	s := b.open(t)
	if got, want := mustAdd(t, s, sample()...), (AddStats{Added: 3, Claims: 8}); got != want {
		t.Errorf("first Add: got %+v, want %+v", got, want)
	}
	before := nquads(t, s)
	if got, want := mustAdd(t, s, sample()...), (AddStats{Unchanged: 3}); got != want {
		t.Errorf("second Add: got %+v, want %+v", got, want)
	}
	if after := nquads(t, s); after != before {
		t.Errorf("a second Add changed the graph:\n%s", diff(before, after))
	}
	if n := strings.Count(before, "<moscow-court> <fines> <tiktok> .\n"); n != 1 {
		t.Errorf("plain edge occurs %d times, want once", n)
	}
	if strings.Contains(before, "<pakistan> <bans> <tiktok>") {
		t.Error("a planned ban has a plain edge")
	}
	if !s.Current(sample()[0].Article) {
		t.Error("Current is false for a stored article")
	}
	changed := sample()[0].Article
	changed.Title = "Another"
	if s.Current(changed) {
		t.Error("Current is true for an article with another title")
	}
}

func TestReplaceRemoveAndOrder(t *testing.T) { onBackends(t, testReplaceRemoveAndOrder) }

func testReplaceRemoveAndOrder(t *testing.T, b backend) {
	want := b.open(t)
	mustAdd(t, want, sample()...)
	wanted := nquads(t, want)

	s := b.open(t)
	entries := sample()
	changed := report("002", say("Chile", "fines", "TikTok"), say("India", "bans", "Telegram"))
	mustAdd(t, s, entries[2], changed)
	mustAdd(t, s, entries[0])
	if stats := mustAdd(t, s, entries[1]); stats.Replaced != 1 {
		t.Errorf("got %+v, want one article replaced", stats)
	}
	if got := nquads(t, s); got != wanted {
		t.Errorf("other order and a replaced article:\n%s", diff(wanted, got))
	}
	for _, id := range []string{"001", "003"} {
		if err := s.Remove(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	only := b.open(t)
	mustAdd(t, only, entries[1])
	if got, want := nquads(t, s), nquads(t, only); got != want {
		t.Errorf("after Remove:\n%s", diff(want, got))
	}
	if got, want := ghosts(t, s), ghosts(t, only); !slices.Equal(got, want) {
		t.Errorf("nodes after Remove: got %v, want %v", got, want)
	}
	mustAdd(t, s, entries[0], entries[2])
	if got := nquads(t, s); got != wanted {
		t.Errorf("removed and added again:\n%s", diff(wanted, got))
	}
	if got, want := ghosts(t, s), ghosts(t, want); !slices.Equal(got, want) {
		t.Errorf("nodes: got %v, want %v", got, want)
	}
	if err := s.Remove(t.Context(), "nothing"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Remove of a missing article: got %v, want ErrNotFound", err)
	}
	for _, id := range []string{"001", "002", "003"} {
		if err := s.Remove(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if got := nquads(t, s); got != "" {
		t.Errorf("an emptied store has quads:\n%s", got)
	}
	if n := ghosts(t, s); len(n) > 0 {
		t.Errorf("an emptied store has nodes %v", n)
	}
	if st := s.Stats(); st.Claims != 0 || st.Entities != 0 || st.Articles != 0 || st.Quads != 0 {
		t.Errorf("an emptied store has %+v", st)
	}
}

// ghosts lists the nodes that Cayley knows.
func ghosts(t testing.TB, s *Store) []string {
	t.Helper()
	var out []string
	err := s.quads.view(nil, func(qs cayley.QuadStore) error {
		it := qs.NodesAllIterator()
		defer it.Close()
		for it.Next(context.Background()) {
			out = append(out, qs.NameOf(it.Result()).String())
		}
		return it.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// TestAnyHistory adds, replaces and removes at random, and compares with a
// store that saw only the outcome.
func TestAnyHistory(t *testing.T) { onBackends(t, testAnyHistory) }

func testAnyHistory(t *testing.T, b backend) {
	seeds := uint64(6)
	if b.name != "files" {
		seeds = 2 // a database takes its time
	}
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(seed, 1))
		s := b.open(t)
		current := make(map[string]Entry)
		for range 25 {
			var entries []Entry
			for range 1 + rng.IntN(3) {
				id := fmt.Sprintf("a%d", rng.IntN(5))
				var claims []nlp.Claim
				for range rng.IntN(5) {
					pick := func() string { return []string{"Ann", "Bob", "Cid", "Bôb", "the Ann"}[rng.IntN(5)] }
					claims = append(claims, say(pick(), []string{"fines", "owns"}[rng.IntN(2)], pick(), withStatus(nlp.Statuses[rng.IntN(2)])))
				}
				e := report(id, claims...)
				entries = append(entries, e)
				current[id] = e
			}
			mustAdd(t, s, entries...)
			if id := fmt.Sprintf("a%d", rng.IntN(5)); rng.IntN(3) == 0 {
				if _, ok := current[id]; ok {
					delete(current, id)
					if err := s.Remove(t.Context(), id); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		fresh := b.open(t)
		for _, e := range current {
			mustAdd(t, fresh, e)
		}
		want := nquads(t, fresh)
		if got := nquads(t, s); got != want {
			t.Errorf("seed %d:\n%s", seed, diff(want, got))
		}
		if got, want := ghosts(t, s), ghosts(t, fresh); !slices.Equal(got, want) {
			t.Errorf("seed %d: nodes %v, want %v", seed, got, want)
		}
		if got, want := fmt.Sprint(s.Stats()), fmt.Sprint(fresh.Stats()); got != want {
			t.Errorf("seed %d: stats %s, want %s", seed, got, want)
		}
		if err := s.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := nquads(t, s); got != want {
			t.Errorf("seed %d: rebuilt:\n%s", seed, diff(want, got))
		}
	}
}

// diff is the lines that only one of the two has.
func diff(want, got string) string {
	var b strings.Builder
	w, g := strings.SplitAfter(want, "\n"), strings.SplitAfter(got, "\n")
	for _, l := range w {
		if !slices.Contains(g, l) {
			b.WriteString("missing: " + l)
		}
	}
	for _, l := range g {
		if !slices.Contains(w, l) {
			b.WriteString("extra:   " + l)
		}
	}
	return b.String()
}

// TestProgress checks that long work on a whole store is told of, to its end.
func TestProgress(t *testing.T) {
	place := backends[0].place(t)
	s := openAt(t, place)
	mustAdd(t, s, sample()...)
	articles := s.Stats().Articles
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	told := make(map[string]int)
	opts := testOptions
	opts.Progress = func(what string, done, total int) {
		if done != told[what]+1 || total != articles {
			t.Errorf("%s: %d of %d after %d, want of %d", what, done, total, told[what], articles)
		}
		told[what] = done
	}
	s, err := Open(t.Context(), place, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if told[Loading] != articles || told[Rebuilding] != 0 {
		t.Errorf("told %v, want that %d articles are loaded", told, articles)
	}
	if err := s.Rebuild(t.Context()); err != nil || told[Rebuilding] != articles {
		t.Errorf("told %v, %v, want that %d articles are rebuilt", told, err, articles)
	}
}
