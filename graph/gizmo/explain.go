package gizmo

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/cayley/graph/shape"
	"github.com/cayleygraph/quad"
)

// Step is one reading of the graph, as the script made it: one call of all,
// toArray, count and so on.
type Step struct {
	Line    int     `json:"line"` // of the call in the script, from 1; 0 unknown
	Column  int     `json:"column"`
	Plan    []Part  `json:"plan"`    // what Cayley's optimizer made of the path, parts after the whole they belong to
	Results int     `json:"results"` // ways through the graph that were found
	Reads   int     `json:"reads"`   // look-ups in the store
	Millis  float64 `json:"ms"`      // time in milliseconds
}

// Part is a line of a plan.
type Part struct {
	Depth     int    `json:"depth"`     // 0 for the whole
	Operation string `json:"operation"` // "Intersect", "NodesFrom subject", "Fixed <tiktok>" ...
}

const (
	maxParts  = 200
	maxValues = 5 // of a list in a plan
)

// explain notes a step and returns what counts its results and ends it.
func (s *session) explain(p *path.Path) (found func(), done func()) {
	if s.opts.Explain == nil {
		return func() {}, func() {}
	}
	step := Step{Plan: s.plan(p)}
	step.Line, step.Column = position(s.vm.CaptureCallStack(0, nil))
	reads := func() int {
		if s.opts.Reads == nil {
			return 0
		}
		return s.opts.Reads()
	}
	before, start := reads(), time.Now()
	return func() { step.Results++ }, func() {
		step.Reads = reads() - before
		step.Millis = float64(time.Since(start).Microseconds()) / 1000
		s.opts.Explain(step)
	}
}

func (s *session) plan(p *path.Path) []Part {
	sh, _ := shape.Optimize(p.Shape(), s.qs)
	var parts []Part
	s.describe(reflect.ValueOf(sh), 0, &parts)
	return parts
}

// describe lists a shape and the shapes in it. Cayley's shapes are structs,
// slices and functions of many kinds, so it goes by their fields.
func (s *session) describe(v reflect.Value, depth int, parts *[]Part) {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	if len(*parts) >= maxParts {
		return
	}
	words := []string{v.Type().Name()}
	var inner []reflect.Value
	switch v.Kind() {
	case reflect.Slice:
		words, inner = s.detail(words, inner, v)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				words, inner = s.detail(words, inner, v.Field(i))
			}
		}
	}
	*parts = append(*parts, Part{Depth: depth, Operation: strings.Join(words, " ")})
	for _, in := range inner {
		s.describe(in, depth+1, parts)
	}
}

var (
	shapeType = reflect.TypeFor[shape.Shape]()
	refType   = reflect.TypeFor[graph.Ref]()
)

// detail takes a field of a shape apart into words and further shapes.
func (s *session) detail(words []string, inner []reflect.Value, v reflect.Value) ([]string, []reflect.Value) {
	switch t := v.Type(); {
	case t.Implements(shapeType) && t.Kind() == reflect.Interface:
		return words, append(inner, v)
	case t == refType:
		if ref, ok := v.Interface().(graph.Ref); ok && ref != nil {
			words = append(words, quad.ToString(s.qs.NameOf(ref)))
		}
		return words, inner
	case t.Kind() == reflect.Slice:
		switch e := t.Elem(); {
		case e.Implements(shapeType) && e.Kind() == reflect.Interface:
			for i := range v.Len() {
				inner = append(inner, v.Index(i))
			}
		case e.Kind() == reflect.Struct:
			// Conditions on a direction, on a value.
			for i := range min(v.Len(), maxValues) {
				for j := range e.NumField() {
					if e.Field(j).IsExported() {
						words, inner = s.detail(words, inner, v.Index(i).Field(j))
					}
				}
			}
		default:
			for i := range min(v.Len(), maxValues) {
				words, inner = s.detail(words, inner, v.Index(i))
			}
			if v.Len() > maxValues {
				words = append(words, fmt.Sprintf("and %d more", v.Len()-maxValues))
			}
		}
		return words, inner
	}
	switch x := v.Interface().(type) {
	case map[quad.Direction]graph.Ref:
		for _, d := range slices.Sorted(maps.Keys(x)) {
			words = append(words, fmt.Sprintf("%v=%s", d, quad.ToString(s.qs.NameOf(x[d]))))
		}
	case map[quad.Direction][]string:
		for _, d := range slices.Sorted(maps.Keys(x)) {
			words = append(words, fmt.Sprintf("%v as %s", d, cut(strings.Join(x[d], ", "), 100)))
		}
	case quad.Value:
		words = append(words, quad.ToString(x))
	case fmt.Stringer:
		if !isNil(v) {
			words = append(words, cut(x.String(), 100))
		}
	case string:
		words = append(words, fmt.Sprintf("%q", cut(x, 100)))
	case bool, int, int64:
		if !v.IsZero() {
			words = append(words, fmt.Sprint(x))
		}
	}
	return words, inner
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer, reflect.Map, reflect.Slice, reflect.Func:
		return v.IsNil()
	}
	return false
}
