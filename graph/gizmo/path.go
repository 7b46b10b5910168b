package gizmo

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cayleygraph/cayley/graph"
	"github.com/cayleygraph/cayley/graph/path"
	"github.com/cayleygraph/cayley/graph/shape"
	"github.com/cayleygraph/quad"
	"github.com/cayleygraph/quad/voc"
	"github.com/dop251/goja"
)

// set defines a function under its name with a small and with a capital first
// letter: Cayley's documentation has seen both. Panics of Cayley become
// exceptions of the script.
func (s *session) set(o *goja.Object, name string, f func(this goja.Value, args []goja.Value) goja.Value) {
	native := func(call goja.FunctionCall) goja.Value {
		defer func() {
			switch r := recover().(type) {
			case nil:
			case *goja.Object, goja.Value, *goja.Exception, *goja.InterruptedError, *goja.StackOverflowError, Stop:
				panic(r)
			default:
				s.fail("%s: %v", name, r)
			}
		}()
		return f(call.This, call.Arguments)
	}
	r, size := utf8.DecodeRuneInString(name)
	for _, n := range []string{name, string(unicode.ToUpper(r)) + name[size:]} {
		if err := o.Set(n, native); err != nil {
			panic(err)
		}
	}
}

// count checks the number of arguments.
func (s *session) count(args []goja.Value, least, most int) {
	switch {
	case len(args) >= least && len(args) <= most:
	case least == most:
		s.fail("%d arguments given, %d wanted", len(args), least)
	default:
		s.fail("%d arguments given, %d to %d wanted", len(args), least, most)
	}
}

// define fills the script's world: g, and the functions that make values.
func (s *session) define() {
	s.defineValues()
	s.paths = s.vm.NewObject()
	s.defineSteps()
	s.defineFinals()

	g := s.vm.NewObject()
	start := func(_ goja.Value, args []goja.Value) goja.Value {
		return s.wrap(&pathValue{path: path.StartMorphism(s.nodes(args)...), size: oneStep}, s.paths)
	}
	morphism := func(goja.Value, []goja.Value) goja.Value {
		return s.wrap(&pathValue{path: path.StartMorphism(), size: oneStep}, s.paths)
	}
	iri := func(_ goja.Value, args []goja.Value) goja.Value {
		s.count(args, 1, 1)
		return s.wrap(&quadValue{quad.IRI(s.ns.FullIRI(trimIRI(s.text("the IRI", args[0]))))}, s.values)
	}
	nothing := func(f func(args []goja.Value)) func(goja.Value, []goja.Value) goja.Value {
		return func(_ goja.Value, args []goja.Value) goja.Value {
			f(args)
			return goja.Null()
		}
	}
	for name, f := range map[string]func(goja.Value, []goja.Value) goja.Value{
		"v": start, "vertex": start,
		"m": morphism, "morphism": morphism,
		"iRI": iri, "uri": iri,
		"addNamespace": nothing(func(args []goja.Value) {
			s.count(args, 2, 2)
			s.ns.Register(voc.Namespace{Prefix: s.text("the prefix", args[0]) + ":", Full: s.text("the namespace", args[1])})
		}),
		"addDefaultNamespaces": nothing(func([]goja.Value) { voc.CloneTo(&s.ns) }),
		// The graph holds no namespaces to load: its IRIs are short.
		"loadNamespaces": nothing(func([]goja.Value) {}),
		"emit": nothing(func(args []goja.Value) {
			s.count(args, 1, 1)
			if v, text := s.export(args[0]); v != nil {
				s.emit(v, text)
			}
		}),
	} {
		s.set(g, name, f)
	}
	for _, name := range []string{"g", "graph"} {
		if err := s.vm.Set(name, g); err != nil {
			panic(err)
		}
	}
}

// step defines methods that make a longer path.
func (s *session) step(names string, f func(p *path.Path, args []goja.Value) *path.Path) {
	for _, name := range strings.Fields(names) {
		s.set(s.paths, name, func(this goja.Value, args []goja.Value) goja.Value {
			p := s.this(this)
			size, forked := p.size.then(growth(name)), p.forked || name == "both" || name == "back"
			for _, a := range s.list(args) {
				q, ok := goValue(a).(*pathValue)
				switch {
				case !ok:
				case strings.HasPrefix(name, "follow"):
					size, forked = size.then(q.size), forked || q.forked
				default:
					size = size.with(q.size)
				}
			}
			if size.total() > maxPlan {
				s.fail("the path is too long")
			}
			return s.wrap(&pathValue{f(p.path.Clone(), args), size, forked}, s.paths)
		})
	}
}

