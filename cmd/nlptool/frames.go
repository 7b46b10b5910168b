package main

import (
	"bufio"
	"fmt"
	"io"

	"github.com/newsgraph/newsgraph/nlp/eval"
)

// listFrames prints, for every frame that made a wrong claim about a gold
// article, how many of its claims are right and wrong, and the wrong ones.
func listFrames(out io.Writer, in eval.Inputs) error {
	score, err := eval.MeasureClaims(in)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	for _, f := range score.WorstFrames() {
		fmt.Fprintf(w, "%s\tright %d\twrong %d\n", f.Frame, f.Right, f.Wrong)
		for _, c := range f.Examples {
			fmt.Fprintf(w, "\t%s\t%s\t%q\n", c.Article, describe(c), line(c.Quote))
		}
	}
	return w.Flush()
}
