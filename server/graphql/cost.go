package graphql

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	gophers "github.com/graph-gophers/graphql-go/ast"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
)

// The cost of a query is the number of fields that its answer can have. It
// follows from the query alone, before anything runs:
//
//	claims(first: 50) {          1
//	  totalCount                 1
//	  nodes {                    1
//	    subject { name }        50 * (1 + 1)
//	  }
//	}                            103
//
// A list without a size of its own counts as a few. A fragment is measured once
// however often it is spread, so that measuring takes time in the length of the
// query, not in that of the answer. What is not in the schema costs nothing:
// validation refuses it.

// maxTokens bounds the parser's work.
const maxTokens = 20_000

// listSize is what a list without a size of its own is taken for.
const listSize = 5

// introspectionSizes are the lengths of the lists of an introspection, on the
// average over the schema and at least 1.
func introspectionSizes(schema *gophers.Schema) map[string]int {
	types, fields, args, inputs, values := len(schema.Types), 0, 0, 0, 0
	for _, t := range schema.Types {
		switch t := t.(type) {
		case *gophers.ObjectTypeDefinition:
			fields += len(t.Fields)
			for _, f := range t.Fields {
				args += len(f.Arguments)
			}
		case *gophers.InputObject:
			inputs += len(t.Values)
		case *gophers.EnumTypeDefinition:
			values += len(t.EnumValuesDefinition)
		}
	}
	average := func(n, of int) int { return max(1, (n+of-1)/max(1, of)) }
	return map[string]int{
		"types": types, "directives": len(schema.Directives), "fields": average(fields, types), "args": average(args, fields),
		"inputFields": average(inputs, types), "enumValues": average(values, types), "interfaces": 1, "possibleTypes": 1,
	}
}

// meter measures queries against a schema.
type meter struct {
	schema *gophers.Schema
	sizes  map[string]int // of the lists of an introspection
}

func newMeter(schema *gophers.Schema) meter { return meter{schema, introspectionSizes(schema)} }

// measure is the work on one query.
type measure struct {
	meter
	doc       *ast.QueryDocument
	vars      map[string]any
	operation *ast.OperationDefinition
	fragments map[string]int // cost; -1 while it is being measured
	err       *Error
}

// check refuses a query that costs too much, that cannot be parsed, or whose
// pages are too long.
func (t meter) check(r Request) *Error {
	doc, err := parse(r.Query)
	if err != nil {
		out := &Error{Message: err.Error()}
		if e, ok := err.(*gqlerror.Error); ok {
			out.Message = e.Message
			for _, l := range e.Locations {
				out.Locations = append(out.Locations, Location(l))
			}
		}
		return out
	}
	for _, op := range doc.Operations {
		if r.OperationName != "" && op.Name != r.OperationName {
			continue
		}
		if op.Operation != ast.Query {
			return at(op.Position, "the graph is only read here: there is no %s", op.Operation)
		}
		m := &measure{meter: t, doc: doc, vars: r.Variables, operation: op, fragments: map[string]int{}}
		cost := m.selections(op.SelectionSet, "Query", 0)
		if m.err != nil {
			return m.err
		}
		if cost > maxCost {
			return at(op.Position, "the query can give %d fields, more than %d: ask for smaller pages or fewer fields", cost, maxCost)
		}
	}
	return nil
}

func parse(query string) (*ast.QueryDocument, error) {
	return parser.ParseQueryWithTokenLimit(&ast.Source{Input: query}, maxTokens)
}

func at(p *ast.Position, format string, args ...any) *Error {
	e := &Error{Message: fmt.Sprintf(format, args...)}
	if p != nil {
		e.Locations = []Location{{p.Line, p.Column}}
	}
	return e
}

func (m *measure) complain(p *ast.Position, format string, args ...any) {
	if m.err == nil {
		m.err = at(p, format, args...)
	}
}

// selections is the cost of a selection set on a type, whose lists have size
// entries if the field that it belongs to says so, else 0.
func (m *measure) selections(set ast.SelectionSet, on string, size int) int {
	sum := 0
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			sum = add(sum, m.field(s, on, size))
		case *ast.InlineFragment:
			if s.TypeCondition != "" {
				sum = add(sum, m.selections(s.SelectionSet, s.TypeCondition, size))
			} else {
				sum = add(sum, m.selections(s.SelectionSet, on, size))
			}
		case *ast.FragmentSpread:
			sum = add(sum, m.spread(s, size))
		}
	}
	return sum
}

