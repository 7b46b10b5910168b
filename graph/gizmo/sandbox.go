package gizmo

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"reflect"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dlclark/regexp2/v2"
	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"
)

// The engine can be interrupted between the instructions of a script, and not
// inside its own functions: new Array(4294967295).join("x") would run for
// minutes and take all memory. What is in this file makes every function of the
// engine short, so that deadline and memory watch hold:
//
//   - Functions of Array, String, RegExp, JSON and Object take no more than
//     maxText characters and maxElements elements; those that make more of
//     little (repeat, join, replace, ...) have limits of their own.
//   - Iterators, which run through huge arrays inside one instruction, look at
//     the deadline at every step.
//   - What no query needs and what has no such limits is not there: BigInt,
//     typed arrays, Proxy, Reflect, Promise, eval, Function.
//   - Scripts are short and shallow, since the parser is recursive.
//
// Concatenation with + is left to the memory watch.
const (
	maxText     = 256 << 10 // characters that a function of the engine takes
	maxElements = 20_000    // elements of an array that it takes
	maxDepth    = 200       // brackets within brackets
	maxPattern  = 500       // characters of a regular expression
	maxMatching = 100 << 20 // characters of text times instructions of a regular expression
)

// maxMarks bounds what the parser and the compiler take quadratic time for, or
// worse: labels, arrow functions, powers.
var maxMarks = map[string]int{":": 500, "=>": 200, "**": 200}

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// compile parses a script.
func compile(script string) (*goja.Program, error) {
	if len(script) > maxScript {
		return nil, &Error{Message: fmt.Sprintf("a script of %d bytes is too long, at most %d", len(script), maxScript)}
	}
	for mark, most := range maxMarks {
		if n := strings.Count(script, mark); n > most {
			return nil, &Error{Message: fmt.Sprintf("%d times %q is too often, at most %d", n, mark, most)}
		}
	}
	if line, column, ok := shallow(script); !ok {
		return nil, &Error{Line: line, Column: column, Message: fmt.Sprintf("more than %d levels of brackets", maxDepth)}
	}
	tree, err := parser.ParseFile(nil, "", script, 0, parser.WithDisableSourceMaps)
	var list parser.ErrorList
	switch {
	case errors.As(err, &list) && len(list) > 0:
		return nil, &Error{Line: list[0].Position.Line, Column: list[0].Position.Column, Message: "syntax: " + list[0].Message}
	case err != nil:
		return nil, &Error{Message: "syntax: " + err.Error()}
	}
	if at := bigInt(reflect.ValueOf(tree), make(map[uintptr]bool)); at > 0 {
		pos := tree.File.Position(int(at) - 1)
		return nil, &Error{Line: pos.Line, Column: pos.Column, Message: "there are no BigInts in Gizmo"}
	}
	program, err := goja.CompileAST(tree, false)
	var fault *goja.CompilerSyntaxError
	switch {
	case errors.As(err, &fault):
		e := &Error{Message: "syntax: " + fault.Message}
		if fault.File != nil {
			pos := fault.File.Position(fault.Offset)
			e.Line, e.Column = pos.Line, pos.Column
		}
		return nil, e
	case err != nil:
		return nil, &Error{Message: "syntax: " + err.Error()}
	}
	return program, nil
}

// shallow reports whether brackets are nested no deeper than the parser can
// bear, and where not. Brackets in strings count as well.
func shallow(script string) (line, column int, ok bool) {
	depth := 0
	line, column = 1, 0
	for _, r := range script {
		column++
		switch r {
		case '\n':
			line, column = line+1, 0
		case '(', '[', '{':
			if depth++; depth > maxDepth {
				return line, column, false
			}
		case ')', ']', '}':
			depth--
		}
	}
	return 0, 0, true
}

