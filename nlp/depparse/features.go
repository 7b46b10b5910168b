package depparse

import "github.com/newsgraph/newsgraph/nlp/nn"

// Rows of the two models; hashes are cut to them.
const (
	ActionRows = 1 << 20
	LabelRows  = 1 << 17
)

// Node is what the features see of a token.
type Node struct{ Word, Tag, Suffix, Flags uint64 }

// Root is node 0.
var Root = Node{Word: 77, Tag: 77, Suffix: 77}

var none = Node{Word: 3, Tag: 5, Suffix: 13}

// NodeOf hashes a token.
func NodeOf(text, tag string) Node {
	w := nn.WordOf(text)
	return Node{Word: w.Lower, Tag: nn.WordOf(tag).Form, Suffix: w.Suffix[2], Flags: w.Flags}
}

type adder struct {
	dst  []uint32
	kind uint64
	mask uint32
}

func (f *adder) add(x ...uint64) {
	f.kind++
	h := f.kind * 0xD6E8FEB86659FD93
	for _, v := range x {
		h = nn.Mix(h, v)
	}
	f.dst = append(f.dst, uint32(h>>24)&f.mask)
}

func (s *State) node(i int) *Node {
	if i < 0 || i > s.N {
		return &none
	}
	return &s.nodes[i]
}

func at(x []int, i int) int {
	if i < 0 || i >= len(x) {
		return -1
	}
	return x[i]
}

func (s *State) label(i int) uint64 {
	if i < 0 {
		return 7
	}
	return uint64(s.Label[i]) + 1000
}

func (s *State) set(i int) uint64 {
	if i < 0 || i > s.N {
		return 11
	}
	return s.rels[i]
}

func distance(i, j int) uint64 {
	switch d := j - i; {
	case i < 0 || j < 0:
		return 15
	case d > 10:
		return 8
	case d > 6:
		return 7
	case d > 4:
		return 6
	default:
		return uint64(d)
	}
}

// ActionFeatures appends the rows that choose the next action (after Zhang and
// Nivre 2011).
func (s *State) ActionFeatures(dst []uint32) []uint32 {
	f := adder{dst: dst, mask: ActionRows - 1}
	i0, i1, i2, j0 := s.top(0), s.top(1), s.top(2), s.B
	if j0 > s.N {
		j0 = -1
	}
	s0, s1, s2, b0, b1, b2 := s.node(i0), s.node(i1), s.node(i2), s.node(j0), s.node(s.B+1), s.node(s.B+2)
	f.add(0)
	for _, n := range [...]*Node{s0, s1, s2, b0, b1, b2} {
		f.add(n.Word, n.Tag)
		f.add(n.Word)
		f.add(n.Tag)
	}
	for _, p := range [...][2]*Node{{s0, b0}, {s1, s0}} {
		a, b := p[0], p[1]
		f.add(a.Word, a.Tag, b.Word, b.Tag)
		f.add(a.Word, b.Word)
		f.add(a.Word, a.Tag, b.Tag)
		f.add(a.Tag, b.Word, b.Tag)
		f.add(a.Tag, b.Tag)
	}
	f.add(s1.Word, b0.Word)
	f.add(s1.Tag, b0.Tag)
	f.add(s1.Word, b0.Tag)
	f.add(s1.Tag, b0.Word)
	f.add(b0.Tag, b1.Tag)
	f.add(b0.Word, b1.Word)
	f.add(b0.Word, b1.Tag)
	f.add(b0.Tag, b1.Tag, b2.Tag)
	f.add(s0.Tag, b0.Tag, b1.Tag)
	f.add(s0.Tag, b0.Word, b1.Tag)
	f.add(s0.Word, b0.Tag, b1.Tag)
	f.add(s1.Tag, s0.Tag, b0.Tag)
	f.add(s1.Tag, s0.Word, b0.Tag)
	f.add(s1.Word, s0.Tag, b0.Tag)
	f.add(s1.Tag, s0.Tag, b0.Word)
	f.add(s2.Tag, s1.Tag, s0.Tag, b0.Tag)
	f.add(s1.Tag, s0.Tag, b0.Tag, b1.Tag)
	f.add(s0.Tag, b0.Tag, b1.Tag, b2.Tag)
	s0l, s0r, s0l2, s0r2 := at(s.left, i0), at(s.right, i0), at(s.left2, i0), at(s.rite2, i0)
	s1l, s1r, s1r2 := at(s.left, i1), at(s.right, i1), at(s.rite2, i1)
	b0l, b0l2 := at(s.left, j0), at(s.left2, j0)
	f.add(s0.Tag, s.node(s0l).Tag, b0.Tag)
	f.add(s0.Tag, s.node(s0r).Tag, b0.Tag)
	f.add(s0.Tag, s.node(b0l).Tag, b0.Tag)
	f.add(s1.Tag, s.node(s1l).Tag, s0.Tag)
	f.add(s1.Tag, s.node(s1r).Tag, s0.Tag)
	f.add(s1.Tag, s0.Tag, s.node(s0l).Tag)
	f.add(s1.Tag, s0.Tag, s.node(s0r).Tag)
	f.add(s0.Tag, s.label(s0l), s.label(s0r))
	f.add(s0.Tag, s.label(s0l), s.label(s0l2))
	f.add(s0.Tag, s.label(s0r), s.label(s0r2))
	f.add(s1.Tag, s.label(s1l), s.label(s1r))
	f.add(s1.Tag, s.label(s1r), s.label(s1r2))
	f.add(b0.Tag, s.label(b0l), s.label(b0l2))
	f.add(s.node(s0l).Word, s0.Tag)
	f.add(s.node(s0r).Word, s0.Tag)
	f.add(s.node(s1r).Word, s1.Tag, s0.Tag)
	f.add(s.node(b0l).Word, b0.Tag)
	f.add(s.label(s0l), s0.Word)
	f.add(s.label(s0r), s0.Word)
	f.add(s.label(s1r), s1.Word)
	f.add(s.label(b0l), b0.Word)
	f.add(s0.Word, s.label(s0r), b0.Word)
	f.add(s1.Tag, s.label(s1r), s.label(s0l), s0.Tag)
	f.add(s1.Word, s0.Tag, s.node(s0l).Word)
	f.add(s0.Word, b0.Tag, s.node(b0l).Word)
	for _, i := range [...]int{i0, i1, j0} {
		n := s.node(i)
		f.add(n.Word, uint64(min(at(s.count, i), 4)))
		f.add(n.Tag, uint64(min(at(s.count, i), 4)))
		f.add(n.Word, s.set(i))
		f.add(n.Tag, s.set(i))
	}
	f.add(s0.Tag, s.set(i0), b0.Tag)
	f.add(s1.Tag, s.set(i1), s0.Tag)
	d, e := distance(i0, j0), distance(i1, i0)
	f.add(s0.Word, d)
	f.add(s0.Tag, d)
	f.add(b0.Tag, d)
	f.add(s0.Tag, b0.Tag, d)
	f.add(s0.Word, b0.Word, d)
	f.add(s1.Tag, s0.Tag, e)
	f.add(s1.Word, e)
	f.add(s0.Word, e)
	f.add(s1.Word, s0.Word, e)
	f.add(uint64(min(s.N-s.B+1, 4)), s0.Tag)
	f.add(s0.Suffix, s0.Tag, b0.Tag)
	f.add(s1.Suffix, s1.Tag, s0.Tag)
	f.add(b0.Suffix, b0.Tag, s0.Tag)
	return f.dst
}

