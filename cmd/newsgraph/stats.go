package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/graph"
)

func newStats(s *settings) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Count what the store holds",
		Example: `  newsgraph stats
  newsgraph stats --json | jq .claims`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			store, err := s.openExisting(cmd.Context())
			if err != nil {
				return err
			}
			defer store.Close()
			stats := store.Stats()
			if asJSON {
				enc := json.NewEncoder(cmd.OutOrStdout())
				enc.SetIndent("", "  ")
				return enc.Encode(stats)
			}
			return printStats(cmd.OutOrStdout(), stats)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func printStats(w io.Writer, stats graph.Stats) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "articles\t%d\nclaims\t%d\nentities\t%d\nquads\t%d\n", stats.Articles, stats.Claims, stats.Entities, stats.Quads)
	printCounts(tw, "claims by status", stats.Statuses)
	printCounts(tw, "claims by relation", stats.Relations)
	printCounts(tw, "entities by type", stats.Types)
	return tw.Flush()
}

// printCounts lists the largest first.
func printCounts[K ~string](w io.Writer, title string, counts map[K]int) {
	fmt.Fprintf(w, "\n%s\n", title)
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b K) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	for _, k := range keys {
		fmt.Fprintf(w, "  %s\t%d\n", k, counts[k])
	}
}
