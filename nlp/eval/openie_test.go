package eval

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestReadBenchIE(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gold.txt")
	text := "sent_id:7\tThe old farmer painted the fence in Lyon .\n" +
		"7--> Cluster 1:\n" +
		"[The] [old] farmer --> painted --> [the] fence\n" +
		"[The] [old] farmer --> painted --> [the] fence [in Lyon]\n" +
		"7--> Cluster 2:\n" +
		"[The old] farmer --> painted [the] fence in --> Lyon\n"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	sents, err := readBenchIE(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(sents) != 1 || len(sents[0].facts) != 2 || len(sents[0].facts[0]) != 2 {
		t.Fatalf("got %+v, want one sentence with two facts, the first in two ways", sents)
	}
	triple := func(s string) Triple {
		p := strings.Split(s, " | ")
		return Triple{strings.Fields(p[0]), strings.Fields(p[1]), strings.Fields(p[2])}
	}
	for _, test := range []struct {
		triples      []string
		found, wrong int
	}{
		{nil, 0, 0},
		{[]string{"farmer | painted | fence"}, 1, 0},
		{[]string{"The farmer | painted | the fence in Lyon"}, 1, 0},
		{[]string{"The farmer | painted | the fence", "The old farmer | painted | fence"}, 1, 0}, // one fact twice
		{[]string{"The farmer | painted | the fence", "The old farmer | painted the fence in | Lyon"}, 2, 0},
		{[]string{"The farmer | painted the fence in | Lyon"}, 0, 1}, // "The old" is one unit
		{[]string{"farmer | painted | fence in"}, 0, 1},
		{[]string{"farmer | painted | "}, 0, 1},
		{[]string{"old The farmer | painted | the fence"}, 0, 1},
	} {
		var triples []Triple
		for _, s := range test.triples {
			triples = append(triples, triple(s))
		}
		if found, wrong := sents[0].score(triples); found != test.found || wrong != test.wrong {
			t.Errorf("%q: found %d wrong %d, want %d and %d", test.triples, found, wrong, test.found, test.wrong)
		}
	}
	if _, err := readBenchIE(path + ".none"); err == nil {
		t.Error("a missing file gave no error")
	}
}

func TestParseUnits(t *testing.T) {
	got := parseUnits("[the] patron saint [of colonial Maryland] [unclosed words")
	want := []benchUnit{
		{[]string{"the"}, true}, {[]string{"patron"}, false}, {[]string{"saint"}, false},
		{[]string{"of", "colonial", "Maryland"}, true}, {[]string{"unclosed", "words"}, true},
	}
	if !slices.EqualFunc(got, want, func(a, b benchUnit) bool {
		return a.optional == b.optional && slices.Equal(a.words, b.words)
	}) {
		t.Errorf("got %v, want %v", got, want)
	}
}