// bigInt finds a literal such as 10n: with ** and << such numbers grow beyond
// all bounds in one instruction. It returns its position, 0 where there is none.
func bigInt(v reflect.Value, seen map[uintptr]bool) file.Idx {
	switch v.Kind() {
	case reflect.Interface:
		return bigInt(v.Elem(), seen)
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return 0
		}
		seen[v.Pointer()] = true
		if n, ok := v.Interface().(*ast.NumberLiteral); ok {
			if _, big := n.Value.(*big.Int); big {
				return n.Idx
			}
		}
		if _, ok := v.Interface().(*file.File); ok {
			return 0
		}
		return bigInt(v.Elem(), seen)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				if at := bigInt(v.Field(i), seen); at > 0 {
					return at
				}
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if at := bigInt(v.Index(i), seen); at > 0 {
				return at
			}
		}
	}
	return 0
}

// patternTimeout bounds regular expressions that Go's engine cannot run
// (look-ahead, back references). The setting is the package's own.
var patternTimeout = sync.OnceFunc(func() { regexp2.DefaultMatchTimeout = time.Second })

// nativeFunction is a function of the engine.
type nativeFunction = func(goja.FunctionCall) goja.Value

// guard looks at a call before the engine does.
type guard func(this goja.Value, args []goja.Value)

