package coref

import (
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// entities turns the joined candidates into doc.Entities. Only mentions of ner
// count: a candidate that ner did not mark carries reference along, but
// becomes no entity, and a pronoun that refers to such a phrase gets none.
func (a *analysis) entities() {
	doc := a.doc
	doc.Entities = doc.Entities[:0]
	a.joinKinds()
	a.joinHeadline()
	a.joinOnlyBearer()
	byRoot := make(map[int]int, len(doc.Mentions))
	described := make(map[int]bool, len(doc.Mentions))
	for i := range doc.Mentions {
		if c := a.cand[i]; c >= 0 && doc.Mentions[i].Kind != nlp.Pronoun {
			described[a.find(int(c))] = true
		}
	}
	for i := range doc.Mentions {
		m := &doc.Mentions[i]
		m.Entity = -1
		c := int(a.cand[i])
		root := -1 - i // a mention outside all candidates is a thing of its own
		if c >= 0 {
			root = a.find(c)
		}
		if m.Kind == nlp.Pronoun && !described[root] {
			continue
		}
		e, ok := byRoot[root]
		if !ok {
			e = len(doc.Entities)
			byRoot[root] = e
			doc.Entities = append(doc.Entities, nlp.Entity{})
		}
		m.Entity = e
		doc.Entities[e].Mentions = append(doc.Entities[e].Mentions, i)
	}
	used := make(map[string]int, len(doc.Entities))
	for i := range doc.Entities {
		e := &doc.Entities[i]
		a.nameEntity(e)
		a.typeEntity(e)
	}
	// Names first, so that a description never takes the identifier of a name.
	for _, named := range []bool{true, false} {
		for i := range doc.Entities {
			if e := &doc.Entities[i]; e.Named == named {
				identify(e, used)
			}
		}
	}
}

// joinKinds makes one entity of bare plurals and mass nouns in the same words,
// "teenagers" and "some teenagers": they name a kind, which is one however
// often it is spoken of.
func (a *analysis) joinKinds() {
	kinds := map[uint32]int{}
	for i := range a.cands {
		c := &a.cands[i]
		if c.mention < 0 || c.kind != nlp.Nominal || c.coord ||
			c.def != bare && (c.def != indefinite || c.number != plural) || c.number != plural && c.class != group && c.class != abstract {
			continue
		}
		if j, ok := kinds[c.text]; ok {
			if x, y := a.find(i), a.find(j); x != y && !a.clash(i, j, &a.ranker.whole[x], &a.ranker.whole[y]) {
				a.join(x, y)
				root := a.find(x)
				absorb(&a.ranker.whole[root], &a.ranker.whole[x+y-root])
			}
		} else {
			kinds[c.text] = i
		}
	}
}

// joinHeadline makes one entity of what a headline and the text below name in
// the same words: the lead introduces again what the headline left without
// article ("Moscow court fines TikTok" - "A Moscow court has fined ...").
func (a *analysis) joinHeadline() {
	if len(a.doc.Blocks) == 0 {
		return // plain sentences, as of a corpus
	}
	said := map[uint32]int{}
	for i := range a.cands {
		c := &a.cands[i]
		if c.mention < 0 || c.coord || c.kind == nlp.Pronoun {
			continue
		}
		if a.doc.Blocks[a.doc.Sentences[c.sent].Block].Kind == nlp.Headline {
			if _, ok := said[c.text]; !ok {
				said[c.text] = i
			}
			continue
		}
		j, ok := said[c.text]
		if !ok || c.def != indefinite {
			continue
		}
		delete(said, c.text) // the first alone
		if x, y := a.find(j), a.find(i); x != y && !a.clash(j, i, &a.ranker.whole[x], &a.ranker.whole[y]) {
			a.join(x, y)
			root := a.find(x)
			absorb(&a.ranker.whole[root], &a.ranker.whole[x+y-root])
		}
	}
}

// joinOnlyBearer joins "the regulator" that nothing introduces with the one
// name of the article that is a regulator, should the name come later.
func (a *analysis) joinOnlyBearer() {
	bearers := [64]int{} // synonym set: 0 none, else one more than the entity's root, -1 several
	for i := range a.names {
		root := a.find(a.names[i].cands[0])
		for fits := a.ranker.fits[root] & a.lex.bearers; fits != 0; fits &= fits - 1 {
			switch k := bits.TrailingZeros64(fits); bearers[k] {
			case 0, root + 1:
				bearers[k] = root + 1
			default:
				bearers[k] = -1
			}
		}
	}
	for i := range a.cands {
		c := &a.cands[i]
		if c.mention < 0 || c.kind != nlp.Nominal || c.class != group || c.def != definite && c.def != possessed ||
			c.number == plural || c.last > c.head+1 {
			continue
		}
		x := a.find(i)
		if w := &a.ranker.whole[x]; w.name >= 0 || a.cands[x].def == indefinite {
			continue
		}
		for set := c.syn & a.lex.bearers; set != 0; set &= set - 1 {
			k := bearers[bits.TrailingZeros64(set)]
			if k <= 0 {
				continue
			}
			y := a.find(k - 1)
			if x != y && a.sameKind(c, &a.cands[k-1]) && !a.clash(i, k-1, &a.ranker.whole[x], &a.ranker.whole[y]) {
				a.join(x, y)
				root := a.find(x)
				absorb(&a.ranker.whole[root], &a.ranker.whole[x+y-root])
			}
			break
		}
	}
}

func identify(e *nlp.Entity, used map[string]int) {
	base := nlp.Slug(e.Name)
	if base == "" {
		base = "unnamed"
	}
	e.ID = base
	for used[e.ID] > 0 {
		used[base]++
		e.ID = base + "-" + strconv.Itoa(used[base])
	}
	used[e.ID]++
}

// wording is one way in which an entity's mentions are written.
type wording struct {
	text  string
	count int
	key   string // letters and digits: one for "Tik Tok" and "TikTok"
	rank  int    // fuller names have more; negative for surnames and acronyms
	caps  bool
}

// nameEntity chooses the canonical name and lists the others.
func (a *analysis) nameEntity(e *nlp.Entity) {
	var names, others []wording
	add := func(list []wording, w wording) []wording {
		for i := range list {
			if list[i].text == w.text {
				list[i].count++
				return list
			}
		}
		w.count = 1
		return append(list, w)
	}
	canonical := ""
	human := a.human(e)
	core, coreHead := "", -1
	for _, i := range e.Mentions {
		m := &a.doc.Mentions[i]
		switch m.Kind {
		case nlp.Name:
			e.Named = true
			w := a.wordingOf(i, human)
			if w.text == "" {
				continue
			}
			names = add(names, w)
			if c := a.cand[i]; c >= 0 && a.cands[c].name >= 0 && canonical == "" {
				canonical = a.aliasOf(a.cands[c].name)
			}
		case nlp.Nominal:
			if text := a.description(m); text != "" {
				others = add(others, wording{text: text})
				if coreHead < 0 || m.Head == coreHead && a.plainer(m) {
					core, coreHead = text, m.Head
				}
			}
		}
	}
	best := -1
	for i := range names {
		if best < 0 || fuller(&names[i], &names[best]) {
			best = i
		}
	}
	switch {
	case canonical != "":
		e.Name = canonical
	case best >= 0:
		e.Name = names[best].text
		if first, rest, ok := strings.Cut(e.Name, " "); ok && human {
			if s, ok := a.lex.spelling[fold(first)]; ok {
				e.Name = s + " " + rest
			}
		}
	case len(others) > 0:
		e.Name = core
	default:
		e.Name = strings.Join(strings.Fields(a.doc.Cut(a.doc.Mentions[e.Mentions[0]].Span)), " ")
	}
	if e.Name == "" {
		e.Name = "unnamed" // a mention of nothing but white space or control characters
	}
	for _, w := range append(names, others...) {
		if w.text != e.Name && !slices.Contains(e.Aliases, w.text) {
			e.Aliases = append(e.Aliases, w.text)
		}
	}
}

// human says whether an entity has the full name of a person, or names of
// people only.
func (a *analysis) human(e *nlp.Entity) bool {
	all, some := true, false
	for _, i := range e.Mentions {
		m := &a.doc.Mentions[i]
		if m.Kind != nlp.Name {
			continue
		}
		some = true
		all = all && m.Type == nlp.Person
		if c := a.cand[i]; c >= 0 && a.cands[c].name >= 0 {
			if n := &a.names[a.cands[c].name]; n.person && len(n.words) > 1 {
				return true
			}
		}
	}
	return all && some
}

// plainer says whether a wording of a description, shorter than one seen
// before, names the thing better: without what follows the head, unless that
// is what makes it a thing at all ("the head of the commission").
func (a *analysis) plainer(m *nlp.Mention) bool {
	next := m.Head + 1
	return next >= len(a.doc.Tokens) || m.Last > next || a.lower[next] != hash("of")
}

// fuller orders names: complete ones before surnames and acronyms, body
// spelling before capitals of a headline; a longer form must not be much rarer
// than a shorter one, as "Meta Platforms" beside many "Meta" is.
func fuller(x, y *wording) bool {
	if x.key == y.key {
		if x.caps != y.caps {
			return y.caps
		}
		return x.count > y.count
	}
	return x.weight() > y.weight()
}

func (w *wording) weight() float64 {
	return float64(w.rank) + 1.2*math.Log2(float64(w.count))
}

// wordingOf cuts a name out of mention i without article, titles, possessive
// and legal form, and ranks its fullness.
func (a *analysis) wordingOf(i int, human bool) wording {
	m := &a.doc.Mentions[i]
	first, last := max(m.First, 0), min(m.Last, len(a.doc.Tokens))
	for last-1 > first && (a.doc.Tokens[last-1].Tag == "POS" || mark(a.doc.Tokens[last-1].Text) && a.doc.Tokens[last-1].Text != ".") {
		last--
	}
	first = a.nameStart(first, last, human)
	end := last
	for end-1 > first && a.lex.suffixes[strings.TrimRight(fold(a.doc.Tokens[end-1].Text), ".")] == "legal" {
		end--
	}
	for end-1 > first && a.doc.Tokens[end-1].Text == "," {
		end--
	}
	w := wording{text: strings.Join(strings.Fields(a.doc.Cut(a.doc.TokenSpan(first, end))), " ")}
	words := end - first
	if !human || words > 1 {
		w.text = strings.TrimSuffix(strings.TrimSuffix(w.text, "'s"), "’s")
	}
	letters := 0
	w.caps = true
	for _, r := range w.text {
		if r >= 'a' && r <= 'z' || r > 127 {
			w.caps = false
		}
		letters++
	}
	w.key = keyOf([]string{fold(w.text)})
	switch {
	case human && (words == 1 || strings.HasSuffix(a.doc.Tokens[first].Text, ".")), w.caps && words == 1 && letters <= 8:
		w.rank = -20
	case !human:
		core := end
		for core-1 > first && a.lex.suffixes[strings.TrimRight(fold(a.doc.Tokens[core-1].Text), ".")] != "" {
			core--
		}
		w.rank = min(core-first, 8)
	}
	return w
}

// description is a nominal mention without its determiner or possessive
// pronoun.
func (a *analysis) description(m *nlp.Mention) string {
	first, last := max(m.First, 0), min(m.Last, len(a.doc.Tokens))
	for first < last-1 {
		switch t := &a.doc.Tokens[first]; {
		case t.Tag == "DT", t.Tag == "PDT", t.Tag == "PRP$", t.Tag == "WP$", mark(t.Text):
			first++
			continue
		}
		break
	}
	for last-1 > first && a.doc.Tokens[last-1].Tag == "POS" {
		last--
	}
	return strings.Join(strings.Fields(a.doc.Cut(a.doc.TokenSpan(first, last))), " ")
}

// typeEntity lets the mentions vote; a name counts three times.
func (a *analysis) typeEntity(e *nlp.Entity) {
	var types []nlp.EntityType
	var votes []float32
	best := 0
	for _, i := range e.Mentions {
		m := &a.doc.Mentions[i]
		if m.Kind == nlp.Pronoun || m.Type == "" {
			continue
		}
		weight := float32(1)
		if m.Kind == nlp.Name {
			weight = 3
		}
		if m.Type == nlp.Other {
			weight *= 0.5
		}
		k := 0
		for k < len(types) && types[k] != m.Type {
			k++
		}
		if k == len(types) {
			types, votes = append(types, m.Type), append(votes, 0)
		}
		votes[k] += weight
		if votes[k] > votes[best] {
			best = k
		}
	}
	e.Type = nlp.Other
	if e.Named && a.human(e) {
		e.Type = nlp.Person
	} else if len(types) > 0 {
		e.Type = types[best]
	}
}
