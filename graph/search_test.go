package graph

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

// TestSimilarWords compares with the distances of every beginning of every word.
func TestSimilarWords(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	letters := []string{"a", "b", "c", "ж"}
	spell := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(letters[rng.IntN(len(letters))])
		}
		return b.String()
	}
	for range 200 {
		w := newWordIndex()
		for e := range int32(60) {
			w.put(e, foldNames(spell(1+rng.IntN(10)), nil))
			if e == 40 {
				w.merge()
			}
			if e%7 == 6 {
				w.drop(e - 3)
			}
		}
		query := spell(4 + rng.IntN(6))
		got := make(map[string]bool)
		w.eachSimilar(query, func(word string) {
			if len(w.postings[word]) > 0 {
				got[word] = true
			}
		})
		allowed := 1
		if len([]rune(query)) >= 8 {
			allowed = 2
		}
		for word := range w.postings {
			near := false
			runes := []rune(word)
			for n := range len(runes) + 1 {
				near = near || editDistance([]rune(query), runes[:n]) <= allowed
			}
			if near != got[word] {
				t.Errorf("%q for %q: got %v, want %v", word, query, got[word], near)
			}
		}
	}
}

// editDistance follows the definition, a row for each letter of a.
func editDistance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0:
				d[i][j] = j
			case j == 0:
				d[i][j] = i
			default:
				d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+1)
				if a[i-1] == b[j-1] {
					d[i][j] = min(d[i][j], d[i-1][j-1])
				}
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d[i][j] = min(d[i][j], d[i-2][j-2]+1)
				}
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestSearchRanking(t *testing.T) {
	s := openTest(t)
	mustAdd(t, s,
		report("1", say("Bank", "meets", "A"), say("River Bank", "meets", "A"), say("Banks Group", "meets", "A"), say("Bankman", "meets", "A")),
		report("2", say("Bankman", "meets", "B"), say("River Bank", "meets", "B"), say("Bankman", "sues", "C"), say("Volodymyr Zelensky", "meets", "Banks Group")),
		report("3", say("Bankman", "sues", "B"), say("Jürgen Groß", "leads", "A")))
	person := report("4", say("Banker Smith", "leads", "A"))
	person.Claims[0].Subject.Type, person.Mentions[0].Type = nlp.Person, nlp.Person
	mustAdd(t, s, person)
	for _, test := range []struct {
		query, want string
		types       []nlp.EntityType
	}{
		{"bank", "bank river-bank bankman banks-group banker-smith", nil},
		{"Bank", "banker-smith", []nlp.EntityType{nlp.Person}},
		{"bank riv", "river-bank", nil},
		{"Зеленський", "volodymyr-zelensky", nil},
		{"Владимир Зеленский", "", nil},
		{"jurgen gross", "jurgen-groß", nil},
		{"JÜRGEN", "jurgen-groß", nil},
		{"zelenksy", "volodymyr-zelensky", nil},
		{strings.Repeat("bank ", 5000), "river-bank bank bankman banks-group banker-smith", nil},
		{"bank bank", "river-bank bank bankman banks-group banker-smith", nil},
	} {
		found, err := s.Search(t.Context(), test.query, 0, test.types...)
		if got := ids(found); err != nil || got != test.want {
			t.Errorf("Search(%.20q): got %q, %v, want %q", test.query, got, err, test.want)
		}
	}
	found, err := s.Search(t.Context(), "bank", 2)
	if got := ids(found); err != nil || got != "bank river-bank" {
		t.Errorf("two: got %q, %v", got, err)
	}
	if all, err := s.Search(t.Context(), "bank", 1<<40); err != nil || len(all) != 5 || slices.ContainsFunc(all, func(e EntityInfo) bool { return e.Name == "" }) {
		t.Errorf("no limit: got %v, %v", all, err)
	}
}
