package graph

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/newsgraph/newsgraph/nlp"
)

func ids(nodes []EntityInfo) string {
	var out []string
	for _, n := range nodes {
		out = append(out, n.ID)
	}
	return strings.Join(out, " ")
}

func edgeIDs(edges []*Edge) string {
	var out []string
	for _, e := range edges {
		out = append(out, fmt.Sprintf("%s:%d", e.ID, e.Claims))
	}
	return strings.Join(out, " ")
}

func TestSearch(t *testing.T) {
	s := openTest(t)
	e := report("001", say("Alexei Navalny", "accuses", "Kremlin"), say("Yulia Navalnaya", "supports", "Alexei Navalny"), say("Nestlé", "owns", "Purina"), say("Łódź", "bans", "TikTok"))
	e.Mentions = append(e.Mentions,
		nlp.MentionRecord{Text: "Aleksey Navalny", Entity: "alexei-navalny", Name: "Alexei Navalny", Type: nlp.Person, Kind: "name"},
		nlp.MentionRecord{Text: "he", Entity: "alexei-navalny", Name: "Alexei Navalny", Type: nlp.Person, Kind: "pronoun"},
		nlp.MentionRecord{Text: "Navarre", Entity: "navarre", Name: "Navarre", Type: nlp.Place, Kind: "name"})
	mustAdd(t, s, e)
	for _, test := range []struct{ query, want string }{
		{"navalny", "alexei-navalny"},
		{"nav", "alexei-navalny yulia-navalnaya navarre"},
		{"NAVAL al", "alexei-navalny"},
		{"aleksey navalny", "alexei-navalny"},
		{"navalni", "alexei-navalny yulia-navalnaya"},
		{"nvalny", "alexei-navalny"},
		{"nestle", "nestle"},
		{"lodz", "łodz"},
		{"tiktko", "tiktok"},
		{"alexei-navalny", "alexei-navalny"},
		{"he", ""},
		{"", ""},
		{"---", ""},
		{"zzz", ""},
	} {
		found, err := s.Search(t.Context(), test.query, 0)
		if got := ids(found); err != nil || got != test.want {
			t.Errorf("Search(%q): got %q, %v, want %q", test.query, got, err, test.want)
		}
	}
	if err := s.Remove(t.Context(), "001"); err != nil {
		t.Fatal(err)
	}
	if found, err := s.Search(t.Context(), "nav", 0); err != nil || len(found) > 0 {
		t.Errorf("after Remove: got %v, %v", found, err)
	}
}

func TestEgo(t *testing.T) {
	s := openTest(t)
	mustAdd(t, s, sample()...)
	for _, test := range []struct {
		name, nodes, edges string
		query              EgoQuery
		total              int
	}{
		{"one hop", "tiktok moscow-court india bytedance pakistan",
			"moscow-court|fines|tiktok:2 bytedance|owns|tiktok:1 india|bans|tiktok:1 pakistan|bans|tiktok:1",
			EgoQuery{Centers: []string{"tiktok"}}, 5},
		{"two hops", "bytedance tiktok moscow-court india pakistan",
			"moscow-court|fines|tiktok:2 bytedance|owns|tiktok:1 india|bans|tiktok:1 pakistan|bans|tiktok:1",
			EgoQuery{Centers: []string{"bytedance"}, Depth: 2}, 5},
		{"limit", "tiktok moscow-court", "moscow-court|fines|tiktok:2", EgoQuery{Centers: []string{"tiktok"}, Limit: 2}, 5},
		{"status", "tiktok pakistan", "pakistan|bans|tiktok:1",
			EgoQuery{Centers: []string{"tiktok"}, Filter: Filter{Statuses: []nlp.Status{nlp.Planned}}}, 2},
		{"dates", "tiktok moscow-court", "moscow-court|fines|tiktok:2",
			EgoQuery{Centers: []string{"tiktok"}, Filter: Filter{To: "2021-04-06"}}, 2},
		{"types", "tiktok", "", EgoQuery{Centers: []string{"tiktok"}, Filter: Filter{Types: []nlp.EntityType{nlp.Person}}}, 1},
		{"unknown agent", "navalny unknown:navalny", "unknown:navalny|arrests|navalny:1", EgoQuery{Centers: []string{"navalny"}}, 2},
		{"from an unknown agent", "unknown:navalny navalny", "unknown:navalny|arrests|navalny:1", EgoQuery{Centers: []string{"unknown:navalny"}}, 2},
	} {
		g, err := s.Ego(t.Context(), test.query)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := ids(g.Nodes); got != test.nodes {
			t.Errorf("%s: nodes: got %q, want %q", test.name, got, test.nodes)
		}
		if got := edgeIDs(g.Edges); got != test.edges {
			t.Errorf("%s: edges: got %q, want %q", test.name, got, test.edges)
		}
		if g.Total != test.total || g.Truncated != (len(g.Nodes) < test.total) {
			t.Errorf("%s: got total %d, truncated %v, want %d", test.name, g.Total, g.Truncated, test.total)
		}
	}
	if _, err := s.Ego(t.Context(), EgoQuery{Centers: []string{"nobody"}}); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	g, err := s.Ego(t.Context(), EgoQuery{Centers: []string{"moscow-court"}})
	if err != nil {
		t.Fatal(err)
	}
	e := g.Edges[0]
	if e.FirstDate != "2021-04" || e.LastDate != "2021-04" || e.Family != "law" || e.Articles != 2 || e.Confidence != 0.9 || e.Statuses[nlp.Asserted] != 2 {
		t.Errorf("edge: got %+v", e)
	}
	top, err := s.Top(t.Context(), 3)
	if err != nil || ids(top.Nodes) != "tiktok moscow-court bytedance" {
		t.Errorf("Top: got %s, %v", ids(top.Nodes), err)
	}
}

