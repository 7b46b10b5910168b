package link

import (
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// profile is what a local entity looks like; many locals share one.
type profile struct {
	name  string
	typ   nlp.EntityType
	named bool
	names []string // wordings of names other than name

	class              class
	form               form
	ties               []tie    // other names that its article ties to it
	descs              []string // keys of descriptions that fit one thing only
	place              string   // key of the place that its own descriptions state, where it may have namesakes
	institution, prone bool
	title              gender // "Mr", "Mrs" before a name
}

// tie is another name of a thing in its article.
type tie struct {
	handle string
	kind   tieKind
}

type tieKind uint8

const (
	tieOther   tieKind = iota // words that have nothing in common: "Meta" and "Facebook"
	tieAcronym                // "ECJ"
	tieShort                  // words left out
)

// newProfile takes a local entity apart.
func (x *lexicon) newProfile(l *Local) profile {
	p := profile{name: l.Name, typ: l.Type, named: l.Named, class: classOf(l.Type)}
	if p.name == "" {
		p.name = l.Handle
	}
	if !p.named {
		p.describe(x, append([]string{l.Name}, l.Descriptions...), l.Descriptions)
		return p
	}
	p.form = x.parse(p.name, p.class)
	if p.class != aPerson {
		k := x.canonical(p.form.key, capitals(p.name))
		if c := x.known[k]; c != 0 {
			p.class = c
		} else if c := x.known[p.form.key]; c != 0 {
			p.class = c
		}
		if p.class != classOf(l.Type) {
			p.form = x.parse(p.name, p.class)
		}
	}
	p.institution, p.prone = x.institutional(p.form.words)
	for _, n := range l.Names {
		if p.class == aPerson && p.title == anyGender {
			f := x.parse(n, aPerson)
			p.title = f.title
		}
		h := nlp.Slug(n)
		if n == p.name || h == "" || h == l.Handle {
			continue
		}
		p.names = append(p.names, n)
		p.tie(x, n, h)
	}
	p.describe(x, l.Descriptions, l.Descriptions)
	if p.class == aThing && (p.institution || p.prone) {
		p.place = x.statedPlace(l)
	}
	return p
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
func (x *lexicon) statedPlace(l *Local) string {
	found := ""
	for _, list := range [2][]string{l.Names, l.Descriptions} {
		for _, d := range list {
			words := foldWords(d)
			if p := x.placeIn(words); p != "" && p != found {
				if found != "" {
					return ""
				}
				found = p
			}
		}
	}
	return found
}

// tie notes another name that the article has for the thing.
func (p *profile) tie(x *lexicon, name, handle string) {
	f := x.parse(name, p.class)
	if len(f.words) == 0 || f.key == p.form.key {
		return
	}
	if p.class == aPerson {
		// A surname proves nothing; a pen name or nickname may.
		if f.full() || !slices.Contains(p.form.words, f.words[0]) {
			p.ties = append(p.ties, tie{handle, tieOther})
		}
		return
	}
	kind := tieOther
	switch {
	case f.caps && abbreviates(f.key, p.form.words), p.form.caps && abbreviates(p.form.key, f.words):
		kind = tieAcronym
	case contained(f.words, p.form.words) || contained(p.form.words, f.words):
		kind = tieShort
		all, _ := x.institutional(f.words)
		if all || p.institution {
			return // "the ministry" in one article is not that of another
		}
	}
	p.ties = append(p.ties, tie{handle, kind})
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

// describe collects descriptions that fit one thing only.
func (p *profile) describe(x *lexicon, list, definite []string) {
	for _, d := range list {
		if k := x.descriptionKey(d, slices.Contains(definite, d)); k != "" {
			p.descs = append(p.descs, k)
		}
	}
	p.descs = distinct(p.descs)
}

// descriptionKey is what wordings of a description have in common when it is
// specific: it is definite, names a country or place and ends in a noun that one
// holder bears at a time, and says more than "Russia's government" or "the
// Russian agency" do. "Russia's internet watchdog" and "the Russian internet
// watchdog" have one key; "a Moscow court" has none.
func (x *lexicon) descriptionKey(d string, whole bool) string {
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
	if len(words) < 3 && !possessive || len(words) < 2 {
		return ""
	}
	head := words[len(words)-1]
	if !x.role[head] || slices.ContainsFunc(words, func(w string) bool { return w == "former" || w == "ex" || w == "of" || w == "and" }) {
		return ""
	}
	place := x.placeIn(words)
	if place == "" {
		return ""
	}
	key := x.sorted(words, "")
	if strings.Count(key, " ") < 2 && !x.solitary(head) {
		return ""
	}
	return head + ":" + key
}

// solitary says whether a country has one bearer of a role without more words:
// one president, many agencies.
func (x *lexicon) solitary(head string) bool {
	switch head {
	case "president", "premier", "chancellor", "parliament", "legislature", "king", "queen", "ombudsman":
		return true
	}
	return false
}

// intern replaces the strings of a profile by shared ones.
func (p *profile) intern(word func(string) string) {
	p.name = word(p.name)
	for _, list := range [3][]string{p.names, p.descs, p.form.words} {
		for i := range list {
			list[i] = word(list[i])
		}
	}
	for i := range p.ties {
		p.ties[i].handle = word(p.ties[i].handle)
	}
	p.form.key, p.place = word(p.form.key), word(p.place)
}

// key is what two profiles of one handle are told apart by.
func (p *profile) key(handle string) string {
	var b strings.Builder
	b.WriteString("\x00") // no other key begins so
	for _, s := range []string{handle, p.name, string(p.typ), p.place} {
		b.WriteString(s)
		b.WriteByte(0)
	}
	b.WriteByte(byte(p.title))
	if p.named {
		b.WriteByte('n')
	}
	for _, list := range [2][]string{p.names, p.descs} {
		for _, s := range list {
			b.WriteString(s)
			b.WriteByte(0)
		}
		b.WriteByte(1)
	}
	return b.String()
}
