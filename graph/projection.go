package graph

import (
	"context"
	"iter"
	"sync"

	"github.com/cayleygraph/cayley/clog"
	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/quad"
)

// projection is the graph in Cayley: what the queries in Gizmo, GraphQL and MQL
// read. It is made of the article store and says how far it has followed.
type projection interface {
	position() (position, error)
	// apply makes the change of the batch that comes next. What a crash has left
	// half done is continued where it ended.
	apply(ctx context.Context, r redo) error
	// rebuild throws all quads away and takes these, each of which occurs once.
	// Until it has ended, readers see the old quads or an error, never a part.
	rebuild(ctx context.Context, quads iter.Seq2[[]quad.Quad, error], to position) error
	// size is the number of quads.
	size() (int64, error)
	// all lists every quad, as of the moment iteration begins, in no order that
	// means anything.
	all(ctx context.Context) iter.Seq2[quad.Quad, error]
	// view lends f one state of the graph. visit, where not nil, is called again
	// and again while f reads, and may panic to leave f.
	view(visit func(), f func(graph.QuadStore) error) error
	close() error
}

// projectionVersion changes whenever the same articles give other quads.
const projectionVersion = "4"

// silence keeps Cayley from writing to standard error: its errors reach the
// caller as values or as panics of view.visit.
var silence = sync.OnceFunc(func() { clog.SetLogger(quiet{}) })

type quiet struct{}

func (quiet) Infof(string, ...any)    {}
func (quiet) Warningf(string, ...any) {}
func (quiet) Errorf(string, ...any)   {}
func (quiet) Fatalf(string, ...any)   {}
func (quiet) V(int) bool              { return false }
func (quiet) SetV(int)                {}
