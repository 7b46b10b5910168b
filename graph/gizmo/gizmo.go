// Package gizmo runs queries in Gizmo, Cayley's query language: JavaScript with
// an object g that builds paths through the graph. In go a script and a quad
// store, out come the rows that the script has produced.
//
// The language is that of Cayley's documentation. Unlike the session that
// comes with Cayley, this one runs in its caller's goroutine, so that a panic
// can be recovered; it stops at its context's end even inside a join; it
// checks every argument; and what JavaScript can do to time and memory is
// bounded, see sandbox.go. It reads only: nothing in the language writes.
package gizmo

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/quad/voc"
	"github.com/dop251/goja"
)

// Options bound a script. The zero value is useful.
type Options struct {
	Limit  int    // rows; 0 means 100
	Memory uint64 // bytes that the script may hold; 0 means 128 MB

	// Row, where not nil, is given each row as soon as it is there, and Run
	// returns none. Its error ends the script and is Run's.
	Row func(row any) error
	// Overflow, where not nil, is called when the script takes more memory than
	// it may: what reads the graph for it is to end then, as at its deadline.
	Overflow func()
	// Explain, where not nil, is told of each reading of the graph. Reads counts
	// the look-ups of the quad store so far.
	Explain func(Step)
	Reads   func() int
}

const (
	defaultLimit  = 100
	defaultMemory = 128 << 20
	maxScript     = 16 << 10 // bytes
	maxPlan       = 400      // size of a path, see size
	maxArray      = 100_000  // results of toArray and its like
	maxCalls      = 800      // depth of calls
	maxEmitted    = 16 << 20 // characters of emitted rows that are gathered
)

// Error is a script's fault. Line and Column count from 1; 0 means unknown.
type Error struct {
	Line, Column int
	Message      string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return "gizmo: " + e.Message
	}
	return fmt.Sprintf("gizmo: line %d, column %d: %s", e.Line, e.Column, e.Message)
}

// ErrMemory is returned for a script that takes more memory than it may.
var ErrMemory = errors.New("gizmo: the query takes too much memory")

// Stop is what a quad store panics with to end the query that reads it, with
// Err as its result.
type Stop struct{ Err error }

// session is one run of one script.
type session struct {
	ctx       context.Context
	qs        graph.QuadStore
	vm        *goja.Runtime
	ns        voc.Namespaces
	paths     *goja.Object // prototype of paths
	values    *goja.Object // prototype of values
	opts      Options
	rows      []any // sent so far, without those that Options.Row has taken
	sent      int
	truncated bool
	memory    *memory
	joined    int // characters that the script has made since it waited for a look at the heap
	emitted   int // characters of the rows that it has emitted

	numberType, shortNumber goja.Value // see short
}

// errEnough ends a script that has produced all the rows it may.
var errEnough = errors.New("enough rows")