func TestClaims(t *testing.T) {
	s := openTest(t)
	mustAdd(t, s, sample()...)
	for _, test := range []struct {
		name   string
		filter Filter
		want   string
	}{
		{"edge", Filter{Subject: "moscow-court", Relations: []string{"fines"}, Object: "tiktok"}, "002 001"},
		{"entity", Filter{Entity: "india"}, "002 003"},
		{"unknown agent", Filter{Subject: "unknown:navalny", Object: "navalny"}, "003"},
		{"no object", Filter{Subject: "dorsey"}, "003"},
		{"article", Filter{Articles: []string{"001", "none"}}, "001 001"},
		{"from", Filter{From: "2021-04-07", Entity: "tiktok"}, "002 001 002 002"},
		{"confidence", Filter{MinConfidence: 0.95}, ""},
		{"nobody", Filter{Entity: "nobody"}, ""},
		{"no such relation", Filter{Relations: []string{"none"}}, ""},
	} {
		views, total, err := s.Claims(t.Context(), test.filter, 0, 0)
		var got []string
		for _, v := range views {
			got = append(got, v.Article)
		}
		if err != nil || strings.Join(got, " ") != test.want || total != len(got) {
			t.Errorf("%s: got %v, total %d, %v, want %s", test.name, got, total, err, test.want)
		}
	}
	views, total, err := s.Claims(t.Context(), Filter{}, 6, 100)
	if err != nil || len(views) != 2 || total != 8 {
		t.Errorf("last page: got %d of %d, %v", len(views), total, err)
	}
	id := sample()[1].Claims[0].ID
	v, err := s.Claim(id)
	if err != nil || v.ID != id || v.Context != "Moscow court fines TikTok." || v.Title != "Title of 002" || v.ContextAt != 0 {
		t.Errorf("Claim: got %+v, %v", v, err)
	}
	if _, err := s.Claim("claim:none"); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	a, claims, mentions, err := s.Article("002")
	if err != nil || a.Text != sample()[1].Article.Text || len(claims) != 3 || len(mentions) != 6 || a.ClaimCount != 3 {
		t.Errorf("Article: got %+v, %d claims, %d mentions, %v", a, len(claims), len(mentions), err)
	}
	list, n, err := s.Articles(t.Context(), "", 1, 1)
	if err != nil || n != 3 || len(list) != 1 || list[0].ID != "002" || list[0].Text != "" {
		t.Errorf("Articles: got %+v of %d, %v", list, n, err)
	}
	for words, want := range map[string]int{"002": 1, " 00 ": 3, "00 2": 1, "nowhere": 0} {
		if list, n, err := s.Articles(t.Context(), words, 0, 0); err != nil || n != want || len(list) != want {
			t.Errorf("Articles with %q: got %d of %d, want %d, %v", words, len(list), n, want, err)
		}
	}
}

func TestSurroundings(t *testing.T) {
	text := "A headline\nFirst one. It cost Rs. 5, said “him.” A court fined it. Then nothing.\nMore"
	for _, test := range []struct{ quote, want string }{
		{"A court fined", "A court fined it."},
		{"cost", "It cost Rs. 5, said “him.”"},
		{"headline", "A headline"},
		{"More", "More"},
		{"it. Then", "A court fined it. Then nothing."},
	} {
		i := strings.Index(text, test.quote)
		s := surroundings([]byte(text), nlp.Span{Start: i, End: i + len(test.quote)})
		if got := text[s.Start:s.End]; got != test.want {
			t.Errorf("%q: got %q, want %q", test.quote, got, test.want)
		}
	}
	if s := surroundings([]byte(text), nlp.Span{Start: 5, End: 5000}); !s.Empty() {
		t.Errorf("a quote outside the text: got %v", s)
	}
}

