package gizmo

import (
	"fmt"
	"math/big"
	"reflect"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/token"
)

// The engine joins strings inside one instruction and asks nobody: thirty times
// s += s make a gigabyte of one character. So bound rewrites a script before it
// is compiled, such that every instruction that may join strings hands its
// result to session.fit, which ends scripts whose strings grow too long:
//
//	s + t          fit(s + t)
//	s += t         fit(s += t)
//	`a${s}b${t}c`  fit(fit(`a${s}`) + `b${t}c`)
//
// No string is longer than maxText before, so none is longer than twice that
// when fit sees it. The order in which a script's parts are evaluated stays.

const (
	fitName   = "+"     // the global name of session.fit, one that no script can declare
	maxJoined = 8 << 20 // characters that a script makes before it waits for a look at the heap
)

// rewriter goes through a script. Where it meets what Gizmo does not have,
// fault says what and at where it is.
type rewriter struct {
	seen  map[uintptr]bool
	fault string
	at    file.Idx
}

// bound rewrites a script.
func bound(tree *ast.Program) error {
	r := rewriter{seen: make(map[uintptr]bool)}
	r.rewrite(reflect.ValueOf(tree))
	if r.fault == "" {
		return nil
	}
	pos := tree.File.Position(int(r.at) - 1)
	return &Error{Line: pos.Line, Column: pos.Column, Message: r.fault}
}

// rewrite rewrites what a field of the tree holds, of whatever kind: the tree's
// package has no way to go through it.
func (r *rewriter) rewrite(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		r.rewrite(v.Elem())
		if e, ok := v.Interface().(ast.Expression); ok {
			if f := fitted(e); f != e {
				v.Set(reflect.ValueOf(f))
			}
		}
	case reflect.Pointer:
		if v.IsNil() || r.seen[v.Pointer()] {
			return
		}
		r.seen[v.Pointer()] = true
		switch n := v.Interface().(type) {
		case *file.File:
			return
		case *ast.NumberLiteral:
			// With ** and << such numbers grow beyond all bounds in one instruction.
			if _, ok := n.Value.(*big.Int); ok {
				r.fault, r.at = "there are no BigInts in Gizmo", n.Idx
			}
			return
		case *ast.WithStatement:
			// An object could pass its own function for fit.
			r.fault, r.at = "there is no with in Gizmo", n.With
			return
		}
		r.rewrite(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				r.rewrite(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			r.rewrite(v.Index(i))
		}
	}
}

// fitted is an expression whose string is bounded, e itself where that needs
// nothing.
func fitted(e ast.Expression) ast.Expression {
	switch e := e.(type) {
	case *ast.BinaryExpression:
		if e.Operator == token.PLUS && !addsLittle(e.Left) && !addsLittle(e.Right) {
			return callFit(e)
		}
	case *ast.AssignExpression:
		if e.Operator == token.PLUS && !addsLittle(e.Right) {
			return callFit(e)
		}
	case *ast.TemplateLiteral:
		if e.Tag == nil && len(e.Expressions) > 0 {
			return fittedTemplate(e)
		}
	}
	return e
}

// addsLittle reports whether e adds a few characters at most: i + 1 is for numbers
// mostly, and strings do not grow far that way.
func addsLittle(e ast.Expression) bool {
	_, ok := e.(*ast.NumberLiteral)
	return ok
}

// fittedTemplate joins the parts of a template, each with one expression.
func fittedTemplate(t *ast.TemplateLiteral) ast.Expression {
	var joined ast.Expression
	last := len(t.Expressions) - 1
	for i, e := range t.Expressions {
		tail := &ast.TemplateElement{Idx: t.Elements[i+1].Idx, Valid: true}
		if i == last {
			tail = t.Elements[i+1]
		}
		var part ast.Expression = &ast.TemplateLiteral{
			OpenQuote: t.OpenQuote, CloseQuote: t.CloseQuote,
			Elements: []*ast.TemplateElement{t.Elements[i], tail}, Expressions: []ast.Expression{e},
		}
		if i > 0 {
			part = &ast.BinaryExpression{Operator: token.PLUS, Left: joined, Right: part}
		}
		joined = callFit(part)
	}
	return joined
}

func callFit(e ast.Expression) ast.Expression {
	return &ast.CallExpression{
		Callee:          &ast.Identifier{Name: fitName, Idx: e.Idx0()},
		LeftParenthesis: e.Idx0(), ArgumentList: []ast.Expression{e}, RightParenthesis: e.Idx1(),
	}
}

// fit returns v and ends the script if that is too long a string. The script
// cannot catch this: s += s has taken place already.
func (s *session) fit(v goja.Value) goja.Value {
	text, ok := v.(goja.String)
	if !ok {
		return v
	}
	n := text.Length()
	if n > maxText {
		line, column := position(s.vm.CaptureCallStack(0, nil))
		panic(Stop{&Error{Line: line, Column: column, Message: fmt.Sprintf("a string of %d characters is too long, at most %d", n, maxText)}})
	}
	if s.joined += n; s.joined > maxJoined {
		s.joined = 0
		s.awaitLook()
	}
	return v
}
