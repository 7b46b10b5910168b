package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/graph/export"
	"github.com/newsgraph/newsgraph/nlp"
)

func newExport(s *settings) *cobra.Command {
	var (
		format, output, base string
		around               []string
		statuses             []string
		q                    graph.EgoQuery
	)
	names := make([]string, len(export.Formats))
	for i, f := range export.Formats {
		names[i] = f.Name
	}
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the graph, or the part around an entity, for other programs",
		Long: `export writes the whole graph, or with --around the part that lies within --depth
steps of an entity, with its claims, quotes and articles. An entity is given by
its identifier (tiktok) or its name ("TikTok"). What --limit cuts off is said on
stderr.

Formats: ` + strings.Join(names, ", ") + `. Without
--format, the extension of the output file decides. json, jsonld and nquads hold
the events and where their sources disagree; ftm (FollowTheMoney) has only what is
asserted; claims and mentions are JSON Lines as extract prints them, with the
entities of the graph.`,
		Example: `  newsgraph export --format nquads > graph.nq
  newsgraph export --format graphml --around tiktok --depth 1 -o tiktok.graphml
  newsgraph export --as-of 2021-04-30 --format nquads > known-in-april.nq
  newsgraph export --around "Alexei Navalny" --relation arrests,accuses -o navalny.jsonld`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			f, err := pickFormat(format, output)
			if err != nil {
				return err
			}
			for _, name := range statuses {
				status := nlp.Status(name)
				if !slices.Contains(nlp.Statuses, status) {
					return fmt.Errorf("export: no status %q: --status is one of %s", name, strings.Trim(fmt.Sprint(nlp.Statuses), "[]"))
				}
				q.Filter.Statuses = append(q.Filter.Statuses, status)
			}
			if err := checkExport(q, base); err != nil {
				return err
			}
			store, err := s.openExisting(ctx)
			if err != nil {
				return err
			}
			defer store.Close()
			if q.Centers, err = resolve(ctx, store, around); err != nil {
				return err
			}
			sel, err := export.Select(ctx, store, q)
			if err != nil {
				return err
			}
			if err := sel.Complete(ctx, store, f); err != nil {
				return err
			}
			counted := store.Stats().Relations
			for _, r := range q.Filter.Relations {
				if counted[r] == 0 {
					fmt.Fprintf(cmd.ErrOrStderr(), "newsgraph: no claim of relation %q: `newsgraph stats` lists those that there are\n", r)
				}
			}
			if sel.Graph.Truncated {
				fmt.Fprintf(cmd.ErrOrStderr(), "newsgraph: %d of %d entities: raise --limit for more\n", len(sel.Graph.Nodes), sel.Graph.Total)
			}
			return writeOut(cmd.OutOrStdout(), output, func(w io.Writer) error {
				return export.Write(w, f, sel, export.Options{Base: base})
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&format, "format", "", "one of "+strings.Join(names, ", ")+" (default: by the extension of -o, else nquads)")
	flags.StringVarP(&output, "output", "o", "", "`FILE` to write (default: stdout)")
	flags.StringSliceVar(&around, "around", nil, "identifier or name of an `ENTITY`; may be repeated")
	flags.IntVar(&q.Depth, "depth", 1, "steps from the entity, 1 to 4")
	flags.IntVar(&q.Limit, "limit", 10_000, "most entities")
	flags.StringSliceVar(&q.Filter.Relations, "relation", nil, "only these relations")
	flags.StringSliceVar(&statuses, "status", nil, "only claims of these statuses (asserted, negated, ...)")
	flags.StringVar(&q.Filter.From, "from", "", "only claims on or after this `DATE` (YYYY-MM-DD)")
	flags.StringVar(&q.Filter.To, "to", "", "only claims on or before this `DATE`")
	flags.StringVar(&q.Filter.AsOf, "as-of", "", "only what articles published by this `DATE` say")
	flags.Float64Var(&q.Filter.MinConfidence, "confidence", 0, "only claims at least this sure, 0 to 1")
	flags.StringVar(&base, "base", export.DefaultBase, "`IRI` that RDF formats resolve identifiers against")
	completeFrom(cmd, "format", names)
	return cmd
}

// checkExport says what is wrong with the numbers, dates and IRI of an export.
func checkExport(q graph.EgoQuery, base string) error {
	f := q.Filter
	for _, d := range []struct{ flag, value string }{{"from", f.From}, {"to", f.To}, {"as-of", f.AsOf}} {
		if _, err := time.Parse(time.DateOnly, d.value); d.value != "" && err != nil {
			return fmt.Errorf("export: --%s takes a date like 2021-04-06, not %q", d.flag, d.value)
		}
	}
	switch iri, err := url.Parse(base); {
	case !(f.MinConfidence >= 0 && f.MinConfidence <= 1):
		return fmt.Errorf("export: --confidence goes from 0 to 1, not %v", f.MinConfidence)
	case q.Depth < 1 || q.Depth > 4:
		return fmt.Errorf("export: --depth goes from 1 to 4, not %d", q.Depth)
	case q.Limit < 1:
		return fmt.Errorf("export: --limit goes from 1, not %d", q.Limit)
	case err != nil || !iri.IsAbs() || strings.ContainsAny(base, " <>\"{}|^`\\"):
		return fmt.Errorf("export: --base takes an IRI like %s, not %q", export.DefaultBase, base)
	}
	return nil
}

// pickFormat goes by --format, else by the output's extension.
func pickFormat(name, output string) (string, error) {
	ext := strings.ToLower(filepath.Ext(output))
	var known []string
	for _, f := range export.Formats {
		if f.Name == name || name == "" && f.Extension == ext {
			return f.Name, nil
		}
		known = append(known, f.Name)
	}
	switch {
	case name != "":
		return "", fmt.Errorf("export: no format %q: --format is one of %s", name, strings.Join(known, ", "))
	case output == "":
		return "nquads", nil
	default:
		return "", fmt.Errorf("export: no format for %s: give --format, one of %s", output, strings.Join(known, ", "))
	}
}

// resolve turns identifiers or names of entities into identifiers.
func resolve(ctx context.Context, store *graph.Store, names []string) ([]string, error) {
	ids := make([]string, 0, len(names))
	for _, name := range names {
		found := ""
		for _, id := range []string{strings.Trim(name, "<>"), nlp.Slug(name)} {
			if _, err := store.Entity(id); err == nil {
				found = id
				break
			} else if !errors.Is(err, graph.ErrNotFound) {
				return nil, err
			}
		}
		if found == "" {
			similar, err := store.Search(ctx, name, 3)
			if err != nil {
				return nil, err
			}
			return nil, unknownEntity(name, similar)
		}
		ids = append(ids, found)
	}
	return ids, nil
}

func unknownEntity(name string, similar []graph.EntityInfo) error {
	if len(similar) == 0 {
		return fmt.Errorf("no entity %q in the graph", name)
	}
	var hints []string
	for _, e := range similar {
		hints = append(hints, fmt.Sprintf("%s (%s)", e.ID, e.Name))
	}
	return fmt.Errorf("no entity %q in the graph; did you mean %s?", name, strings.Join(hints, ", "))
}

// writeOut writes to stdout, or to the file when there is a name; an error
// leaves a file that was there as it was.
func writeOut(stdout io.Writer, path string, write func(io.Writer) error) error {
	if path == "" {
		buf := bufio.NewWriter(stdout)
		if err := write(buf); err != nil {
			return err
		}
		return buf.Flush()
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("no folder %s: make the folder first, or write elsewhere", filepath.Dir(path))
	}
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	buf := bufio.NewWriter(tmp)
	if err := write(buf); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := errors.Join(buf.Flush(), tmp.Chmod(0o644), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}
