package graph

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	cayley "github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
	bolt "go.etcd.io/bbolt"

	"github.com/newsgraph/newsgraph/nlp"
)

// reopened closes a store and opens it again.
func reopened(t *testing.T, s *Store, place string) *Store {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return openAt(t, place)
}

// spoil adds a quad behind the store's back, which only a rebuild takes away.
func spoil(t *testing.T, s *Store) {
	t.Helper()
	ghost := []quad.Quad{plainEdge("ghost", "haunts", "house")}
	var err error
	switch p := s.quads.(type) {
	case *boltQuads:
		err = p.file.db.Update(func(tx *bolt.Tx) error { return applyQuads(tx, cayley.Add, ghost) })
	case *postgres:
		tx, failed := p.db.BeginTx(t.Context(), nil)
		if failed != nil {
			t.Fatal(failed)
		}
		defer tx.Rollback()
		if err = stage(t.Context(), tx, quadChange{add: ghost}, -1); err == nil {
			if _, err = carry(t.Context(), tx, -1); err == nil {
				err = errors.Join(forget(t.Context(), tx, -1), tx.Commit())
			}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	if !spoilt(t, s) {
		t.Fatal("the projection could not be spoilt")
	}
}

func spoilt(t *testing.T, s *Store) bool { return strings.Contains(nquads(t, s), "haunts") }

// addHalf does what Add does up to the moment when articles are stored and
// quads are not.
func addHalf(t *testing.T, s *Store, entries ...Entry) {
	t.Helper()
	stored, err := s.store(t.Context(), func(articleTx) (b batch, err error) {
		for _, e := range entries {
			if e, err = clean(e); err != nil {
				return b, err
			}
			r, err := newRecord(&e, "test")
			if err != nil {
				return b, err
			}
			b.news, b.texts = append(b.news, r), append(b.texts, e.Article.Text)
		}
		return b, nil
	})
	if err != nil || !stored {
		t.Fatalf("stored %v, %v", stored, err)
	}
}

func TestReopen(t *testing.T) { onBackends(t, testReopen) }

func testReopen(t *testing.T, b backend) {
	want := openTest(t)
	mustAdd(t, want, sample()...)
	place := b.place(t)
	s := openAt(t, place)
	check := func(what string) {
		t.Helper()
		if got, want := nquads(t, s), nquads(t, want); got != want {
			t.Errorf("%s:\n%s", what, diff(want, got))
		}
		if got, want := fmt.Sprint(s.Stats()), fmt.Sprint(want.Stats()); got != want {
			t.Errorf("%s: stats %s, want %s", what, got, want)
		}
	}

	mustAdd(t, s, sample()[:2]...)
	addHalf(t, s, sample()[2])
	s = reopened(t, s, place)
	check("stored without quads and opened again")
	s = reopened(t, s, place)
	check("opened again")

	// What is missing is done, and nothing else.
	spoil(t, s)
	more := report("004", say("Chile", "fines", "TikTok"))
	addHalf(t, s, more)
	mustAdd(t, want, more)
	s = reopened(t, s, place)
	if !spoilt(t, s) {
		t.Error("a missing batch led to a rebuild")
	}
	if err := s.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("rebuilt")

	// A batch that is missing twice over, and one more that comes at once.
	addHalf(t, s, report("005", say("Chile", "bans", "WeChat")))
	mustAdd(t, want, report("005", say("Chile", "bans", "WeChat")))
	mustAdd(t, s, report("006", say("Peru", "bans", "WeChat")))
	mustAdd(t, want, report("006", say("Peru", "bans", "WeChat")))
	check("two batches at once")

	// A judgement.
	j := Judgement{Kind: "rename", Entities: []string{"tiktok"}, Name: "Douyin"}
	for _, s := range []*Store{s, want} {
		if _, err := s.Curate(t.Context(), j); err != nil {
			t.Fatal(err)
		}
	}
	check("curated")
	s = reopened(t, s, place)
	check("curated and opened again")
	if !strings.Contains(nquads(t, s), `<tiktok> <rdfs:label> "Douyin"`) {
		t.Error("the judgement is lost")
	}
}

// TestBasis changes what quads depend on besides articles.
func TestBasis(t *testing.T) {
	place := backends[0].place(t)
	s := openAt(t, place)
	mustAdd(t, s, sample()...)
	spoil(t, s)
	if s = reopened(t, s, place); !spoilt(t, s) {
		t.Error("Open made the quads anew for no reason")
	}
	log := filepath.Join(place, "curation.jsonl")
	if err := os.WriteFile(log, []byte(`{"kind":"rename","entities":["tiktok"],"name":"Douyin"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if s = reopened(t, s, place); spoilt(t, s) || !strings.Contains(nquads(t, s), `"Douyin"`) {
		t.Error("the quads have not followed a log that was changed from outside")
	}
	// The line has no end, as some editors leave it.
	if _, err := s.Curate(t.Context(), Judgement{Kind: "note", Entities: []string{"tiktok"}, Note: "<&>"}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(string(data), "\n"); len(lines) != 3 || !strings.Contains(lines[1], `"<&>"`) || lines[2] != "" {
		t.Errorf("the log is\n%s", data)
	}
	if s = reopened(t, s, place); len(s.Curation()) != 2 {
		t.Errorf("got %d judgements, want 2", len(s.Curation()))
	}
	if err := os.WriteFile(log, append(data, `{"kind":"ren`...), 0o644); err != nil {
		t.Fatal(err)
	}
	if s = reopened(t, s, place); len(s.Curation()) != 2 {
		t.Errorf("with a torn line: got %d judgements, want 2", len(s.Curation()))
	}
	if err := s.Warning(); err == nil || !strings.Contains(err.Error(), "curation.jsonl:3: ") {
		t.Errorf("a torn line is not reported: %v", err)
	}
	if _, err := s.Curate(t.Context(), Judgement{Kind: "note", Entities: []string{"tiktok"}, Note: "again"}); err != nil {
		t.Fatal(err)
	}
	if s = reopened(t, s, place); len(s.Curation()) != 3 {
		t.Errorf("appended to a torn line: got %d judgements, want 3", len(s.Curation()))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"nonsense", `{"kind":"eat"}`, `{"kind":5}`} {
		if err := os.WriteFile(log, []byte(line+"\n"+string(data)), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), place, testOptions); err == nil || !strings.Contains(err.Error(), "curation.jsonl:1: ") {
			t.Errorf("log with %s: got %v, want an error that names file and line", line, err)
		}
	}
}

// countdown is a context that ends after it was asked n times.
type countdown struct {
	context.Context
	n atomic.Int64
}

func newCountdown(ctx context.Context, n int) *countdown {
	c := &countdown{Context: ctx}
	c.n.Store(int64(n))
	return c
}

func (c *countdown) Err() error {
	if c.n.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// TestHalfApplied interrupts a change of quads that takes several transactions.
func TestHalfApplied(t *testing.T) {
	var claims []nlp.Claim
	for i := range 600 {
		claims = append(claims, say(fmt.Sprintf("Ann %d", i), "fines", fmt.Sprintf("Bob %d", i%7)))
	}
	big, small := report("001", claims...), report("001", claims[:10]...)
	want := openTest(t)
	mustAdd(t, want, big)
	for _, remove := range []bool{false, true} {
		for n := 1; n < 3; n++ {
			place := backends[0].place(t)
			s := openAt(t, place)
			mustAdd(t, s, report("000", say("Ann 1", "fines", "Bob 1")))
			if remove {
				mustAdd(t, s, big)
				if err := s.articleGone(t, "001"); err != nil {
					t.Fatal(err)
				}
			} else {
				addHalf(t, s, big)
			}
			var r redo
			err := s.latestArticles(t.Context(), func(tx articleTx) (err error) {
				r, err = tx.redo(s.at.sequence)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.quads.apply(newCountdown(t.Context(), n), r); !errors.Is(err, context.Canceled) {
				t.Fatalf("apply was not interrupted: %v", err)
			}
			spoil(t, s)
			s = reopened(t, s, place)
			if !spoilt(t, s) {
				t.Error("a change half done led to a rebuild")
			}
			nodes := ghosts(t, s)
			if err := s.Rebuild(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := len(nodes) - len(ghosts(t, s)); got != 3 {
				t.Errorf("%d nodes more than a rebuild gives, want the 3 spoilt ones", got)
			}
			mustAdd(t, s, small)
		}
	}
}

func (s *Store) articleGone(t *testing.T, id string) error {
	_, err := s.store(t.Context(), func(tx articleTx) (batch, error) {
		old, err := tx.record(id)
		return batch{olds: []*record{old}}, err
	})
	return err
}

// failing is an article store whose commits fail.
type failing struct{ articleStore }

type failingTx struct{ articleTx }

var errDisk = errors.New("no space left")

func (f failing) begin(ctx context.Context, write bool) (articleTx, error) {
	tx, err := f.articleStore.begin(ctx, write)
	return failingTx{tx}, err
}

func (f failingTx) commit() error { return errDisk }

func TestFailedCommit(t *testing.T) { onBackends(t, testFailedCommit) }

func testFailedCommit(t *testing.T, b backend) {
	s, want := b.open(t), openTest(t)
	mustAdd(t, s, sample()[0])
	works := s.articles
	before := fmt.Sprint(s.Stats())
	s.articles = failing{works}
	if _, err := s.Add(t.Context(), sample()[1:]); !errors.Is(err, errDisk) {
		t.Fatalf("got %v, want %v", err, errDisk)
	}
	if after := fmt.Sprint(s.Stats()); after != before {
		t.Errorf("the index has %s, the store %s", after, before)
	}
	if _, _, err := s.Claims(t.Context(), Filter{}, 0, 100); err != nil {
		t.Error(err)
	}
	s.articles = works
	mustAdd(t, s, sample()[2])
	mustAdd(t, want, sample()[0], sample()[2])
	if got, want := nquads(t, s), nquads(t, want); got != want {
		t.Error(diff(want, got))
	}
	if got, want := fmt.Sprint(s.Stats()), fmt.Sprint(want.Stats()); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestCancelled gives up at every moment at which a context is asked.
func TestCancelled(t *testing.T) { onBackends(t, testCancelled) }

func testCancelled(t *testing.T, b backend) {
	s, want := b.open(t), openTest(t)
	mustAdd(t, s, sample()[0])
	for n := 0; ; n++ {
		before := nquads(t, s)
		stats, err := s.Add(newCountdown(t.Context(), n), sample()[1:])
		if err == nil {
			if stats.Added != 2 {
				t.Errorf("got %+v", stats)
			}
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if after := nquads(t, s); after != before {
			t.Fatalf("cancelled, but:\n%s", diff(before, after))
		}
	}
	mustAdd(t, want, sample()...)
	if got, want := nquads(t, s), nquads(t, want); got != want {
		t.Error(diff(want, got))
	}
}

// TestDamagedQuads opens a store whose quads are no file of bbolt any more.
func TestDamagedQuads(t *testing.T) {
	place := backends[0].place(t)
	s := openAt(t, place)
	mustAdd(t, s, sample()...)
	want := nquads(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, damage := range []func(path string) error{
		os.Remove,
		func(path string) error { return os.Truncate(path, 0) },
		func(path string) error { return os.Truncate(path, 5000) },
		cut,
		func(path string) error { return os.WriteFile(path, make([]byte, 1<<16), 0o644) },
	} {
		if err := damage(filepath.Join(place, "quads.db")); err != nil {
			t.Fatal(err)
		}
		s := openAt(t, place)
		if got := nquads(t, s); got != want {
			t.Error(diff(want, got))
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := Compact(place); err != nil {
		t.Fatal(err)
	}
	if got := nquads(t, openAt(t, place)); got != want {
		t.Errorf("compacted:\n%s", diff(want, got))
	}
	if err := Compact(place); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("compacting an open store: got %v, want that it is in use", err)
	}
}

// cut leaves the head of a file of bbolt and two pages.
func cut(path string) error { return os.Truncate(path, 4*int64(os.Getpagesize())) }

// TestArticlesCutShort opens a store whose articles end in their middle, as a
// copy does for which the disk had no room.
func TestArticlesCutShort(t *testing.T) {
	place := backends[0].place(t)
	s := openAt(t, place)
	mustAdd(t, s, slices.Collect(corpus(50))...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cut(filepath.Join(place, "articles.db")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), place, testOptions); err == nil || !strings.Contains(err.Error(), "articles.db is cut short") {
		t.Errorf("got %v, want that articles.db is cut short", err)
	}
}

func TestRedo(t *testing.T) {
	r := redo{from: position{4, "a"}, to: position{5, "b"}}
	r.add = append(describe("x", "X", nlp.Person, []string{"Y"}, ""), plainEdge("a", "b", "c"))
	r.del = []quad.Quad{
		{Subject: quad.IRI("a"), Predicate: quad.IRI("amount"), Object: quad.Float(1e300), Label: quad.IRI("l")},
		{Subject: quad.IRI("a"), Predicate: quad.IRI("start"), Object: quad.Int(-1), Label: quad.IRI("l")},
		{Subject: quad.IRI("a"), Predicate: quad.IRI("quote"), Object: quad.String(strings.Repeat("x", 3<<20)), Label: quad.IRI("l")},
	}
	data, err := r.encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeRedo(data, 5)
	if err != nil || fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", r) {
		t.Errorf("%v, got %.200v, want %.200v", err, got, r)
	}
	for _, n := range []int{0, 1, 3, 10, len(data) / 2, len(data) - 1} {
		if _, err := decodeRedo(data[:n], 5); err == nil {
			t.Errorf("a record cut at %d of %d bytes was read", n, len(data))
		}
	}
}

// TestRebuildWhileReading makes the quads anew in the middle of a read, which
// goes on as it began.
func TestRebuildWhileReading(t *testing.T) {
	s := openTest(t)
	mustAdd(t, s, sample()...)
	want, n := int(s.Stats().Quads), 0
	for _, err := range s.Quads(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 3 {
			mustAdd(t, s, report("004", say("Chile", "fines", "TikTok")))
			if err := s.Rebuild(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n != want {
		t.Errorf("read %d quads, %d were there at the beginning", n, want)
	}
	if !strings.Contains(nquads(t, s), "<chile> <fines> <tiktok>") {
		t.Error("the next read does not see the new quads")
	}
}