func TestDays(t *testing.T) {
	for _, test := range []struct {
		in       string
		from, to int32
		out      string
	}{
		{"2021", 20210101, 20211231, "2021"},
		{"2021-04", 20210401, 20210431, "2021-04"},
		{"2021-04-06", 20210406, 20210406, "2021-04-06"},
		{"2021-04-06T10:30", 20210406, 20210406, "2021-04-06"},
		{"2021-04-06/2021-05", 20210406, 20210531, "2021-04-06"},
		{"P2W", 0, 0, ""},
		{"", 0, 0, ""},
		{"april", 0, 0, ""},
	} {
		from, to := days(test.in)
		if from != test.from || to != test.to || isoDay(from, to) != test.out {
			t.Errorf("%q: got %d, %d, %q", test.in, from, to, isoDay(from, to))
		}
	}
}

// TestHostileStrings puts what articles may contain through store and graph.
func TestHostileStrings(t *testing.T) {
	s := openTest(t)
	strange := []string{
		"a b", "<b>", `"quoted"`, "back\\slash", "new\nline", "tab\t", "nul\x00", "bad\xff\xfeutf", "{}|^`", "%20",
		"\u202eright to left", "\u2028", "😀", "a:b", "claim:1", "article:1", "rdf:type", "unknown:x", "é", "e\u0301",
		strings.Repeat("long ", 5000), strings.Repeat("ü", 3000), " ", "''", "=1+1", "_:b", "http://x.org/#?",
	}
	var entries []Entry
	for i, x := range strange {
		c := say("A", "fines", "B")
		c.Subject = &nlp.Argument{ID: x, Name: x, Type: nlp.EntityType(x)}
		c.Relation, c.Quote, c.Trigger = x, x, x
		c.Confidence = math.NaN()
		c.Amount = &nlp.Money{Value: math.Inf(1), Currency: x}
		c.Date = &nlp.Dated{Value: x}
		c.Place = &nlp.Argument{Name: x}
		c.SaidBy = &nlp.Argument{}
		c.ID, c.Start, c.End = x, -5, 1<<40
		entries = append(entries, Entry{
			Article:  nlp.Article{ID: x, Title: x, Text: x, Published: x},
			Claims:   []nlp.Claim{c, c, {}, {Relation: "alias", Subject: c.Subject, Object: &nlp.Argument{ID: fmt.Sprint(i)}}},
			Mentions: []nlp.MentionRecord{{Text: x, Entity: x, Name: x, Kind: "name"}, {}},
		})
	}
	mustAdd(t, s, entries...)
	first := nquads(t, s)
	if stats := mustAdd(t, s, entries...); stats.Unchanged != len(entries) {
		t.Errorf("second Add: got %+v, want all unchanged", stats)
	}
	for line := range strings.Lines(first) {
		if !strings.HasSuffix(line, " .\n") || strings.ContainsAny(line, "\x00\t\r") {
			t.Errorf("not a line of N-Quads: %q", line)
		}
	}
	for _, x := range strange {
		if _, err := s.Search(t.Context(), x, 5); err != nil {
			t.Errorf("Search(%q): %v", x, err)
		}
		a, _, _, err := s.Article(valid(x))
		if err != nil || a.Text != x {
			t.Errorf("Article(%q): got text %q, %v", x, a.Text, err)
		}
	}
	if _, n, err := s.Claims(t.Context(), Filter{}, 0, 1000); err != nil || n != 2*len(strange) {
		t.Errorf("got %d claims, %v, want %d", n, err, 2*len(strange))
	}
	if err := s.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := nquads(t, s); got != first {
		t.Errorf("rebuilt:\n%s", diff(first, got))
	}
	for _, e := range entries {
		if err := s.Remove(t.Context(), valid(e.Article.ID)); err != nil {
			t.Error(err)
		}
	}
	if got := nquads(t, s); got != "" {
		t.Errorf("left over:\n%s", got)
	}
}

