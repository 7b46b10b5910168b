package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/graph"
)

func newRebuild(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "Make the graph anew from the stored articles",
		Long: `rebuild throws the quads away and makes them again from the articles, claims and
judgements of the store, which it does not touch. The store does the same by
itself whenever it finds that the quads do not fit, so that this is for doubts
and for room: the files of an embedded store are written anew without the gaps
that deleted articles have left.`,
		Example: `  newsgraph rebuild --db /srv/news.db`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if err := s.mustExist(); err != nil {
				return err
			}
			if !s.inDatabase() {
				if err := graph.Compact(s.db); err != nil {
					return err
				}
			}
			store, err := s.openExisting(ctx)
			if err != nil {
				return err
			}
			defer store.Close()
			if err := store.Rebuild(ctx); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "rebuilt %d quads\n", store.Stats().Quads)
			return store.Close()
		},
	}
}
