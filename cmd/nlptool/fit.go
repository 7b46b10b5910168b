package main

import (
	"os"
	"path/filepath"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp/train"
	"github.com/spf13/cobra"
)

func fitCommand() *cobra.Command {
	o := train.ConfidenceOptions{Data: data.FS}
	var dataDir string
	cmd := &cobra.Command{
		Use:   "fit",
		Short: "Fit the figures of data/lexicon to annotated articles",
	}
	confidence := &cobra.Command{
		Use:   "confidence",
		Short: "Fit the confidence of claims",
		Long: `confidence writes lexicon/confidence.tsv: the weights by which the confidence of
a claim is estimated, fitted on annotated articles. The same articles, models
and lexicons give the same bytes. It prints how well weights that were fitted on
the other articles do on each: predicted against right, and the scores if claims
below a threshold were left out.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Relations == "" {
				o.Relations = filepath.Join(o.Gold, "..", "..", "relations.tsv")
			}
			o.Log = cmd.OutOrStdout()
			file, err := train.Confidence(o)
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dataDir, "lexicon", "confidence.tsv"), file, 0o644)
		},
	}
	confidence.Flags().StringVar(&o.Gold, "gold", "../shared/gold/articles", "directory of annotated articles")
	confidence.Flags().StringVar(&o.Relations, "relations", "", "table of the relations that they annotate (default relations.tsv two directories above them)")
	confidence.Flags().Float64Var(&o.Penalty, "penalty", 0, "strength of the penalty on squared weights (default: the one chosen on the gold articles)")
	confidence.Flags().StringVarP(&dataDir, "data", "d", "data", "directory with lexicon, to write to")
	cmd.AddCommand(confidence)
	return cmd
}
