package relation

import (
	"testing"
	"testing/fstest"
)

func TestLoadWeights(t *testing.T) {
	load := func(rows string) (*weights, error) {
		return loadWeights(fstest.MapFS{"lexicon/confidence.tsv": {Data: []byte("# comment\nfeature\tweight\n" + rows)}})
	}
	ws, err := load("bias\t0.5\nstatus=negated\t-1\ntree\t-0.25\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := [3]float64{ws.bias, ws.of[ofStatus]["negated"], ws.of[ofTree][""]}; got != [3]float64{0.5, -1, -0.25} {
		t.Errorf("got %v", got)
	}
	for _, bad := range []string{"bias\tmuch\n", "mood=good\t1\n", "bias\n"} {
		if _, err := load(bad); err == nil {
			t.Errorf("%q gave no error", bad)
		}
	}
}
