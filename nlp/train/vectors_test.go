package train

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/nlp/nn"
)

// winkFile writes a source file whose rows are made by at.
func winkFile(t *testing.T, words []string, at func(i, j int) float64) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`{"size":3,"words":["x"],"vectors":{`)
	for i, w := range words {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:[", w)
		for j := range winkDim {
			fmt.Fprintf(&b, "%.4f,", at(i, j))
		}
		fmt.Fprintf(&b, "1.5,%d]", len(words)-i) // last word first
	}
	b.WriteString("}}")
	path := filepath.Join(t.TempDir(), "wink.json")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestVectors(t *testing.T) {
	// All variance lies in two directions, so two components keep all of it
	// and distances between words stay as they were, up to the scale.
	words := []string{"]", `"`, "a", "court", "fine", "ban"}
	at := func(i, j int) float64 {
		return math.Sin(float64(i))*float64(j%7) + math.Cos(float64(3*i))*float64(j%3)
	}
	path := winkFile(t, words, at)
	file, kept, err := Vectors(VectorOptions{Source: path, Words: 10, Dim: 2})
	if err != nil {
		t.Fatal(err)
	}
	if kept < 0.999 {
		t.Errorf("kept %.4f of the variance, want all", kept)
	}
	v, err := nn.ReadVectors(file)
	if err != nil {
		t.Fatal(err)
	}
	if v.Len() != len(words) || v.Word(0) != "ban" || v.Word(5) != "]" {
		t.Errorf("got %d words, first %q, last %q; want order by index", v.Len(), v.Word(0), v.Word(v.Len()-1))
	}
	before := func(i, k int) float64 {
		s := 0.0
		for j := range winkDim {
			s += (at(i, j) - at(k, j)) * (at(i, j) - at(k, j))
		}
		return math.Sqrt(s)
	}
	after := func(i, k int) float64 {
		a, b := make([]float32, 2), make([]float32, 2)
		v.Row(v.Index(words[i]), a)
		v.Row(v.Index(words[k]), b)
		return math.Hypot(float64(a[0]-b[0]), float64(a[1]-b[1]))
	}
	scale := after(0, 1) / before(0, 1)
	for i := range words {
		for k := range i {
			if got, want := after(i, k), scale*before(i, k); math.Abs(got-want) > 0.05*scale*before(0, 1)+0.05*want {
				t.Errorf("distance of %q and %q: got %.3f, want %.3f", words[i], words[k], got, want)
			}
		}
	}
	again, _, err := Vectors(VectorOptions{Source: path, Words: 10, Dim: 2})
	if err != nil || string(again) != string(file) {
		t.Error("a second run gives another file")
	}
	if few, _, err := Vectors(VectorOptions{Source: path, Words: 2, Dim: 2}); err != nil || len(few) >= len(file) {
		t.Errorf("two words: %d bytes, error %v", len(few), err)
	}
}

func TestVectorsErrors(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"empty": "", "no key": "{}", "cut word": `{"vectors":{"ab`, "cut row": `{"vectors":{"ab":[1,2`,
		"short row": `{"vectors":{"ab":[1,2,3]}}`, "no number": `{"vectors":{"ab":[x]}}`,
	} {
		path := filepath.Join(dir, "in.json")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Vectors(VectorOptions{Source: path, Words: 5, Dim: 2}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
