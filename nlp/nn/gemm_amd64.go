//go:build !purego

package nn

import "golang.org/x/sys/cpu"

var hasFMA = cpu.X86.HasAVX2 && cpu.X86.HasFMA

// gemm6x16 adds a 6×k by k×16 product to c, gemm1x16 one of a single row.
// Strides are in bytes.
//
//go:noescape
func gemm6x16(k int, a *float32, ars, acs int, b *float32, ldb int, c *float32, ldc int)

//go:noescape
func gemm1x16(k int, a *float32, acs int, b *float32, ldb int, c *float32)

// gemmBlocks does the columns that fill blocks of 16 and returns the next one.
func gemmBlocks(m, n, k int, a []float32, ars, acs int, b []float32, ldb int, c []float32, ldc int) int {
	if !hasFMA {
		return 0
	}
	j := 0
	for ; j+16 <= n; j += 16 {
		i := 0
		for ; i+6 <= m; i += 6 {
			gemm6x16(k, &a[i*ars], 4*ars, 4*acs, &b[j], 4*ldb, &c[i*ldc+j], 4*ldc)
		}
		for ; i < m; i++ {
			gemm1x16(k, &a[i*ars], 4*acs, &b[j], 4*ldb, &c[i*ldc+j])
		}
	}
	return j
}
