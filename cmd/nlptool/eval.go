package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp/eval"
	"github.com/spf13/cobra"
)

func evalCommand() *cobra.Command {
	in := eval.Inputs{Models: data.FS}
	var out string
	cmd := &cobra.Command{
		Use:   "eval [LAYER...]",
		Short: "Measure the embedded models and lexicons against annotated corpora",
		Long:  "Measure the embedded models and lexicons against annotated corpora.\nLayers: " + layerNames() + " (default: all).",
		RunE: func(cmd *cobra.Command, args []string) error {
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
			var b bytes.Buffer
			if err := eval.Write(&b, scores); err != nil {
				return err
			}
			return os.WriteFile(out, b.Bytes(), 0o644)
		},
	}
	cmd.Flags().StringVar(&in.Shared, "shared", "../shared", "directory that holds corpora, bench and gold")
	cmd.Flags().StringVarP(&out, "output", "o", "", "also write the scores to this file")
	return cmd
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
