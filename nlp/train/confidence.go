package train

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/english"
	"github.com/newsgraph/newsgraph/nlp/eval"
	"github.com/newsgraph/newsgraph/nlp/relation"
)

// ConfidenceOptions say what the confidence of claims is fitted on.
type ConfidenceOptions struct {
	Gold      string  // directory of annotated articles, see eval.ReadGold
	Relations string  // table of the relations that they annotate
	Data      fs.FS   // models/ and lexicon/
	Penalty   float64 // of squared weights; 0 takes the default
	Log       io.Writer
}

// confidencePenalty is strong: a few hundred claims have a few hundred
// features.
const confidencePenalty = 4

// claimSample is a claim of article with its judgement.
type claimSample struct {
	relation.Sample
	article int
	right   bool
	guess   float64 // by weights that were fitted without its article
}

// Confidence fits the weights of claims' confidence and returns
// lexicon/confidence.tsv. The log shows how well they do on articles that they
// were not fitted on: for every article, weights are fitted on the others.
func Confidence(o ConfidenceOptions) ([]byte, error) {
	if o.Penalty == 0 {
		o.Penalty = confidencePenalty
	}
	gold, err := eval.ReadGold(o.Gold)
	if err != nil {
		return nil, err
	}
	scored, err := eval.ScoredRelations(o.Relations)
	if err != nil {
		return nil, err
	}
	pipeline, err := english.New(o.Data, relation.Options{})
	if err != nil {
		return nil, err
	}
	extractor, ok := pipeline[len(pipeline)-1].(*relation.Extractor)
	if !ok {
		return nil, fmt.Errorf("confidence: the last stage is not the one that finds claims")
	}
	var samples []claimSample
	for k, g := range gold {
		doc := pipeline[:len(pipeline)-1].Run(g.Article)
		found := extractor.Samples(doc)
		claims := make([]nlp.Claim, len(found))
		for i := range found {
			claims[i] = found[i].Claim
		}
		judged, _ := g.Judge(claims, scored)
		for i, j := range judged {
			if j != eval.Unscored {
				samples = append(samples, claimSample{Sample: found[i], article: k, right: j != eval.Wrong})
			}
		}
	}
	for k := range gold {
		w := fitLogistic(samples, o.Penalty, func(s *claimSample) bool { return s.article != k })
		for i := range samples {
			if samples[i].article == k {
				samples[i].guess = w.probability(samples[i].Features)
			}
		}
	}
	if o.Log != nil {
		writeReliability(o.Log, samples)
		writeThresholds(o.Log, samples, gold, scored)
	}
	w := fitLogistic(samples, o.Penalty, func(*claimSample) bool { return true })
	return w.table(), nil
}

// logistic holds the weights of a logistic regression.
type logistic struct {
	bias  float64
	names []string // sorted
	w     []float64
}

func (l *logistic) probability(fs []relation.Feature) float64 {
	z := l.bias
	for _, f := range fs {
		if i, ok := slices.BinarySearch(l.names, f.Name); ok {
			z += l.w[i] * f.Value
		}
	}
	return 1 / (1 + math.Exp(-z))
}

// fitLogistic finds the weights of the greatest likelihood less penalty/2 times
// their squares (the bias goes free) by Newton's method.
func fitLogistic(samples []claimSample, penalty float64, use func(*claimSample) bool) *logistic {
	l := &logistic{}
	for i := range samples {
		if use(&samples[i]) {
			for _, f := range samples[i].Features {
				l.names = append(l.names, f.Name)
			}
		}
	}
	slices.Sort(l.names)
	l.names = slices.Compact(l.names)
	n := len(l.names)
	l.w = make([]float64, n)
	type entry struct {
		at int
		x  float64
	}
	var rows [][]entry
	var right []float64
	for i := range samples {
		if !use(&samples[i]) {
			continue
		}
		row := []entry{{n, 1}} // the bias is the last
		for _, f := range samples[i].Features {
			at, _ := slices.BinarySearch(l.names, f.Name)
			row = append(row, entry{at, f.Value})
		}
		y := 0.0
		if samples[i].right {
			y = 1
		}
		rows, right = append(rows, row), append(right, y)
	}
	w := make([]float64, n+1)
	for range 30 {
		gradient := make([]float64, n+1)
		hessian := make([][]float64, n+1)
		for i := range hessian {
			hessian[i] = make([]float64, n+1)
			if i < n {
				hessian[i][i] = penalty
				gradient[i] = penalty * w[i]
			} else {
				hessian[i][i] = 1e-9 // all right or all wrong
			}
		}
		for k, row := range rows {
			z := 0.0
			for _, e := range row {
				z += w[e.at] * e.x
			}
			p := 1 / (1 + math.Exp(-z))
			for _, a := range row {
				gradient[a.at] += (p - right[k]) * a.x
				for _, b := range row {
					hessian[a.at][b.at] += p * (1 - p) * a.x * b.x
				}
			}
		}
		step, most := solve(hessian, gradient), 0.0
		for i := range w {
			s := max(-2, min(2, step[i]))
			w[i] -= s
			most = max(most, math.Abs(s))
		}
		if most < 1e-8 {
			break
		}
	}
	copy(l.w, w[:n])
	l.bias = w[n]
	return l
}

