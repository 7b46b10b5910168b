package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/query"
	"github.com/cayleygraph/cayley/query/graphql"
	"github.com/cayleygraph/cayley/query/mql"
	"github.com/cayleygraph/quad"

	"github.com/newsgraph/newsgraph/graph/gizmo"
)

// QueryOptions bound a query. The zero value is useful.
type QueryOptions struct {
	Limit   int           // rows; 0 means 100, at most 10,000
	Timeout time.Duration // 0 means 10 seconds, at most a minute
	Explain bool          // Gizmo: say in Result.Explain how the query ran

	// Row, where not nil, is given each row instead of Result.Rows, those of
	// Gizmo as soon as they are there; Limit may then be up to a million. Its
	// error ends the query. A row of GraphQL is the whole answer.
	Row func(row any) error
}

const (
	maxRows        = 10_000
	maxStreamed    = 1_000_000
	defaultTimeout = 10 * time.Second
	maxTimeout     = time.Minute
	maxQuery       = 64 << 10 // bytes
	maxNesting     = 32       // brackets, in GraphQL and MQL
	// maxReads bounds what a query in GraphQL or MQL reads, and with that the
	// memory of its result: Cayley gathers the whole of it before a row comes out.
	maxReads = 4_000_000
	maxSteps = 100 // of an explanation
)

// Languages lists what Query understands.
var Languages = []string{"gizmo", "graphql", "mql"}

// ErrTooLarge is returned for a query that would read or gather too much.
var ErrTooLarge = errors.New("the query reads too much; narrow it or give a limit")

// Query answers a query in one of Languages, as of the moment it begins: what
// is added meanwhile is not seen. Errors that are the caller's fault
// wrap ErrQuery and say where; a deadline is context.DeadlineExceeded.
//
// Rows is []any for Gizmo and MQL, a map of the top fields for GraphQL.
func (s *Store) Query(ctx context.Context, lang, text string, opts QueryOptions) (Result, error) {
	lang = strings.ToLower(lang)
	run, ok := map[string]func(context.Context, graph.QuadStore, string, QueryOptions, *reading) (Result, error){
		"gizmo": runGizmo, "graphql": runGraphQL, "mql": runMQL,
	}[lang]
	if !ok {
		return Result{}, fmt.Errorf("%w: unknown language %q; there are %s", ErrQuery, lang, strings.Join(Languages, ", "))
	}
	if len(text) > maxQuery {
		return Result{}, fmt.Errorf("%w: %d bytes of query, at most %d", ErrQuery, len(text), maxQuery)
	}
	if opts.Limit <= 0 {
		opts.Limit = defaultPage
	}
	if opts.Row == nil {
		opts.Limit = min(opts.Limit, maxRows)
	}
	opts.Limit = min(opts.Limit, maxStreamed)
	if opts.Timeout <= 0 {
		opts.Timeout = defaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, min(opts.Timeout, maxTimeout))
	defer cancel()
	select {
	case s.running <- struct{}{}:
		defer func() { <-s.running }()
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}

	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var result Result
	reading := &reading{stop: stop}
	err := s.quads.view(reading.watch(ctx, lang), func(qs graph.QuadStore) (err error) {
		defer func() {
			if r := recover(); r != nil {
				result, err = Result{}, panicked(r)
			}
		}()
		result, err = run(ctx, qs, text, opts, reading)
		return err
	})
	if err != nil {
		return Result{}, err
	}
	return result, nil
}

// reading is what a query reads.
type reading struct {
	reads int
	stop  context.CancelCauseFunc // ends it
}

// watch counts the reads of a query; it is called before each.
func (r *reading) watch(ctx context.Context, lang string) func() {
	return func() {
		if r.reads++; r.reads%64 != 0 {
			return
		}
		if err := context.Cause(ctx); err != nil {
			panic(gizmo.Stop{Err: err})
		}
		if lang != "gizmo" && r.reads > maxReads {
			panic(gizmo.Stop{Err: ErrTooLarge})
		}
	}
}

// panicked is the error of a query that panicked: our own Stop, or one of the
// many places where Cayley does not expect what it was asked.
func panicked(r any) error {
	if stop, ok := r.(gizmo.Stop); ok {
		return stop.Err
	}
	return fmt.Errorf("%w: %v", ErrQuery, r)
}

