package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/graph"
)

func newDiff(s *settings) *cobra.Command {
	var asJSON, exitCode bool
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "Show what one store has otherwise than another, and why",
		Long: `diff compares two stores: articles, claims and entities that B has and A has not
(+), that only A has (-), and that have changed (~). Each comes with its cause: a
new, removed or changed article; analysis (the same article, read by other rules
or models); a judgement of the curation log; or linking (what other articles, the
gazetteer or word lists make of names).

With --exit-code the exit status is 1 where there is a difference.`,
		Example: `  cp -r newsgraph.db before.db && newsgraph build news/ && newsgraph diff before.db newsgraph.db
  newsgraph diff --json before.db newsgraph.db | jq '.claims[] | select(.cause.kind == "analysis")'`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			stores := make([]*graph.Store, 2)
			for i, db := range args {
				at := settings{db: db, gazetteer: s.gazetteer, stderr: s.stderr}
				if s.curation != "" && i == 1 {
					at.curation = s.curation
				}
				store, err := at.openExisting(cmd.Context())
				if err != nil {
					return err
				}
				defer store.Close()
				stores[i] = store
			}
			d, err := graph.Diff(cmd.Context(), stores[0], stores[1])
			if err != nil {
				return err
			}
			if asJSON {
				enc := json.NewEncoder(cmd.OutOrStdout())
				enc.SetIndent("", "  ")
				err = enc.Encode(d)
			} else {
				err = printDifference(cmd.OutOrStdout(), d)
			}
			if err == nil && exitCode && d.Any() {
				return errReported
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&exitCode, "exit-code", false, "exit with status 1 where there is a difference")
	return cmd
}

func printDifference(w io.Writer, d graph.Difference) error {
	signs := map[string]string{"added": "+", "removed": "-", "changed": "~"}
	for _, list := range []struct {
		what    string
		changes []graph.Change
	}{{"article", d.Articles}, {"claim", d.Claims}, {"entity", d.Entities}} {
		count := make(map[string]int)
		for _, c := range list.changes {
			count[c.Change]++
			line := fmt.Sprintf("%s %s %s", signs[c.Change], list.what, c.ID)
			if c.Text != "" {
				line += "  " + strings.Join(strings.Fields(c.Text), " ")
			}
			cause := c.Cause.Kind
			for _, id := range []string{c.Cause.Article, c.Cause.Judgement} {
				if id != "" {
					cause += " " + id
				}
			}
			if _, err := fmt.Fprintf(w, "%s  (%s)\n", line, cause); err != nil {
				return err
			}
			for _, f := range c.Fields {
				if _, err := fmt.Fprintf(w, "    %s: %s -> %s\n", f.Field, orDash(f.Was), orDash(f.Now)); err != nil {
					return err
				}
			}
		}
		if _, err := fmt.Fprintf(w, "%s: %d added, %d removed, %d changed\n", plural[list.what], count["added"], count["removed"], count["changed"]); err != nil {
			return err
		}
	}
	return nil
}

var plural = map[string]string{"article": "articles", "claim": "claims", "entity": "entities"}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