// Run runs a script and returns its rows, ready for JSON. truncated reports
// that there were more. The error is *Error for the script's own faults.
func Run(ctx context.Context, qs graph.QuadStore, script string, opts Options) (rows []any, truncated bool, err error) {
	if opts.Limit <= 0 {
		opts.Limit = defaultLimit
	}
	if opts.Memory == 0 {
		opts.Memory = defaultMemory
	}
	program, err := compile(script)
	if err != nil {
		return nil, false, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s := &session{ctx: ctx, qs: qs, vm: goja.New(), opts: opts, rows: []any{}}
	defer func() {
		if r := recover(); r != nil {
			rows, truncated, err = nil, false, recovered(r)
		}
	}()
	defer context.AfterFunc(ctx, func() { s.vm.Interrupt(context.Cause(ctx)) })()
	s.memory = watchMemory(opts.Memory, func() {
		cancel(ErrMemory)
		if opts.Overflow != nil {
			opts.Overflow()
		}
	})
	defer s.memory.end()

	s.vm.SetMaxCallStackSize(maxCalls)
	s.confine()
	s.define()
	if _, err := s.vm.RunProgram(program); err != nil {
		if err = scriptError(err); !errors.Is(err, errEnough) {
			return nil, false, err
		}
	}
	return s.rows, s.truncated, nil
}

// recovered turns what Cayley or the engine panicked with into an error.
func recovered(r any) error {
	switch r := r.(type) {
	case Stop:
		return r.Err
	case error:
		return &Error{Message: r.Error()}
	}
	return &Error{Message: fmt.Sprint(r)}
}

// scriptError gives the engine's errors their position.
func scriptError(err error) error {
	var interrupted *goja.InterruptedError
	if errors.As(err, &interrupted) {
		if cause, ok := interrupted.Value().(error); ok {
			return cause
		}
		return err
	}
	var overflow *goja.StackOverflowError
	if errors.As(err, &overflow) {
		return &Error{Message: "calls are nested too deeply"}
	}
	var thrown *goja.Exception
	if !errors.As(err, &thrown) {
		return &Error{Message: err.Error()}
	}
	e := &Error{Message: message(thrown)}
	e.Line, e.Column = position(thrown.Stack())
	return e
}

// position is where in the script a call is; 0 unknown.
func position(stack []goja.StackFrame) (line, column int) {
	for _, frame := range stack {
		if pos := frame.Position(); pos.Line > 0 {
			return pos.Line, pos.Column
		}
	}
	return 0, 0
}

// message is what an exception says. Its own conversion to a string would run
// code of the script.
func message(thrown *goja.Exception) string {
	v := thrown.Value()
	if o, ok := v.(*goja.Object); ok {
		for _, p := range []string{"message", "value"} {
			if m, ok := plain(o, p); ok {
				return m
			}
		}
		return "uncaught " + o.ClassName()
	}
	if v == nil {
		return "uncaught exception"
	}
	return "uncaught " + cut(v.String(), 200)
}

// plain is an own property that is a primitive.
func plain(o *goja.Object, name string) (s string, ok bool) {
	defer func() {
		if recover() != nil {
			s, ok = "", false
		}
	}()
	v := o.Get(name)
	if v == nil || goja.IsUndefined(v) {
		return "", false
	}
	if _, object := v.(*goja.Object); object {
		if v.ExportType().Implements(reflect.TypeFor[error]()) {
			return v.Export().(error).Error(), true
		}
		return "", false
	}
	return cut(v.String(), 500), true
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "..."
	}
	return s
}

// topTag is the key of a row that holds the end of the path.
const topTag = "id"

// each calls f with the tags of each result of a path until f returns false.
func (s *session) each(p *path.Path, f func(tags map[string]graph.Ref) bool) error {
	found, done := s.explain(p)
	defer done()
	it := iterator.Tag(p.BuildIteratorOn(s.qs), topTag)
	shape, _ := graph.AsShape(it).Optimize(s.ctx)
	scan := shape.Iterate()
	defer scan.Close()
	for scan.Next(s.ctx) {
		for more := true; more; more = scan.NextPath(s.ctx) {
			s.alive()
			found()
			tags := make(map[string]graph.Ref)
			scan.TagResults(tags)
			if !f(tags) {
				return nil
			}
		}
	}
	return scan.Err()
}

// row is the values of a result's tags, nil when there are none.
func (s *session) row(tags map[string]graph.Ref) map[string]any {
	out := make(map[string]any, len(tags))
	for tag, ref := range tags {
		if v := s.qs.NameOf(ref); v != nil {
			out[tag] = native(v)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// emit adds a row of so many characters. Rows may share their strings, so that
// the heap does not tell how large the answer becomes.
func (s *session) emit(row any, text int) {
	if s.emitted += text; s.emitted > maxEmitted && s.opts.Row == nil {
		panic(Stop{ErrMemory})
	}
	s.send(row)
}

// send adds a row and reports whether more are wanted. The row beyond the limit
// ends the script.
func (s *session) send(row any) bool {
	if s.sent >= s.opts.Limit {
		s.truncated = true
		s.vm.Interrupt(errEnough)
		return false
	}
	s.sent++
	if s.opts.Row == nil {
		s.rows = append(s.rows, row)
		return true
	}
	if err := s.opts.Row(row); err != nil {
		panic(Stop{err})
	}
	return true
}
