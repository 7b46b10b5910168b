package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/graph"
)

func newRemove(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "remove ID...",
		Short: "Remove articles and all that was said only in them",
		Long: `remove deletes articles by their identifiers: file names without extension, or
the ids of a dump's rows. Claims go with their article, entities and edges with
the last claim that supports them. An unknown id is reported, the others go, and
the exit status is 1.`,
		Example: `  newsgraph remove india-bans-chinese-apps`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("remove: name at least one article")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			store, err := s.openExisting(ctx)
			if err != nil {
				return err
			}
			defer store.Close()
			report := &reporter{w: cmd.ErrOrStderr()}
			for _, id := range args {
				switch err := store.Remove(ctx, id); {
				case errors.Is(err, graph.ErrNotFound):
					report.problem(fmt.Errorf("no article %q in %s", id, graph.Redacted(s.db)))
				case err != nil:
					return err
				default:
					fmt.Fprintf(cmd.OutOrStdout(), "removed %s\n", id)
				}
			}
			if err := store.Close(); err != nil {
				return err
			}
			return report.err()
		},
	}
}
