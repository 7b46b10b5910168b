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
	"github.com/newsgraph/newsgraph/graph/gizmo"
)

func newQuery(s *settings) *cobra.Command {
	var (
		lang   string
		opts   graph.QueryOptions
		stream bool
	)
	cmd := &cobra.Command{
		Use:   "query QUERY",
		Short: "Ask the graph in Gizmo, GraphQL or MQL",
		Long: `query runs a query on the graph and prints its rows as JSON. Give - to read the
query from standard input.`,
		Example: `  newsgraph query 'g.V("<tiktok>").In("<fines>").All()'
  newsgraph query 'g.V().Tag("who").Out("<bans>").Tag("whom").All()'
  newsgraph query --lang graphql '{nodes(id: "<tiktok>"){id, fines @rev {id}}}'
  newsgraph query --explain 'g.V("<tiktok>").In("<bans>").Out("<bans>").All()'
  newsgraph query --stream --limit 1000000 'g.V().Tag("claim").Out("<quote>").All()' > quotes.jsonl
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
			if strings.TrimSpace(text) == "" {
				return errors.New("query: the query is empty; `newsgraph help query` has examples")
			}
			store, err := s.openExisting(ctx)
			if err != nil {
				return err
			}
			defer store.Close()
			enc := json.NewEncoder(cmd.OutOrStdout())
			enc.SetEscapeHTML(false)
			if stream {
				opts.Row = enc.Encode
			} else {
				enc.SetIndent("", "  ")
			}
			result, err := store.Query(ctx, lang, text, opts)
			switch {
			case errors.Is(err, context.DeadlineExceeded):
				return fmt.Errorf("query: stopped after %v: ask for less, or give it longer with --timeout (at most 1m)", opts.Timeout)
			case errors.Is(err, context.Canceled):
				return errStopped
			case err != nil:
				return err
			}
			if !stream {
				if err := enc.Encode(result.Rows); err != nil {
					return fmt.Errorf("query: %w", err)
				}
			}
			printPlan(cmd.ErrOrStderr(), result.Explain)
			if result.Truncated {
				fmt.Fprintln(cmd.ErrOrStderr(), "newsgraph: there are more rows: raise --limit")
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&lang, "lang", "gizmo", "language: "+strings.Join(graph.Languages, ", "))
	cmd.Flags().IntVar(&opts.Limit, "limit", 100, "most rows, up to 10000; with --stream up to 1000000")
	cmd.Flags().DurationVar(&opts.Timeout, "timeout", 10*time.Second, "longest time")
	cmd.Flags().BoolVar(&opts.Explain, "explain", false, "Gizmo: print on stderr how the query ran and what it cost")
	cmd.Flags().BoolVar(&stream, "stream", false, "print JSON Lines, each row as soon as it is found")
	completeFrom(cmd, "lang", graph.Languages)
	return cmd
}

// printPlan tells how a query in Gizmo ran, one step for each reading of the
// graph.
func printPlan(w io.Writer, steps []gizmo.Step) {
	for i, step := range steps {
		fmt.Fprintf(w, "step %d, line %d: %d results, %d look-ups, %.1f ms\n", i+1, step.Line, step.Results, step.Reads, step.Millis)
		for _, part := range step.Plan {
			fmt.Fprintf(w, "  %s%s\n", strings.Repeat("  ", part.Depth), part.Operation)
		}
	}
}

// completeFrom lets the shell complete a flag from a list.
func completeFrom(cmd *cobra.Command, flag string, values []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag does not exist: a slip in this file
	}
}
