package graph

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/newsgraph/newsgraph/nlp"
)

// local is an entity or a phrase as one article has it. Linking says which
// entity of the graph it is.
type local struct {
	handle   int32 // symbol: the article's own identifier
	article  int32
	entity   int32
	uses     int32 // arguments of claims, in any role
	mentions int32 // in the text
	named    bool  // a name of it stands in the article
	phrase   bool  // no entity but words
	called   []calling
}

// calling counts how often an article uses a string for a local.
type calling struct {
	symbol int32
	n      int32
	as     callingKind
}

type callingKind uint8

const (
	asName  callingKind = iota // canonical name, of mentions and claims
	asAlias                    // words of a mention that are a name
	asType
)

// maxAlias is the length in bytes of the longest alias kept; longer names are
// accidents of analysis.
const maxAlias = 120

// call counts a string in. A local has few, so a list beats a map.
func (x *index) call(l *local, text string, as callingKind) {
	if text == "" {
		return
	}
	symbol := x.symbols.use(text)
	for i := range l.called {
		if c := &l.called[i]; c.symbol == symbol && c.as == as {
			x.symbols.release(symbol)
			c.n++
			return
		}
	}
	l.called = append(l.called, calling{symbol, 1, as})
}

// addLocals makes the locals of an article and returns them by handle.
func (x *index) addLocals(a int32, r *record) map[string]int32 {
	byHandle := make(map[string]int32)
	of := func(handle string) *local {
		n, ok := byHandle[handle]
		if !ok {
			n = x.newLocal()
			byHandle[handle] = n
			x.locals[n] = local{handle: x.symbols.use(handle), article: a, entity: none}
			x.articles[a].locals = append(x.articles[a].locals, n)
		}
		return &x.locals[n]
	}
	for i := range r.mentions {
		m := &r.mentions[i]
		l := of(m.Entity)
		l.mentions++
		l.named = l.named || m.Kind == "name" || m.Kind == "" && looksNamed(m.Text)
		x.call(l, m.Name, asName)
		x.call(l, string(m.Type), asType)
		if m.Kind == "name" && len(m.Text) <= maxAlias {
			x.call(l, m.Text, asAlias)
		}
	}
	for i := range r.claims {
		for _, arg := range arguments(&r.claims[i]) {
			if arg == nil {
				continue
			}
			l := of(arg.ID)
			l.uses++
			// Claims that come without mentions have but the name to tell.
			l.named = l.named || l.mentions == 0 && looksNamed(arg.Name)
			x.call(l, arg.Name, asName)
			x.call(l, string(arg.Type), asType)
		}
	}
	for _, n := range byHandle {
		l := &x.locals[n]
		l.called = slices.Clip(l.called)
		l.phrase = x.topOf(l, asType) == string(nlp.Phrase)
	}
	return byHandle
}

// arguments of a claim by role.
func arguments(c *nlp.Claim) [4]*nlp.Argument {
	return [4]*nlp.Argument{c.Subject, c.Object, c.SaidBy, c.Place}
}

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
	for _, c := range l.called {
		x.symbols.release(c.symbol)
	}
	*l = local{article: none, entity: none}
	x.freeLocals = append(x.freeLocals, n)
}

// topOf is what a local is called most often, the first of the alphabet among
// equals.
func (x *index) topOf(l *local, as callingKind) string {
	var t tally
	for _, c := range l.called {
		if c.as == as {
			t.add(x.symbols.text(c.symbol), c.n)
		}
	}
	return t.top()
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
type tally []count

type count struct {
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
	*t = append(*t, count{key, n})
}

// top is the most frequent string, the first of the alphabet among equals.
func (t tally) top() string {
	if len(t) == 0 {
		return ""
	}
	return slices.MinFunc(t, compareCounts).key
}

func compareCounts(a, b count) int {
	return cmp.Or(cmp.Compare(b.n, a.n), strings.Compare(a.key, b.key))
}
