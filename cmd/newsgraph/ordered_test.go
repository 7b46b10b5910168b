package main

import (
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"
)

func count(n int, errAt int, err error) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			var e error
			if i == errAt {
				e = err
			}
			if !yield(i, e) {
				return
			}
		}
	}
}

func TestOrderedKeepsOrderAndErrors(t *testing.T) {
	bad := errors.New("bad")
	var running, most atomic.Int32
	square := func(i int) (int, error) {
		if r := running.Add(1); r > most.Load() {
			most.Store(r)
		}
		defer running.Add(-1)
		time.Sleep(time.Duration(rand.IntN(300)) * time.Microsecond)
		return i * i, nil
	}
	next := 0
	for got, err := range ordered(context.Background(), count(200, 77, bad), 3, square) {
		switch {
		case next == 77:
			if !errors.Is(err, bad) {
				t.Errorf("error of value 77: got %v, want %v", err, bad)
			}
		case err != nil || got != next*next:
			t.Fatalf("value %d: got %d, %v, want %d", next, got, err, next*next)
		}
		next++
	}
	if next != 200 {
		t.Errorf("got %d values, want 200", next)
	}
	if most.Load() > 3 {
		t.Errorf("%d values were worked on at once, want at most 3", most.Load())
	}
}

func TestOrderedBoundsWhatIsUnderWay(t *testing.T) {
	var read atomic.Int32
	seq := func(yield func(int, error) bool) {
		for i := range 1000 {
			read.Store(int32(i + 1))
			if !yield(i, nil) {
				return
			}
		}
	}
	hold := make(chan struct{})
	go func() {
		time.Sleep(20 * time.Millisecond)
		close(hold)
	}()
	first := func(i int) (int, error) {
		if i == 0 {
			<-hold
		}
		return i, nil
	}
	for range ordered(context.Background(), seq, 4, first) {
		if got := read.Load(); got > 17 {
			t.Errorf("%d values were read before the first came out, want at most 4n and one in hand", got)
		}
		break
	}
}

func TestOrderedStopsThoughTheSourceBlocks(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	blocked := make(chan struct{})
	defer close(blocked)
	seq := func(yield func(int, error) bool) {
		yield(1, nil)
		<-blocked
	}
	var got []int
	for v := range ordered(ctx, seq, 2, func(i int) (int, error) { return i, nil }) {
		got = append(got, v)
		cancel()
	}
	if len(got) != 1 || got[0] != 1 {
		t.Errorf("got %v, want the one value that was there", got)
	}
}
