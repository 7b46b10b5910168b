package link

import (
	"cmp"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// profile is what a local entity looks like; many locals share one.
type profile struct {
	name  string
	form  *form  // of the name; nil without one
	more  *more  // nil: nothing
	typ   int32  // number of the word
	class class  // 0: no name
	title gender // "Mr", "Mrs" before a name
}

// more is what few locals have.
type more struct {
	names []string // wordings of names other than name
	ties  []tie    // other names that its article ties to it
	descs []string // keys of descriptions that fit one thing only
	place string   // key of the place that its own descriptions state, where it may have namesakes
}

func (p *profile) named() bool { return p.class != 0 }

func (l *Linker) typeOf(p *profile) nlp.EntityType { return nlp.EntityType(*l.words.at(p.typ)) }

var nothing more

func (p *profile) rest() *more {
	if p.more == nil {
		return &nothing
	}
	return p.more
}

// tie is another name of a thing in its article.
type tie struct {
	handle int32
	kind   tieKind
}

type tieKind uint8

const (
	tieOther   tieKind = iota // words that have nothing in common: "Meta" and "Facebook"
	tieAcronym                // "ECJ"
	tieShort                  // words left out at the end: "Salling" for "Salling Group"
)

// newProfile takes a local entity apart.
func (l *Linker) newProfile(g *Local) profile {
	x := l.lex
	p := profile{name: cmp.Or(g.Name, g.Handle), typ: l.word(string(g.Type))}
	var m more
	if !g.Named {
		p.name = *l.words.at(l.word(p.name))
		m.describe(x, g.Name, false)
		for _, d := range g.Descriptions {
			m.describe(x, d, true)
		}
		p.more = m.keep()
		return p
	}
	p.class = classOf(g.Type)
	p.form = l.form(p.name, p.class)
	p.name = p.form.name
	if p.class != aPerson {
		c := x.known[x.canonical(p.form.key, capitals(p.name))]
		if c == 0 {
			c = x.known[p.form.key]
		}
		if c != 0 && c != p.class {
			p.class = c
			p.form = l.form(p.name, c)
		}
	}
	for _, n := range g.Names {
		f := p.form
		if n != p.name {
			f = l.form(n, p.class)
		}
		if p.title == anyGender {
			p.title = f.title
		}
		m.describe(x, f.rest().role, false)
		if n != p.name {
			m.names = append(m.names, f.name)
			m.tie(l, p.form, f, p.class, n)
		}
	}
	for _, d := range g.Descriptions {
		m.describe(x, d, true)
	}
	if p.class == aThing && (p.form.institution || p.form.prone) {
		m.place = x.statedPlace(g, p.form.words)
	}
	p.more = m.keep()
	return p
}

// keep is a copy of m, or nil where it says nothing.
func (m *more) keep() *more {
	if m.names == nil && m.ties == nil && m.descs == nil && m.place == "" {
		return nil
	}
	return &more{slices.Clip(m.names), slices.Clip(m.ties), slices.Clip(distinct(m.descs)), m.place}
}

// equal says whether two profiles look alike.
func (p *profile) equal(q *profile) bool {
	m, n := p.rest(), q.rest()
	return p.name == q.name && p.typ == q.typ && p.class == q.class && p.title == q.title && m.place == n.place &&
		slices.Equal(m.names, n.names) && slices.Equal(m.ties, n.ties) && slices.Equal(m.descs, n.descs)
}

// hash is a number that equal profiles share (FNV-1a).
func (p *profile) hash() uint64 {
	h := uint64(14695981039346656037)
	put := func(s string) {
		for i := 0; i < len(s); i++ {
			h = (h ^ uint64(s[i])) * 1099511628211
		}
		h = (h ^ 0xff) * 1099511628211
	}
	put(p.name)
	h = (h ^ uint64(p.class) ^ uint64(p.title)<<4 ^ uint64(p.typ)<<8) * 1099511628211
	m := p.rest()
	put(m.place)
	for _, list := range [2][]string{m.names, m.descs} {
		for _, s := range list {
			put(s)
		}
	}
	for _, t := range m.ties {
		h = (h ^ uint64(t.handle)) * 1099511628211
	}
	return h
}

// form takes a name apart, once for all that bear it.
func (l *Linker) form(name string, c class) *form {
	f, ok := l.forms[c][name]
	if !ok {
		name = l.texts.keep(name) // a copy, so that what it was cut from can go
		v := l.lex.parse(name, c)
		f = &v
		f.name = name
		l.forms[c][name] = f
	}
	return f
}

// institutional says whether a name is made of words for institutions alone,
// and whether it has one whose bearers have namesakes elsewhere.
func (x *lexicon) institutional(words []string) (all, prone bool) {
	all = len(words) > 0
	for _, w := range words {
		if !x.institution[w] && !little(w) {
			all = false
		}
		prone = prone || x.prone[w]
	}
	return all, prone
}

// statedPlace is the place that a thing's own descriptions agree on.
func (x *lexicon) statedPlace(l *Local, name []string) string {
	found := ""
	for _, list := range [2][]string{l.Names, l.Descriptions} {
		for _, d := range list {
			p := x.placeIn(foldWords(d))
			if p == "" {
				p = x.townIn(d, name)
			}
			if p != "" && p != found {
				if found != "" {
					return ""
				}
				found = p
			}
		}
	}
	return found
}

// tie notes that an article has name, of the form f, for a thing of the form of.
func (m *more) tie(l *Linker, of, f *form, c class, name string) {
	if len(f.words) == 0 || f.key == of.key {
		return
	}
	if len(of.words) == 0 || c == aPerson && !f.full() && slices.Contains(of.words, f.words[0]) {
		return // a surname proves nothing; a pen name or nickname may
	}
	kind := tieOther
	switch {
	case c == aPerson && contained(f.words, of.words) && f.full() && f.words[0] == of.words[0] && f.surname() == of.surname():
		kind = tieShort // without the middle name
	case c == aPerson:
	case c == aPlace && contained(f.words, of.words), c == aPlace && contained(of.words, f.words):
		return // the Yukon River is not the Yukon
	case f.caps && abbreviates(f.key, of.words), of.caps && abbreviates(of.key, f.words):
		kind = tieAcronym
	case contained(f.words, of.words) || contained(of.words, f.words):
		if prefix(f.words, of.words) || prefix(of.words, f.words) {
			kind = tieShort
		}
		if f.institution || of.institution || len(f.words) == 1 && (l.lex.corporate[f.words[0]] || l.lex.generic[f.words[0]]) {
			return // "the ministry" in one article is not that of another
		}
	}
	m.ties = append(m.ties, tie{l.handle(nlp.Slug(name)), kind})
}

// abbreviates says whether short may be an acronym of words: the first letters
// of words, in order, the first and last word of those that count among them.
func abbreviates(short string, words []string) bool {
	return slices.Contains(acronyms(words), short)
}

// contained says whether every word of short is one of long.
func contained(short, long []string) bool {
	if len(short) >= len(long) {
		return false
	}
	for _, w := range short {
		if !slices.Contains(long, w) {
			return false
		}
	}
	return true
}

func prefix(short, long []string) bool {
	return len(short) < len(long) && slices.Equal(short, long[:len(short)])
}

// describe notes a description that fits one thing only.
func (m *more) describe(x *lexicon, d string, whole bool) {
	if k := x.descriptionKey(d, whole); k != "" {
		m.descs = append(m.descs, k)
	}
}

// descriptionKey is what wordings of a description have in common when it is
// specific: it is definite, names a country or place and ends in a noun that one
// holder bears at a time, and says more than "Russia's government" or "the
// Russian agency" do. "Russia's internet watchdog" and "the Russian internet
// watchdog" have one key; "a Moscow court" has none.
func (x *lexicon) descriptionKey(d string, whole bool) string {
	last := d[strings.LastIndexByte(d, ' ')+1:]
	if last == d || !x.role[letters(foldWord(last))] {
		return ""
	}
	fields := strings.Fields(strings.ReplaceAll(d, "’", "'"))
	if len(fields) < 2 || len(fields) > 7 {
		return ""
	}
	first := strings.ToLower(fields[0])
	possessive := slices.ContainsFunc(fields[:len(fields)-1], func(w string) bool {
		return (strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "s'")) && capital(w)
	})
	if whole && first != "the" && !possessive {
		return ""
	}
	words := foldWords(d)
	if len(words) < 2 {
		return ""
	}
	head := words[len(words)-1]
	if slices.ContainsFunc(words, func(w string) bool { return w == "former" || w == "ex" || w == "of" || w == "and" }) {
		return ""
	}
	place := x.placeIn(words)
	if place == "" {
		return ""
	}
	// The words that tell: "Russian state media monitor", "Russia's internet watchdog".
	told := words[:0]
	for _, w := range words {
		if d, ok := x.described[w]; ok {
			w = d
		}
		if !x.filler[w] {
			told = append(told, w)
		}
	}
	if d, ok := x.described[head]; ok {
		head = d
	}
	key := x.sorted(told, "")
	if strings.Count(key, " ") < 2 && !x.solitary[head] {
		return ""
	}
	return head + ":" + key
}
