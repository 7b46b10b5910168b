package nn

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		sentence string
		want     Place
	}{
		{"A Russian court has ordered a fine against TikTok .", 0},
		{"Russia Fines TikTok In Latest Challenge To Global Social Media", Titled},
		{"COURT FINES TIKTOK OVER POSTS", Upper},
		{"i never said that , did i ?", Lower},
		{"Yes .", 0},
		{"", 0},
		{"... 42 !", 0},
	} {
		var s Style
		for _, w := range strings.Fields(c.sentence) {
			s.Add(w)
		}
		if got := s.Place(); got != c.want {
			t.Errorf("%q: got %d, want %d", c.sentence, got, c.want)
		}
	}
}

func TestWordOf(t *testing.T) {
	a, b := WordOf("Banned"), WordOf("banned")
	if a.Lower != b.Lower || a.Form == b.Form || a.Suffix != b.Suffix || a.Shape == b.Shape || a.Flags == b.Flags {
		t.Errorf("Banned %+v, banned %+v", a, b)
	}
	if WordOf("2021").Lower != WordOf("1999").Lower || WordOf("2021").Form == WordOf("1999").Form {
		t.Error("years should share the lower-cased form alone")
	}
	if a, b := WordOf(strings.Repeat("x", 64)), WordOf(strings.Repeat("x", 1<<20)); a != b {
		t.Error("what follows 64 letters should not count")
	}
	for _, s := range []string{"", "\xff\xfe", "Ⱥ", "\x00"} {
		WordOf(s)
	}
}

func randomEncoder(t *testing.T) *Encoder {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, 7))
	random := func(rows, cols int) Matrix {
		m := NewMatrix(rows, cols)
		for i := range m.Data {
			m.Data[i] = float32(rng.NormFloat64()) / 4
		}
		return m
	}
	vectors, err := ReadVectors(WriteVectors([]string{"court", "the"}, random(2, 16)))
	if err != nil {
		t.Fatal(err)
	}
	linear := func(in, out int) Linear { return Linear{random(in, out), random(1, out).Data} }
	e := &Encoder{EncoderSize: EncoderSize{Table: 64, Dim: 16, Hidden: 32, Layers: 2}, Vectors: vectors}
	e.Features, e.Project, e.Conv = Quantize(random(64, 16)), linear(16, 16), linear(Window*16, 32)
	for range e.Layers {
		e.Gates = append(e.Gates, linear(Reach*32, 3*32))
	}
	return e
}

// TestEncode checks that a sentence gives the same alone and among others, in
// a fresh batch and in a used one.
func TestEncode(t *testing.T) {
	e := randomEncoder(t)
	sentences := []string{"the court said so", "", "no", "the the the court court ."}
	add := func(b *Batch, s string) {
		e.Sentence(b)
		for _, w := range strings.Fields(s) {
			e.Token(b, AppendFeatures(nil, w, 0), w)
		}
	}
	var all Batch
	for range 2 {
		all.Reset()
		for _, s := range sentences {
			add(&all, s)
		}
		e.Encode(&all)
	}
	for i, s := range sentences {
		var one Batch
		add(&one, s)
		e.Encode(&one)
		got := all.H[all.Starts[i]*e.Hidden : all.Ends[i]*e.Hidden]
		if want := one.H[one.Starts[0]*e.Hidden : one.Ends[0]*e.Hidden]; !slices.Equal(got, want) {
			t.Errorf("%q is encoded otherwise among others", s)
		}
		if len(got) != len(strings.Fields(s))*e.Hidden {
			t.Errorf("%q has %d numbers", s, len(got))
		}
	}
}

func TestEncoderFile(t *testing.T) {
	e := randomEncoder(t)
	w := NewModelWriter("test")
	w.Encoder(e)
	m, err := OpenModel(w.File(), "test")
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.Encoder(e.Vectors)
	if err != nil {
		t.Fatal(err)
	}
	if got.EncoderSize != e.EncoderSize || !slices.Equal(got.Conv.Bias, e.Conv.Bias) || len(got.Gates) != len(e.Gates) {
		t.Errorf("got size %+v, want %+v", got.EncoderSize, e.EncoderSize)
	}
	for name, change := range map[string]func(*Encoder){
		"table": func(e *Encoder) { e.Table = 60 }, "width": func(e *Encoder) { e.Dim = 32 },
		"layers": func(e *Encoder) { e.Layers = 3 }, "huge": func(e *Encoder) { e.Hidden = 1 << 20 },
	} {
		bad := *e
		change(&bad)
		w := NewModelWriter("test")
		w.Encoder(&Encoder{EncoderSize: bad.EncoderSize, Features: e.Features, Project: e.Project, Conv: e.Conv, Gates: append(slices.Clone(e.Gates), e.Gates[0])[:min(bad.Layers, 2)]})
		m, err := OpenModel(w.File(), "test")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Encoder(e.Vectors); err == nil {
			t.Errorf("a file with a wrong %s gave no error", name)
		}
	}
}
