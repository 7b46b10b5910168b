package graph

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestFirstOf(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		list := make([]int, rng.IntN(40))
		for i := range list {
			list[i] = rng.IntN(30)
		}
		want := slices.Sorted(slices.Values(list))
		got := slices.Clone(list)
		k := rng.IntN(50) - 3
		firstOf(got, k, cmp.Compare[int])
		n := min(max(k, 0), len(list))
		if !slices.Equal(got[:n], want[:n]) {
			t.Errorf("first %d of %v: got %v, want %v", k, list, got[:n], want[:n])
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("first %d of %v: the list now holds %v", k, list, got)
		}
	}
}

func TestSortArcs(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		list := make([]arc, rng.IntN(30))
		for i := range list {
			list[i] = arc{int32(rng.IntN(7)) - 3, int32(i)}
		}
		slices.SortFunc(list[:rng.IntN(len(list)+1)], compareArcs)
		want := slices.SortedFunc(slices.Values(list), compareArcs)
		if sortArcs(list); !slices.Equal(list, want) {
			t.Errorf("got %v, want %v", list, want)
		}
	}
}
