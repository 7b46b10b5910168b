package gizmo

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"time"

	"github.com/cayleygraph/cayley/graph/iterator"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/cayley/graph/shape"
	"github.com/cayleygraph/quad"
	"github.com/dop251/goja"
)

// What scripts hold of Go are objects around these. A script can pass them on,
// and do nothing else with them.
type (
	pathValue struct {
		path   *path.Path
		size   size
		forked bool // takes what it starts from twice
	}
	quadValue   struct{ value quad.Value }
	filterValue struct{ filter shape.ValueFilter }
)

// wrap makes an object of a Go value. Its methods come from the prototype, none
// from the Go value.
func (s *session) wrap(v any, proto *goja.Object) goja.Value {
	o := s.vm.ToValue(v).(*goja.Object)
	if proto != nil {
		if err := o.SetPrototype(proto); err != nil {
			panic(err)
		}
	}
	return o
}

// fail throws a JavaScript exception.
func (s *session) fail(format string, args ...any) {
	panic(s.vm.NewTypeError(fmt.Sprintf(format, args...)))
}

var goTypes = []reflect.Type{reflect.TypeFor[*pathValue](), reflect.TypeFor[*quadValue](), reflect.TypeFor[*filterValue]()}

// goValue is the Go value that an object wraps, or nil. Export of other objects
// is not for values of scripts: it copies huge arrays and runs getters.
func goValue(v goja.Value) any {
	if o, ok := v.(*goja.Object); ok && slices.Contains(goTypes, o.ExportType()) {
		return o.Export()
	}
	return nil
}

// kind names a value for error messages.
func kind(v goja.Value) string {
	switch {
	case v == nil || goja.IsUndefined(v):
		return "undefined"
	case goja.IsNull(v):
		return "null"
	}
	switch goValue(v).(type) {
	case *pathValue:
		return "a path"
	case *quadValue:
		return "a value"
	case *filterValue:
		return "a filter"
	}
	if o, ok := v.(*goja.Object); ok {
		return "an object of class " + o.ClassName()
	}
	return v.ExportType().String()
}

func missing(v goja.Value) bool { return v == nil || goja.IsUndefined(v) || goja.IsNull(v) }

// node is the value in the graph that an argument means: "<tiktok>" is an IRI,
// other strings are strings.
func (s *session) node(v goja.Value) quad.Value {
	if q, ok := goValue(v).(*quadValue); ok {
		return q.value
	}
	if o, ok := v.(*goja.Object); ok {
		if o.ClassName() == "Date" {
			if t, ok := o.Export().(time.Time); ok {
				return quad.Time(t)
			}
		}
		s.fail("%s is not a value of the graph", kind(v))
	}
	if missing(v) {
		s.fail("%s is not a value of the graph", kind(v))
	}
	switch x := primitive(v).(type) {
	case string:
		if x == "" {
			return quad.String("")
		}
		return quad.StringToValue(x)
	case bool:
		return quad.Bool(x)
	case int64:
		return quad.Int(x)
	case float64:
		if x == math.Trunc(x) && math.Abs(x) < 1<<53 {
			return quad.Int(int64(x))
		}
		return quad.Float(x)
	}
	s.fail("%s is not a value of the graph", kind(v))
	return nil
}

// list is the arguments with arrays among them laid out.
func (s *session) list(args []goja.Value) []goja.Value {
	var out []goja.Value
	for _, a := range args {
		if o, ok := a.(*goja.Object); ok && o.ClassName() == "Array" {
			out = append(out, s.elements(o)...)
		} else {
			out = append(out, a)
		}
		if len(out) > maxArray {
			s.fail("a list of %d elements is too long", len(out))
		}
	}
	text := 0
	for _, v := range out {
		text += textLength(v)
	}
	if text > maxTexts {
		s.fail("a list of %d characters is too long", text)
	}
	return out
}

