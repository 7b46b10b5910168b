package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newBuild(s *settings) *cobra.Command {
	in := ingest{analysis: &s.analysis}
	cmd := &cobra.Command{
		Use:   "build PATH...",
		Short: "Read articles and add them to the store",
		Long: `build reads articles, finds the claims in them and adds both to the store.

A PATH is a file, a directory, a pattern such as 'news/*.txt', or - for standard
input. Plain text, Markdown, HTML and JSON Lines are told apart by their content.
Articles that have not changed are skipped; changed ones replace their old
version. An article that cannot be read is reported, the others go in, and the
exit status is 1. Ctrl-C keeps what is done; the same command goes on from there.

With --claims, build does not analyse the articles but takes the claims that
` + "`newsgraph extract`" + ` printed about them, on this machine or on others.`,
		Example: `  newsgraph build data/articles
  newsgraph build --db /srv/news.db 'dumps/*.jsonl'
  newsgraph extract --mentions m.jsonl news/ > c.jsonl
  newsgraph build --claims c.jsonl --mentions m.jsonl news/`,
		Args: needPaths,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			store, err := s.open(ctx)
			if err != nil {
				return err
			}
			defer store.Close()
			in.stdin, in.stderr = cmd.InOrStdin(), cmd.ErrOrStderr()
			done, err := in.run(ctx, store, args)
			if err == nil || done.any() {
				fmt.Fprintln(cmd.OutOrStdout(), done)
			}
			if err != nil {
				return err
			}
			return store.Close()
		},
	}
	s.analysis.flags(cmd)
	cmd.Flags().StringVar(&in.claimsFile, "claims", "", "load these claims, as extract prints them, instead of analysing")
	cmd.Flags().StringVar(&in.mentionsFile, "mentions", "", "with --claims: the mentions that extract wrote")
	return cmd
}
