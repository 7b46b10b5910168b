package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/graph/event"
	"github.com/newsgraph/newsgraph/graph/link"
	"github.com/newsgraph/newsgraph/nlp"
)

// summary is an article as the index takes it in: what its record says, worked
// out and counted, without what only a reader of a claim or of the text asks
// for. Stores keep it beside the record, so that they open quickly. Numbers are
// the summary's own: of words where the index has symbols, of locals and rows
// by their place in the lists.
type summary struct {
	stored
	words   []string       // the first is empty
	locals  []local        // in order of handle
	called  []calling      // of the locals, one after the other
	rows    []row          // the claims; relation is a word
	oddIDs  map[int32]word // of rows whose ID does not fit in a claimID
	amounts map[int32][]event.Amount
	linked  []linkedLocal // in order of handle
}

// word is an index into summary.words.
type word = int32

// linkedLocal is a link.Local. Phrases have none.
type linkedLocal struct {
	handle, name, kind  word
	mentions            int32
	named               bool
	names, descriptions []word
}

// article is what linking gets to know.
func (s *summary) article() link.Article {
	total := 0
	for i := range s.linked {
		total += len(s.linked[i].names) + len(s.linked[i].descriptions)
	}
	texts := make([]string, 0, total)
	list := func(words []word) []string {
		from := len(texts)
		for _, w := range words {
			texts = append(texts, s.words[w])
		}
		return slices.Clip(texts[from:])
	}
	a := link.Article{ID: s.ID, Locals: make([]link.Local, len(s.linked))}
	for i := range s.linked {
		l := &s.linked[i]
		a.Locals[i] = link.Local{
			Handle: s.words[l.handle], Name: s.words[l.name], Type: nlp.EntityType(s.words[l.kind]), Named: l.named,
			Names: list(l.names), Descriptions: list(l.descriptions), Mentions: int(l.mentions),
		}
	}
	return a
}

// summarize makes the summary of a record.
func summarize(r *record) *summary {
	b := summarizer{summary: summary{stored: r.stored, words: []string{""}}, numbers: map[string]word{"": 0}}
	locals := b.addLocals(r)
	published, until := days(r.Published)
	b.rows = make([]row, len(r.claims))
	for i := range r.claims {
		c, v := &r.claims[i], &b.rows[i]
		*v = row{
			n: int32(i), start: int32(max(c.Start, 0)), subject: none, object: none,
			relation: b.word(c.Relation), confidence: float32(c.Confidence), status: statusNumber(c.Status),
		}
		id, whole := packClaimID(c.ID)
		if v.id = id; !whole {
			if b.oddIDs == nil {
				b.oddIDs = make(map[int32]word)
			}
			b.oddIDs[int32(i)] = b.word(c.ID)
		}
		for role, arg := range arguments(c) {
			v.args[role] = none
			if arg != nil {
				v.args[role] = locals[arg.ID]
			}
		}
		if c.Date != nil {
			v.from, v.to = days(c.Date.Value)
			v.dated = v.from != 0
		}
		if v.from == 0 {
			v.from, v.to = published, until
		}
		if c.Amount != nil {
			if b.amounts == nil {
				b.amounts = make(map[int32][]event.Amount)
			}
			b.amounts[int32(i)] = event.Amounts(c.Amount)
		}
	}
	for _, l := range link.NewArticle(r.ID, r.mentions, r.claims).Locals {
		b.linked = append(b.linked, linkedLocal{
			handle: b.word(l.Handle), name: b.word(l.Name), kind: b.word(string(l.Type)), mentions: int32(min(l.Mentions, maxCount)), named: l.Named,
			names: b.list(l.Names), descriptions: b.list(l.Descriptions),
		})
	}
	return &b.summary
}

// maxCount bounds what is counted in one article.
const maxCount = 1 << 30

type summarizer struct {
	summary
	numbers map[string]word
}

