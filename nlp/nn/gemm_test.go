package nn

import (
	"math/rand/v2"
	"testing"
)

// TestGemm compares the kernels with the plain loop, bit for bit, on all
// remainders of the block sizes, plain, transposed and windowed.
func TestGemm(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	random := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
		return x
	}
	for _, d := range [][3]int{{1, 1, 1}, {1, 16, 3}, {5, 17, 7}, {6, 16, 1}, {7, 32, 40}, {13, 50, 64}, {24, 48, 33}} {
		m, n, k := d[0], d[1], d[2]
		for _, form := range []struct {
			name     string
			ars, acs int
		}{{"plain", k, 1}, {"transposed", 1, m}, {"windows", 1, 1}} {
			a, b, c := random(m*k+m+k), random(k*n), random(m*n)
			want := append([]float32(nil), c...)
			for j := range n {
				gemmColumn(m, k, a, form.ars, form.acs, b[j:], n, want[j:], n)
			}
			Gemm(m, n, k, a, form.ars, form.acs, b, n, c, n)
			for i := range c {
				if c[i] != want[i] {
					t.Fatalf("%dx%dx%d %s: element %d is %v, want %v", m, n, k, form.name, i, c[i], want[i])
				}
			}
		}
	}
}

func BenchmarkGemm(b *testing.B) {
	const m, n, k = 120, 128, 320
	x, y, z := make([]float32, m*k), make([]float32, k*n), make([]float32, m*n)
	for b.Loop() {
		Gemm(m, n, k, x, k, 1, y, n, z, n)
	}
	b.ReportMetric(float64(b.N)*m*n*k/b.Elapsed().Seconds()/1e9, "GMAC/s")
}
