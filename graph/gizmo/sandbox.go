package gizmo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dlclark/regexp2/v2"
	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"
)

// The engine can be interrupted between the instructions of a script, and not
// inside its own functions: new Array(4294967295).join("x") would run for
// minutes and take all memory. What is in this file makes every function of the
// engine short, so that deadline and memory watch hold:
//
//   - No string is longer than maxText: see join.go for those that scripts join.
//   - Functions of Array, String, RegExp, JSON, Math and Object take no more than
//     maxText characters and maxElements elements; those that make more of
//     little (repeat, join, replace, ...) have limits of their own. They get
//     strings and numbers for objects, so that a limit is not for one value of
//     an object and the function for another.
//   - Functions that others call for each element, and iterators, which run
//     through huge arrays inside one instruction, look at the deadline each time.
//   - What no query needs and what has no such limits is not there: BigInt,
//     typed arrays, Proxy, Reflect, Promise, eval, Function.
//   - Scripts are short and shallow, since the parser is recursive.
const (
	maxText     = 256 << 10 // characters of a string, and of all that a function of the engine takes
	maxTexts    = 4 << 20   // characters of all strings in a list or a row
	maxElements = 20_000    // elements of an array that it takes
	maxObjects  = 100       // objects that it copies
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
	if err := bound(tree); err != nil {
		return nil, err
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

// patternTimeout bounds regular expressions that Go's engine cannot run
// (look-ahead, back references). The setting is the package's own.
var patternTimeout = sync.OnceFunc(func() { regexp2.DefaultMatchTimeout = time.Second })

// nativeFunction is a function of the engine.
type nativeFunction = func(goja.FunctionCall) goja.Value

// guard looks at a call before the engine does, and may put plain values for
// objects.
type guard func(call *goja.FunctionCall)

// anything is the guard of functions that are bounded by what they get.
func anything(*goja.FunctionCall) {}

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

	s.must(s.vm.GlobalObject().DefineDataProperty(fitName, s.vm.ToValue(func(call goja.FunctionCall) goja.Value { return s.fit(call.Argument(0)) }),
		goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE))
	s.confineArrays()
	s.confineTexts()
	s.confineObjects()
}

func (s *session) confineArrays() {
	array := s.eval("Array.prototype")
	s.guardAll(array, func(call *goja.FunctionCall) {
		if o, ok := call.This.(*goja.Object); !ok || o.ClassName() != "Array" {
			s.fail("%s is not an array", kind(call.This))
		}
		s.bounded(call)
	})
	for _, name := range []string{"flat", "flatMap", "toLocaleString"} {
		s.must(array.Delete(name))
	}
	s.guard(array, "concat", func(call *goja.FunctionCall) {
		n := arrayLength(call.This)
		for _, v := range call.Arguments {
			n += arrayLength(v)
		}
		s.boundedArray(n)
	})
	for _, name := range []string{"sort", "toSorted"} {
		s.guard(array, name, func(call *goja.FunctionCall) {
			// Without a function to compare, sort makes strings of all elements at
			// every comparison.
			if o, ok := call.This.(*goja.Object); ok && missing(call.Argument(0)) {
				s.bounded(&goja.FunctionCall{Arguments: s.elements(o)})
			}
		})
	}
	join := func(call goja.FunctionCall) goja.Value {
		separator := ","
		if a := call.Argument(0); !goja.IsUndefined(a) {
			separator = a.String()
		}
		var b strings.Builder
		s.join(&b, call.This, separator, 0)
		return s.vm.ToValue(b.String())
	}
	s.replace(array, "join", join)
	s.replace(array, "toString", func(call goja.FunctionCall) goja.Value { return join(goja.FunctionCall{This: call.This}) })
}

func (s *session) confineTexts() {
	str, regexp := s.eval("String.prototype"), s.eval("RegExp.prototype")
	s.guardAll(str, s.bounded)
	s.must(s.eval("String").Delete("raw"))
	s.guard(str, "concat", func(call *goja.FunctionCall) {
		text := 0
		for i := range call.Arguments {
			s.plainText(call.Arguments, i)
			if text += textLength(call.Arguments[i]); text > maxText {
				s.fail("the string would be too long")
			}
		}
	})
	s.guard(str, "repeat", func(call *goja.FunctionCall) {
		s.plainThis(call)
		if s.plainNumber(call.Arguments, 0)*float64(max(1, textLength(call.This))) > maxText {
			s.fail("the string would be too long")
		}
	})
	for _, name := range []string{"padStart", "padEnd"} {
		s.guard(str, name, func(call *goja.FunctionCall) {
			if s.plainNumber(call.Arguments, 0) > maxText {
				s.fail("the string would be too long")
			}
		})
	}
	for _, name := range []string{"replace", "replaceAll"} {
		s.guard(str, name, func(call *goja.FunctionCall) {
			s.plainThis(call)
			s.plainPattern(call.Arguments)
			s.substitute(call.This, call.Arguments)
			s.matching(call.Argument(0), call.This)
		})
	}
	for _, name := range []string{"match", "matchAll", "search", "split"} {
		s.guard(str, name, func(call *goja.FunctionCall) {
			s.plainThis(call)
			s.plainPattern(call.Arguments)
			s.matching(call.Argument(0), call.This)
		})
	}
	matching := func(call *goja.FunctionCall) {
		s.plainText(call.Arguments, 0)
		s.bounded(&goja.FunctionCall{Arguments: call.Arguments})
		s.matching(call.This, call.Argument(0))
	}
	s.guardAll(regexp, anything)
	s.guard(regexp, "exec", matching)
	s.guard(regexp, "test", matching)
	for _, sym := range []*goja.Symbol{goja.SymMatch, goja.SymMatchAll, goja.SymReplace, goja.SymSearch, goja.SymSplit} {
		f, ok := goja.AssertFunction(regexp.GetSymbol(sym))
		if !ok {
			continue
		}
		native := s.short(guarded(f, func(call *goja.FunctionCall) {
			matching(call)
			if sym == goja.SymReplace {
				s.substitute(call.Argument(0), call.Arguments)
			}
		}))
		s.must(regexp.DefineDataPropertySymbol(sym, s.vm.ToValue(native), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
	}
}

// substitute throws where what is put for the matches in text, the second
// argument, may make it too long. What a function gives is counted as it comes.
func (s *session) substitute(text goja.Value, args []goja.Value) {
	if f, ok := goja.AssertFunction(argument(args, 1)); ok {
		total := 0
		args[1] = s.vm.ToValue(s.short(func(call goja.FunctionCall) goja.Value {
			out := result(f(call.This, call.Arguments...)).ToString()
			if total += textLength(out); total > maxText {
				s.fail("the string would be too long")
			}
			return out
		}))
		return
	}
	if len(args) < 2 {
		return
	}
	s.plainText(args, 1)
	by := args[1].String()
	if strings.Contains(by, "$`") || strings.Contains(by, "$'") || len(by)*(1+textLength(text)) > 64*maxText {
		s.fail("the replacement would make the string too long")
	}
}

// confineObjects is what concerns neither arrays nor strings alone.
func (s *session) confineObjects() {
	for _, name := range []string{"Math", "Number", "Date", "Symbol"} {
		s.guardAll(s.eval(name), s.bounded)
	}
	s.guardAll(s.eval("Object"), func(call *goja.FunctionCall) {
		if n := len(call.Arguments); n > maxObjects {
			s.fail("%d objects are too many, at most %d", n, maxObjects)
		}
		s.bounded(call)
		for _, v := range call.Arguments {
			s.boundedArray(int64(textLength(v))) // a property for each character
		}
	})
	s.numberType = s.eval("Number")
	number, _ := goja.AssertFunction(s.numberType)
	s.shortNumber = s.vm.ToValue(s.short(guarded(number, anything)))
	for _, name := range []string{"Error", "Symbol", "Map", "Set"} {
		s.guardAll(s.eval(name).Get("prototype").(*goja.Object), anything)
	}
	for _, name := range []string{"parseInt", "parseFloat", "isNaN", "isFinite", "encodeURI", "encodeURIComponent", "decodeURI", "decodeURIComponent", "escape", "unescape"} {
		s.guard(s.vm.GlobalObject(), name, s.bounded)
	}
	s.guard(s.eval("Array"), "of", s.bounded)
	s.guard(s.eval("Array"), "from", func(call *goja.FunctionCall) {
		s.bounded(call)
		if o, ok := call.Argument(0).(*goja.Object); ok && missing(o.GetSymbol(goja.SymIterator)) {
			s.fail("%s cannot be iterated over", kind(o))
		}
	})
	function := s.eval("(function(){})").Prototype()
	s.must(function.Delete("bind"))
	s.guard(function, "apply", func(call *goja.FunctionCall) {
		if list := call.Argument(1); !missing(list) {
			if o, ok := list.(*goja.Object); !ok || o.ClassName() != "Array" && o.ClassName() != "Arguments" {
				s.fail("the second argument of apply is %s, an array is wanted", kind(list))
			}
			s.bounded(&goja.FunctionCall{This: list})
		}
	})
	jsonType := s.eval("JSON")
	s.guard(jsonType, "parse", func(call *goja.FunctionCall) {
		s.plainText(call.Arguments, 0)
		s.bounded(call)
		if _, _, ok := shallow(call.Argument(0).String()); !ok {
			s.fail("the JSON is nested too deeply")
		}
	})
	s.replace(jsonType, "stringify", func(call goja.FunctionCall) goja.Value {
		v, _ := s.export(call.Argument(0))
		out, err := json.Marshal(v)
		if err != nil {
			s.fail("%v", err)
		}
		return s.vm.ToValue(string(out))
	})
	for _, expr := range []string{"[][Symbol.iterator]()", "''[Symbol.iterator]()", "new Map()[Symbol.iterator]()", "new Set()[Symbol.iterator]()"} {
		s.guard(s.eval(expr).Prototype(), "next", anything)
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
	var f goja.Callable
	s.vm.Try(func() { f, _ = goja.AssertFunction(o.Get(name)) }) // getters may throw
	if f != nil {
		s.replace(o, name, guarded(f, g))
	}
}

func (s *session) replace(o *goja.Object, name string, f nativeFunction) {
	s.must(o.DefineDataProperty(name, s.vm.ToValue(s.short(f)), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
}

// guarded is a function of the engine behind a guard.
func guarded(f goja.Callable, g guard) nativeFunction {
	return func(call goja.FunctionCall) goja.Value {
		g(&call)
		return result(f(call.This, call.Arguments...))
	}
}

// result is that of a call; an exception goes on.
func result(v goja.Value, err error) goja.Value {
	if err != nil {
		panic(err)
	}
	return v
}

// short is a function that does not begin after the deadline, and whose string
// is not too long. Number is the one slow function that others may call for
// each element and that cannot be replaced, since it is a type as well.
func (s *session) short(f nativeFunction) nativeFunction {
	return func(call goja.FunctionCall) goja.Value {
		s.alive()
		for i, a := range call.Arguments {
			if a == s.numberType {
				call.Arguments[i] = s.shortNumber
			}
		}
		return s.fit(f(call))
	}
}

// alive ends a script whose time is over or that takes too much memory.
func (s *session) alive() {
	if err := context.Cause(s.ctx); err != nil {
		panic(Stop{err})
	}
}

// plainThis puts the string for an object that a function of String is called
// on.
func (s *session) plainThis(call *goja.FunctionCall) {
	if o, ok := call.This.(*goja.Object); ok {
		call.This = s.fit(o.ToString())
	}
}

// plainText puts the string for an argument, if there is one.
func (s *session) plainText(args []goja.Value, i int) {
	if i < len(args) {
		args[i] = s.fit(args[i].ToString())
	}
}

// plainPattern puts the string for a first argument that is an object and no
// regular expression.
func (s *session) plainPattern(args []goja.Value) {
	if o, ok := argument(args, 0).(*goja.Object); ok && o.ClassName() != "RegExp" {
		s.plainText(args, 0)
	}
}

// plainNumber puts the number for an argument and returns it.
func (s *session) plainNumber(args []goja.Value, i int) float64 {
	if i >= len(args) {
		return 0
	}
	args[i] = args[i].ToNumber()
	return args[i].ToFloat()
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
func (s *session) bounded(call *goja.FunctionCall) {
	s.boundedArray(arrayLength(call.This))
	text := textLength(call.This)
	for _, v := range call.Arguments {
		s.boundedArray(arrayLength(v))
		text += textLength(v)
	}
	if text > maxText {
		s.fail("a string of %d characters is too long for this function, at most %d", text, maxText)
	}
}

func (s *session) boundedArray(n int64) {
	if n > maxElements {
		s.fail("an array of %d elements is too long for this function, at most %d", n, maxElements)
	}
}

// arrayLength is the length of an array, 0 for others.
func arrayLength(v goja.Value) int64 {
	if o, ok := v.(*goja.Object); ok && o.ClassName() == "Array" {
		return o.Get("length").ToInteger()
	}
	return 0
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
	s.bounded(&goja.FunctionCall{This: o})
	for i, e := range s.elements(o) {
		if i > 0 {
			b.WriteString(separator)
		}
		if inner, ok := e.(*goja.Object); ok && inner.ClassName() == "Array" {
			s.join(b, inner, ",", depth+1)
		} else if !missing(e) {
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