// growth is the size of a step.
func growth(name string) size {
	switch name {
	case "both":
		return size{2, 1}
	case "back":
		return size{2, 1}
	}
	return oneStep
}

func (s *session) this(v goja.Value) *pathValue {
	p, ok := goValue(v).(*pathValue)
	if !ok {
		s.fail("%s is not a path", kind(v))
	}
	return p
}

// other is an argument that has to be a path; nil when it is missing.
func (s *session) other(args []goja.Value) *path.Path {
	s.count(args, 1, 1)
	if missing(args[0]) {
		return nil
	}
	return s.this(args[0]).path
}

func argument(args []goja.Value, i int) goja.Value {
	if i < len(args) {
		return args[i]
	}
	return goja.Undefined()
}

// via is the predicates that an argument names: nothing for all, a value, a
// list of values, or a path to them. Paths do not go into lists.
func (s *session) via(v goja.Value) []any {
	if missing(v) {
		return nil
	}
	if p, ok := goValue(v).(*pathValue); ok {
		return []any{p.path}
	}
	var out []any
	for _, n := range s.nodes([]goja.Value{v}) {
		out = append(out, n)
	}
	if len(out) == 0 {
		s.fail("the list of predicates is empty")
	}
	return out
}

// through is the predicate of a step that needs one.
func (s *session) through(v goja.Value) any {
	if p, ok := goValue(v).(*pathValue); ok {
		return p.path
	}
	return s.node(v)
}

func (s *session) defineSteps() {
	s.step("is", func(p *path.Path, args []goja.Value) *path.Path { return p.Is(s.nodes(args)...) })
	s.step("in", func(p *path.Path, args []goja.Value) *path.Path {
		return p.InWithTags(s.tagsAfter(args), s.via(argument(args, 0))...)
	})
	s.step("out", func(p *path.Path, args []goja.Value) *path.Path {
		return p.OutWithTags(s.tagsAfter(args), s.via(argument(args, 0))...)
	})
	s.step("both", func(p *path.Path, args []goja.Value) *path.Path {
		return p.BothWithTags(s.tagsAfter(args), s.via(argument(args, 0))...)
	})
	s.step("labelContext", func(p *path.Path, args []goja.Value) *path.Path {
		return p.LabelContextWithTags(s.tagsAfter(args), s.via(argument(args, 0))...)
	})
	s.step("tag as", func(p *path.Path, args []goja.Value) *path.Path { return p.Tag(s.texts("a tag", args)...) })
	s.step("back", func(p *path.Path, args []goja.Value) *path.Path {
		s.count(args, 1, 1)
		return p.Back(s.text("the tag", args[0]))
	})
	s.step("has", func(p *path.Path, args []goja.Value) *path.Path { return s.has(p, args, false) })
	s.step("hasR", func(p *path.Path, args []goja.Value) *path.Path { return s.has(p, args, true) })
	s.step("save", func(p *path.Path, args []goja.Value) *path.Path { return p.Save(s.saved(args)) })
	s.step("saveR", func(p *path.Path, args []goja.Value) *path.Path { return p.SaveReverse(s.saved(args)) })
	s.step("saveOpt", func(p *path.Path, args []goja.Value) *path.Path { return p.SaveOptional(s.saved(args)) })
	s.step("saveOptR", func(p *path.Path, args []goja.Value) *path.Path {
		return p.SaveOptionalReverse(s.saved(args))
	})
	combine := func(names string, f func(p, q *path.Path) *path.Path) {
		s.step(names, func(p *path.Path, args []goja.Value) *path.Path {
			if q := s.other(args); q != nil {
				return f(p, q)
			}
			return p
		})
	}
	combine("and intersect", (*path.Path).And)
	combine("or union", (*path.Path).Or)
	combine("except difference", s.except)
	combine("follow", (*path.Path).Follow)
	combine("followR", (*path.Path).FollowReverse)
	s.step("followRecursive", s.followRecursive)
	s.step("filter", func(p *path.Path, args []goja.Value) *path.Path {
		filters, ok := s.filters(args)
		if !ok || len(filters) == 0 {
			s.fail("filter wants regex, like, gt, gte, lt or lte")
		}
		return p.Filters(filters...)
	})
	simple := func(name string, f func(*path.Path) *path.Path) {
		s.step(name, func(p *path.Path, args []goja.Value) *path.Path {
			s.count(args, 0, 0)
			return f(p)
		})
	}
	simple("unique", (*path.Path).Unique)
	simple("order", (*path.Path).Order)
	simple("labels", (*path.Path).Labels)
	simple("inPredicates", (*path.Path).InPredicates)
	simple("outPredicates", (*path.Path).OutPredicates)
	tagged := func(name string, incoming bool) {
		s.step(name, func(p *path.Path, args []goja.Value) *path.Path {
			s.count(args, 1, 1)
			return p.SavePredicates(incoming, s.text("the tag", args[0]))
		})
	}
	tagged("saveInPredicates", true)
	tagged("saveOutPredicates", false)
	paged := func(name string, f func(*path.Path, int64) *path.Path) {
		s.step(name, func(p *path.Path, args []goja.Value) *path.Path {
			s.count(args, 1, 1)
			n := s.number("the argument of "+name, args[0])
			if n < 0 {
				s.fail("the argument of %s is negative", name)
			}
			return f(p, n)
		})
	}
	paged("skip", (*path.Path).Skip)
	paged("limit", (*path.Path).Limit)
}

