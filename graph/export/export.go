// Package export writes parts of the graph in the formats other programs read:
// one file per format.
package export

import (
	"errors"
	"io"

	"github.com/newsgraph/newsgraph/graph"
)

// DefaultBase is the IRI that short identifiers are resolved against in RDF.
const DefaultBase = "https://newsgraph.example/"

// Format describes one format of Formats.
type Format struct {
	Name      string // as in --format
	MediaType string // for HTTP
	Extension string // with the dot
}

// Selection is what is exported: a subgraph and the claims behind its edges.
type Selection struct {
	Graph  graph.Subgraph
	Claims []graph.ClaimView
}

// Options are the settings of an export. The zero value is useful.
type Options struct {
	Base string // IRI that RDF formats resolve short identifiers against; empty means DefaultBase
}

// Formats lists what Write understands.
var Formats = []Format{
	{"nquads", "application/n-quads", ".nq"},
	{"jsonld", "application/ld+json", ".jsonld"},
	{"graphml", "application/graphml+xml", ".graphml"},
	{"json", "application/json", ".json"},
	{"csv", "text/csv; charset=utf-8", ".csv"},
}

// ErrFormat is returned for a format that is not in Formats.
var ErrFormat = errors.New("unknown export format")

// Write writes the selection in the format named. The same selection gives the
// same bytes.
func Write(w io.Writer, format string, sel Selection, opts Options) error {
	return ErrFormat
}
