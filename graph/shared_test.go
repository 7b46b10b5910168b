package graph

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
)

// TestManyWriters fills one database from several stores at once, as processes
// do, and compares with a store that one writer has filled.
func TestManyWriters(t *testing.T) {
	place := postgresAddress(t)
	entries := slices.Collect(corpus(48))
	removed := entries[40].Article.ID
	want := openTest(t)
	mustAdd(t, want, entries...)
	if err := want.Remove(t.Context(), removed); err != nil {
		t.Fatal(err)
	}

	const writers = 4
	var stores [writers]*Store
	for i := range stores {
		stores[i] = openAt(t, place)
	}
	reader := openAt(t, place)
	var all sync.WaitGroup
	for i, s := range stores {
		all.Go(func() {
			// Every article goes through two of the writers.
			for _, mine := range [2]int{i, (i + 1) % writers} {
				for batch := range slices.Chunk(entries[12*mine:12*(mine+1)], 3) {
					if _, err := s.Add(t.Context(), batch); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	ended := make(chan struct{})
	var reading sync.WaitGroup
	reading.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-ended:
				return
			default:
			}
			views, _, err := reader.Claims(t.Context(), Filter{}, 0, 20)
			if err != nil {
				t.Errorf("read %d: %v", n, err)
				return
			}
			for _, v := range views {
				// It may go between the two questions.
				if _, _, _, err := reader.Article(v.Article); err != nil && !(v.Article == removed && errors.Is(err, ErrNotFound)) {
					t.Errorf("read %d: %v", n, err)
					return
				}
			}
		}
	})
	all.Wait()
	if err := stores[2].Remove(t.Context(), removed); err != nil {
		t.Fatal(err)
	}
	close(ended)
	reading.Wait()

	wanted := nquads(t, want)
	for deadline := time.Now().Add(time.Minute); reader.Stats().Articles != want.Stats().Articles && time.Now().Before(deadline); {
		time.Sleep(pollEvery / 20)
	}
	for i, s := range append(stores[:], reader) {
		if i != 2 { // the others have not written last
			s.poll(t.Context(), 0)
		}
		if got := nquads(t, s); got != wanted {
			t.Fatalf("store %d:\n%s", i, diff(wanted, got))
		}
		if got, want := fmt.Sprint(s.Stats()), fmt.Sprint(want.Stats()); got != want {
			t.Errorf("store %d: stats %s, want %s", i, got, want)
		}
	}
	if _, err := stores[0].Curate(t.Context(), Judgement{Kind: "wrong", Claim: entries[0].Claims[0].ID}); err != nil {
		t.Fatal(err)
	}
	stores[1].poll(t.Context(), 0)
	if n := len(stores[1].Curation()); n != 1 {
		t.Errorf("another store sees %d judgements, want 1", n)
	}
	checkWhole(t, stores[1])
}

// TestDeadWriter leaves a batch without its quads; another store on the same
// database makes them.
func TestDeadWriter(t *testing.T) {
	place := postgresAddress(t)
	s, other, want := openAt(t, place), openAt(t, place), openTest(t)
	mustAdd(t, want, sample()...)
	addHalf(t, s, sample()...)
	behind := other.poll(t.Context(), 0)
	if behind == 0 {
		t.Fatal("the other store does not see that quads are missing")
	}
	if behind = other.poll(t.Context(), behind); behind != 0 {
		t.Fatal("the other store has not made the missing quads")
	}
	if got, want := nquads(t, other), nquads(t, want); got != want {
		t.Error(diff(want, got))
	}
}

// TestShuffled adds articles in many orders and batches of many sizes.
func TestShuffled(t *testing.T) { onBackends(t, testShuffled) }

func testShuffled(t *testing.T, b backend) {
	entries := slices.Collect(corpus(20))
	want := openTest(t)
	mustAdd(t, want, entries...)
	wanted := nquads(t, want)
	orders := uint64(10)
	if b.name != "files" {
		orders = 2
	}
	for order := range orders {
		rng := rand.New(rand.NewPCG(order, 7))
		rng.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		s := b.open(t)
		for rest := entries; len(rest) > 0; {
			n := min(len(rest), 1+rng.IntN(12))
			mustAdd(t, s, rest[:n]...)
			rest = rest[n:]
		}
		if got := nquads(t, s); got != wanted {
			t.Fatalf("order %d:\n%s", order, diff(wanted, got))
		}
	}
}

// TestVerifyBesideWriter checks that what another process writes meanwhile is
// no problem of the store.
func TestVerifyBesideWriter(t *testing.T) {
	place := postgresAddress(t)
	writer, reader := openAt(t, place), openAt(t, place)
	written := make(chan error, 1)
	go func() {
		written <- history(t.Context(), writer, func(int) {})
	}()
	for rounds := 0; ; rounds++ {
		found, done := problems(t, reader)
		if found != "" {
			t.Fatalf("round %d, %d articles: %s", rounds, done.Articles, found)
		}
		select {
		case err := <-written:
			if err != nil {
				t.Error(err)
			}
			if rounds < 2 {
				t.Errorf("verified %d times while the other wrote: too few to tell", rounds)
			}
			return
		default:
		}
	}
}
