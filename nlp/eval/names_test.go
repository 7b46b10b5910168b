package eval

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestReadUNER(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.iob2")
	text := "# newdoc id = d1\n# sent_id = s1\n1\tNew\tB-LOC\t-\t-\n2-3\tYork's\t_\t-\t-\n2\tYork\tI-LOC\t-\t-\n3\t's\tO\t-\t-\n\n" +
		"# sent_id = s2\n1\tBob\tI-PER\t-\t-\n2\t.\tB-O\t-\t-\n"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := ReadUNER(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []NameSentence{
		{"d1", "s1", []string{"New", "York", "'s"}, []string{"B-LOC", "I-LOC", "O"}},
		{"d1", "s2", []string{"Bob", "."}, []string{"B-PER", "O"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNameCounts(t *testing.T) {
	gold := Spans(strings.Fields("B-PER I-PER O B-ORG B-LOC O B-OTH"))
	found := Spans(strings.Fields("B-PER I-PER O B-LOC B-LOC O B-ORG"))
	score := NameScore{}
	compare(score, gold, found)
	if got, want := score[""], (Counts{TP: 2, FP: 2, FN: 1}); got != want {
		t.Errorf("all: got %+v, want %+v", got, want)
	}
	if got, want := score["ORG"], (Counts{FP: 1, FN: 1}); got != want {
		t.Errorf("ORG: got %+v, want %+v", got, want)
	}
	if got := score["PER"].F1(); got != 100 {
		t.Errorf("PER: F1 %.1f, want 100", got)
	}
}

func TestLocate(t *testing.T) {
	spans, ok := locate("Hi  #tag now", 4, []string{"#", "tag", "now"})
	if !ok || spans[0].Start != 4 || spans[1].Start != 5 || spans[2].End != 12 {
		t.Errorf("got %v, %v", spans, ok)
	}
	if _, ok := locate("Hi", 0, []string{"Ho"}); ok {
		t.Error("another word is found")
	}
}
