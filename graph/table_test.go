package graph

import (
	"math/rand/v2"
	"testing"
)

// TestTable compares a table with a map, under a hash that is good, one of which
// many are equal, and one of which all are.
func TestTable(t *testing.T) {
	for _, mask := range []uint32{1<<32 - 1, 7, 0} {
		rng := rand.New(rand.NewPCG(1, uint64(mask)))
		var list []uint32 // things: keys by number
		hashes := func(n int32) uint32 { return list[n] * 2654435761 & mask }
		hash := func(key uint32) uint32 { return key * 2654435761 & mask }
		var tab table
		if mask == 7 {
			tab.reserve(100)
		}
		want := make(map[uint32]int32)
		for step := range 3000 {
			key := rng.Uint32N(200)
			n, ok := tab.find(hash(key), func(n int32) bool { return list[n] == key })
			if m, there := want[key]; ok != there || ok && n != m {
				t.Fatalf("mask %x, step %d: find(%d) = %d, %v, want %d, %v", mask, step, key, n, ok, m, there)
			}
			switch {
			case !ok:
				list = append(list, key)
				n = int32(len(list) - 1)
				tab.add(hash(key), n, hashes)
				want[key] = n
			case rng.IntN(2) == 0:
				tab.delete(hash(key), n)
				delete(want, key)
			}
			if tab.live != len(want) {
				t.Fatalf("mask %x, step %d: %d live, want %d", mask, step, tab.live, len(want))
			}
		}
	}
}
