package graph

import "math/bits"

// table finds things that their owner keeps in a list, by hash: open addressing
// with linear probing (Knuth, The Art of Computer Programming 3, 6.4, 1973). It
// keeps the number of each thing and nothing else, so it takes a fifth of a map
// from a key to the number, and no work of the garbage collector.
type table struct {
	slots []int32 // number plus 1; 0 never used, gone where a thing was deleted
	used  int     // slots that are not 0
	live  int     // things
}

const gone = -1

// reserve empties the table and makes room for n things.
func (t *table) reserve(n int) {
	t.slots = make([]int32, max(16, 1<<bits.Len(uint(n+n/3))))
	t.used, t.live = 0, 0
}

// find returns the number of the thing with this hash that is the one wanted.
func (t *table) find(hash uint32, wanted func(n int32) bool) (int32, bool) {
	if len(t.slots) == 0 {
		return none, false
	}
	mask := uint32(len(t.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		switch n := t.slots[at] - 1; {
		case n == none:
			return none, false
		case n >= 0 && wanted(n):
			return n, true
		}
	}
}

// add puts in a thing that is not there. hashes tells the hash of every thing in
// the table.
func (t *table) add(hash uint32, n int32, hashes func(n int32) uint32) {
	if 4*(t.used+1) > 3*len(t.slots) {
		old := t.slots
		t.reserve(2 * (t.live + 1))
		for _, v := range old {
			if v > 0 {
				t.put(hashes(v-1), v-1)
			}
		}
	}
	t.put(hash, n)
}

func (t *table) put(hash uint32, n int32) {
	mask := uint32(len(t.slots) - 1)
	at := hash & mask
	for t.slots[at] != 0 {
		at = (at + 1) & mask
	}
	t.slots[at] = n + 1
	t.used++
	t.live++
}

// delete takes out a thing that is there.
func (t *table) delete(hash uint32, n int32) {
	mask := uint32(len(t.slots) - 1)
	at := hash & mask
	for t.slots[at] != n+1 {
		at = (at + 1) & mask
	}
	t.slots[at] = gone
	t.live--
}
