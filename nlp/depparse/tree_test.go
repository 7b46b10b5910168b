package depparse

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestBestTree compares with a search through all trees.
func TestBestTree(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var search trees
	for n := 2; n <= 6; n++ {
		for range 60 {
			stride := n + rng.IntN(3)
			scores := make([]float32, n*stride)
			for i := range scores {
				scores[i] = float32(rng.NormFloat64())
			}
			got := make([]int, n)
			search.best(n, scores, stride, got)
			if !search.valid(got) {
				t.Fatalf("%d nodes: %v is no projective tree with one root", n, got)
			}
			sum := func(head []int) float64 {
				s := 0.0
				for d := 1; d < n; d++ {
					s += float64(scores[d*stride+head[d]])
				}
				return s
			}
			top := math.Inf(-1)
			eachTree(n, func(head []int) {
				if search.valid(head) {
					top = max(top, sum(head))
				}
			})
			if math.Abs(sum(got)-top) > 1e-4 {
				t.Fatalf("%d nodes: tree %v scores %v, the best %v", n, got, sum(got), top)
			}
		}
	}
}

// eachTree runs through all choices of heads without self-loops.
func eachTree(n int, yield func([]int)) {
	head := make([]int, n)
	head[0] = -1
	var choose func(int)
	choose = func(d int) {
		if d == n {
			yield(slices.Clone(head))
			return
		}
		for h := range n {
			if h != d {
				head[d] = h
				choose(d + 1)
			}
		}
	}
	choose(1)
}

func TestValid(t *testing.T) {
	for _, c := range []struct {
		name string
		head []int
		want bool
	}{
		{"chain", []int{-1, 0, 1, 2}, true},
		{"fan", []int{-1, 2, 0, 2}, true},
		{"two roots", []int{-1, 0, 0}, false},
		{"no root", []int{-1, 2, 1}, false},
		{"cycle", []int{-1, 0, 3, 2}, false},
		{"crossing", []int{-1, 3, 4, 0, 3}, false},
		{"root inside an arc", []int{-1, 3, 0, 2}, false},
	} {
		var search trees
		if got := search.valid(c.head); got != c.want {
			t.Errorf("%s %v: got %v, want %v", c.name, c.head, got, c.want)
		}
	}
}

func TestGap(t *testing.T) {
	seen := map[int]bool{}
	for dep := 1; dep < 80; dep++ {
		for head := range 80 {
			g := Gap(dep, head)
			if g < 0 || g >= Gaps {
				t.Fatalf("Gap(%d, %d) = %d", dep, head, g)
			}
			if head > 0 && head != dep && (g > 10) != (head < dep) {
				t.Fatalf("Gap(%d, %d) = %d is of the other side", dep, head, g)
			}
			seen[g] = true
		}
	}
	if len(seen) != 19 {
		t.Errorf("%d gaps, want 19: %v", len(seen), seen)
	}
}
