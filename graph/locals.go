package graph

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// local is an entity or a phrase as one article has it. Linking says which
// entity of the graph it is.
type local struct {
	handle   int32 // symbol: the article's own identifier
	article  int32
	entity   int32
	uses     int32 // arguments of claims, in any role
	mentions int32 // in the text
	from, to int32 // what the article calls it, in article.called
	named    bool  // a name of it stands in the article
	phrase   bool  // no entity but words
}

// calling counts how often an article uses a string for a local.
type calling struct {
	what int32 // symbol and kind, see call
	n    int32
}

func call(symbol int32, as callingKind) int32 { return symbol<<2 | int32(as) }

func (c calling) symbol() int32   { return c.what >> 2 }
func (c calling) as() callingKind { return callingKind(c.what & 3) }

type callingKind uint8

const (
	asName  callingKind = iota // canonical name, of mentions and claims
	asAlias                    // words of a mention that are a name
	asType
)

// maxAlias is the length in bytes of the longest alias kept; longer names are
// accidents of analysis.
const maxAlias = 120

// addLocals takes in the locals of an article and returns their numbers.
func (x *index) addLocals(a int32, s *summary) []int32 {
	art := &x.articles[a]
	symbols := make([]int32, len(s.words)) // of words, 0 before their first use
	use := func(w word) int32 {
		if symbols[w] == 0 {
			symbols[w] = x.symbols.use(s.words[w])
		} else {
			x.symbols.list[symbols[w]].uses++
		}
		return symbols[w]
	}
	art.called = make([]calling, len(s.called))
	for i, c := range s.called {
		art.called[i] = calling{call(use(c.symbol()), c.as()), c.n}
	}
	art.locals = make([]int32, len(s.locals))
	for i, l := range s.locals {
		l.handle, l.article, l.entity = use(l.handle), a, none
		n := x.newLocal()
		x.locals[n], art.locals[i] = l, n
	}
	return art.locals
}

// called is what its article calls a local.
func (x *index) called(l *local) []calling { return x.articles[l.article].called[l.from:l.to] }

// looksNamed reports whether a capital begins a word after a leading article.
func looksNamed(s string) bool {
	words := strings.Fields(s)
	if len(words) > 1 && slices.Contains([]string{"the", "a", "an"}, strings.ToLower(words[0])) {
		words = words[1:]
	}
	return slices.ContainsFunc(words, func(w string) bool {
		return strings.IndexFunc(w, unicode.IsUpper) >= 0
	})
}

func (x *index) newLocal() int32 {
	if n := len(x.freeLocals); n > 0 {
		l := x.freeLocals[n-1]
		x.freeLocals = x.freeLocals[:n-1]
		return l
	}
	x.locals = append(x.locals, local{})
	return int32(len(x.locals) - 1)
}

func (x *index) dropLocal(n int32) {
	l := &x.locals[n]
	x.symbols.release(l.handle)
	for _, c := range x.called(l) {
		x.symbols.release(c.symbol())
	}
	*l = local{article: none, entity: none}
	x.freeLocals = append(x.freeLocals, n)
}

// localOf is an article's local of that handle.
func (x *index) localOf(a int32, handle string) (int32, bool) {
	symbol, ok := x.symbols.find(handle)
	if !ok {
		return none, false
	}
	for _, n := range x.articles[a].locals {
		if x.locals[n].handle == symbol {
			return n, true
		}
	}
	return none, false
}

// handle is "HANDLE@ARTICLE" of a local.
func (x *index) handle(n int32) string {
	l := &x.locals[n]
	return x.symbols.text(l.handle) + "@" + x.articles[l.article].ID
}

// tally counts strings. Few differ, so a list beats a map.
type tally []tallied

type tallied struct {
	key string
	n   int32
}

func (t *tally) add(key string, n int32) {
	for i := range *t {
		if c := &(*t)[i]; c.key == key {
			c.n += n
			return
		}
	}
	*t = append(*t, tallied{key, n})
}

// top is the most frequent string, the first of the alphabet among equals.
func (t tally) top() string {
	if len(t) == 0 {
		return ""
	}
	return slices.MinFunc(t, compareTallied).key
}

func compareTallied(a, b tallied) int {
	return cmp.Or(cmp.Compare(b.n, a.n), strings.Compare(a.key, b.key))
}
