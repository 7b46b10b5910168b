// Package eval measures the analysis against annotated corpora: trees (tags,
// lemmas, dependencies), names, coreference, times and amounts, claims. Each
// layer has a file with its scorer and its entry in Layers. Figures are pinned
// in testdata/scores.txt, which a test compares and `nlptool eval -o` writes,
// so that a change of quality is seen in the change that makes it.
//
// The corpora are not part of the module; without them the test skips. The
// package is never linked into newsgraph.
package eval

import (
	"bufio"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/newsgraph/newsgraph/nlp/depparse"
	"github.com/newsgraph/newsgraph/nlp/segment"
	"github.com/newsgraph/newsgraph/nlp/tag"
)

// Inputs is what a layer needs to be measured.
type Inputs struct {
	Shared string // directory that holds corpora/, bench/ and gold/
	Models fs.FS  // with models/ and lexicon/, as package data has
}

// Score is one figure: on which data, what was measured, and the value, in per
// cent unless the measure says otherwise.
type Score struct {
	Layer, Data, Measure string
	Value                float64
}

// Layer is a part of the analysis that is measured by itself.
type Layer struct {
	Name string
	Run  func(Inputs) ([]Score, error)
}

// Layers lists all layers in the order in which they are written.
var Layers = []Layer{
	{"trees", TreeScores},
	{"names", NameScores},
	{"coref", CorefScores},
	{"temporal", TemporalScores},
	{"claims", ClaimScores},
	{"linking", LinkingScores},
	{"events", EventScores},
	{"factuality", FactualityScores},
	{"openie", OpenIEScores},
}

// syntax loads the stages up to the trees, for text whose every line is body.
func syntax(models fs.FS) (*segment.Segmenter, *tag.Tagger, *depparse.Parser, error) {
	segmenter, err := segment.New(models)
	if err != nil {
		return nil, nil, nil, err
	}
	segmenter.Plain = true
	tagger, err := tag.New(models)
	if err != nil {
		return nil, nil, nil, err
	}
	parser, err := depparse.New(models)
	return segmenter, tagger, parser, err
}

// Write prints scores, one a line: layer, data, measure and value, parted by
// tabs.
func Write(w io.Writer, scores []Score) error {
	for _, s := range scores {
		if _, err := fmt.Fprintf(w, "%s\t%s\t%s\t%.2f\n", s.Layer, s.Data, s.Measure, s.Value); err != nil {
			return err
		}
	}
	return nil
}

// Read reads what Write wrote.
func Read(r io.Reader) ([]Score, error) {
	var out []Score
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		c := strings.Split(sc.Text(), "\t")
		if len(c) != 4 {
			return nil, fmt.Errorf("eval: scores: %d columns, want 4: %q", len(c), sc.Text())
		}
		v, err := strconv.ParseFloat(c[3], 64)
		if err != nil {
			return nil, fmt.Errorf("eval: scores: %w", err)
		}
		out = append(out, Score{c[0], c[1], c[2], v})
	}
	return out, sc.Err()
}
