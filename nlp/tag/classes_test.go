package tag

import (
	"slices"
	"testing"

	"github.com/newsgraph/newsgraph/nlp/nn"
)

func TestClasses(t *testing.T) {
	c, err := ReadClasses([]byte("comply\tv\nfast\tvar\n"))
	if err != nil {
		t.Fatal(err)
	}
	if c["comply"] != Verb || c["fast"] != Verb|Adjective|Adverb || c["house"] != 0 {
		t.Errorf("got %v", c)
	}
	own := nn.AppendFeatures(nil, "Complied", nn.First)
	got := c.AppendFeatures(nil, "Complied", nn.First)
	if !slices.Equal(got[:len(own)], own) || len(got) != len(own)+2 {
		t.Errorf("Complied has rows %v, its own are %v", got, own)
	}
	// An inflected form of an unknown verb looks otherwise.
	if other := c.AppendFeatures(nil, "Replied", nn.First); other[len(own)+1] == got[len(own)+1] {
		t.Error("Replied and Complied share the row of their base forms")
	}
	if got := Classes(nil).AppendFeatures(nil, "Complied", nn.First); !slices.Equal(got, own) {
		t.Errorf("without a dictionary: rows %v, want %v", got, own)
	}
	for _, bad := range []string{"no tab\n", "\tn\n"} {
		if _, err := ReadClasses([]byte(bad)); err == nil {
			t.Errorf("%q gave no error", bad)
		}
	}
}
