package nn

import (
	"math"
	"math/rand"
	"strings"
	"testing"
)

func random(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

// TestKernels holds the assembly to the bits of the Go code, and both to a sum
// in float64.
func TestKernels(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for n := 0; n < 300; n++ {
		a, b := random(r, n+1)[1:], random(r, n) // a is not aligned
		want := 0.0
		for i := range a {
			want += float64(a[i]) * float64(b[i])
		}
		if got := Dot(a, b); math.Abs(float64(got)-want) > 1e-4*(1+math.Abs(want)) {
			t.Fatalf("Dot of %d: got %g, want %g", n, got, want)
		}
		if m := n &^ (lanes - 1); m > 0 {
			if got, want := dotBlocks(a[:m], b[:m]), dotGeneric(a[:m], b[:m]); got != want {
				t.Fatalf("dot of %d: assembly %g, Go %g", m, got, want)
			}
		}
		q := make([]int8, n)
		for i := range q {
			q[i] = int8(r.Intn(256) - 128)
		}
		y, z := append([]float32(nil), b...), append([]float32(nil), b...)
		alpha := float32(r.NormFloat64())
		Axpy(alpha, a, y)
		AxpyInt8(alpha, q, z)
		for i := range b {
			if want := b[i] + float32(alpha*a[i]); y[i] != want {
				t.Fatalf("Axpy of %d, element %d: got %g, want %g", n, i, y[i], want)
			}
			if want := b[i] + float32(alpha*float32(q[i])); z[i] != want {
				t.Fatalf("AxpyInt8 of %d, element %d: got %g, want %g", n, i, z[i], want)
			}
		}
		if m := n &^ 7; m > 0 {
			y, z := append([]float32(nil), b...), append([]float32(nil), b...)
			axpyGeneric(alpha, a[:m], y[:m])
			axpyBlocks(alpha, a[:m], z[:m])
			for i := range y {
				if y[i] != z[i] {
					t.Fatalf("axpy of %d, element %d: Go %g, assembly %g", m, i, y[i], z[i])
				}
			}
			axpyInt8Generic(alpha, q[:m], y[:m])
			axpyInt8Blocks(alpha, q[:m], z[:m])
			for i := range y {
				if y[i] != z[i] {
					t.Fatalf("int8 axpy of %d, element %d: Go %g, assembly %g", m, i, y[i], z[i])
				}
			}
		}
	}
}

func TestQuantize(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	m := NewMatrix(6, 20)
	for i := range m.Rows - 1 { // the last row stays zero
		for j := range m.Cols {
			m.Row(i)[j] = float32(r.NormFloat64() * math.Pow(10, float64(i-3)))
		}
	}
	q := Quantize(m)
	d := q.Dense()
	for i := range m.Rows {
		sum := make([]float32, m.Cols)
		q.AddRow(i, sum)
		for j, x := range m.Row(i) {
			if math.Abs(float64(d.Row(i)[j]-x)) > float64(q.Scale[i])*0.51 {
				t.Errorf("row %d, column %d: got %g, want %g", i, j, d.Row(i)[j], x)
			}
			if sum[j] != d.Row(i)[j] {
				t.Errorf("row %d, column %d: AddRow gives %g, Dense %g", i, j, sum[j], d.Row(i)[j])
			}
		}
	}
}

func TestMulVec(t *testing.T) {
	m := Matrix{2, 3, []float32{1, 2, 3, 4, 5, 6}}
	y := make([]float32, 2)
	m.MulVec(y, []float32{1, 0, -1}, []float32{10, 20})
	if y[0] != 8 || y[1] != 18 {
		t.Errorf("got %v, want [8 18]", y)
	}
}

func testModel() []byte {
	w := NewModelWriter("test")
	w.Bytes("labels", []byte("O\nB-PER\n"))
	w.Matrix("m", Matrix{2, 2, []float32{1, 2, 3, 4}})
	w.Floats("bias", []float32{0.5})
	w.Quantized("q", Quantize(Matrix{2, 2, []float32{127, -127, 0, 254}}))
	w.Quantized("none", Quantized{})
	return w.File()
}

func TestModel(t *testing.T) {
	file := testModel()
	m, err := OpenModel(file, "test")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := m.Bytes("labels"); err != nil || string(b) != "O\nB-PER\n" {
		t.Errorf("labels: %q, %v", b, err)
	}
	if x, err := m.Matrix("m"); err != nil || x.Rows != 2 || x.Row(1)[1] != 4 {
		t.Errorf("m: %v, %v", x, err)
	}
	if x, err := m.Floats("bias"); err != nil || len(x) != 1 || x[0] != 0.5 {
		t.Errorf("bias: %v, %v", x, err)
	}
	q, err := m.Quantized("q")
	if err != nil || q.Scale[1] != 2 || q.Data[1] != -127 {
		t.Errorf("q: %v, %v", q, err)
	}
	if q, err := m.Quantized("none"); err != nil || q.Rows != 0 {
		t.Errorf("none: %v, %v", q, err)
	}
	if _, err := m.Matrix("q"); err == nil {
		t.Error("a section of another form opens")
	}
	if _, err := m.Floats("absent"); err == nil {
		t.Error("an absent section opens")
	}
	if _, err := OpenModel(file, "ner"); err == nil || !strings.Contains(err.Error(), `"test"`) {
		t.Errorf("wrong kind: error %v", err)
	}
}

// TestModelDamage cuts and changes the file everywhere: it must be refused.
func TestModelDamage(t *testing.T) {
	file := testModel()
	for i := range file {
		if _, err := OpenModel(file[:i], "test"); err == nil {
			t.Fatalf("file cut at %d opens", i)
		}
		b := append([]byte(nil), file...)
		b[i] ^= 0x40
		if _, err := OpenModel(b, "test"); err == nil {
			t.Fatalf("file with byte %d changed opens", i)
		}
	}
}

func FuzzOpenModel(f *testing.F) {
	f.Add(testModel()[8 : len(testModel())-4])
	f.Fuzz(func(t *testing.T, body []byte) {
		w := ModelWriter{b: append([]byte(modelMagic), body...)} // a right sum over wrong content
		OpenModel(w.File(), "test")
	})
}

func TestVectorTable(t *testing.T) {
	words := []string{"the", "'s", "\"", "--", "...", "55.5", "5,555", "state", "état", "i̇x"}
	m := NewMatrix(len(words), 4)
	for i := range words {
		m.Row(i)[0] = float32(i)
	}
	v, err := ReadVectors(WriteVectors(words, m))
	if err != nil {
		t.Fatal(err)
	}
	for token, want := range map[string]string{
		"The": "the", "’s": "'s", "“": "\"", "``": "\"", "—": "--", "…": "...", "12.7": "55.5", "1,900": "5,555",
		"quasi-State": "state", "ÉTAT": "état", "zebra": "", "": "", "-": "", "x-": "", "12.75": "",
		strings.Repeat("Ⱥ", 40): "", strings.Repeat("a", 500): "", "\xff\xfe": "",
	} {
		got := ""
		if i := v.Find(token); i >= 0 {
			got = v.Word(i)
		}
		if got != want {
			t.Errorf("Find(%q): got %q, want %q", token, got, want)
		}
	}
	row := make([]float32, v.Dim())
	v.Row(v.Index("state"), row)
	if row[0] != 7 {
		t.Errorf("row of state: got %v, want 7 first", row)
	}
	if n := testing.AllocsPerRun(100, func() { v.Find("Quasi-État") }); n != 0 {
		t.Errorf("Find allocates %.0f times", n)
	}
	if _, err := ReadVectors(WriteVectors([]string{"a", "b"}, NewMatrix(1, 4))); err == nil {
		t.Error("a table with more words than rows opens")
	}
}

func FuzzFind(f *testing.F) {
	v, err := ReadVectors(WriteVectors([]string{"the", "5"}, NewMatrix(2, 4)))
	if err != nil {
		f.Fatal(err)
	}
	f.Add("The")
	f.Add("ȺȺȺȺ's")
	f.Fuzz(func(t *testing.T, s string) { v.Find(s) })
}

var sink float32

func BenchmarkDot(b *testing.B) {
	x, y := random(rand.New(rand.NewSource(1)), 320), random(rand.New(rand.NewSource(2)), 320)
	b.Run("fast", func(b *testing.B) {
		for b.Loop() {
			sink += dotBlocks(x, y)
		}
	})
	b.Run("generic", func(b *testing.B) {
		for b.Loop() {
			sink += dotGeneric(x, y)
		}
	})
}

func BenchmarkAxpyInt8(b *testing.B) {
	y := make([]float32, 64)
	x := make([]int8, 64)
	b.Run("fast", func(b *testing.B) {
		for b.Loop() {
			axpyInt8Blocks(0.1, x, y)
		}
	})
	b.Run("generic", func(b *testing.B) {
		for b.Loop() {
			axpyInt8Generic(0.1, x, y)
		}
	})
}
