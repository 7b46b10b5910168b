package tag

import "testing"

func TestLemma(t *testing.T) {
	l, err := NewLemmatizer([]byte("went\tV\tgo\nfined\tV\tfine\npeople\tNNS\tperson\nwolves\tN\twolf\nbetter\tRBR\twell\nbetter\tA\tgood\nn't\tRB\tnot\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][3]string{
		{"went", "VBD", "go"}, {"fined", "VBN", "fine"}, {"Fined", "VBN", "fine"},
		{"better", "JJR", "good"}, {"better", "RBR", "well"}, {"n't", "RB", "not"},
		{"banned", "VBD", "ban"}, {"levied", "VBN", "levy"}, {"sued", "VBD", "sue"}, {"fining", "VBG", "fine"},
		{"blocked", "VBD", "block"}, {"running", "VBG", "run"}, {"passed", "VBN", "pass"}, {"accusing", "VBG", "accuse"},
		{"criticizes", "VBZ", "criticize"}, {"passes", "VBZ", "pass"}, {"companies", "NNS", "company"}, {"taxes", "NNS", "tax"},
		{"larger", "JJR", "large"}, {"biggest", "JJS", "big"}, {"earlier", "RBR", "early"},
		{"Wolves", "NNPS", "Wolf"}, {"Americans", "NNPS", "American"}, {"STATES", "NNPS", "STATE"},
		{"TikTok", "NNP", "TikTok"}, {"Court", "NN", "court"}, {"The", "DT", "the"}, {"", "NN", ""}, {"s", "NNS", "s"},
	} {
		if got := l.Lemma(c[0], c[1]); got != c[2] {
			t.Errorf("%s %s: got %q, want %q", c[0], c[1], got, c[2])
		}
	}
	if _, err := NewLemmatizer([]byte("no tabs\n")); err == nil {
		t.Error("a line without tabs gave no error")
	}
}
