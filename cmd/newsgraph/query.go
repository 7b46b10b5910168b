package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/graph"
)

func newQuery(s *settings) *cobra.Command {
	var (
		lang string
		opts graph.QueryOptions
	)
	cmd := &cobra.Command{
		Use:   "query QUERY",
		Short: "Ask the graph in Gizmo, GraphQL or MQL",
		Long: `query runs a query on the graph and prints its rows as JSON. Give - to read the
query from standard input.`,
		Example: `  newsgraph query 'g.V("<tiktok>").In("<fines>").All()'
  newsgraph query 'g.V().Tag("who").Out("<bans>").Tag("whom").All()'
  newsgraph query --lang graphql '{nodes(id: "<tiktok>"){id, fines @rev {id}}}'
  newsgraph query --lang mql '[{"id": null, "<bans>": "<tiktok>"}]'`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("query: give one query, in quotes, or - for standard input")
			}
			if !slices.Contains(graph.Languages, lang) {
				return fmt.Errorf("query: no language %q: --lang is one of %s", lang, strings.Join(graph.Languages, ", "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, text := cmd.Context(), args[0]
			if text == "-" {
				b, err := io.ReadAll(cmd.InOrStdin())
				if err != nil {
					return fmt.Errorf("query: %w", err)
				}
				text = string(b)
			}
			store, err := s.openExisting(ctx)
			if err != nil {
				return err
			}
			defer store.Close()
			result, err := store.Query(ctx, lang, text, opts)
			switch {
			case errors.Is(err, context.DeadlineExceeded):
				return fmt.Errorf("query: stopped after %v: ask for less, or give it longer with --timeout (at most 1m)", opts.Timeout)
			case errors.Is(err, context.Canceled):
				return errStopped
			case err != nil:
				return err
			}
			enc := json.NewEncoder(cmd.OutOrStdout())
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(result.Rows); err != nil {
				return fmt.Errorf("query: %w", err)
			}
			if result.Truncated {
				fmt.Fprintln(cmd.ErrOrStderr(), "newsgraph: there are more rows: raise --limit")
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&lang, "lang", "gizmo", "language: "+strings.Join(graph.Languages, ", "))
	cmd.Flags().IntVar(&opts.Limit, "limit", 100, "most rows, up to 10000")
	cmd.Flags().DurationVar(&opts.Timeout, "timeout", 10*time.Second, "longest time")
	completeFrom(cmd, "lang", graph.Languages)
	return cmd
}

// completeFrom lets the shell complete a flag from a list.
func completeFrom(cmd *cobra.Command, flag string, values []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag does not exist: a slip in this file
	}
}
