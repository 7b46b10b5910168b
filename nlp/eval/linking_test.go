package eval

import (
	"bytes"
	"math"
	"testing"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
)

func TestCrossPairs(t *testing.T) {
	mentions := []xdocMention{
		{Doc: "a", Wiki: "x"}, {Doc: "a", Wiki: "x"}, {Doc: "b", Wiki: "x"}, {Doc: "c", Wiki: "y"}, {Doc: "c", Wiki: "x"},
	}
	// Gold pairs: both of a with b and with c's x, and b with it: five. Found are
	// those of a with b; y, taken for the same, makes three that are wrong.
	got := crossPairs(mentions, []string{"1", "1", "1", "1", "2"})
	if math.Abs(got.R()-2.0/5) > 1e-9 || math.Abs(got.P()-2.0/5) > 1e-9 {
		t.Errorf("got recall %.3f, precision %.3f, want 2/5 and 2/5", got.R(), got.P())
	}
}

func TestLinkDocuments(t *testing.T) {
	mentions := []xdocMention{
		{Doc: "a", Text: "the United States", Type: nlp.Place},
		{Doc: "a", Text: "Emperor Norton 's", Type: nlp.Person},
		{Doc: "b", Text: "U.S.", Type: nlp.Place},
		{Doc: "b", Text: "the emperor", Type: nlp.Person},
		{Doc: "c", Text: "the emperor", Type: nlp.Person},
	}
	got, err := LinkDocuments(Inputs{Models: data.FS}, mentions)
	if err != nil {
		t.Fatal(err)
	}
	if got[0] != got[2] || got[3] == got[4] || got[1] == got[3] {
		t.Errorf("got %q", got)
	}
}

func TestListConfusions(t *testing.T) {
	var b bytes.Buffer
	listConfusions(&b, "data", []string{"x", "x", "y"}, []string{"1", "2", "2"}, []string{"p", "q", "r"})
	want := "data, torn apart: x\n\t1\t1\tp\n\t1\t2\tq\ndata, fallen together: 2\n\t1\tx\tq\n\t1\ty\tr\n"
	if got := b.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
