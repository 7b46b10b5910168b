package link

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A node stands for all local entities that look alike wherever they occur: one
// handle, one class, one qualifier. Linking compares nodes, which are far fewer
// than locals. A node of one article alone has that article's ID.
type nodeKey struct {
	handleNum int32
	qualNum   int32
	article   int32 // none for all
	class     class // 0: no article names it
}

// Qualifiers part things of one handle:
//
//	">HANDLE"  short for HANDLE, a fuller name of the same article
//	"=PLACE"   of the place that its descriptions state
//	"~PLACE"   of the country that its article is mostly about
//	"m", "f"   a person called Mr or Mrs by a surname alone
//	"?"        to be left alone: nothing tells which of several it is
//	"#KEY|KEY" without a name, of these descriptions

// compareNodes orders nodes by what they stand for.
func (l *Linker) compareNodes(a, b int32) int {
	n, o := l.nodes.at(a), l.nodes.at(b)
	return cmp.Or(strings.Compare(n.handle, o.handle), cmp.Compare(n.class, o.class),
		strings.Compare(n.qual, o.qual), strings.Compare(l.articleOf(n), l.articleOf(o)))
}

// articleOf is the article that a node is of alone, or "".
func (l *Linker) articleOf(n *node) string {
	if n.article == none {
		return ""
	}
	return l.articles[n.article].id
}

// nodeID names a node of one article.
func (l *Linker) nodeID(n *node) string {
	if n.article == none {
		return n.handle
	}
	return n.handle + "@" + l.articleOf(n)
}

type node struct {
	nodeKey
	handle, qual string     // of the key
	locals       []int32    // articles that have it; no order
	profiles     []profiled // no order
	blocks       []int32    // blocks that it stands in

	// What follows from the profiles.
	form *form
	told *told // nil: nothing
	gaz  int32 // entry of the gazetteer; none for none
	weak bool  // by a weak alias

	touched bool // by the change that is being made

	// What linking found.
	entity *entity // nil: each local is an entity of its own
}

// told is what articles tell of few nodes.
type told struct {
	ties  []tieCount // in order of handle and kind
	descs []string   // sorted
}

var untold told

func (n *node) rest() *told {
	if n.told == nil {
		return &untold
	}
	return n.told
}

type profiled struct{ profile, count int32 }

var noForm form

type tieCount struct {
	tie
	count int32 // articles
}

// bare says whether a node is a person by a surname or given name alone.
func (n *node) bare() bool { return n.class == aPerson && !n.form.full() }

// entity is a set of nodes that are one.
type entity struct {
	id     string
	nodes  []int32 // in order of key
	gaz    int32
	handle int32 // number of the ID, where that is a handle; none for "HANDLE@ARTICLE"
}

func (n *node) count(profile, by int32) {
	for i := range n.profiles {
		if p := &n.profiles[i]; p.profile == profile {
			if p.count += by; p.count == 0 {
				n.profiles = slices.Delete(n.profiles, i, i+1)
			}
			return
		}
	}
	n.profiles = append(n.profiles, profiled{profile, by})
}

