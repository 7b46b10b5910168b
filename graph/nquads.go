package graph

import (
	"bufio"
	"context"
	"io"
	"iter"
	"slices"

	"github.com/cayleygraph/quad"
)

// Quads lists the quads of the graph as Cayley holds them, in no order that
// means anything, as of the moment iteration begins.
func (s *Store) Quads(ctx context.Context) iter.Seq2[quad.Quad, error] { return s.quads.all(ctx) }

// WriteNQuads writes every quad of the graph as a line of N-Quads, sorted by
// bytes: equal graphs give equal files. IRIs stand as the graph has them,
// short; export.Write resolves them.
func (s *Store) WriteNQuads(ctx context.Context, w io.Writer) error {
	var lines []string
	for q, err := range s.Quads(ctx) {
		if err != nil {
			return err
		}
		lines = append(lines, q.NQuad())
	}
	slices.Sort(lines)
	out := bufio.NewWriter(w)
	for _, l := range lines {
		out.WriteString(l)
		out.WriteByte('\n')
	}
	return out.Flush()
}
