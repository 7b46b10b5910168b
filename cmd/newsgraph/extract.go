package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/read"
)

func newExtract(s *settings) *cobra.Command {
	var mentionsFile string
	cmd := &cobra.Command{
		Use:   "extract PATH...",
		Short: "Print the claims of articles as JSON Lines",
		Long: `extract reads articles, finds the claims in them and prints one claim a line. It
is a filter: it keeps nothing, so that any number of machines can share a large
collection. ` + "`newsgraph build --claims`" + ` loads what it printed.

A PATH is a file, a directory, a pattern or - for standard input. The order of
the lines is that of the articles, on every run.`,
		Example: `  newsgraph extract data/articles > claims.jsonl
  newsgraph extract --mentions mentions.jsonl news.txt
  zcat dump.jsonl.gz | newsgraph extract - | jq -r '[.subject.name, .relation, .object.name] | @tsv'`,
		Args: needPaths,
		RunE: func(cmd *cobra.Command, args []string) error {
			out := extraction{analysis: &s.analysis, claims: lineWriter(cmd.OutOrStdout())}
			if mentionsFile == "" {
				return out.run(cmd, args)
			}
			f, err := os.Create(mentionsFile)
			if err != nil {
				return err
			}
			out.mentions = lineWriter(f)
			return cmp.Or(out.run(cmd, args), f.Close())
		},
	}
	s.analysis.flags(cmd)
	cmd.Flags().StringVar(&mentionsFile, "mentions", "", "also write one mention of an entity a line to `FILE`")
	return cmd
}

// extraction is where extract writes; mentions may be nil.
type extraction struct {
	analysis         *analysis
	claims, mentions *jsonLines
}

func (x extraction) run(cmd *cobra.Command, paths []string) error {
	ctx := cmd.Context()
	report := &reporter{w: cmd.ErrOrStderr()}
	articles := read.Articles(ctx, paths, read.Options{Stdin: cmd.InOrStdin()})
	for doc, err := range ordered(ctx, articles, runtime.GOMAXPROCS(0), x.analysis.run) {
		var fatal *fatalError
		if errors.As(err, &fatal) {
			return fatal
		}
		if err != nil {
			report.problem(err)
			continue
		}
		if err := x.write(doc); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return errStopped
	}
	return report.err()
}

func (x extraction) write(doc *nlp.Document) error {
	for _, c := range doc.Claims {
		if err := x.claims.write(c); err != nil {
			return err
		}
	}
	if err := x.claims.buf.Flush(); err != nil {
		return err
	}
	if x.mentions == nil {
		return nil
	}
	for _, m := range doc.MentionRecords() {
		if err := x.mentions.write(m); err != nil {
			return err
		}
	}
	return x.mentions.buf.Flush()
}

// jsonLines writes one JSON value a line, with < > & as they are.
type jsonLines struct {
	buf *bufio.Writer
	enc *json.Encoder
}

func lineWriter(w io.Writer) *jsonLines {
	buf := bufio.NewWriterSize(w, 64<<10)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	return &jsonLines{buf, enc}
}

func (l *jsonLines) write(v any) error {
	if err := l.enc.Encode(v); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}
