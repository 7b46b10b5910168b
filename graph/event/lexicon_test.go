package event

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
)

// lexicon is the project's own, loaded once.
var lexicon = sync.OnceValue(func() *Lexicon {
	l, err := Load(data.FS)
	if err != nil {
		panic(err)
	}
	return l
})

func TestKind(t *testing.T) {
	for relation, want := range map[string]Kind{"fines": Happening, "owns": State, "founded": Once, "says": None, "open:frown": Happening} {
		if got := lexicon().Kind(relation); got != want {
			t.Errorf("%s: got %s, want %s", relation, got, want)
		}
	}
}

func TestPhrase(t *testing.T) {
	for _, c := range []struct {
		phrase, words string
		count         float64
		about         bool
	}{
		{"12 people", "people", 12, false},
		{"at least fifteen people", "people", 15, true},
		{"nearly 1,900 of its posts", "of-its-posts", 1900, true},
		{"two hundred and fifty thousand users", "users", 250_000, false},
		{"two and their dog", "and-their-dog", 2, false},
		{"twenty-five thousand users", "users", 25_000, false},
		{"3 million users", "users", 3_000_000, false},
		{"dozens of protesters", "protesters", 0, false},
		{"several journalists", "journalists", 0, false},
		{"his video", "his-video", 0, false},
		{"paragraph 5", "paragraph-5", 0, false},
		{"five", "five", 0, false},
		{"inf people", "inf-people", 0, false},
		{"", "", 0, false},
	} {
		words, count, about := lexicon().phrase(c.phrase)
		if words != c.words || count != c.count || about != c.about {
			t.Errorf("%q: got %q %v %v, want %q %v %v", c.phrase, words, count, about, c.words, c.count, c.about)
		}
	}
}

func TestPlaceLevels(t *testing.T) {
	for name, want := range map[string]level{"Moscow": town, "Russia": land, "Red Square": anyLevel} {
		a := lexicon().Argument(nlp.Slug(name), name, nlp.Place, true)
		if got := a.level(); got != want {
			t.Errorf("%s: got %d, want %d", name, got, want)
		}
	}
}

func TestLoadTellsWhatIsWrong(t *testing.T) {
	good := fstest.MapFS{
		"lexicon/relations.tsv": {Data: []byte("relation\tkind\nfines\t\n")},
		"lexicon/numbers.tsv":   {Data: []byte("word\tclass\tvalue\none\tcard\t1\n")},
		"lexicon/places.tsv":    {Data: []byte("name\tclass\nRome\tcity\n")},
	}
	if _, err := Load(good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ file, text, want string }{
		{"relations", "relation\tfamily\nfines\tlaw\n", "column kind is missing"},
		{"relations", "relation\tkind\nfines\tsometimes\n", `relations.tsv:2: kind "sometimes"`},
		{"numbers", "word\tclass\tvalue\none\tcard\tuno\n", `numbers.tsv:2: value "uno"`},
		{"places", "name\n", "column class is missing"},
		{"places", "", "places.tsv"},
	} {
		bad := fstest.MapFS{}
		for name, f := range good {
			bad[name] = f
		}
		path := "lexicon/" + c.file + ".tsv"
		if bad[path] = (&fstest.MapFile{Data: []byte(c.text)}); c.text == "" {
			delete(bad, path)
		}
		if _, err := Load(bad); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %q: got %v, want %q", c.file, c.text, err, c.want)
		}
	}
}
