package graph

import "slices"

// board is a set of nodes in the order in which they came, which numbers its
// members and tells in one step whether a node is one. A search takes one from
// its index and gives it back, so that a small search does not pay for the size
// of the index.
type board struct {
	nodes []int32
	on    []uint64 // by spot, a bit each: whether it is a member. Most nodes are none, and bits stay in the cache.
	at    []int32  // by spot: the number of the node, where it is a member

	weights []weight // for expand
}

// spot is where a node stands in board.at: entities at even places, unknown
// agents at odd ones.
func spot(e int32) uint32 {
	if e < 0 {
		return 2*uint32(^e) + 1
	}
	return 2 * uint32(e)
}

// takeBoard is an empty board that fits all nodes.
func (x *index) takeBoard() *board {
	b, ok := x.boards.Get().(*board)
	if !ok {
		b = new(board)
	}
	if n := 2 * len(x.entities); len(b.at) < n {
		b.at = make([]int32, n+n/8)
		b.on = make([]uint64, len(b.at)/64+1)
	}
	return b
}

func (x *index) giveBack(b *board) {
	b.clear()
	x.boards.Put(b)
}

func (b *board) clear() {
	for _, e := range b.nodes {
		b.on[spot(e)/64] = 0
	}
	b.nodes = b.nodes[:0]
}

// add returns the number of a node, which becomes a member.
func (b *board) add(e int32) int {
	p := spot(e)
	if bit := uint64(1) << (p % 64); b.on[p/64]&bit == 0 {
		b.on[p/64] |= bit
		b.at[p] = int32(len(b.nodes))
		b.nodes = append(b.nodes, e)
	}
	return int(b.at[p])
}

// find returns the number of a node, -1 where it is no member.
func (b *board) find(e int32) int {
	p := spot(e)
	if b.on[p/64]&(1<<(p%64)) == 0 {
		return -1
	}
	return int(b.at[p])
}

// reorder puts the members from number n on in another order.
func (b *board) reorder(n int, order []int32) {
	for i, e := range order {
		b.nodes[n+i] = e
		b.at[spot(e)] = int32(n + i)
	}
}

// firstOf sorts the k smallest of a list to its front and leaves the rest in
// any order. It takes time linear in the list where k is small: most of the
// list is compared once, with the largest of the k so far.
func firstOf[T any](list []T, k int, compare func(a, b T) int) {
	if k >= len(list) {
		slices.SortFunc(list, compare)
		return
	}
	if k <= 0 {
		return
	}
	// The front is a heap with its largest on top.
	front := list[:k]
	sink := func(i int) {
		for {
			child := 2*i + 1
			if child >= k {
				return
			}
			if child+1 < k && compare(front[child+1], front[child]) > 0 {
				child++
			}
			if compare(front[i], front[child]) >= 0 {
				return
			}
			front[i], front[child] = front[child], front[i]
			i = child
		}
	}
	for i := k/2 - 1; i >= 0; i-- {
		sink(i)
	}
	for i := k; i < len(list); i++ {
		if compare(list[i], front[0]) < 0 {
			list[i], front[0] = front[0], list[i]
			sink(0)
		}
	}
	slices.SortFunc(front, compare)
}
