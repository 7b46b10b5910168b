package tag

import "github.com/newsgraph/newsgraph/nlp/nn"

// Rows is the number of feature rows of the model; a hash is cut to it.
const Rows = 1 << 17

// Features appends the rows of token i: its word, affixes, shape, neighbours
// and the two tags before it.
func Features(dst []uint32, words []nn.Word, i int, prev, prev2 uint64) []uint32 {
	at := func(j int) *nn.Word {
		if j < 0 || j >= len(words) {
			return &edge
		}
		return &words[j]
	}
	w, l, ll, r, rr := at(i), at(i-1), at(i-2), at(i+1), at(i+2)
	first := uint64(0)
	if i == 0 {
		first = 1
	}
	kind := uint64(0)
	add := func(a, b, c uint64) {
		kind++
		dst = append(dst, uint32(nn.Mix(nn.Mix(nn.Mix(kind*0xD6E8FEB86659FD93, a), b), c)>>20)&(Rows-1))
	}
	add(0, 0, 0)
	add(w.Form, first, 0)
	add(w.Lower, 0, 0)
	for _, h := range w.Suffix {
		add(h, 0, 0)
	}
	for _, h := range w.Prefix {
		add(h, 0, 0)
	}
	add(w.Shape, first, 0)
	add(w.Flags, first, 0)
	add(w.Suffix[2], w.Flags, first)
	add(prev, 0, 0)
	add(prev, prev2, 0)
	add(prev, w.Lower, 0)
	add(prev2, w.Lower, 0)
	add(prev, w.Suffix[2], 0)
	add(l.Lower, 0, 0)
	add(ll.Lower, 0, 0)
	add(r.Lower, 0, 0)
	add(rr.Lower, 0, 0)
	add(l.Lower, w.Lower, 0)
	add(w.Lower, r.Lower, 0)
	add(l.Lower, r.Lower, 0)
	add(l.Suffix[2], 0, 0)
	add(r.Suffix[2], 0, 0)
	add(l.Shape, 0, 0)
	add(r.Shape, 0, 0)
	add(prev, r.Suffix[1], 0)
	add(prev, prev2, w.Suffix[1])
	add(r.Lower, rr.Lower, 0)
	add(l.Shape, w.Shape, r.Shape)
	return dst
}

var edge = nn.Word{Form: 1, Lower: 1, Shape: 1}
