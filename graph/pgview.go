package graph

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/cayleygraph/cayley/graph"
	csql "github.com/cayleygraph/cayley/graph/sql"
	"github.com/cayleygraph/quad"
)

// sqlQuads is Cayley's SQL backend as queries see it. It gives way to Cayley's
// general iterators, which walk quads as they do over files, instead of letting
// the backend make one SELECT of a whole query: that panics on Both().Both(),
// takes unknown nodes for known ones and loses others. What is asked for is
// asked for one question at a time, through visit.
type sqlQuads struct {
	sql   *csql.QuadStore
	visit func()
}

var _ graph.QuadStore = (*sqlQuads)(nil)

// ValueOf is nil for a value that no quad has, as it is over files.
func (q *sqlQuads) ValueOf(v quad.Value) graph.Ref {
	if v == nil {
		return nil
	}
	ref := q.sql.ValueOf(v)
	if q.NameOf(ref) == nil {
		return nil
	}
	return ref
}

func (q *sqlQuads) NameOf(ref graph.Ref) quad.Value {
	if ref == nil {
		return nil
	}
	q.visit()
	switch v := q.sql.NameOf(ref).(type) {
	case quad.String:
		// The backend writes NUL as these four characters and takes them for NUL
		// where they stand for themselves; literal leaves no NUL.
		return quad.String(strings.ReplaceAll(string(v), "\x00", `\x00`))
	case quad.Time:
		return quad.Time(time.Time(v).UTC())
	default:
		return v
	}
}

func (q *sqlQuads) Quad(ref graph.Ref) quad.Quad {
	var out quad.Quad
	for _, d := range quad.Directions {
		out.Set(d, q.NameOf(q.QuadDirection(ref, d)))
	}
	return out
}

func (q *sqlQuads) QuadDirection(ref graph.Ref, d quad.Direction) graph.Ref {
	h := ref.(csql.QuadHashes).Get(d)
	if !h.Valid() {
		return nil
	}
	return csql.NodeHash{ValueHash: h}
}

func (q *sqlQuads) QuadIterator(d quad.Direction, ref graph.Ref) graph.Iterator {
	q.visit()
	return q.sql.QuadIterator(d, ref)
}

func (q *sqlQuads) QuadIteratorSize(ctx context.Context, d quad.Direction, ref graph.Ref) (graph.Size, error) {
	q.visit()
	return q.sql.QuadIteratorSize(ctx, d, ref)
}

func (q *sqlQuads) NodesAllIterator() graph.Iterator {
	q.visit()
	return q.sql.NodesAllIterator()
}

func (q *sqlQuads) QuadsAllIterator() graph.Iterator {
	q.visit()
	return q.sql.QuadsAllIterator()
}

func (q *sqlQuads) Stats(ctx context.Context, exact bool) (graph.Stats, error) {
	return q.sql.Stats(ctx, exact)
}

var errReadOnly = errors.New("a query only reads")

func (q *sqlQuads) ApplyDeltas([]graph.Delta, graph.IgnoreOpts) error { return errReadOnly }

func (q *sqlQuads) NewQuadWriter() (quad.WriteCloser, error) { return nil, errReadOnly }

func (q *sqlQuads) Close() error { return nil }
