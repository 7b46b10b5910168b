package graph

import (
	"bufio"
	"context"
	"io"
	"iter"
	"slices"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// Quads lists the quads of the graph as Cayley holds them, in no order that
// means anything, as of the moment iteration begins.
func (s *Store) Quads(ctx context.Context) iter.Seq2[quad.Quad, error] {
	return func(yield func(quad.Quad, error) bool) {
		err := s.quads.view(nil, func(qs graph.QuadStore) error {
			it := qs.QuadsAllIterator()
			defer it.Close()
			for it.Next(ctx) {
				if err := ctx.Err(); err != nil {
					return err
				}
				if !yield(qs.Quad(it.Result()), nil) {
					return nil
				}
			}
			return it.Err()
		})
		if err != nil {
			yield(quad.Quad{}, err)
		}
	}
}

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
