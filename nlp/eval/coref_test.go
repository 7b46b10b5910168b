package eval

import (
	"fmt"
	"strings"
	"testing"
)

// The expected figures come from an independent scorer that follows the
// reference implementation, on the same chains.
func TestCoreferenceScores(t *testing.T) {
	var s Coreference
	s.Add(
		[][]Span{{{0, 0}, {2, 3}, {5, 5}}, {{7, 9}, {8, 8}}, {{12, 12}, {14, 14}, {16, 18}, {20, 20}}},
		[][]Span{{{0, 0}, {2, 3}}, {{5, 5}, {7, 9}, {8, 8}, {30, 30}}, {{12, 12}, {14, 14}}, {{16, 18}, {20, 20}, {22, 22}}},
	)
	s.Add(
		[][]Span{{{1, 1}, {3, 3}}, {{4, 5}, {6, 6}, {9, 9}}},
		[][]Span{{{1, 1}, {6, 6}}, {{4, 5}, {3, 3}}, {{40, 41}, {43, 43}}},
	)
	want := `mentions  R 0.9286 P 0.7647 F1 0.8387
muc       R 0.4444 P 0.4000 F1 0.4211
b3        R 0.5238 P 0.5049 F1 0.5142
ceafe     R 0.6067 P 0.4333 F1 0.5056
CoNLL F1  0.4803
`
	if got := s.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	var zero Coreference
	if got := zero.CoNLL(); got != 0 {
		t.Errorf("no documents: CoNLL F1 %v, want 0", got)
	}
}

func TestReadCorefKeys(t *testing.T) {
	keys, err := ReadCorefKeys(strings.NewReader("#begin document a\n0\tThe\t(1\n1\tdog\t1)\n2\tits\t(1)|(2\n3\ttail\t2)\n4\tit\t(2)\n5\t.\t_\n#end document\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%d %s %v", len(keys), keys[0].Name, keys[0].Chains)
	if want := "1 a [[[0 1] [2 2]] [[2 3] [4 4]]]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := ReadCorefKeys(strings.NewReader("#begin document a\n0\tdog\t1)\n")); err == nil {
		t.Error("a chain that closes without opening gave no error")
	}
}

func TestKeyText(t *testing.T) {
	k := CorefKey{Words: strings.Fields(`He said : " I do n't care ( much ) , a well - known fact . "`)}
	text, starts := k.Text()
	if want := `He said: "I don't care (much), a well-known fact."`; text != want {
		t.Errorf("got %s, want %s", text, want)
	}
	for i, w := range k.Words {
		if !strings.HasPrefix(text[starts[i]:], w) {
			t.Errorf("word %d %q does not begin at byte %d", i, w, starts[i])
		}
	}
}