func runGizmo(ctx context.Context, qs graph.QuadStore, text string, opts QueryOptions, r *reading) (Result, error) {
	settings := gizmo.Options{Limit: opts.Limit, Row: opts.Row, Overflow: func() { r.stop(gizmo.ErrMemory) }}
	var steps []gizmo.Step
	if opts.Explain {
		settings.Reads = func() int { return r.reads }
		settings.Explain = func(step gizmo.Step) {
			if len(steps) < maxSteps {
				steps = append(steps, step)
			}
		}
	}
	rows, truncated, err := gizmo.Run(ctx, qs, text, settings)
	var fault *gizmo.Error
	switch {
	case errors.As(err, &fault):
		return Result{}, fmt.Errorf("%w: %w", ErrQuery, err)
	case errors.Is(err, gizmo.ErrMemory):
		return Result{}, ErrTooLarge
	case err != nil:
		return Result{}, err
	}
	return Result{Rows: rows, Truncated: truncated, Explain: steps}, nil
}

func runMQL(ctx context.Context, qs graph.QuadStore, text string, opts QueryOptions, _ *reading) (Result, error) {
	var doc json.RawMessage
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return Result{}, fmt.Errorf("%w: mql: byte %d: %w", ErrQuery, syntax.Offset, err)
		}
		return Result{}, fmt.Errorf("%w: mql: %w", ErrQuery, err)
	}
	if err := checkNesting(text); err != nil {
		return Result{}, fmt.Errorf("%w: mql: %w", ErrQuery, err)
	}
	it, err := mql.NewSession(qs).Execute(ctx, text, query.Options{Collation: query.JSON, Limit: -1})
	if err != nil {
		return Result{}, fmt.Errorf("%w: mql: %w", ErrQuery, err)
	}
	defer it.Close()
	result := Result{}
	rows, n := []any{}, 0
	for it.Next(ctx) {
		if n == opts.Limit {
			result.Truncated = true
			break
		}
		n++
		if opts.Row == nil {
			rows = append(rows, it.Result())
		} else if err := opts.Row(it.Result()); err != nil {
			return Result{}, err
		}
	}
	if err := errors.Join(it.Err(), ctx.Err()); err != nil {
		return Result{}, err
	}
	result.Rows = rows
	return result, nil
}

func runGraphQL(ctx context.Context, qs graph.QuadStore, text string, opts QueryOptions, _ *reading) (Result, error) {
	if err := checkNesting(text); err != nil {
		return Result{}, fmt.Errorf("%w: graphql: %w", ErrQuery, err)
	}
	q, err := graphql.Parse(strings.NewReader(text))
	if err != nil {
		return Result{}, fmt.Errorf("%w: graphql: %s", ErrQuery, firstLine(err))
	}
	fields, err := q.Execute(ctx, qs)
	if ctxErr := ctx.Err(); ctxErr != nil {
		return Result{}, ctxErr
	}
	if err != nil {
		return Result{}, fmt.Errorf("%w: graphql: %w", ErrQuery, err)
	}
	p := plainer{limit: opts.Limit}
	rows := p.value(fields)
	if opts.Row != nil {
		return Result{Truncated: p.truncated}, opts.Row(rows)
	}
	return Result{Rows: rows, Truncated: p.truncated}, nil
}

// firstLine is an error without the picture that the parser draws below it.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// plainer makes JSON of what Cayley's GraphQL returns: values as in Gizmo, and
// lists no longer than the limit.
type plainer struct {
	limit     int
	truncated bool
}

func (p *plainer) value(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = p.value(x)
		}
		return out
	case []map[string]any:
		out := make([]any, 0, min(len(v), p.limit))
		for _, x := range cutList(p, v) {
			out = append(out, p.value(x))
		}
		return out
	case []quad.Value:
		out := make([]any, 0, min(len(v), p.limit))
		for _, x := range cutList(p, v) {
			out = append(out, p.value(x))
		}
		return out
	case quad.Value:
		switch n := v.Native().(type) {
		case quad.Value:
			return quad.StringOf(n)
		default:
			return n
		}
	}
	return v
}

func cutList[T any](p *plainer, list []T) []T {
	if len(list) > p.limit {
		p.truncated = true
		return list[:p.limit]
	}
	return list
}

// checkNesting refuses brackets so deep that a recursive parser would run out
// of stack. Brackets in strings count as well.
func checkNesting(text string) error {
	depth := 0
	for i, c := range []byte(text) {
		switch c {
		case '{', '[', '(':
			if depth++; depth > maxNesting {
				return fmt.Errorf("byte %d: more than %d levels of brackets", i+1, maxNesting)
			}
		case '}', ']', ')':
			depth--
		}
	}
	return nil
}
