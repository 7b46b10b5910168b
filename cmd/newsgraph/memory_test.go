package main

import "testing"

func TestGarbagePercent(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		live uint64
		want int
	}{{0, 100}, {100 * mb, 100}, {192 * mb, 100}, {384 * mb, 50}, {500 * mb, 35}, {700 * mb, 25}, {20_000 * mb, 25}} {
		if got := garbagePercent(c.live); got != c.want {
			t.Errorf("%d MB: got %d, want %d", c.live/mb, got, c.want)
		}
	}
}
