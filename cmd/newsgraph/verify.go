package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/graph"
)

func newVerify(s *settings) *cobra.Command {
	var asJSON bool
	var opts graph.VerifyOptions
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Read every quote and span again and say what does not hold",
		Long: `verify reads the whole store again: that each text is the one whose hash is
noted, and that every quote, trigger, argument, amount, date and mention stands
where its span says. With --quads it also makes all quads anew and compares.
Judgements of the curation log that speak of what is not there are warnings.

Exit status: 0 all holds; 1 something does not.`,
		Example: `  newsgraph verify
  newsgraph verify --quads --json | jq -r .article`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			store, err := s.openExisting(cmd.Context())
			if err != nil {
				return err
			}
			defer store.Close()
			bar := newCounter(cmd.ErrOrStderr(), "verifying", store.Stats().Articles)
			defer bar.finish()
			opts.Progress = func(int) { bar.read(1) }
			out := cmd.OutOrStdout()
			var failed error
			done, err := store.Verify(cmd.Context(), opts, func(p graph.Problem) {
				bar.clear()
				if err := printProblem(out, p, asJSON); err != nil && failed == nil {
					failed = err
				}
			})
			bar.finish()
			switch {
			case err != nil:
				return err
			case failed != nil:
				return failed
			case !asJSON:
				fmt.Fprintln(out, verifiedLine(done, opts.Quads))
			}
			if done.Problems > 0 {
				return errReported
			}
			return store.Close()
		},
	}
	cmd.Flags().BoolVar(&opts.Quads, "quads", false, "also compare the quads with ones made anew")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print problems as JSON Lines, and nothing else")
	return cmd
}

func verifiedLine(v graph.Verified, quads bool) string {
	line := fmt.Sprintf("%d articles, %d claims, %d mentions, %d spans", v.Articles, v.Claims, v.Mentions, v.Spans)
	if quads {
		line += fmt.Sprintf(", %d quads", v.Quads)
	}
	return line + fmt.Sprintf(": %d problems, %d warnings", v.Problems, v.Warnings)
}

func printProblem(w io.Writer, p graph.Problem, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(p)
	}
	kind := "problem"
	if p.Warning {
		kind = "warning"
	}
	where := p.What
	for _, id := range []string{p.Article, p.Claim} {
		if id != "" {
			where += " " + id
		}
	}
	_, err := fmt.Fprintf(w, "%s: %s: %s\n", kind, where, p.Message)
	return err
}
