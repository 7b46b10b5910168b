package relation

import (
	"fmt"
	"io/fs"
	"math"
	"strconv"

	"github.com/newsgraph/newsgraph/nlp"
)

// weights is a logistic regression over what is known of a claim, from
// data/lexicon/confidence.tsv: feature and weight. "bias" is its constant.
type weights struct{ w map[string]float64 }

func loadWeights(fsys fs.FS) (*weights, error) {
	ws := &weights{w: map[string]float64{}}
	err := eachRow(fsys, "lexicon/confidence.tsv", 2, func(row []string) error {
		v, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			return fmt.Errorf("weight of %q: %w", row[0], err)
		}
		ws.w[row[0]] = v
		return nil
	})
	return ws, err
}

// confidence estimates the probability that a careful reader would find the
// claim in its sentence.
func (x *extraction) confidence(c *nlp.Claim, d draft) float64 {
	z := x.e.weights.w["bias"]
	for _, f := range x.claimFeatures(c, d) {
		z += x.e.weights.w[f]
	}
	return math.Round(100/(1+math.Exp(-z))) / 100
}

// claimFeatures names what speaks for or against a claim.
func (x *extraction) claimFeatures(c *nlp.Claim, d draft) []string {
	fs := []string{"relation=" + d.relation, "kind=" + [...]string{"verb", "noun", "adj", "entity", "name", "nominal"}[d.kind], "status=" + string(c.Status)}
	fs = append(fs, "subject="+argumentClass(c.Subject), "object="+argumentClass(c.Object))
	fs = append(fs, "subject-role="+d.subjectRole, "object-role="+d.objectRole)
	low := float32(1)
	if p := x.t.tok(d.head).Prob; p > 0 {
		low = min(low, p)
	}
	switch {
	case low < 0.5:
		fs = append(fs, "arc=low")
	case low < 0.8:
		fs = append(fs, "arc=middle")
	}
	s := &x.doc.Sentences[x.sentenceAt[d.head]]
	if s.Last-s.First > 35 {
		fs = append(fs, "long")
	}
	return fs
}

func argumentClass(a *nlp.Argument) string {
	if a == nil {
		return "none"
	}
	return string(a.Type)
}