// solve returns x with a x = b for a symmetric positive definite a, which it
// overwrites by its Cholesky factor.
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	x := slices.Clone(b)
	for i := range n {
		for j := range i + 1 {
			s := a[i][j]
			for k := range j {
				s -= a[i][k] * a[j][k]
			}
			if i == j {
				a[i][i] = math.Sqrt(max(s, 1e-12))
			} else {
				a[i][j] = s / a[j][j]
			}
		}
	}
	for i := range n {
		for k := range i {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= a[k][i] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}

// table writes the weights as lexicon/confidence.tsv. Those that hardly matter
// are left out.
func (l *logistic) table() []byte {
	var b bytes.Buffer
	b.WriteString("# What speaks for and against a claim (nlp/relation, confidence.go): weights of a logistic regression,\n")
	b.WriteString("# made by nlptool fit confidence from annotated articles. Written for newsgraph; licence as the project.\n")
	b.WriteString("feature\tweight\n")
	fmt.Fprintf(&b, "bias\t%.3f\n", l.bias)
	for i, name := range l.names {
		if math.Abs(l.w[i]) >= 0.01 {
			fmt.Fprintf(&b, "%s\t%.3f\n", name, l.w[i])
		}
	}
	return b.Bytes()
}

// writeReliability shows, for claims by confidence, how sure the weights were
// and how many were right.
func writeReliability(w io.Writer, samples []claimSample) {
	const bins = 10
	var n, right, sum [bins]float64
	loss, brier := 0.0, 0.0
	for _, s := range samples {
		i := min(int(s.guess*bins), bins-1)
		n[i]++
		sum[i] += s.guess
		y := 0.0
		if s.right {
			y = 1
			right[i]++
			loss -= math.Log(s.guess)
		} else {
			loss -= math.Log(1 - s.guess)
		}
		brier += (s.guess - y) * (s.guess - y)
	}
	fmt.Fprintf(w, "%-10s %7s %10s %7s\n", "confidence", "claims", "predicted", "right")
	ece, total := 0.0, float64(len(samples))
	for i := range bins {
		if n[i] == 0 {
			continue
		}
		fmt.Fprintf(w, "%.1f-%.1f    %7.0f %10.2f %7.2f\n", float64(i)/bins, float64(i+1)/bins, n[i], sum[i]/n[i], right[i]/n[i])
		ece += math.Abs(sum[i]-right[i]) / total
	}
	fmt.Fprintf(w, "expected calibration error %.3f, log loss %.4f, Brier score %.4f\n", ece, loss/total, brier/total)
}

// writeThresholds shows what would become of the scores if claims below a
// confidence were left out.
func writeThresholds(w io.Writer, samples []claimSample, gold []*eval.GoldArticle, scored map[string]bool) {
	fmt.Fprintf(w, "%-9s %7s %9s %7s %7s %9s\n", "threshold", "claims", "precision", "recall", "F1", "says F1")
	for t := 0; t <= 60; t += 5 {
		score, kept := eval.NewClaimScore(), 0
		for k, g := range gold {
			var claims []nlp.Claim
			for _, s := range samples {
				if s.article == k && s.guess >= float64(t)/100 {
					claims = append(claims, s.Claim)
				}
			}
			kept += len(claims)
			score.Add(g, claims, nil, scored)
		}
		fmt.Fprintf(w, "%-9.2f %7d %9.3f %7.3f %7.3f %9.3f\n", float64(t)/100, kept, score.Facts.P(), score.Facts.R(), score.Facts.F1(), score.Says.F1())
	}
}
