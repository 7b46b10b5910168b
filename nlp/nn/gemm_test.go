package nn

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
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

// TestFMA compares with sums of arbitrary precision, on sums that fall on or
// next to the middle between two float32 above all.
func TestFMA(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 200000 {
		x, y := float32(rng.NormFloat64()), float32(rng.NormFloat64())
		z := float32(math.Ldexp(rng.NormFloat64(), rng.IntN(60)-30))
		if rng.IntN(2) == 0 {
			x, y = float32(1+rng.IntN(1<<12)), float32(1+rng.IntN(1<<12))
			z = float32(math.Ldexp(float64(1+rng.IntN(1<<24)), rng.IntN(30)))
		}
		exact := new(big.Float).SetPrec(200).Mul(big.NewFloat(float64(x)), big.NewFloat(float64(y)))
		want, _ := exact.Add(exact, big.NewFloat(float64(z))).Float32()
		if got := fma(x, y, z); got != want {
			t.Fatalf("fma(%v, %v, %v) = %v, want %v", x, y, z, got, want)
		}
		if got := fmaExact(x, y, z); got != want {
			t.Fatalf("fmaExact(%v, %v, %v) = %v, want %v", x, y, z, got, want)
		}
	}
}

func TestRemember(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{0, 1, 8, 13, 64} {
		var in [5][]float32
		for i := range in {
			for range n {
				in[i] = append(in[i], float32(4*rng.NormFloat64()))
			}
		}
		memory, out := slices.Clone(in[3]), slices.Clone(in[4])
		rememberGeneric(in[0], in[1], in[2], memory, out)
		remember(in[0], in[1], in[2], in[3], in[4])
		if !slices.Equal(in[3], memory) || !slices.Equal(in[4], out) {
			t.Errorf("%d units: got %v %v, want %v %v", n, in[3], in[4], memory, out)
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