// confine takes from the script's world what could hang or exhaust the program.
func (s *session) confine() {
	patternTimeout()
	for _, name := range []string{
		"eval", "Function", "BigInt", "Proxy", "Reflect", "Promise", "WeakRef", "FinalizationRegistry",
		"ArrayBuffer", "SharedArrayBuffer", "DataView", "Atomics", "Int8Array", "Uint8Array", "Uint8ClampedArray",
		"Int16Array", "Uint16Array", "Int32Array", "Uint32Array", "Float32Array", "Float64Array",
		"BigInt64Array", "BigUint64Array",
	} {
		s.must(s.vm.GlobalObject().Delete(name))
	}
	// The constructors of functions are also found through functions.
	for _, f := range []string{"(function(){})", "(function*(){})", "(async function(){})"} {
		proto := s.eval(f).Prototype()
		s.must(proto.DefineDataProperty("constructor", goja.Undefined(), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
	}

	array, str, regexp := s.eval("Array.prototype"), s.eval("String.prototype"), s.eval("RegExp.prototype")
	s.guardAll(array, func(this goja.Value, args []goja.Value) {
		if o, ok := this.(*goja.Object); !ok || o.ClassName() != "Array" {
			s.fail("%s is not an array", kind(this))
		}
		s.bounded(this, args)
	})
	for _, name := range []string{"flat", "flatMap", "toLocaleString"} {
		s.must(array.Delete(name))
	}
	s.guard(array, "sort", func(this goja.Value, args []goja.Value) {
		// Without a function to compare, sort makes strings of all elements at
		// every comparison.
		if missing(argument(args, 0)) {
			s.bounded(nil, s.elements(this.(*goja.Object)))
		}
	})
	join := func(call goja.FunctionCall) goja.Value {
		separator := ","
		if a := call.Argument(0); !goja.IsUndefined(a) {
			s.bounded(a, nil)
			separator = a.String()
		}
		var b strings.Builder
		s.join(&b, call.This, separator, 0)
		return s.vm.ToValue(b.String())
	}
	s.replace(array, "join", join)
	s.replace(array, "toString", func(call goja.FunctionCall) goja.Value { return join(goja.FunctionCall{This: call.This}) })

	s.guardAll(str, s.bounded)
	s.must(s.eval("String").Delete("raw"))
	times := func(this goja.Value, args []goja.Value) {
		if n := argument(args, 0).ToFloat(); n*float64(max(1, textLength(this))) > maxText {
			s.fail("the string would be too long")
		}
	}
	s.guard(str, "repeat", times)
	grown := func(_ goja.Value, args []goja.Value) {
		if argument(args, 0).ToFloat() > maxText {
			s.fail("the string would be too long")
		}
	}
	s.guard(str, "padStart", grown)
	s.guard(str, "padEnd", grown)
	substitute := func(this, replacement goja.Value) {
		if r, ok := replacement.(goja.String); ok {
			text := r.String()
			if strings.Contains(text, "$`") || strings.Contains(text, "$'") || len(text)*(1+textLength(this)) > 64*maxText {
				s.fail("the replacement would make the string too long")
			}
		}
	}
	for _, name := range []string{"replace", "replaceAll"} {
		s.guard(str, name, func(this goja.Value, args []goja.Value) {
			substitute(this, argument(args, 1))
			s.matching(argument(args, 0), this)
		})
	}
	for _, name := range []string{"match", "matchAll", "search", "split"} {
		s.guard(str, name, func(this goja.Value, args []goja.Value) { s.matching(argument(args, 0), this) })
	}
	for _, name := range []string{"exec", "test"} {
		s.guard(regexp, name, func(this goja.Value, args []goja.Value) {
			s.bounded(nil, args)
			s.matching(this, argument(args, 0))
		})
	}
	for _, sym := range []*goja.Symbol{goja.SymMatch, goja.SymMatchAll, goja.SymReplace, goja.SymSearch, goja.SymSplit} {
		if f, ok := goja.AssertFunction(regexp.GetSymbol(sym)); ok {
			s.must(regexp.DefineDataPropertySymbol(sym, s.vm.ToValue(s.guarded(f, func(this goja.Value, args []goja.Value) {
				s.bounded(nil, args)
				s.matching(this, argument(args, 0))
				substitute(argument(args, 0), argument(args, 1))
			})), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
		}
	}
	s.confineObjects()
}

// confineObjects is what concerns neither arrays nor strings alone.
func (s *session) confineObjects() {
	s.guardAll(s.eval("Object"), s.bounded)
	arrayType := s.eval("Array")
	s.guard(arrayType, "from", func(_ goja.Value, args []goja.Value) {
		s.bounded(nil, args)
		if o, ok := argument(args, 0).(*goja.Object); ok && missing(o.GetSymbol(goja.SymIterator)) {
			s.fail("%s cannot be iterated over", kind(o))
		}
	})
	function := s.eval("(function(){})").Prototype()
	s.must(function.Delete("bind"))
	s.guard(function, "apply", func(_ goja.Value, args []goja.Value) {
		if list := argument(args, 1); !missing(list) {
			if o, ok := list.(*goja.Object); !ok || o.ClassName() != "Array" && o.ClassName() != "Arguments" {
				s.fail("the second argument of apply is %s, an array is wanted", kind(list))
			}
			s.bounded(list, nil)
		}
	})
	jsonType := s.eval("JSON")
	s.guard(jsonType, "parse", func(_ goja.Value, args []goja.Value) {
		s.bounded(nil, args)
		if _, _, ok := shallow(argument(args, 0).String()); !ok {
			s.fail("the JSON is nested too deeply")
		}
	})
	s.replace(jsonType, "stringify", func(call goja.FunctionCall) goja.Value {
		nodes := 0
		out, err := json.Marshal(s.export(call.Argument(0), 0, &nodes))
		if err != nil {
			s.fail("%v", err)
		}
		return s.vm.ToValue(string(out))
	})
	for _, expr := range []string{"[][Symbol.iterator]()", "''[Symbol.iterator]()", "new Map()[Symbol.iterator]()", "new Set()[Symbol.iterator]()"} {
		s.guard(s.eval(expr).Prototype(), "next", func(goja.Value, []goja.Value) {})
	}
}

// must is for changes to a world that no script has touched yet.
func (s *session) must(err error) {
	if err != nil {
		panic(err)
	}
}

func (s *session) eval(expression string) *goja.Object {
	v, err := s.vm.RunString(expression)
	s.must(err)
	return v.ToObject(s.vm)
}

// guardAll puts a guard before each function of an object.
func (s *session) guardAll(o *goja.Object, g guard) {
	for _, name := range o.GetOwnPropertyNames() {
		if name != "constructor" && name != "prototype" {
			s.guard(o, name, g)
		}
	}
}

// guard puts a guard before one function of an object, if there is one.
func (s *session) guard(o *goja.Object, name string, g guard) {
	if f, ok := goja.AssertFunction(o.Get(name)); ok {
		s.replace(o, name, s.guarded(f, g))
	}
}

func (s *session) replace(o *goja.Object, name string, f nativeFunction) {
	s.must(o.DefineDataProperty(name, s.vm.ToValue(f), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

func (s *session) guarded(f goja.Callable, g guard) nativeFunction {
	return func(call goja.FunctionCall) goja.Value {
		if err := s.ctx.Err(); err != nil {
			panic(Stop{err})
		}
		if s.overflow.Load() {
			panic(Stop{ErrMemory})
		}
		g(call.This, call.Arguments)
		v, err := f(call.This, call.Arguments...)
		if err != nil {
			panic(err)
		}
		return v
	}
}

// textLength is the length of a string or of a String object, 0 for others.
func textLength(v goja.Value) int {
	switch v := v.(type) {
	case goja.String:
		return v.Length()
	case *goja.Object:
		if v.ClassName() == "String" {
			if x, ok := v.Export().(string); ok {
				return len(x)
			}
		}
	}
	return 0
}

// bounded throws where strings or arrays are too long for the engine's
// functions.
func (s *session) bounded(this goja.Value, args []goja.Value) {
	text := 0
	for _, v := range append([]goja.Value{this}, args...) {
		text += textLength(v)
		if o, ok := v.(*goja.Object); ok && o.ClassName() == "Array" {
			if n := o.Get("length").ToInteger(); n > maxElements {
				s.fail("an array of %d elements is too long for this function, at most %d", n, maxElements)
			}
		}
	}
	if text > maxText {
		s.fail("a string of %d characters is too long for this function, at most %d", text, maxText)
	}
}

// join is Array.prototype.join with an end.
func (s *session) join(b *strings.Builder, v goja.Value, separator string, depth int) {
	o, ok := v.(*goja.Object)
	if !ok || o.ClassName() != "Array" {
		s.fail("%s is not an array", kind(v))
	}
	if depth > maxEmitDepth {
		s.fail("arrays are nested too deeply")
	}
	s.bounded(o, nil)
	for i, e := range s.elements(o) {
		if i > 0 {
			b.WriteString(separator)
		}
		if inner, ok := e.(*goja.Object); ok && inner.ClassName() == "Array" {
			s.join(b, inner, ",", depth+1)
		} else if !missing(e) {
			s.bounded(e, nil)
			b.WriteString(e.String())
		}
		if b.Len() > maxText {
			s.fail("the string would be too long")
		}
	}
}

// matching throws where a regular expression would take long on a text. A
// pattern given as a string is compiled by the engine as well.
func (s *session) matching(pattern, text goja.Value) {
	source := ""
	switch p := pattern.(type) {
	case goja.String:
		source = p.String()
	case *goja.Object:
		if p.ClassName() != "RegExp" {
			return
		}
		source = p.Get("source").String()
	default:
		return
	}
	if len(source) > maxPattern {
		s.fail("a regular expression of %d characters is too long, at most %d", len(source), maxPattern)
	}
	if size := instructions(source); size*(1+textLength(text)) > maxMatching {
		s.fail("the regular expression would take too long")
	}
}

// instructions is the size of a pattern's program in Go's engine; that of
// patterns it does not know is their length, their time being bounded
// otherwise.
func instructions(pattern string) int {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return len(pattern)
	}
	program, err := syntax.Compile(re.Simplify())
	if err != nil {
		return len(pattern)
	}
	return len(program.Inst)
}
