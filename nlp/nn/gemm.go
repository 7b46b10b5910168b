package nn

import "math"

// Gemm adds the product of A (m×k) and B (k×n) to C (m×n). Element (i, p) of A
// is a[i*ars+p*acs], so that A may be transposed, or overlapping windows of a
// sequence (ars smaller than k: a convolution); B and C lie row after row, ldb
// and ldc elements apart.
//
// Each element of C takes its k products one after the other, each rounded
// once (fused), in assembly as in Go: the result has the same bits on every
// machine.
func Gemm(m, n, k int, a []float32, ars, acs int, b []float32, ldb int, c []float32, ldc int) {
	if m == 0 || n == 0 || k == 0 {
		return
	}
	_, _, _ = a[(m-1)*ars+(k-1)*acs], b[(k-1)*ldb+n-1], c[(m-1)*ldc+n-1]
	j := gemmBlocks(m, n, k, a, ars, acs, b, ldb, c, ldc)
	for ; j+4 <= n; j += 4 {
		gemmColumns(m, k, a, ars, acs, b[j:], ldb, c[j:], ldc)
	}
	for ; j < n; j++ {
		gemmColumn(m, k, a, ars, acs, b[j:], ldb, c[j:], ldc)
	}
}

// gemmColumns does four columns, so that the machine has four sums to add to.
func gemmColumns(m, k int, a []float32, ars, acs int, b []float32, ldb int, c []float32, ldc int) {
	for i := range m {
		out := (*[4]float32)(c[i*ldc:])
		s0, s1, s2, s3 := out[0], out[1], out[2], out[3]
		for p := range k {
			x, row := a[i*ars+p*acs], (*[4]float32)(b[p*ldb:])
			s0, s1, s2, s3 = fma(x, row[0], s0), fma(x, row[1], s1), fma(x, row[2], s2), fma(x, row[3], s3)
		}
		out[0], out[1], out[2], out[3] = s0, s1, s2, s3
	}
}

func gemmColumn(m, k int, a []float32, ars, acs int, b []float32, ldb int, c []float32, ldc int) {
	for i := range m {
		s := c[i*ldc]
		for p := range k {
			s = fma(a[i*ars+p*acs], b[p*ldb], s)
		}
		c[i*ldc] = s
	}
}

// fmaExact is x*y+z with one rounding, for machines without it. The product is exact in float64; where the
// rounded sum falls on the middle between two float32, the part that was
// rounded away decides.
func fmaExact(x, y, z float32) float32 {
	p, q := float64(x)*float64(y), float64(z)
	s := p + q
	if math.Float64bits(s)&(1<<29-1) == 1<<28 {
		t := s - p
		switch rest := (p - (s - t)) + (q - t); {
		case rest > 0:
			s = math.Nextafter(s, math.Inf(1))
		case rest < 0:
			s = math.Nextafter(s, math.Inf(-1))
		}
	}
	return float32(s)
}