func (s *session) elements(o *goja.Object) []goja.Value {
	n := o.Get("length").ToInteger()
	if n > maxArray {
		s.fail("an array of %d elements is too long", n)
	}
	out := make([]goja.Value, 0, n)
	for i := range n {
		out = append(out, o.Get(fmt.Sprint(i)))
	}
	return out
}

func (s *session) nodes(args []goja.Value) []quad.Value {
	var out []quad.Value
	for _, a := range s.list(args) {
		out = append(out, s.node(a))
	}
	return out
}

// text is an argument that has to be a string.
func (s *session) text(what string, v goja.Value) string {
	if q, ok := goValue(v).(*quadValue); ok {
		return quad.ToString(q.value)
	}
	if x, ok := primitive(v).(string); ok {
		return x
	}
	s.fail("%s is %s, a string is wanted", what, kind(v))
	return ""
}

func (s *session) texts(what string, args []goja.Value) []string {
	var out []string
	for _, a := range s.list(args) {
		if !missing(a) {
			out = append(out, s.text(what, a))
		}
	}
	return out
}

// number is an argument that has to be a whole number.
func (s *session) number(what string, v goja.Value) int64 {
	switch x := primitive(v).(type) {
	case int64:
		return x
	case float64:
		if x == math.Trunc(x) && math.Abs(x) < 1<<53 {
			return int64(x)
		}
	}
	s.fail("%s is %s, a whole number is wanted", what, kind(v))
	return 0
}

// primitive is a string, number or truth value, or nil.
func primitive(v goja.Value) any {
	if missing(v) {
		return nil
	}
	switch v.(type) {
	case *goja.Object, *goja.Symbol:
		return nil
	}
	return v.Export()
}

func isNumber(v goja.Value) bool {
	switch primitive(v).(type) {
	case int64, float64:
		return true
	}
	return false
}

// native is a value of the graph as JSON has it: an IRI in angle brackets.
func native(v quad.Value) any {
	switch n := v.Native().(type) {
	case quad.Value:
		return quad.StringOf(n)
	case float64:
		if math.IsNaN(n) || math.IsInf(n, 0) {
			return nil
		}
		return n
	default:
		return n
	}
}

const (
	maxEmitDepth = 50
	maxEmitNodes = 100_000
)

// export is a value of the script as JSON has it, and the characters in it. It
// ends for values that contain themselves.
func (s *session) export(v goja.Value) (out any, text int) {
	e := exporter{session: s}
	out = e.value(v, 0)
	return out, e.text
}

// exporter counts what it exports.
type exporter struct {
	*session
	nodes, text int
}

func (e *exporter) value(v goja.Value, depth int) any {
	e.nodes++
	e.text += textLength(v)
	if e.nodes > maxEmitNodes || e.text > maxTexts || depth > maxEmitDepth {
		e.fail("a value is too large or contains itself")
	}
	if missing(v) {
		return nil
	}
	switch g := goValue(v).(type) {
	case *quadValue:
		return native(g.value)
	case *pathValue:
		e.fail("a path cannot be emitted; end it with toArray()")
	case *filterValue:
		e.fail("a filter cannot be emitted")
	}
	o, ok := v.(*goja.Object)
	if !ok {
		switch x := primitive(v).(type) {
		case float64:
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return nil
			}
			return x
		case string, bool, int64:
			return x
		}
		return v.String()
	}
	switch o.ClassName() {
	case "Array":
		elements := e.elements(o)
		out := make([]any, len(elements))
		for i, x := range elements {
			out[i] = e.value(x, depth+1)
		}
		return out
	case "Function":
		return nil
	case "Date":
		return o.Export()
	case "Number", "String", "Boolean":
		return o.Export()
	}
	out := make(map[string]any)
	for _, k := range o.Keys() {
		e.text += len(k)
		out[k] = e.value(o.Get(k), depth+1)
	}
	return out
}

