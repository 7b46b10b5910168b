package depparse

// Actions of the arc-hybrid system (Kuhlmann, Gómez-Rodríguez and Satta 2011).
// Nodes are 1 to n, 0 is the root.
const (
	Shift = iota // move the first of the buffer to the stack
	Left         // the first of the buffer governs the top of the stack
	Right        // the second of the stack governs its top
	actions
)

// State is a configuration: a stack, the rest of the sentence from B on, and
// the arcs so far.
type State struct {
	N, B  int
	Stack []int
	Head  []int
	Label []int
	left  []int // outermost child on each side, -1 for none, and the one before
	left2 []int
	right []int
	rite2 []int
	count []int    // children
	rels  []uint64 // set of the labels of children
	nodes []Node
}

// Reset begins a sentence. Node 0 is the root.
func (s *State) Reset(nodes []Node) {
	m := len(nodes)
	s.nodes, s.N, s.B = nodes, m-1, 1
	s.Stack = append(s.Stack[:0], 0)
	for _, p := range []*[]int{&s.Head, &s.left, &s.left2, &s.right, &s.rite2} {
		*p = grow(*p, m)
		for i := range *p {
			(*p)[i] = -1
		}
	}
	s.Label, s.count = grow(s.Label, m), grow(s.count, m)
	clear(s.Label)
	clear(s.count)
	if cap(s.rels) < m {
		s.rels = make([]uint64, m)
	}
	s.rels = s.rels[:m]
	clear(s.rels)
}

func grow(x []int, n int) []int {
	if cap(x) < n {
		return make([]int, n, 2*n)
	}
	return x[:n]
}

// Done reports whether every node has a governor.
func (s *State) Done() bool { return s.B > s.N && len(s.Stack) == 1 }

func (s *State) top(k int) int {
	if i := len(s.Stack) - 1 - k; i >= 0 {
		return s.Stack[i]
	}
	return -1
}

// Legal reports whether the action can be taken. The root takes its only child
// last, so that every sentence has one root.
func (s *State) Legal(a int) bool {
	switch a {
	case Shift:
		return s.B <= s.N
	case Left:
		return s.B <= s.N && s.top(0) > 0
	}
	return len(s.Stack) >= 2 && (s.top(1) != 0 || s.B > s.N)
}

// Arc is the governor and dependent that Left or Right would join.
func (s *State) Arc(a int) (head, dep int) {
	if a == Left {
		return s.B, s.top(0)
	}
	return s.top(1), s.top(0)
}

// Apply takes an action; label counts for Left and Right only.
func (s *State) Apply(a, label int) {
	if a == Shift {
		s.Stack = append(s.Stack, s.B)
		s.B++
		return
	}
	h, d := s.Arc(a)
	s.Stack = s.Stack[:len(s.Stack)-1]
	s.Head[d], s.Label[d] = h, label
	s.count[h]++
	s.rels[h] |= 1 << (uint(label) & 63)
	if d < h {
		s.left2[h], s.left[h] = s.left[h], d
	} else {
		s.rite2[h], s.right[h] = s.right[h], d
	}
}

// Cost counts the gold arcs that the action puts out of reach (Goldberg and
// Nivre 2013).
func (s *State) Cost(a int, gold []int) int {
	c := 0
	x := s.top(0)
	if a == Shift {
		b := s.B
		for i, y := range s.Stack {
			if y != 0 && (gold[y] == b || gold[b] == y && i < len(s.Stack)-1) {
				c++
			}
		}
		return c
	}
	for d := s.B; d <= s.N; d++ {
		if gold[d] == x {
			c++
		}
	}
	if a == Left {
		if gold[x] > s.B || gold[x] == s.top(1) || gold[x] == 0 {
			c++
		}
	} else if gold[x] >= s.B || gold[x] == 0 && s.top(1) != 0 {
		c++
	}
	return c
}
