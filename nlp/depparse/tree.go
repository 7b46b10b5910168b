package depparse

import "math"

// trees finds the best projective tree with one root (Eisner 1996). Spans are
// complete (both ends have all dependents inside) or incomplete (an arc joins
// the ends). Each chart is kept so that the inner loops read along rows:
// fromLeft[i*n+j] and fromRight[j*n+i] are the same span.
type trees struct {
	n                      int
	rightFrom, rightTo     []float32 // complete, head at the left end
	leftFrom, leftTo       []float32 // complete, head at the right end
	arcRightFrom, arcLeft  []float32 // incomplete: head left, by left end; head right, by right end
	splitR, splitL, splitI []int32
	seen                   []uint8
}

// best fills head[1:n] with the tree that has the highest sum of
// scores[d*stride+h], the score of h as governor of d; node 0 is the root and
// head[0] is -1.
func (t *trees) best(n int, scores []float32, stride int, head []int) {
	head[0] = -1
	for d := 1; d < n; d++ {
		row := scores[d*stride : d*stride+n]
		h := -1
		for i, s := range row {
			if i != d && (h < 0 || s > row[h]) {
				h = i
			}
		}
		head[d] = h
	}
	if !t.valid(head[:n]) {
		t.eisner(n, scores, stride, head)
	}
}

// valid reports whether the heads are a projective tree whose root has one
// child.
func (t *trees) valid(head []int) bool {
	roots := 0
	for d := 1; d < len(head); d++ {
		if head[d] == 0 {
			roots++
		}
	}
	if roots != 1 {
		return false
	}
	t.seen = append(t.seen[:0], make([]uint8, len(head))...)
	for d := 1; d < len(head); d++ {
		// Climb until a node that is known to reach the root; marks of this
		// climb are 1, of earlier ones 2.
		x := d
		for x != 0 && t.seen[x] == 0 {
			t.seen[x] = 1
			x = head[x]
		}
		if x != 0 && t.seen[x] == 1 {
			return false
		}
		for x = d; x != 0 && t.seen[x] == 1; x = head[x] {
			t.seen[x] = 2
		}
	}
	for d := 1; d < len(head); d++ {
		low, high := min(d, head[d]), max(d, head[d])
		for k := low + 1; k < high; k++ {
			if head[k] < low || head[k] > high {
				return false
			}
		}
	}
	return true
}

func (t *trees) eisner(n int, scores []float32, stride int, head []int) {
	t.n = n
	size := n * n
	for _, p := range []*[]float32{&t.rightFrom, &t.rightTo, &t.leftFrom, &t.leftTo, &t.arcRightFrom, &t.arcLeft} {
		if cap(*p) < size {
			*p = make([]float32, size)
		}
		*p = (*p)[:size]
	}
	for _, p := range []*[]int32{&t.splitR, &t.splitL, &t.splitI} {
		if cap(*p) < size {
			*p = make([]int32, size)
		}
		*p = (*p)[:size]
	}
	for i := 1; i < n; i++ {
		t.rightFrom[i*n+i], t.rightTo[i*n+i], t.leftFrom[i*n+i], t.leftTo[i*n+i] = 0, 0, 0, 0
	}
	for width := 1; width < n-1; width++ {
		for i := 1; i+width < n; i++ {
			j := i + width
			// Join a span that hangs from i and one that hangs from j.
			m, v := bestSum(t.rightFrom[i*n+i:i*n+j], t.leftTo[j*n+i+1:j*n+j+1])
			t.splitI[i*n+j] = int32(i + m)
			t.arcLeft[j*n+i] = v + scores[i*stride+j]
			t.arcRightFrom[i*n+j] = v + scores[j*stride+i]
			m, v = bestSum(t.leftFrom[i*n+i:i*n+j], t.arcLeft[j*n+i:j*n+j])
			t.splitL[i*n+j] = int32(i + m)
			t.leftFrom[i*n+j], t.leftTo[j*n+i] = v, v
			m, v = bestSum(t.arcRightFrom[i*n+i+1:i*n+j+1], t.rightTo[j*n+i+1:j*n+j+1])
			t.splitR[i*n+j] = int32(i + 1 + m)
			t.rightFrom[i*n+j], t.rightTo[j*n+i] = v, v
		}
	}
	root, top := 1, float32(math.Inf(-1))
	for r := 1; r < n; r++ {
		if v := scores[r*stride] + t.leftTo[r*n+1] + t.rightFrom[r*n+n-1]; v > top {
			root, top = r, v
		}
	}
	head[root] = 0
	t.left(1, root, head)
	t.right(root, n-1, head)
}

func bestSum(a, b []float32) (int, float32) {
	best, at := a[0]+b[0], 0
	b = b[:len(a)]
	for i, x := range a {
		if s := x + b[i]; s > best {
			best, at = s, i
		}
	}
	return at, best
}

// left follows the complete span whose head is its right end j.
func (t *trees) left(i, j int, head []int) {
	for i < j {
		m := int(t.splitL[i*t.n+j])
		head[m] = j
		k := int(t.splitI[m*t.n+j])
		t.right(m, k, head)
		t.left(k+1, j, head)
		j = m
	}
}

// right follows the complete span whose head is its left end i.
func (t *trees) right(i, j int, head []int) {
	for i < j {
		m := int(t.splitR[i*t.n+j])
		head[m] = i
		k := int(t.splitI[i*t.n+m])
		t.right(i, k, head)
		t.left(k+1, m, head)
		i = m
	}
}