// defineValues adds the functions that make values and filters.
func (s *session) defineValues() {
	value := func(v quad.Value) goja.Value { return s.wrap(&quadValue{v}, s.values) }
	one := func(f func(string) quad.Value) func([]goja.Value) goja.Value {
		return func(args []goja.Value) goja.Value {
			s.count(args, 1, 1)
			return value(f(s.text("the argument", args[0])))
		}
	}
	two := func(f func(a, b string) quad.Value) func([]goja.Value) goja.Value {
		return func(args []goja.Value) goja.Value {
			s.count(args, 2, 2)
			return value(f(s.text("the first argument", args[0]), s.text("the second argument", args[1])))
		}
	}
	compare := func(op iterator.Operator) func([]goja.Value) goja.Value {
		return func(args []goja.Value) goja.Value {
			s.count(args, 1, 1)
			return s.wrap(&filterValue{shape.Comparison{Op: op, Val: s.node(args[0])}}, nil)
		}
	}
	functions := map[string]func([]goja.Value) goja.Value{
		"iri":   one(func(x string) quad.Value { return quad.IRI(trimIRI(x)) }),
		"bnode": one(func(x string) quad.Value { return quad.BNode(x) }),
		//lint:ignore SA1019 Cayley's documents define raw() by it
		"raw":  one(func(x string) quad.Value { return orEmpty(quad.Raw(x)) }),
		"str":  one(func(x string) quad.Value { return quad.String(x) }),
		"lang": two(func(x, l string) quad.Value { return quad.LangString{Value: quad.String(x), Lang: l} }),
		"typed": two(func(x, t string) quad.Value {
			return quad.TypedString{Value: quad.String(x), Type: quad.IRI(trimIRI(t))}
		}),
		"lt": compare(iterator.CompareLT), "lte": compare(iterator.CompareLTE),
		"gt": compare(iterator.CompareGT), "gte": compare(iterator.CompareGTE),
		"like": func(args []goja.Value) goja.Value {
			s.count(args, 1, 1)
			return s.wrap(&filterValue{shape.Wildcard{Pattern: s.text("the pattern", args[0])}}, nil)
		},
		"regex": s.regex,
	}
	for name, f := range functions {
		s.set(s.vm.GlobalObject(), name, func(_ goja.Value, args []goja.Value) goja.Value { return f(args) })
	}
	s.values = s.vm.NewObject()
	s.set(s.values, "toString", func(this goja.Value, _ []goja.Value) goja.Value {
		if q, ok := goValue(this).(*quadValue); ok {
			return s.vm.ToValue(quad.ToString(q.value))
		}
		return s.vm.ToValue("")
	})
}

// regex(pattern) matches strings, regex(pattern, true) IRIs as well.
func (s *session) regex(args []goja.Value) goja.Value {
	s.count(args, 1, 2)
	var pattern string
	refs := false
	if q, ok := goValue(args[0]).(*quadValue); ok {
		switch v := q.value.(type) {
		case quad.String:
			pattern = string(v)
		case quad.IRI:
			pattern, refs = string(v), true
		default:
			s.fail("%s is no pattern", v)
		}
	} else {
		pattern = s.text("the pattern", args[0])
	}
	if len(args) > 1 {
		b, ok := primitive(args[1]).(bool)
		if !ok {
			s.fail("the second argument of regex is %s, true or false is wanted", kind(args[1]))
		}
		if refs && !b {
			s.fail("a pattern for IRIs needs true as second argument of regex")
		}
		refs = b
	} else if refs {
		s.fail("a pattern for IRIs needs true as second argument of regex")
	}
	re, err := regexp.Compile(pattern)
	if err != nil {
		s.fail("%v", err)
	}
	return s.wrap(&filterValue{shape.Regexp{Re: re, Refs: refs}}, nil)
}

func trimIRI(x string) string {
	if len(x) > 2 && x[0] == '<' && x[len(x)-1] == '>' {
		return x[1 : len(x)-1]
	}
	return x
}

func orEmpty(v quad.Value) quad.Value {
	if v == nil {
		return quad.String("")
	}
	return v
}
