package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"slices"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp/eval"
	"github.com/spf13/cobra"
)

func evalCommand() *cobra.Command {
	in := eval.Inputs{Models: data.FS}
	var out, dataDir, answers, mentions string
	var frames, linking bool
	cmd := &cobra.Command{
		Use:   "eval [LAYER...]",
		Short: "Measure the embedded models and lexicons against annotated corpora",
		Long:  "Measure the embedded models and lexicons against annotated corpora.\nLayers: " + layerNames() + " (default: all).",
		RunE: func(cmd *cobra.Command, args []string) error {
			if frames {
				return listFrames(cmd.OutOrStdout(), in)
			}
			if linking {
				return eval.ListLinking(cmd.OutOrStdout(), in)
			}
			if mentions != "" {
				return eval.WriteLinks(cmd.OutOrStdout(), in, mentions)
			}
			if answers != "" {
				return writeAnswers(answers, in)
			}
			var scores []eval.Score
			for _, l := range eval.Layers {
				if len(args) > 0 && !slices.Contains(args, l.Name) {
					continue
				}
				s, err := l.Run(in)
				if err != nil {
					return fmt.Errorf("eval %s: %w", l.Name, err)
				}
				if err := eval.Write(cmd.OutOrStdout(), s); err != nil {
					return err
				}
				scores = append(scores, s...)
			}
			if out == "" {
				return nil
			}
			if err := pin(out, scores); err != nil {
				return err
			}
			return updateManifest(dataDir, func(list manifest) { list.score(scores) })
		},
	}
	cmd.Flags().StringVar(&in.Shared, "shared", "../shared", "directory that holds corpora, bench and gold")
	cmd.Flags().StringVar(&answers, "answers", "", "instead write what was found in PLOVER, MEANTIME and BenchIE to plover.jsonl, meantime.jsonl and benchie.tsv in this directory, for their own scorers")
	cmd.Flags().BoolVar(&frames, "claims", false, "instead list the frames whose claims are wrong, the worst first, with those claims")
	cmd.Flags().BoolVar(&linking, "linking", false, "instead list the entities that linking tore apart or threw together, the costliest first")
	cmd.Flags().StringVar(&mentions, "link", "", "instead link the mentions of this file, as bench/xdoc has them, and print the entity of each as a JSON list, for its scorer")
	cmd.Flags().StringVarP(&out, "output", "o", "", "also write the scores to this file, where other layers keep theirs, and to MANIFEST.json")
	cmd.Flags().StringVarP(&dataDir, "data", "d", "data", "directory of MANIFEST.json")
	return cmd
}

// pin writes the scores to a file. Layers that were not measured now keep the
// scores that stand there.
func pin(path string, scores []eval.Score) error {
	var old []eval.Score
	file, err := os.ReadFile(path)
	if err == nil {
		old, err = eval.Read(bytes.NewReader(file))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var b bytes.Buffer
	for _, l := range eval.Layers {
		ofLayer := func(s eval.Score) bool { return s.Layer == l.Name }
		from := old
		if slices.ContainsFunc(scores, ofLayer) {
			from = scores
		}
		for _, s := range from {
			if !ofLayer(s) {
				continue
			}
			if err := eval.Write(&b, []eval.Score{s}); err != nil {
				return err
			}
		}
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

// score notes the scores of a layer at the models behind it.
func (l manifest) score(scores []eval.Score) {
	for _, m := range models {
		e := l[m.name+".bin"]
		if e == nil || m.layer == "" {
			continue
		}
		for _, s := range scores {
			if s.Layer == m.layer {
				if e.Scores == nil {
					e.Scores = map[string]float64{}
				}
				e.Scores[s.Data+", "+s.Measure] = math.Round(100*s.Value) / 100
			}
		}
	}
}

func layerNames() string {
	var names string
	for i, l := range eval.Layers {
		if i > 0 {
			names += ", "
		}
		names += l.Name
	}
	return names
}