func TestEmptyStore(t *testing.T) {
	s := openTest(t)
	if g, err := s.Top(t.Context(), 0); err != nil || len(g.Nodes) != 0 || g.Nodes == nil || g.Edges == nil {
		t.Errorf("Top: got %+v, %v", g, err)
	}
	if v, n, err := s.Claims(t.Context(), Filter{}, 0, 0); err != nil || n != 0 || v == nil {
		t.Errorf("Claims: got %v, %d, %v", v, n, err)
	}
	if _, err := s.Entity("x"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Entity: got %v", err)
	}
	if _, _, _, err := s.Article("x"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Article: got %v", err)
	}
	if stats := mustAdd(t, s); stats != (AddStats{}) {
		t.Errorf("Add of nothing: got %+v", stats)
	}
	if _, err := s.Add(t.Context(), []Entry{{}}); err == nil {
		t.Error("an article without id was taken")
	}
	for _, lang := range Languages {
		query := map[string]string{"gizmo": "g.V().all()", "graphql": "{nodes{id}}", "mql": `[{"id":null}]`}[lang]
		if _, err := s.Query(t.Context(), lang, query, QueryOptions{}); err != nil {
			t.Errorf("%s: %v", lang, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Add(ctx, sample()); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled Add: got %v", err)
	}
	if st := s.Stats(); st.Articles != 0 {
		t.Errorf("cancelled Add left %+v", st)
	}
}

// TestConcurrentUse has readers of every kind beside a writer.
func TestConcurrentUse(t *testing.T) {
	s := openTest(t)
	mustAdd(t, s, sample()...)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	var wg sync.WaitGroup
	reader := func(read func() error) {
		wg.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				if err := read(); err != nil && ctx.Err() == nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 2 {
		reader(func() error {
			_, err := s.Query(ctx, "gizmo", `g.V("<tiktok>").in().in().count(); g.V().has("<status>", "asserted").out("<subject>").all()`, QueryOptions{})
			return err
		})
		reader(func() error {
			_, err := s.Query(ctx, "graphql", `{nodes(id: "<tiktok>"){id, fines @rev @opt {id}}}`, QueryOptions{})
			return err
		})
		reader(func() error {
			_, err := s.Ego(ctx, EgoQuery{Centers: []string{"tiktok"}, Depth: 2})
			return err
		})
		reader(func() error {
			views, _, err := s.Claims(ctx, Filter{Entity: "tiktok"}, 0, 10)
			for _, v := range views {
				if v.Title == "" {
					return fmt.Errorf("claim %s has no article", v.ID)
				}
			}
			return err
		})
		reader(func() error {
			s.Stats()
			s.Current(nlp.Article{ID: "001"})
			_, err := s.Search(ctx, "tik", 5)
			return err
		})
	}
	rounds := 0
	for ; ctx.Err() == nil; rounds++ {
		if _, err := s.Add(ctx, []Entry{report(fmt.Sprint("w", rounds%7), say("India", "bans", "TikTok"), say(fmt.Sprint("Court ", rounds%11), "fines", "TikTok"))}); err != nil && ctx.Err() == nil {
			t.Error(err)
			break
		}
		if rounds%5 == 4 {
			if err := s.Remove(ctx, fmt.Sprint("w", rounds%7)); err != nil && ctx.Err() == nil {
				t.Error(err)
				break
			}
		}
	}
	wg.Wait()
	if rounds < 3 {
		t.Errorf("the writer came through %d times only", rounds)
	}
	// What a deadline interrupted has to be complete after the next batch.
	mustAdd(t, s, report("last", say("A", "fines", "B")))
	got := nquads(t, s)
	if err := s.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := nquads(t, s); got != want {
		t.Errorf("projection differs from a rebuilt one:\n%s", diff(want, got))
	}
}

func TestAllClaimsAndMentions(t *testing.T) {
	s := openTest(t)
	mustAdd(t, s, sample()...)
	var claims, mentions []string
	for v, err := range s.AllClaims(t.Context(), Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		claims = append(claims, v.Article+" "+v.Relation)
	}
	if got, want := strings.Join(claims, ", "), "001 fines, 001 owns, 002 fines, 002 bans, 002 bans, 003 arrests, 003 bans, 003 resigns_from"; got != want {
		t.Errorf("claims: got %s, want %s", got, want)
	}
	for m, err := range s.AllMentions(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if m.Handle != m.Entity+"@"+m.Article {
			t.Errorf("mention: got %+v", m)
		}
		mentions = append(mentions, m.Text)
	}
	if len(mentions) != 14 || mentions[0] != "Moscow court" {
		t.Errorf("mentions: got %v", mentions)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range s.AllClaims(ctx, Filter{}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: got %v", err)
		}
	}
}
