package event

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/newsgraph/newsgraph/data"
)

func TestLoadKinds(t *testing.T) {
	kinds, err := LoadKinds(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	for relation, want := range map[string]Kind{"fines": Happening, "owns": State, "founded": Once, "says": None, "open:frown": Happening} {
		if got := kinds[relation]; got != want {
			t.Errorf("%s: got %s, want %s", relation, kindNames[got], kindNames[want])
		}
	}
	for text, want := range map[string]string{
		"relation\tfamily\nfines\tlaw\n":     "columns relation and kind",
		"relation\tkind\nfines\tsometimes\n": `:2: kind "sometimes"`,
	} {
		_, err := LoadKinds(fstest.MapFS{"lexicon/relations.tsv": {Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
	if _, err := LoadKinds(fstest.MapFS{}); err == nil {
		t.Error("no file: no error")
	}
}