func (b *summarizer) word(s string) word {
	n, ok := b.numbers[s]
	if !ok {
		n = word(len(b.words))
		b.numbers[s] = n
		b.words = append(b.words, s)
	}
	return n
}

func (b *summarizer) list(texts []string) []word {
	out := make([]word, len(texts))
	for i, s := range texts {
		out[i] = b.word(s)
	}
	return out
}

// gathered is a local while it is made.
type gathered struct {
	local
	called []calling
}

// addLocals makes the locals and returns them by handle.
func (b *summarizer) addLocals(r *record) map[string]int32 {
	var all []*gathered
	byHandle := make(map[string]*gathered)
	of := func(handle string) *gathered {
		g := byHandle[handle]
		if g == nil {
			g = &gathered{local: local{handle: b.word(handle)}}
			byHandle[handle] = g
			all = append(all, g)
		}
		return g
	}
	for i := range r.mentions {
		m := &r.mentions[i]
		g := of(m.Entity)
		g.mentions++
		g.named = g.named || m.Kind == "name" || m.Kind == "" && looksNamed(m.Text)
		g.call(b.word(m.Name), asName)
		g.call(b.word(string(m.Type)), asType)
		if m.Kind == "name" && len(m.Text) <= maxAlias {
			g.call(b.word(m.Text), asAlias)
		}
	}
	for i := range r.claims {
		for _, arg := range arguments(&r.claims[i]) {
			if arg == nil {
				continue
			}
			g := of(arg.ID)
			g.uses++
			// Claims that come without mentions have but the name to tell.
			g.named = g.named || g.mentions == 0 && looksNamed(arg.Name)
			g.call(b.word(arg.Name), asName)
			g.call(b.word(string(arg.Type)), asType)
		}
	}
	slices.SortFunc(all, func(g, h *gathered) int { return cmp.Compare(b.words[g.handle], b.words[h.handle]) })
	numbers := make(map[string]int32, len(all))
	for i, g := range all {
		g.phrase = b.top(g.called, asType) == string(nlp.Phrase)
		g.from = int32(len(b.called))
		b.called = append(b.called, g.called...)
		g.to = int32(len(b.called))
		b.locals = append(b.locals, g.local)
		numbers[b.words[g.handle]] = int32(i)
	}
	return numbers
}

// call counts a word in. A local has few, so a list beats a map.
func (g *gathered) call(w word, as callingKind) {
	if w == 0 {
		return
	}
	for i := range g.called {
		if c := &g.called[i]; c.what == call(w, as) {
			c.n++
			return
		}
	}
	g.called = append(g.called, calling{call(w, as), 1})
}

// top is the most frequent of one kind, the first of the alphabet among equals.
func (b *summarizer) top(called []calling, as callingKind) string {
	var t tally
	for _, c := range called {
		if c.as() == as {
			t.add(b.words[c.symbol()], c.n)
		}
	}
	return t.top()
}

// arguments of a claim by role.
func arguments(c *nlp.Claim) [4]*nlp.Argument {
	return [4]*nlp.Argument{c.Subject, c.Object, c.SaidBy, c.Place}
}

// texts is the strings of stored, in the order in which they are written.
func (s *stored) texts() [13]*string {
	return [...]*string{
		&s.ID, &s.Title, &s.Source, &s.URL, &s.Author, &s.Published, &s.Language, &s.Text,
		&s.SHA256, &s.FirstSeen, &s.CopyOf, &s.SourceDigest, &s.ContentDigest,
	}
}

// clone is a copy that shares no memory with what its strings were cut from.
func (s stored) clone() stored {
	var all strings.Builder
	for _, t := range s.texts() {
		all.WriteString(*t)
	}
	rest := all.String()
	for _, t := range s.texts() {
		n := len(*t)
		*t, rest = rest[:n], rest[n:]
	}
	s.Signature = slices.Clone(s.Signature)
	return s
}
