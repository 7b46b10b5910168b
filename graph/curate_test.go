package graph

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
)

// openLog opens a temporary store whose curation log is the file.
func openLog(t testing.TB, log string) *Store {
	t.Helper()
	s, err := Open(t.Context(), "", Options{Version: "test", Lexicon: data.FS, Curation: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func mustCurate(t testing.TB, s *Store, j Judgement) Judgement {
	t.Helper()
	j, err := s.Curate(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// people makes an article about persons, described or named.
func people(id string, claims ...string) Entry {
	var list []nlp.Claim
	for _, line := range claims {
		f := strings.Split(line, " | ")
		c := say(f[0], f[1], f[2])
		for _, a := range []*nlp.Argument{c.Subject, c.Object} {
			a.Type = nlp.Person
		}
		list = append(list, c)
	}
	e := report(id, list...)
	for i := range e.Mentions {
		if m := &e.Mentions[i]; !strings.ContainsFunc(m.Text, func(r rune) bool { return 'A' <= r && r <= 'Z' }) {
			m.Kind = "nominal"
		}
	}
	return e
}

func spokesmen() []Entry {
	return []Entry{
		people("1", "Ann Miller | accuses | Robert Stone", "the spokesman | supports | Ann Miller"),
		people("2", "Ann Miller | meets | Carl Brown", "the spokesman | accuses | Carl Brown"),
		people("3", "Anne Miller | accuses | Robert Stone", "Carl Brown | meets | Robert Stone"),
		people("4", "Dora White | meets | Anna Muller", "the spokesman | meets | Dora White"),
	}
}

func TestCuration(t *testing.T) {
	s := openLog(t, filepath.Join(t.TempDir(), "log.jsonl"))
	mustAdd(t, s, spokesmen()...)
	before := nquads(t, s)

	t.Run("unnamed entities stay apart", func(t *testing.T) {
		for _, id := range []string{"spokesman@1", "spokesman@2", "spokesman@4"} {
			if e, err := s.Entity(id); err != nil || e.ID != id {
				t.Errorf("Entity(%q): got %q, %v", id, e.ID, err)
			}
		}
	})
	undo := func(t *testing.T, j Judgement) {
		t.Helper()
		mustCurate(t, s, Judgement{Kind: "undo", Undoes: j.ID})
		if got := nquads(t, s); got != before {
			t.Errorf("after undo:\n%s", diff(before, got))
		}
	}
	t.Run("same", func(t *testing.T) {
		j := mustCurate(t, s, Judgement{Kind: "same", Entities: []string{"dora-white", "<spokesman@2>"}, By: "me"})
		if !strings.HasPrefix(j.ID, judgementPrefix) || len(j.ID) != len(judgementPrefix)+12 {
			t.Errorf("id: got %q", j.ID)
		}
		a, err := s.Entity("spokesman@2")
		if err != nil || a.ID != "dora-white" || a.Claims != 3 || a.Degree != 3 {
			t.Errorf("merged: got %+v, %v", a, err)
		}
		if !strings.Contains(nquads(t, s), "<dora-white> <accuses> <carl-brown> .") {
			t.Error("the plain edge did not follow")
		}
		views, _, err := s.Claims(t.Context(), Filter{Subject: "dora-white", Relations: []string{"accuses"}}, 0, 0)
		if err != nil || len(views) != 1 || views[0].Subject.Name != "Dora White" || views[0].Handles.Subject != "spokesman@2" {
			t.Errorf("claims: got %+v, %v", views, err)
		}
		members, err := s.Members("dora-white")
		if err != nil || len(members) != 2 || members[0].Handle != "spokesman@2" || members[1].Handle != "dora-white@4" ||
			!slices.Equal(members[0].Names, []string{"the spokesman"}) || !slices.Equal(members[1].Names, []string{"Dora White"}) || len(members[0].Reasons) == 0 {
			t.Errorf("members: got %+v, %v", members, err)
		}
		undo(t, j)
	})
	t.Run("different", func(t *testing.T) {
		undo(t, mustCurate(t, s, Judgement{Kind: "different", Entities: []string{"ann-miller@1", "ann-miller@2"}}))
	})
	t.Run("split", func(t *testing.T) {
		j := mustCurate(t, s, Judgement{Kind: "split", Entities: []string{"carl-brown", "carl-brown@2"}})
		a, err1 := s.Entity("carl-brown@2")
		b, err2 := s.Entity("carl-brown@3")
		if err1 != nil || err2 != nil || a.ID == b.ID {
			t.Errorf("split: got %q and %q, %v, %v", a.ID, b.ID, err1, err2)
		}
		undo(t, j)
	})
	t.Run("rename and retype", func(t *testing.T) {
		j := mustCurate(t, s, Judgement{Kind: "rename", Entities: []string{"carl-brown"}, Name: "Karl Braun"})
		k := mustCurate(t, s, Judgement{Kind: "retype", Entities: []string{"carl-brown"}, Type: "group"})
		e, err := s.Entity("carl-brown")
		if err != nil || e.Name != "Karl Braun" || e.Type != nlp.Group || !slices.Contains(e.Aliases, "Carl Brown") {
			t.Errorf("got %+v, %v", e, err)
		}
		if found, err := s.Search(t.Context(), "braun", 0); err != nil || ids(found) != "carl-brown" {
			t.Errorf("search: got %v, %v", found, err)
		}
		mustCurate(t, s, Judgement{Kind: "undo", Undoes: j.ID})
		undo(t, k)
	})
	t.Run("wrong", func(t *testing.T) {
		views, _, err := s.Claims(t.Context(), Filter{Subject: "carl-brown", Object: "robert-stone"}, 0, 0)
		if err != nil || len(views) != 1 {
			t.Fatalf("got %v, %v", views, err)
		}
		j := mustCurate(t, s, Judgement{Kind: "wrong", Claim: views[0].ID})
		quads := nquads(t, s)
		if strings.Contains(quads, "<carl-brown> <meets> <robert-stone>") {
			t.Error("a wrong claim has a plain edge")
		}
		if !strings.Contains(quads, "<"+views[0].ID+`> <judged> "wrong" <article:3> .`) {
			t.Error("a wrong claim is not marked")
		}
		for _, wrong := range []bool{false, true} {
			_, n, err := s.Claims(t.Context(), Filter{Subject: "carl-brown", Object: "robert-stone", Wrong: wrong}, 0, 0)
			if want := map[bool]int{true: 1}[wrong]; err != nil || n != want {
				t.Errorf("Claims with Wrong %v: got %d, %v, want %d", wrong, n, err, want)
			}
		}
		if v, err := s.Claim(views[0].ID); err != nil || !v.Wrong {
			t.Errorf("Claim: got %+v, %v", v, err)
		}
		undo(t, j)
	})
	t.Run("undo of an undo", func(t *testing.T) {
		j := mustCurate(t, s, Judgement{Kind: "same", Entities: []string{"dora-white", "carl-brown"}})
		merged := nquads(t, s)
		k := mustCurate(t, s, Judgement{Kind: "undo", Undoes: j.ID})
		mustCurate(t, s, Judgement{Kind: "undo", Undoes: k.ID})
		if got := nquads(t, s); got != merged {
			t.Errorf("an undone undo:\n%s", diff(merged, got))
		}
		undo(t, j)
		again := mustCurate(t, s, Judgement{Kind: "same", Entities: []string{"dora-white", "carl-brown"}})
		if again.ID == j.ID {
			t.Error("a judgement made again has the ID of the one undone")
		}
		undo(t, again)
	})
	t.Run("errors", func(t *testing.T) {
		claims, _, err := s.Claims(t.Context(), Filter{}, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		first := s.Curation()[0].ID
		n := len(s.Curation())
		for _, test := range []struct {
			j    Judgement
			want error
		}{
			{Judgement{}, ErrQuery},
			{Judgement{Kind: "merge", Entities: []string{"ann-miller", "carl-brown"}}, ErrQuery},
			{Judgement{Kind: "same", Entities: []string{"ann-miller"}}, ErrQuery},
			{Judgement{Kind: "same", Entities: []string{"ann-miller", "ann-miller"}}, ErrQuery},
			{Judgement{Kind: "same", Entities: []string{"ann-miller", "nobody"}}, ErrNotFound},
			{Judgement{Kind: "same", Entities: []string{"ann-miller", "carl-brown"}, Name: "x"}, ErrQuery},
			{Judgement{Kind: "split", Entities: []string{"ann-miller", "carl-brown"}}, ErrQuery},
			{Judgement{Kind: "rename", Entities: []string{"ann-miller"}}, ErrQuery},
			{Judgement{Kind: "retype", Entities: []string{"ann-miller"}, Type: "phrase"}, ErrQuery},
			{Judgement{Kind: "wrong", Claim: "claim:0"}, ErrNotFound},
			{Judgement{Kind: "wrong", Claim: claims[0].ID, Entities: []string{"ann-miller"}}, ErrQuery},
			{Judgement{Kind: "note", Entities: []string{"ann-miller"}}, ErrQuery},
			{Judgement{Kind: "undo", Undoes: "judgement:0"}, ErrNotFound},
			{Judgement{Kind: "undo", Undoes: first}, ErrQuery}, // it has been undone
		} {
			if _, err := s.Curate(t.Context(), test.j); !errors.Is(err, test.want) {
				t.Errorf("%+v: got %v, want %v", test.j, err, test.want)
			}
		}
		if got := len(s.Curation()); got != n {
			t.Errorf("%d judgements, want %d", got, n)
		}
	})
	if err := s.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := nquads(t, s); got != before {
		t.Errorf("rebuilt:\n%s", diff(before, got))
	}
}

// TestDecisionsSurvive makes judgements before and after articles come and go.
func TestDecisionsSurvive(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log.jsonl")
	s := openLog(t, log)
	entries := spokesmen()
	mustAdd(t, s, entries[:2]...)
	mustCurate(t, s, Judgement{Kind: "same", Entities: []string{"carl-brown", "spokesman@2"}})
	mustCurate(t, s, Judgement{Kind: "rename", Entities: []string{"ann-miller"}, Name: "Ann B. Miller"})
	mustAdd(t, s, entries[2:]...)
	if e, err := s.Entity("spokesman@2"); err != nil || e.ID != "carl-brown" {
		t.Errorf("after more articles: got %q, %v", e.ID, err)
	}
	want := nquads(t, s)
	if err := s.Remove(t.Context(), "2"); err != nil {
		t.Fatal(err)
	}
	mustAdd(t, s, entries[1])
	if got := nquads(t, s); got != want {
		t.Errorf("removed and added again:\n%s", diff(want, got))
	}
	slices.Reverse(entries)
	other := openLog(t, log)
	for _, e := range entries {
		mustAdd(t, other, e)
	}
	if got := nquads(t, other); got != want {
		t.Errorf("the log first, then the articles in reverse:\n%s", diff(want, got))
	}
}

// TestAnyCuratedHistory adds, removes and judges at random, and compares with
// a store that has the same log and saw only the outcome.
func TestAnyCuratedHistory(t *testing.T) {
	names := []string{"Ann Miller", "Anne Miller", "Miller", "Robert Stone", "Bob Stone", "R. Stone", "the spokesman", "the minister", "John Smith", "John Smith Jr."}
	for seed := range uint64(8) {
		rng := rand.New(rand.NewPCG(seed, 7))
		log := filepath.Join(t.TempDir(), "log.jsonl")
		s := openLog(t, log)
		current := make(map[string]Entry)
		for range 30 {
			id := fmt.Sprint("a", rng.IntN(6))
			switch rng.IntN(4) {
			case 0, 1:
				var claims []string
				for range 1 + rng.IntN(3) {
					claims = append(claims, names[rng.IntN(len(names))]+" | "+[]string{"accuses", "meets"}[rng.IntN(2)]+" | "+names[rng.IntN(len(names))])
				}
				current[id] = people(id, claims...)
				mustAdd(t, s, current[id])
			case 2:
				if _, ok := current[id]; ok {
					delete(current, id)
					if err := s.Remove(t.Context(), id); err != nil {
						t.Fatal(err)
					}
				}
			case 3:
				randomJudgement(t, s, rng)
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

// randomJudgement makes one of any kind of what the store holds. Some make no
// sense and are refused.
func randomJudgement(t *testing.T, s *Store, rng *rand.Rand) {
	t.Helper()
	j := Judgement{Kind: JudgementKinds[rng.IntN(len(JudgementKinds))], Note: "why"}
	var handles []string
	articles, _, err := s.Articles(t.Context(), "", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range articles {
		_, claims, _, err := s.Article(a.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range claims {
			v, err := s.Claim(c.ID)
			if err != nil {
				t.Fatal(err)
			}
			handles = append(handles, v.Handles.Subject, v.Handles.Object, v.Subject.ID, v.Object.ID)
			j.Claim = c.ID
		}
	}
	if len(handles) == 0 {
		return
	}
	pick := func() string { return handles[rng.IntN(len(handles))] }
	claim := j.Claim
	j.Claim = ""
	switch j.Kind {
	case "same", "different", "split":
		j.Entities = []string{pick(), pick()}
	case "rename":
		j.Entities, j.Name = []string{pick()}, fmt.Sprint("Name ", rng.IntN(3))
	case "retype":
		j.Entities, j.Type = []string{pick()}, string(curatedTypes[rng.IntN(3)])
	case "note":
		j.Entities = []string{pick()}
	case "wrong":
		j.Claim = claim
	case "undo":
		log := s.Curation()
		if len(log) == 0 {
			return
		}
		j.Undoes = log[rng.IntN(len(log))].ID
	}
	if _, err := s.Curate(t.Context(), j); err != nil && !errors.Is(err, ErrQuery) {
		t.Fatal(err)
	}
}

// Lines of the log may be written by hand and brought by git.
func TestCurationLogFromElsewhere(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log.jsonl")
	lines := `{"kind":"same","entities":["dora-white","carl-brown"]}
{"id":"judgement:000000000001","kind":"rename","entities":["ann-miller"],"name":"A"}
{"id":"judgement:000000000001","kind":"rename","entities":["ann-miller"],"name":"A"}
`
	if err := os.WriteFile(log, []byte(lines), 0o644); err != nil {
		t.Fatal(err)
	}
	s := openLog(t, log)
	mustAdd(t, s, spokesmen()...)
	if e, err := s.Entity("dora-white"); err != nil || e.ID != "carl-brown" {
		t.Errorf("got %+v, %v", e, err)
	}
	views := s.Curation()
	if len(views) != 2 || !strings.HasPrefix(views[0].ID, judgementPrefix) {
		t.Fatalf("got %+v", views)
	}
	mustCurate(t, s, Judgement{Kind: "undo", Undoes: views[0].ID})
	if e, err := s.Entity("dora-white"); err != nil || e.ID != "dora-white" {
		t.Errorf("after undo: got %+v, %v", e, err)
	}
}

// A gazetteer gives names and Wikidata's identifiers; another one makes other
// quads when the store is opened with it.
func TestGazetteer(t *testing.T) {
	dir := t.TempDir()
	gazetteer := filepath.Join(dir, "names.csv")
	open := func(lines string) *Store {
		t.Helper()
		if err := os.WriteFile(gazetteer, []byte(lines), 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), filepath.Join(dir, "db"), Options{Lexicon: data.FS, Gazetteer: gazetteer})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	header := "name,aliases,type,wikidata\n"
	s := open(header)
	mustAdd(t, s, spokesmen()...)
	plain := nquads(t, s)
	if strings.Contains(plain, "sameAs") {
		t.Error("an empty gazetteer gives identifiers")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(header + "Carla Brown,Carl Brown|Dora White,person,Q42\n")
	e, err := s.Entity("dora-white")
	if err != nil || e.Wikidata != "Q42" || e.Name != "Carla Brown" || e.Claims != 5 {
		t.Errorf("got %+v, %v", e, err)
	}
	if got := nquads(t, s); !strings.Contains(got, "<"+e.ID+"> <sameAs> <http://www.wikidata.org/entity/Q42> .\n") {
		t.Errorf("no quad of the identifier in\n%s", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(header)
	if got := nquads(t, s); got != plain {
		t.Errorf("without the gazetteer again:\n%s", diff(plain, got))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{filepath.Join(dir, "none"), dir} {
		if s, err := Open(t.Context(), filepath.Join(dir, "db"), Options{Gazetteer: bad}); err == nil || !strings.Contains(err.Error(), "gazetteer") {
			t.Errorf("gazetteer %s: got %v", bad, err)
			s.Close()
		}
	}
}

// Filter.AsOf goes by publication, else by the day on which an article came in.
func TestAsOf(t *testing.T) {
	s := openTest(t)
	early, late, undated, never := report("early", say("A", "fines", "B")), report("late", say("A", "fines", "C")), report("undated", say("A", "fines", "D")), report("never", say("A", "fines", "E"))
	early.Article.Published, late.Article.Published, undated.Article.Published, never.Article.Published = "2021-03", "2021-05-02", "", ""
	early.Seen, undated.Seen = "2026-01-01", "2021-04-10"
	mustAdd(t, s, early, late, undated, never)
	for _, test := range []struct{ asOf, want string }{
		{"", "early late never undated"}, {"2021-03-15", "never"}, {"2021-03-31", "early never"}, {"2021-04-09", "early never"},
		{"2021-04", "early never undated"}, {"2021-05-02", "early late never undated"}, {"nonsense", "early late never undated"},
	} {
		var got []string
		for v, err := range s.AllClaims(t.Context(), Filter{AsOf: test.asOf}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, v.Article)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("as of %q: got %v, want %s", test.asOf, got, test.want)
		}
	}
	g, err := s.Ego(t.Context(), EgoQuery{Centers: []string{"a"}, Filter: Filter{AsOf: "2021-04-01"}})
	if err != nil || ids(g.Nodes) != "a b e" {
		t.Errorf("Ego: got %s, %v", ids(g.Nodes), err)
	}
}
