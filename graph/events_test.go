package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/graph/event"
	"github.com/newsgraph/newsgraph/nlp"
)

func amount(value float64, currency string) func(*nlp.Claim) {
	return func(c *nlp.Claim) {
		c.Amount = &nlp.Money{Value: value, Currency: currency}
		c.Quote += fmt.Sprintf(" %.0f %s", value, currency)
	}
}

// fined is an article about one fine, in words of its own.
func fined(id, published, subject, date string, value float64) Entry {
	e := report(id, say(subject, "fines", "TikTok", on(date), amount(value, "USD")))
	e.Article.Published = published
	for i := range 60 {
		e.Article.Text += fmt.Sprint(" w", id, i)
	}
	return e
}

func TestEvents(t *testing.T) {
	s := openLog(t, filepath.Join(t.TempDir(), "log"))
	first := fined("1", "2021-04-06", "Moscow court", "2021-04-06", 34000)
	copied := first
	copied.Article.ID, copied.Article.Published = "1b", "2021-04-08"
	copied.Claims = []nlp.Claim{first.Claims[0]}
	copied.Claims[0].ID = ""
	mustAdd(t, s,
		first, copied,
		fined("2", "2021-04-07", "Moscow court", "2021-04-06", 340000),
		fined("3", "2021-04-09", "", "2021-04-06", 34000),
		fined("4", "2021-09-02", "Moscow court", "2021-09-01", 90000),
		report("5", say("India", "bans", "WeChat")),
	)
	events, n, err := s.Events(t.Context(), EventQuery{})
	if err != nil || n != 1 || len(events) != 1 {
		t.Fatalf("got %+v, %d, %v, want one event", events, n, err)
	}
	e := events[0]
	if e.Relation != "fines" || e.Claims != 4 || e.Articles != 4 || e.Sources != 3 || e.Start != "2021-04-06" || e.End != "" || e.Published != "2021-04-06" {
		t.Errorf("got %+v", e)
	}
	if len(e.Subjects) != 1 || e.Subjects[0] != (Ref{"moscow-court", "Moscow court", "organization"}) || len(e.Objects) != 1 {
		t.Errorf("got subjects %v, objects %v", e.Subjects, e.Objects)
	}
	if len(e.Disagreements) != 1 {
		t.Fatalf("got disagreements %+v", e.Disagreements)
	}
	d := e.Disagreements[0]
	if d.ID != e.ID+"/amount" || d.Hint != "digit slip" || len(d.Positions) != 2 || d.Positions[0].Sources != 2 || d.Positions[1].Sources != 1 {
		t.Errorf("got %+v", d)
	}
	if q := d.Positions[1].Claims[0]; q.Quote != "Moscow court fines TikTok 340000 USD" || q.Event != e.ID {
		t.Errorf("position: got %+v", q)
	}
	v, err := s.Event(t.Context(), e.ID)
	if err != nil || len(v.Evidence) != 4 || v.Evidence[0].Article != "1" || v.Claims != 4 {
		t.Errorf("Event: got %+v, %v", v, err)
	}
	if _, err := s.Event(t.Context(), "event:0"); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}

	quads := nquads(t, s)
	for _, want := range []string{
		"<" + e.ID + "> <rdf:type> <ReportedEvent> .", "<" + e.ID + "> <eventRelation> <fines> .", "<" + e.ID + "> <eventSubject> <moscow-court> .",
		"<" + e.ID + "> <eventObject> <tiktok> .", "<" + e.ID + `> <eventStart> "2021-04-06" .`, "<" + e.ID + `> <disagreement> "amount" .`,
		"<" + v.Evidence[0].ID + "> <event> <" + e.ID + "> <article:1> .", "<article:1b> <copyOf> <article:1> <article:1b> .",
	} {
		if !strings.Contains(quads, want+"\n") {
			t.Errorf("no quad %s", want)
		}
	}
	if n := strings.Count(quads, "<rdf:type> <ReportedEvent>"); n != 1 {
		t.Errorf("%d events have quads, want 1", n)
	}
	if info, _, _, err := s.Article("1b"); err != nil || info.CopyOf != "1" {
		t.Errorf("copy: got %q, %v", info.CopyOf, err)
	}
	g, err := s.Ego(t.Context(), EgoQuery{Centers: []string{"tiktok"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, edge := range g.Edges {
		if want := 1; edge.Disagreements != want {
			t.Errorf("edge %s: %d disagreements, want %d", edge.ID, edge.Disagreements, want)
		}
	}

	for _, test := range []struct {
		name          string
		query         EventQuery
		claims, total int
	}{
		{"by entity", EventQuery{Filter: Filter{Entity: "moscow-court"}}, 4, 1},
		{"by another", EventQuery{Filter: Filter{Entity: "india"}}, 0, 0},
		{"disagreed", EventQuery{Disagreed: true}, 4, 1},
		{"disagreed in a field", EventQuery{Field: "amount"}, 4, 1},
		{"disagreed in another", EventQuery{Field: "place"}, 0, 0},
		{"as of a day", EventQuery{Filter: Filter{AsOf: "2021-04-07"}}, 2, 1},
		{"before the second report", EventQuery{Filter: Filter{AsOf: "2021-04-06"}}, 0, 0},
		{"before the disagreement", EventQuery{Disagreed: true, Filter: Filter{AsOf: "2021-04-06"}}, 0, 0},
		{"second page", EventQuery{Offset: 1}, 0, 1},
	} {
		events, n, err := s.Events(t.Context(), test.query)
		claims := 0
		for _, e := range events {
			claims += e.Claims
		}
		if err != nil || n != test.total || claims != test.claims {
			t.Errorf("%s: got %d claims, total %d, %v, want %d, %d", test.name, claims, n, err, test.claims, test.total)
		}
	}

	for _, test := range []struct {
		name        string
		query       EventQuery
		page, total int
	}{
		{"all", EventQuery{}, 1, 1},
		{"in a field", EventQuery{Field: "amount"}, 1, 1},
		{"in another", EventQuery{Field: "place"}, 0, 0},
		{"before it", EventQuery{Filter: Filter{AsOf: "2021-04-06"}}, 0, 0},
		{"second page", EventQuery{Offset: 1}, 0, 1},
	} {
		list, n, err := s.Disagreements(t.Context(), test.query)
		if err != nil || len(list) != test.page || n != test.total {
			t.Errorf("disagreements, %s: got %d of %d, %v, want %d of %d", test.name, len(list), n, err, test.page, test.total)
		}
		if len(list) > 0 && !reflect.DeepEqual(list[0], d) {
			t.Errorf("disagreements, %s: got %+v, want the event's %+v", test.name, list[0], d)
		}
	}

	// A wrong claim is no part of any event, and takes its disagreement with it.
	j := mustCurate(t, s, Judgement{Kind: "wrong", Claim: d.Positions[1].Claims[0].ID})
	if events, _, err = s.Events(t.Context(), EventQuery{}); err != nil || len(events) != 1 || events[0].Claims != 3 || len(events[0].Disagreements) != 0 {
		t.Errorf("without the wrong claim: got %+v, %v", events, err)
	}
	mustCurate(t, s, Judgement{Kind: "undo", Undoes: j.ID})
	if got := nquads(t, s); got != quads {
		t.Errorf("undone:\n%s", diff(quads, got))
	}
}

// TestAnyHistoryOfEvents adds, replaces, removes and judges at random articles
// that report the same events, some as copies, and compares with a store that
// saw only the outcome.
func TestAnyHistoryOfEvents(t *testing.T) {
	seen := map[string]int{"<ReportedEvent>": 0, "<copyOf>": 0, "<disagreement>": 0}
	for seed := range uint64(10) {
		rng := rand.New(rand.NewPCG(seed, 11))
		log := filepath.Join(t.TempDir(), "log")
		s := openLog(t, log)
		current := make(map[string]Entry)
		for range 40 {
			id := fmt.Sprint("a", rng.IntN(9))
			switch rng.IntN(6) {
			case 0:
				if _, ok := current[id]; ok {
					delete(current, id)
					if err := s.Remove(t.Context(), id); err != nil {
						t.Fatal(err)
					}
				}
			case 1:
				randomClaimJudgement(t, s, rng)
			default:
				pick := func(list ...string) string { return list[rng.IntN(len(list))] }
				// Articles whose text is of one kind are copies of each other.
				kind := rng.IntN(4)
				var text strings.Builder
				for i := range 80 {
					fmt.Fprint(&text, " w", kind, "x", i)
				}
				var claims []nlp.Claim
				for range 1 + rng.IntN(3) {
					claims = append(claims, say(pick("Moscow court", "court", "Russia", ""), pick("fines", "owns", "kills"), pick("TikTok", "Tik Tok", "users", "forty users"),
						on(pick("2021-04-06", "2021-04", "2021", "")), amount([]float64{34000, 340000, 1000}[rng.IntN(3)], pick("USD", "RUB"))))
				}
				made := report(id, claims...)
				for i := range made.Mentions {
					if m := &made.Mentions[i]; m.Text == "users" || m.Text == "court" || m.Text == "forty users" {
						m.Kind = "nominal"
					}
				}
				made.Article.Published = pick("2021-04-06", "2021-04-07", "2021-04-09", "2021-05-01", "")
				made.Article.Text += text.String()
				current[id] = made
				mustAdd(t, s, made)
			}
		}
		fresh := openLog(t, log)
		for _, e := range current {
			mustAdd(t, fresh, e)
		}
		want := nquads(t, fresh)
		if got := nquads(t, s); got != want {
			t.Errorf("seed %d:\n%s", seed, diff(want, got))
		}
		if err := s.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := nquads(t, s); got != want {
			t.Errorf("seed %d: rebuilt:\n%s", seed, diff(want, got))
		}
		for kind := range seen {
			seen[kind] += strings.Count(want, kind)
		}
		if got, want := eventsJSON(t, s), eventsJSON(t, fresh); got != want {
			t.Errorf("seed %d: events\n%s\nwant\n%s", seed, got, want)
		}
	}
	for kind, n := range seen {
		if n == 0 {
			t.Errorf("%s never came up", kind)
		}
	}
}

func eventsJSON(t *testing.T, s *Store) string {
	t.Helper()
	events, _, err := s.Events(t.Context(), EventQuery{})
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.MarshalIndent(events, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// randomClaimJudgement calls a claim wrong or undoes a judgement.
func randomClaimJudgement(t *testing.T, s *Store, rng *rand.Rand) {
	t.Helper()
	var j Judgement
	log := s.Curation()
	claims, n, err := s.Claims(t.Context(), Filter{}, 0, 1000)
	switch {
	case err != nil:
		t.Fatal(err)
	case n > 0 && rng.IntN(2) == 0:
		j = Judgement{Kind: "wrong", Claim: claims[rng.IntN(n)].ID}
	case len(log) > 0:
		j = Judgement{Kind: "undo", Undoes: log[rng.IntN(len(log))].ID}
	default:
		return
	}
	if _, err := s.Curate(t.Context(), j); err != nil && !errors.Is(err, ErrQuery) {
		t.Fatal(err)
	}
}

// TestApartFromIndex checks the short way of group: what Grouper.Apart tells
// from the days of rows is what grouping all of them finds, with dates that no
// calendar has and sums that tell without a date among them.
func TestApartFromIndex(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	dates := []string{"", "", "2021-04-06", "2021-04", "2021-13-05", "2021-13-05", "2021-00-10", "2021-02-31", "0000-01-01", "2023-09-01"}
	apart := 0
	for round := range 200 { // two reports at a time: a block of many is never apart
		s := openTest(t)
		for a := range 2 {
			c := say("Moscow court", "fines", "TikTok")
			if d := dates[rng.IntN(len(dates))]; d != "" {
				c.Date = &nlp.Dated{Value: d}
			}
			if rng.IntN(3) > 0 {
				c.Amount = &nlp.Money{Value: 34_700, Currency: "USD"}
			}
			e := report(fmt.Sprint("a", a), c)
			e.Article.Published = []string{"2021-04-07", "2023-09-02"}[rng.IntN(2)]
			mustAdd(t, s, e)
		}
		x := s.index
		for b := range x.blocks {
			g := x.newGrouper()
			rows := g.rowsOf(b)
			quick, whole := make([]event.Claim, len(rows)), make([]event.Claim, len(rows))
			for k, i := range rows {
				g.readDays(i, &quick[k])
				g.readDays(i, &whole[k])
				g.readRest(i, &whole[k])
			}
			if len(rows) < 2 || !g.events.Apart(quick) {
				continue
			}
			apart++
			if events := g.events.Group(whole, 2); len(events) > 0 {
				t.Errorf("round %d: apart, but grouping makes %+v of %+v", round, events, whole)
			}
		}
	}
	if apart < 20 {
		t.Errorf("%d blocks were apart: too few to tell", apart)
	}
}