// LabelFeatures appends the rows that name the arc from h to d.
func (s *State) LabelFeatures(dst []uint32, h, d int) []uint32 {
	f := adder{dst: dst, mask: LabelRows - 1, kind: 500}
	side := uint64(0)
	if d > h {
		side = 1
	}
	if h == 0 {
		side = 2
	}
	H, D := s.node(h), s.node(d)
	gap := uint64(min(max(d-h, h-d), 5))
	dl, dr := s.node(at(s.left, d)), s.node(at(s.right, d))
	before, after := s.node(d-1), s.node(d+1)
	f.add(side)
	f.add(side, H.Word)
	f.add(side, H.Tag)
	f.add(side, D.Word)
	f.add(side, D.Tag)
	f.add(side, H.Word, D.Word)
	f.add(side, H.Tag, D.Tag)
	f.add(side, H.Word, D.Tag)
	f.add(side, H.Tag, D.Word)
	f.add(side, H.Tag, D.Tag, gap)
	f.add(D.Word, D.Tag, H.Tag)
	f.add(side, before.Tag, D.Tag, H.Tag)
	f.add(side, after.Tag, D.Tag, H.Tag)
	f.add(before.Tag, D.Tag, after.Tag)
	f.add(side, s.node(h-1).Tag, H.Tag, D.Tag)
	f.add(side, s.node(h+1).Tag, H.Tag, D.Tag)
	f.add(side, before.Word, D.Tag)
	f.add(side, after.Word, D.Tag)
	f.add(side, dl.Word, D.Tag)
	f.add(side, dl.Word, H.Word)
	f.add(side, dl.Word, D.Tag, H.Tag)
	f.add(side, dr.Word, D.Tag)
	f.add(side, dl.Tag, D.Tag, H.Tag)
	f.add(side, dr.Tag, D.Tag, H.Tag)
	f.add(side, s.label(at(s.left, d)), D.Tag, H.Tag)
	f.add(side, s.label(at(s.right, d)), D.Tag, H.Tag)
	f.add(side, s.label(at(s.left, h)), H.Tag, D.Tag)
	f.add(side, s.label(at(s.right, h)), H.Tag, D.Tag)
	f.add(side, s.label(at(s.right, h)), H.Word, D.Tag)
	f.add(side, s.set(h), H.Tag, D.Tag)
	f.add(side, s.set(d), D.Tag, H.Tag)
	f.add(side, s.set(h), H.Word)
	f.add(side, s.set(d), D.Word)
	f.add(side, D.Suffix, D.Tag, H.Tag)
	f.add(side, H.Suffix, H.Tag, D.Tag)
	f.add(side, D.Suffix, H.Suffix)
	f.add(side, D.Flags, D.Tag, H.Tag)
	return f.dst
}
