// Package graphql answers typed GraphQL queries over a graph.Store.
//
// In go a query, its variables and the name of an operation, out comes what the
// GraphQL specification (October 2021) says: data, errors, or both. The schema
// stands in schema.graphql; lists are connections in the manner of Relay's
// cursor specification. Nothing is ever written.
//
// No query can take the process down. Before a query runs it is measured: its
// length, its depth, and its cost, which is the number of fields that the answer
// can have. While it runs its time and the size of its answer are bounded, and
// a panic becomes an error of its field. HTTP is the caller's business.
package graphql

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"

	gophers "github.com/graph-gophers/graphql-go"
	gqlerrors "github.com/graph-gophers/graphql-go/errors"

	"github.com/newsgraph/newsgraph/graph"
)

//go:embed schema.graphql
var schemaText string

// Bounds of a query.
const (
	maxLength  = 64 << 10 // bytes
	maxDepth   = 20       // nested fields; the introspection query of graphql-js has 15
	maxCost    = 50_000   // fields of the answer, see cost
	maxSize    = 16 << 20 // bytes of the answer, about
	maxPage    = 1000     // of a connection's first
	maxOverlap = 200_000  // pairs of fields of one name that are compared
	parallel   = 2        // fields of one query that are worked on at once
)

// Schema is the schema in GraphQL's own language.
func Schema() string { return schemaText }

// Engine answers queries. It is safe for concurrent use.
type Engine struct {
	store   *graph.Store
	logger  *slog.Logger
	schema  *gophers.Schema
	meter   meter
	running chan struct{} // one slot for each query that runs
}

// New makes an engine over the store. What a query does wrong goes to the one
// who asks; what the engine does wrong goes to the logger.
func New(store *graph.Store, logger *slog.Logger) *Engine {
	e := &Engine{store: store, logger: logger, running: make(chan struct{}, max(2, runtime.GOMAXPROCS(0)))}
	// The schema and the resolvers are compiled in, so that they cannot disagree
	// but by a mistake that every test would see.
	e.schema = gophers.MustParseSchema(schemaText, &query{}, gophers.UseStringDescriptions(),
		gophers.MaxDepth(maxDepth), gophers.MaxQueryLength(maxLength), gophers.MaxSelections(maxCost),
		gophers.OverlapValidationLimit(maxOverlap), gophers.MaxParallelism(parallel), gophers.DisableFieldSelections(),
		gophers.Logger(panics{logger}), gophers.PanicHandler(panics{logger}))
	e.meter = newMeter(e.schema.AST())
	return e
}

// Request is what one asks, as it stands in the body of a POST.
type Request struct {
	Query         string         `json:"query"`
	OperationName string         `json:"operationName"`
	Variables     map[string]any `json:"variables"`
	Extensions    map[string]any `json:"extensions"` // none are known
}

// Response is the answer. Data is missing where the query could not run at all.
type Response struct {
	Errors []*Error        `json:"errors,omitempty"`
	Data   json.RawMessage `json:"data,omitempty"`
}

// Error tells what went wrong and where.
type Error struct {
	Message   string     `json:"message"`
	Locations []Location `json:"locations,omitempty"`
	Path      []any      `json:"path,omitempty"` // of the field in the answer
}

// Location is a place in the query, counted from 1.
type Location struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

func refuse(format string, args ...any) *Response {
	return &Response{Errors: []*Error{{Message: fmt.Sprintf(format, args...)}}}
}

// Exec answers a query. It ends soon after ctx does.
func (e *Engine) Exec(ctx context.Context, r Request) *Response {
	if len(r.Query) > maxLength {
		return refuse("the query is longer than %d bytes", maxLength)
	}
	if err := e.meter.check(r); err != nil {
		return &Response{Errors: []*Error{err}}
	}
	select {
	case e.running <- struct{}{}:
		defer func() { <-e.running }()
	case <-ctx.Done():
		return refuse("%s", outOfTime)
	}
	ctx = context.WithValue(ctx, sessionKey{}, newSession(e.store, e.logger))
	got := e.schema.Exec(ctx, r.Query, r.OperationName, r.Variables)
	if ctx.Err() != nil {
		return refuse("%s", outOfTime)
	}
	out := &Response{Data: got.Data}
	for _, err := range got.Errors {
		out.Errors = append(out.Errors, convert(err))
		if len(out.Errors) == maxErrors {
			out.Errors = append(out.Errors, &Error{Message: fmt.Sprintf("and %d errors more", len(got.Errors)-maxErrors)})
			break
		}
	}
	return out
}

// maxErrors bounds how many errors an answer lists: a query can make one in
// every row.
const maxErrors = 20

const outOfTime = "the deadline passed before the answer was complete; ask for less"

func convert(err *gqlerrors.QueryError) *Error {
	out := &Error{Message: err.Message, Path: err.Path}
	for _, l := range err.Locations {
		out.Locations = append(out.Locations, Location(l))
	}
	return out
}

// panics logs a panic with its stack and tells the client no more than that
// there was one.
type panics struct{ logger *slog.Logger }

func (p panics) LogPanic(_ context.Context, value any) {
	p.logger.Error("graphql: panic", "value", fmt.Sprint(value), "stack", string(debug.Stack()))
}

func (panics) MakePanicError(context.Context, any) *gqlerrors.QueryError {
	return gqlerrors.Errorf("%s", internal)
}

const internal = "internal error; the server's log has the cause"

// fault is an error as the client may read it.
func (s *session) fault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, graph.ErrNotFound), errors.Is(err, graph.ErrQuery), errors.As(err, new(*requestError)):
		return err
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return errors.New(outOfTime)
	}
	s.logger.Error("graphql", "err", err)
	return errors.New(internal)
}

// requestError is what a query's arguments do wrong.
type requestError struct{ message string }

func (e *requestError) Error() string { return e.message }

func wrong(format string, args ...any) error { return &requestError{fmt.Sprintf(format, args...)} }
