package link

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
)

// maxWording is the length in bytes of the longest wording that is kept; longer
// ones are accidents of analysis.
const maxWording = 120

// NewArticle gathers the local entities of one article from its mentions and
// from the arguments of its claims. Phrases are no entities. A local entity that
// no mention tells of is named when an argument's words begin like a name.
func NewArticle(id string, mentions []nlp.MentionRecord, claims []nlp.Claim) Article {
	g := gatherer{at: map[string]int{}}
	for i := range mentions {
		g.mention(&mentions[i])
	}
	g.mentioned = len(g.locals)
	for i := range claims {
		c := &claims[i]
		for _, a := range [...]*nlp.Argument{c.Subject, c.Object, c.SaidBy, c.Place} {
			g.argument(a)
		}
	}
	for i := range g.locals {
		l := &g.locals[i]
		l.Names, l.Descriptions = distinct(l.Names), distinct(l.Descriptions)
	}
	slices.SortFunc(g.locals, func(a, b Local) int { return strings.Compare(a.Handle, b.Handle) })
	return Article{ID: id, Locals: g.locals}
}

type gatherer struct {
	locals    []Local
	at        map[string]int // handle: index into locals
	mentioned int            // how many locals have mentions
}

func (g *gatherer) local(handle, name string, typ nlp.EntityType) (*Local, int) {
	i, ok := g.at[handle]
	if !ok {
		i = len(g.locals)
		g.at[handle] = i
		g.locals = append(g.locals, Local{Handle: handle, Name: name, Type: typ})
	}
	l := &g.locals[i]
	if l.Name == "" {
		l.Name = name
	}
	if l.Type == "" || l.Type == nlp.Other {
		l.Type = typ
	}
	return l, i
}

func (g *gatherer) mention(m *nlp.MentionRecord) {
	if m.Entity == "" || m.Type == nlp.Phrase {
		return
	}
	l, _ := g.local(m.Entity, m.Name, m.Type)
	l.Mentions++
	text := strings.Join(strings.Fields(m.Text), " ")
	switch m.Kind {
	case "name":
		l.Named = true
		if text != "" && len(text) <= maxWording {
			l.Names = append(l.Names, text)
		}
	case "nominal":
		if text != "" && len(text) <= maxWording {
			l.Descriptions = append(l.Descriptions, text)
		}
	}
}

func (g *gatherer) argument(a *nlp.Argument) {
	if a == nil || a.Type == nlp.Phrase || a.ID == "" {
		return
	}
	l, i := g.local(a.ID, a.Name, a.Type)
	if i < g.mentioned {
		return // its mentions tell all
	}
	text := strings.Join(strings.Fields(a.Mention), " ")
	named := nameLike(a.Name) || a.Name == "" && nameLike(text)
	l.Named = l.Named || named
	if text == "" || len(text) > maxWording {
		return
	}
	if named && nameLike(text) {
		l.Names = append(l.Names, text)
	} else {
		l.Descriptions = append(l.Descriptions, text)
	}
}

// nameLike says whether the words of a wording are those of a name: each begins
// with a capital or a digit or has a capital in it, apart from articles and the
// little words inside. "Moscow court" is none.
func nameLike(s string) bool {
	words := strings.Fields(s)
	for i, w := range words {
		if !strings.ContainsFunc(w, func(r rune) bool { return unicode.IsUpper(r) || unicode.IsTitle(r) || unicode.IsDigit(r) }) &&
			!(len(words) > 1 && (i == 0 && strings.EqualFold(w, "the") || i > 0 && i < len(words)-1 && len(w) <= 4)) {
			return false
		}
	}
	return len(words) > 0 && strings.ContainsFunc(s, unicode.IsUpper)
}

// capital says whether a wording begins like a name.
func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
