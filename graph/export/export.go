// Package export writes parts of the graph in the formats other programs read:
// one file per format.
//
// In go the nodes and edges to write and the claims behind the edges, out come
// the same bytes for the same selection. What to select is the caller's
// business, and so are files and HTTP.
package export

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

// DefaultBase is the IRI that short identifiers are resolved against in RDF.
const DefaultBase = "https://newsgraph.example/"

// Selection is what is exported.
type Selection struct {
	Graph  graph.Subgraph
	Claims []graph.ClaimView // those behind the edges; the graph formats show their quotes

	// What only some formats show: see Complete.
	Events   []graph.EventView
	Mentions []graph.MentionView
}

// Complete adds to the selection what the format shows beyond the graph and its
// claims.
func (sel *Selection) Complete(ctx context.Context, store *graph.Store, format string) error {
	if i := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == format }); i >= 0 && Formats[i].more != nil {
		if err := Formats[i].more(ctx, store, sel); err != nil {
			return fmt.Errorf("export: %s: %w", format, err)
		}
	}
	return nil
}

// Options are the settings of an export. The zero value is useful.
type Options struct {
	Base string // IRI that RDF formats resolve short identifiers against; empty means DefaultBase
}

// Format describes one format of Formats.
type Format struct {
	Name      string // as in --format
	MediaType string // for HTTP
	Extension string // with the dot
	write     func(io.Writer, Selection, Options) error
	more      func(context.Context, *graph.Store, *Selection) error // see Selection.Complete; may be nil
}

// Formats lists what Write understands.
var Formats = []Format{
	{"nquads", "application/n-quads", ".nq", writeNQuads, withEvents},
	{"jsonld", "application/ld+json", ".jsonld", writeJSONLD, withEvents},
	{"graphml", "application/graphml+xml", ".graphml", writeGraphML, nil},
	{"gexf", "application/gexf+xml", ".gexf", writeGEXF, nil},
	{"json", "application/json", ".json", writeJSON, withEvents},
	{"csv", "text/csv; charset=utf-8", ".csv", writeCSV, nil},
	{"ftm", "application/x-ndjson", ".ftm", writeFTM, nil},
	{"claims", "application/x-ndjson", ".jsonl", writeClaims, nil},
	{"mentions", "application/x-ndjson", ".jsonl", writeMentions, withMentions},
}

// ErrFormat is returned for a format that is not in Formats.
var ErrFormat = errors.New("unknown export format")

// Write writes the selection in the format named.
func Write(w io.Writer, format string, sel Selection, opts Options) error {
	i := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == format })
	if i < 0 {
		return fmt.Errorf("%w %q", ErrFormat, format)
	}
	if opts.Base == "" {
		opts.Base = DefaultBase
	}
	b := bufio.NewWriter(w)
	if err := Formats[i].write(b, sel, opts); err != nil {
		return fmt.Errorf("export: %s: %w", format, err)
	}
	return b.Flush()
}

// evidence is the quotes and sources of an edge, each once.
type evidence struct{ quotes, sources []string }

// evidenceByEdge gathers the claims of each edge, by the edge's ID.
func evidenceByEdge(claims []graph.ClaimView) map[string]evidence {
	out := make(map[string]evidence)
	for i := range claims {
		c := &claims[i]
		if c.Object == nil {
			continue
		}
		source := "unknown:" + c.Object.ID
		if c.Subject != nil {
			source = c.Subject.ID
		}
		id := source + "|" + c.Relation + "|" + c.Object.ID
		e := out[id]
		e.quotes = appendNew(e.quotes, c.Quote)
		e.sources = appendNew(e.sources, cmp.Or(c.Source, c.Article))
		out[id] = e
	}
	return out
}

func appendNew(list []string, s string) []string {
	if s == "" || slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// statuses is the statuses of an edge as a list, the surest first.
func statuses(e *graph.Edge) string {
	var out []string
	for _, s := range nlp.Statuses {
		if e.Statuses[s] > 0 {
			out = append(out, string(s))
		}
	}
	return strings.Join(out, ";")
}
