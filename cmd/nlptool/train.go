package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/newsgraph/newsgraph/nlp/train"
	"github.com/spf13/cobra"
)

func trainCommand() *cobra.Command {
	var corpora, out string
	var seed uint64
	cmd := &cobra.Command{
		Use:   "train [MODEL...]",
		Short: "Make the models of data/models from corpora: tag, depparse (default: all)",
		RunE: func(cmd *cobra.Command, args []string) error {
			bank, err := train.Treebank(corpora)
			if err != nil {
				return err
			}
			models := []struct {
				name string
				make func() []byte
			}{
				{"tag", func() []byte { return train.Tagger(bank, 6, seed) }},
				{"depparse", func() []byte { return train.Parser(bank, 8, seed) }},
			}
			for _, m := range models {
				if len(args) > 0 && !slices.Contains(args, m.name) {
					continue
				}
				start := time.Now()
				file := m.make()
				path := filepath.Join(out, m.name+".bin")
				if err := os.WriteFile(path, file, 0o644); err != nil {
					return fmt.Errorf("write model: %w", err)
				}
				fmt.Fprintf(cmd.ErrOrStderr(), "%s: %d bytes in %v\n", path, len(file), time.Since(start).Round(time.Second))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&corpora, "corpora", "../shared/corpora", "directory of the corpora")
	cmd.Flags().StringVarP(&out, "out", "o", "data/models", "directory to write the models to")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "seed of every random choice")
	return cmd
}
