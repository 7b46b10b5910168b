package server

import (
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

// maxParam bounds one parameter in bytes; names and ids are far shorter.
const maxParam = 1024

// params reads the parameters of one request and keeps the first complaint.
type params struct {
	c   *gin.Context
	err error
}

func (p *params) complain(format string, args ...any) {
	if p.err == nil {
		p.err = problem(http.StatusBadRequest, format, args...)
	}
}

func (p *params) check(name, value string) string {
	if len(value) > maxParam {
		p.complain("parameter %s is longer than %d bytes", name, maxParam)
		return ""
	}
	if !utf8.ValidString(value) {
		p.complain("parameter %s is not valid UTF-8", name)
		return ""
	}
	return value
}

// path reads a part of the path.
func (p *params) path(name string) string { return p.check(name, p.c.Param(name)) }

// text reads a parameter that may be left out.
func (p *params) text(name string) string { return p.check(name, p.c.Query(name)) }

// list reads a parameter that may be repeated, at most 100 times.
func (p *params) list(name string) []string { return p.listOf(name, 100) }

// listOf reads a parameter that may be repeated, at most max times.
func (p *params) listOf(name string, max int) []string {
	values := slices.DeleteFunc(p.c.QueryArray(name), func(s string) bool { return s == "" })
	if len(values) > max {
		p.complain("parameter %s is given more than %d times", name, max)
		return nil
	}
	for _, v := range values {
		p.check(name, v)
	}
	return values
}

// number reads a whole number from 0 to max; what is left out is 0, what is
// above max is max.
func (p *params) number(name string, max int) int {
	value := p.text(name)
	if value == "" {
		return 0
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		p.complain("parameter %s is not a whole number: %q", name, value)
		return 0
	}
	return min(n, max)
}

func (p *params) date(name string) string { return p.isDate(name, p.text(name)) }

func (p *params) isDate(name, value string) string {
	if value == "" {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		p.complain("parameter %s is not a date like 2021-04-06: %q", name, value)
	}
	return value
}

func (p *params) probability(name string) float64 {
	value := p.text(name)
	if value == "" {
		return 0
	}
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || !(x >= 0 && x <= 1) {
		p.complain("parameter %s is not a number from 0 to 1: %q", name, value)
		return 0
	}
	return x
}

var entityTypes = []nlp.EntityType{nlp.Person, nlp.Organization, nlp.Place, nlp.Product, nlp.Event,
	nlp.Law, nlp.Work, nlp.Group, nlp.Other, nlp.Phrase}

// choices reads a repeated parameter whose values are known.
func choices[T ~string](p *params, name string, of []T) []T {
	var out []T
	for _, v := range p.list(name) {
		out = append(out, T(v))
	}
	return known(p, name, out, of)
}

func known[T ~string](p *params, name string, values, of []T) []T {
	for _, v := range values {
		if !slices.Contains(of, v) {
			p.complain("parameter %s is none of %v: %q", name, of, v)
		}
	}
	return values
}

// choice reads a parameter that is one of a few words; left out, it is empty.
func (p *params) choice(name string, known ...string) string {
	value := p.text(name)
	if value != "" && !slices.Contains(known, value) {
		p.complain("parameter %s is none of %v: %q", name, known, value)
	}
	return value
}

// flag reads a yes or no; left out, it is no.
func (p *params) flag(name string) bool {
	value := p.text(name)
	if value == "" {
		return false
	}
	yes, err := strconv.ParseBool(value)
	if err != nil {
		p.complain("parameter %s is neither 1 nor 0: %q", name, value)
	}
	return yes
}

func (p *params) filter() graph.Filter { return p.filterBetween("from", "to") }

// filterBetween reads a filter whose dates have these names.
func (p *params) filterBetween(from, to string) graph.Filter {
	return graph.Filter{
		Subject:       p.text("subject"),
		Object:        p.text("object"),
		Entity:        p.text("entity"),
		Relations:     p.list("relation"),
		Statuses:      choices(p, "status", nlp.Statuses),
		Types:         choices(p, "type", entityTypes),
		Articles:      p.list("article"),
		From:          p.date(from),
		To:            p.date(to),
		MinConfidence: p.probability("confidence"),
		AsOf:          p.date("asof"),
		Wrong:         p.flag("wrong"),
	}
}