// digest works out what follows from the node's profiles and returns its blocks,
// some of them twice.
func (l *Linker) digest(n *node, out []int32) []int32 {
	x := l.lex
	n.gaz, n.weak = none, false
	name := ""
	var best *profile
	var all told
	for _, c := range n.profiles {
		p := l.profiles.at(c.profile)
		// The name that reads first: any will do, but the same one each time.
		if best == nil || p.name < name || p.name == name && l.typeOf(p) < l.typeOf(best) {
			best, name = p, p.name
		}
		all.add(p.rest(), c.count)
	}
	n.told = all.keep()
	out = append(out, l.handleBlock(n.handleNum))
	if l.judged[n.handle] {
		out = l.judgedBlocks(n, out)
	}
	for _, d := range n.rest().descs {
		out = append(out, l.block(byDescription, d))
	}
	n.form = &noForm
	if n.class == 0 || best == nil {
		return out
	}
	n.form = best.form
	f := n.form
	if len(f.words) == 0 {
		return out
	}
	if n.qual == "?" {
		return out
	}
	if strings.HasPrefix(n.qual, ">") {
		out = append(out, l.handleBlock(l.handle(n.qual[1:])))
	}
	for _, t := range n.rest().ties {
		if n.holds(&t) {
			out = append(out, l.tieBlock(t.handle))
		}
	}
	if !f.institution {
		out = append(out, l.tieBlock(n.handleNum))
	}
	n.gaz, n.weak = l.gaz.find(f, n.class)
	if n.gaz >= 0 {
		out = append(out, l.block(byGazetteer, strconv.Itoa(int(n.gaz))))
	}
	if n.class == aPerson {
		out = append(out, l.block(byPerson, f.heard))
		if x.family[f.words[0]] { // "Xi" for "Xi Jinping"
			out = append(out, l.block(byFamily, sound(f.words[0])))
		}
		if a, ok := x.alias["person:"+f.key]; ok {
			out = append(out, l.block(byAlias, a.key))
		}
		return out
	}
	out = append(out, l.block(byKey, x.same(n)))
	if s := x.reordered(n); s != "" {
		out = append(out, l.block(byWords, s))
	}
	if n.class == aThing {
		if f.caps && len(f.key) >= 4 && len(f.key) <= 8 {
			out = append(out, l.block(byAcronym, f.key))
		}
		for _, a := range acronyms(f.words) {
			if len(a) >= 4 {
				out = append(out, l.block(byAcronym, a))
			}
		}
		if k := len(f.words) - 1; k > 0 && x.corporate[f.words[k]] {
			out = append(out, l.block(byKey, x.canonical(keyOf(f.words[:k]), f.caps)))
		}
	}
	if len(f.key) >= 7 {
		out = append(out, l.block(bySound, f.heard))
	}
	return out
}

// reordered is the sorted content of a name; where that has words for institutions
// alone, with the place that the article gives it.
func (x *lexicon) reordered(n *node) string {
	if n.form.institution {
		return x.sorted(n.form.words, n.placeQual())
	}
	return x.sorted(n.form.words, "")
}

// same is what names of one thing or place have in common: the key of the name
// that stands for it in every text, of a country's adjective the country.
func (x *lexicon) same(n *node) string {
	if n.class == aPlace && n.form.rest().within == "" {
		if p, ok := x.place[n.form.key]; ok {
			return p
		}
	}
	return x.canonical(n.form.key, n.form.caps)
}

// placeQual is the place of an institution that is not part of its name.
func (n *node) placeQual() string {
	if n.qual != "" && (n.qual[0] == '=' || n.qual[0] == '~') {
		return n.qual[1:]
	}
	return ""
}

// holds says whether articles enough tie a name to the node to believe it. Words
// that have nothing in common with its own are often errors of one analysis.
func (n *node) holds(t *tieCount) bool {
	return t.kind != tieOther || t.count > 1 && int(t.count)*20 >= len(n.locals)
}

// add notes what a profile of so many articles tells.
func (t *told) add(m *more, articles int32) {
	for _, v := range m.ties {
		t.ties = append(t.ties, tieCount{v, articles})
	}
	t.descs = append(t.descs, m.descs...)
}

// keep is what was added, in order and each once, or nil.
func (t *told) keep() *told {
	if len(t.ties)+len(t.descs) == 0 {
		return nil
	}
	slices.SortFunc(t.ties, func(a, b tieCount) int {
		return cmp.Or(cmp.Compare(a.handle, b.handle), cmp.Compare(a.kind, b.kind))
	})
	ties := t.ties[:0]
	for _, v := range t.ties {
		if k := len(ties) - 1; k >= 0 && ties[k].tie == v.tie {
			ties[k].count += v.count
		} else {
			ties = append(ties, v)
		}
	}
	return &told{slices.Clone(ties), slices.Clone(distinct(t.descs))}
}
