//go:build !purego

package nn

import "golang.org/x/sys/cpu"

var hasAVX2 = cpu.X86.HasAVX2

//go:noescape
func dotAVX2(a, b *float32, n int) float32

//go:noescape
func axpyAVX2(alpha float32, x, y *float32, n int)

//go:noescape
func axpyInt8AVX2(alpha float32, x *int8, y *float32, n int)

// The slices hold a multiple of 32 (dot) or 8 (axpy) elements and at least one
// such block.

func dotBlocks(a, b []float32) float32 {
	if hasAVX2 {
		return dotAVX2(&a[0], &b[0], len(a))
	}
	return dotGeneric(a, b)
}

func axpyBlocks(alpha float32, x, y []float32) {
	if hasAVX2 {
		axpyAVX2(alpha, &x[0], &y[0], len(x))
		return
	}
	axpyGeneric(alpha, x, y)
}

func axpyInt8Blocks(alpha float32, x []int8, y []float32) {
	if hasAVX2 {
		axpyInt8AVX2(alpha, &x[0], &y[0], len(x))
		return
	}
	axpyInt8Generic(alpha, x, y)
}