func (s *session) tagsAfter(args []goja.Value) []string {
	if len(args) < 2 {
		return nil
	}
	return s.texts("a tag", args[1:])
}

// filters is the arguments as filters, and false when one is something else.
func (s *session) filters(args []goja.Value) ([]shape.ValueFilter, bool) {
	var out []shape.ValueFilter
	for _, a := range s.list(args) {
		f, ok := goValue(a).(*filterValue)
		if !ok {
			return nil, false
		}
		out = append(out, f.filter)
	}
	return out, true
}

func (s *session) has(p *path.Path, args []goja.Value, reverse bool) *path.Path {
	if len(args) == 0 {
		s.fail("has wants a predicate")
	}
	via := s.through(args[0])
	if filters, ok := s.filters(args[1:]); ok && len(filters) > 0 {
		return p.HasFilter(via, reverse, filters...)
	}
	if reverse {
		return p.HasReverse(via, s.nodes(args[1:])...)
	}
	return p.Has(via, s.nodes(args[1:])...)
}

// saved is the predicate and the tag of save and its like.
func (s *session) saved(args []goja.Value) (via any, tag string) {
	s.count(args, 1, 2)
	via = s.through(args[0])
	if len(args) == 2 {
		tag = s.text("the tag", args[1])
	}
	if tag == "" {
		v, ok := via.(quad.Value)
		if !ok {
			s.fail("saving along a path needs a tag")
		}
		tag = quad.StringOf(v)
	}
	return via, tag
}

// except leaves out the nodes of q. Cayley's own panics where q is empty, as
// it is when it begins at a node that the graph does not have.
func (s *session) except(p, q *path.Path) *path.Path {
	if excluded, _ := shape.Optimize(q.Shape(), s.qs); shape.IsNull(excluded) {
		return p
	}
	return p.Except(q)
}

// followRecursive(path, [depth], [tags...]).
func (s *session) followRecursive(p *path.Path, args []goja.Value) *path.Path {
	if len(args) == 0 || missing(args[0]) {
		s.fail("followRecursive wants a predicate or a path")
	}
	if q, ok := goValue(args[0]).(*pathValue); ok && q.forked {
		// Cayley would leave out results without a word.
		s.fail("followRecursive cannot take a path with both() or back(); follow out() and in() apart")
	}
	via := s.through(args[0])
	depth, rest := int64(0), args[1:]
	if len(rest) > 0 && isNumber(rest[0]) {
		depth, rest = s.number("the depth", rest[0]), rest[1:]
	}
	return p.FollowRecursive(via, int(depth), s.texts("a tag", rest))
}