func (m *measure) spread(s *ast.FragmentSpread, size int) int {
	key := s.Name + " " + strconv.Itoa(size)
	cost, known := m.fragments[key]
	switch {
	case known && cost < 0:
		m.complain(s.Position, "fragment %s contains itself", s.Name)
		return 0
	case known:
		return cost
	}
	def := m.doc.Fragments.ForName(s.Name)
	if def == nil {
		return 0
	}
	m.fragments[key] = -1
	cost = m.selections(def.SelectionSet, def.TypeCondition, size)
	m.fragments[key] = cost
	return cost
}

func (m *measure) field(f *ast.Field, on string, size int) int {
	def := m.definition(on, f.Name)
	if def == nil {
		return 1
	}
	name, isList := target(def.Type)
	inner := 0
	for _, arg := range def.Arguments {
		if arg.Name.Name == "first" || arg.Name.Name == "limit" {
			inner = m.pageSize(f, arg)
		}
	}
	cost := m.selections(f.SelectionSet, name, inner)
	if isList && len(f.SelectionSet) > 0 {
		cost = multiply(cost, m.entries(f.Name, on, size))
	}
	return add(1, cost)
}

// entries is how many entries a list is taken to have.
func (m *measure) entries(field, on string, size int) int {
	if len(on) > 1 && on[:2] == "__" {
		return m.sizes[field]
	}
	if size > 0 {
		return size
	}
	return listSize
}

// pageSize is the value of the argument that bounds a list.
func (m *measure) pageSize(f *ast.Field, def *gophers.InputValueDefinition) int {
	size := listSize
	if n, ok := def.Default.(*gophers.PrimitiveValue); ok {
		size, _ = strconv.Atoi(n.Text)
	}
	position := f.Position
	if arg := f.Arguments.ForName(def.Name.Name); arg != nil && arg.Value != nil {
		position = arg.Position
		switch arg.Value.Kind {
		case ast.IntValue:
			size = whole(json.Number(arg.Value.Raw), size)
		case ast.Variable:
			size = m.variable(arg.Value.Raw, size)
		}
	}
	if size < 0 || size > maxPage {
		m.complain(position, "%s is %d; it goes from 0 to %d", def.Name.Name, size, maxPage)
		return 0
	}
	return max(1, size)
}

func (m *measure) variable(name string, otherwise int) int {
	if v, ok := m.vars[name]; ok {
		return whole(v, otherwise)
	}
	if def := m.operation.VariableDefinitions.ForName(name); def != nil && def.DefaultValue != nil {
		return whole(json.Number(def.DefaultValue.Raw), otherwise)
	}
	return otherwise
}

// whole is the number that JSON or a literal gave; what is none is left to
// validation.
func whole(v any, otherwise int) int {
	switch v := v.(type) {
	case float64:
		return int(max(math.MinInt32, min(math.MaxInt32, v)))
	case json.Number:
		if f, err := strconv.ParseFloat(string(v), 64); err == nil {
			return whole(f, otherwise)
		}
	}
	return otherwise
}

// definition finds a field in the schema.
func (m *measure) definition(on, field string) *gophers.FieldDefinition {
	if on == "Query" {
		switch field {
		case "__schema":
			return &gophers.FieldDefinition{Name: field, Type: m.schema.Types["__Schema"]}
		case "__type":
			return &gophers.FieldDefinition{Name: field, Type: m.schema.Types["__Type"]}
		}
	}
	switch t := m.schema.Types[on].(type) {
	case *gophers.ObjectTypeDefinition:
		return t.Fields.Get(field)
	case *gophers.InterfaceTypeDefinition:
		return t.Fields.Get(field)
	}
	return nil
}

// target is the name of a field's type and whether the field is a list of it.
func target(t gophers.Type) (name string, list bool) {
	for {
		switch u := t.(type) {
		case *gophers.List:
			list, t = true, u.OfType
		case *gophers.NonNull:
			t = u.OfType
		case gophers.NamedType:
			return u.TypeName(), list
		default:
			return "", list
		}
	}
}

// add and multiply stay at the largest number instead of going round.
func add(a, b int) int {
	if a > math.MaxInt32-b {
		return math.MaxInt32
	}
	return a + b
}

func multiply(a, b int) int {
	if b != 0 && a > math.MaxInt32/b {
		return math.MaxInt32
	}
	return a * b
}
