package train

import (
	"math"
	"testing"

	"github.com/newsgraph/newsgraph/nlp/relation"
)

// TestFitLogistic fits claims of which three in four with the feature are right
// and one in four without it.
func TestFitLogistic(t *testing.T) {
	var samples []claimSample
	with := []relation.Feature{{Name: "a", Value: 1}}
	for i := range 400 {
		s := claimSample{right: i%4 == 0}
		if i%2 == 0 {
			s.Features, s.right = with, i%8 != 0
		} else {
			s.right = i%8 == 1
		}
		samples = append(samples, s)
	}
	all := func(*claimSample) bool { return true }
	for _, x := range []struct{ penalty, with, without float64 }{{1e-6, 0.75, 0.25}, {1e9, 0.5, 0.5}} {
		l := fitLogistic(samples, x.penalty, all)
		if got := l.probability(with); math.Abs(got-x.with) > 1e-4 {
			t.Errorf("penalty %g: with the feature %.4f, want %.4f", x.penalty, got, x.with)
		}
		if got := l.probability(nil); math.Abs(got-x.without) > 1e-4 {
			t.Errorf("penalty %g: without %.4f, want %.4f", x.penalty, got, x.without)
		}
		if got := l.probability([]relation.Feature{{Name: "unknown", Value: 1}}); got != l.probability(nil) {
			t.Errorf("penalty %g: a feature that was not fitted has weight", x.penalty)
		}
	}
	// All right: the weights stay finite.
	l := fitLogistic(samples[:1:1], 1, func(s *claimSample) bool { return s.right })
	if got := l.probability(nil); math.IsNaN(got) {
		t.Errorf("got %v", got)
	}
}