func (s *session) defineFinals() {
	final := func(names string, f func(p *path.Path, args []goja.Value) (goja.Value, error)) {
		for _, name := range strings.Fields(names) {
			s.set(s.paths, name, func(this goja.Value, args []goja.Value) goja.Value {
				v, err := f(s.this(this).path, args)
				s.alive()
				if err != nil {
					s.fail("%s: %v", name, err)
				}
				return v
			})
		}
	}
	final("all", func(p *path.Path, args []goja.Value) (goja.Value, error) {
		return goja.Null(), s.sendAll(p, -1)
	})
	final("getLimit", func(p *path.Path, args []goja.Value) (goja.Value, error) {
		s.count(args, 1, 1)
		return goja.Null(), s.sendAll(p, s.number("the limit", args[0]))
	})
	final("toArray", func(p *path.Path, args []goja.Value) (goja.Value, error) { return s.toArray(p, args, false) })
	final("tagArray", func(p *path.Path, args []goja.Value) (goja.Value, error) { return s.toArray(p, args, true) })
	final("toValue", func(p *path.Path, args []goja.Value) (goja.Value, error) { return s.toValue(p, false) })
	final("tagValue", func(p *path.Path, args []goja.Value) (goja.Value, error) { return s.toValue(p, true) })
	final("count", func(p *path.Path, args []goja.Value) (goja.Value, error) {
		s.count(args, 0, 0)
		n := int64(0)
		err := s.each(p, func(map[string]graph.Ref) bool { n++; return true })
		return s.vm.ToValue(n), err
	})
	final("forEach map", s.forEach)
}

// sendAll makes rows of the path's results, limit at most; limit below 1 means
// all.
func (s *session) sendAll(p *path.Path, limit int64) error {
	n := int64(0)
	return s.each(p, func(tags map[string]graph.Ref) bool {
		if limit > 0 && n == limit {
			return false
		}
		n++
		row := s.row(tags)
		return row == nil || s.send(row)
	})
}

// collect is the path's results: rows, or the nodes at its end, each once for
// every way there.
func (s *session) collect(p *path.Path, limit int64, tagged bool) ([]any, error) {
	out := []any{}
	tooMany := false
	err := s.each(p, func(tags map[string]graph.Ref) bool {
		if limit > 0 && int64(len(out)) == limit {
			return false
		}
		if len(out) == maxArray {
			tooMany = true
			return false
		}
		if tagged {
			if row := s.row(tags); row != nil {
				out = append(out, row)
			}
		} else if v := s.qs.NameOf(tags[topTag]); v != nil {
			out = append(out, native(v))
		}
		return true
	})
	if tooMany {
		return nil, fmt.Errorf("more than %d results; give a limit", maxArray)
	}
	return out, err
}

func (s *session) toArray(p *path.Path, args []goja.Value, tagged bool) (goja.Value, error) {
	s.count(args, 0, 1)
	limit := int64(-1)
	if len(args) == 1 && !missing(args[0]) {
		limit = s.number("the limit", args[0])
	}
	list, err := s.collect(p, limit, tagged)
	if err != nil {
		return nil, err
	}
	values := make([]any, len(list))
	for i, v := range list {
		values[i] = s.toScript(v)
	}
	return s.vm.NewArray(values...), nil
}

func (s *session) toValue(p *path.Path, tagged bool) (goja.Value, error) {
	list, err := s.collect(p, 1, tagged)
	if err != nil || len(list) == 0 {
		return goja.Null(), err
	}
	return s.toScript(list[0]), nil
}

// toScript makes a true object of a row, which the script may change.
func (s *session) toScript(v any) goja.Value {
	row, ok := v.(map[string]any)
	if !ok {
		return s.scalar(v)
	}
	o := s.vm.NewObject()
	for _, k := range sortedKeys(row) {
		if err := o.Set(k, s.scalar(row[k])); err != nil {
			panic(err)
		}
	}
	return o
}

// forEach calls the last argument with each row; a limit may stand before it.
func (s *session) forEach(p *path.Path, args []goja.Value) (goja.Value, error) {
	s.count(args, 1, 2)
	callback, ok := goja.AssertFunction(args[len(args)-1])
	if !ok {
		s.fail("%s is not a function", kind(args[len(args)-1]))
	}
	limit := int64(-1)
	if len(args) == 2 {
		limit = s.number("the limit", args[0])
	}
	n := int64(0)
	var thrown error
	err := s.each(p, func(tags map[string]graph.Ref) bool {
		if limit > 0 && n == limit {
			return false
		}
		n++
		row := s.row(tags)
		if row == nil {
			return true
		}
		_, thrown = callback(goja.Undefined(), s.toScript(row))
		return thrown == nil
	})
	if thrown != nil {
		panic(thrown)
	}
	return goja.Null(), err
}

// scalar is a value of the graph as the script sees it; a time as its ISO 8601
// string.
func (s *session) scalar(v any) goja.Value {
	if t, ok := v.(time.Time); ok {
		return s.vm.ToValue(t.Format(time.RFC3339Nano))
	}
	return s.vm.ToValue(v)
}
