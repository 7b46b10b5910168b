package main

import (
	"fmt"
	"path/filepath"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp/conll"
	"github.com/newsgraph/newsgraph/nlp/depparse"
	"github.com/newsgraph/newsgraph/nlp/eval"
	"github.com/newsgraph/newsgraph/nlp/tag"
	"github.com/spf13/cobra"
)

func evalCommand() *cobra.Command {
	var corpora string
	cmd := &cobra.Command{
		Use:   "eval",
		Short: "Measure the models",
		RunE: func(cmd *cobra.Command, args []string) error {
			tagger, err := tag.New(data.FS)
			if err != nil {
				return err
			}
			parser, err := depparse.New(data.FS)
			if err != nil {
				return err
			}
			for _, name := range []string{"ewt-dev", "gum-dev", "ewt-test"} {
				sents, err := conll.ReadFile(filepath.Join(corpora, "ud", name+".conllu"))
				if err != nil {
					return err
				}
				s := eval.GoldTokens(sents, tagger, parser)
				fmt.Fprintf(cmd.OutOrStdout(), "%-9s tag %.2f lemma %.2f UAS %.2f LAS %.2f\n", name, s.Tag, s.Lemma, s.UAS, s.LAS)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&corpora, "corpora", "../shared/corpora", "directory of the corpora")
	return cmd
}
