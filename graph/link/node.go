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
	handle  string
	class   class // 0: no article names it
	qual    string
	article string // "" for all
}

// Qualifiers part things of one handle:
//
//	">HANDLE"  short for HANDLE, a fuller name of the same article
//	"=PLACE"   of the place that its descriptions state
//	"~PLACE"   of the country that its article is mostly about
//	"m", "f"   a person called Mr or Mrs by a surname alone
//	"?"        to be left alone: nothing tells which of several it is
//	"#KEY|KEY" without a name, of these descriptions

func (k nodeKey) compare(o nodeKey) int {
	return cmp.Or(strings.Compare(k.handle, o.handle), cmp.Compare(k.class, o.class),
		strings.Compare(k.qual, o.qual), strings.Compare(k.article, o.article))
}

type node struct {
	nodeKey
	locals   []int32    // articles that have it; no order
	profiles []profiled // no order
	blocks   []int32    // blocks that it stands in

	// What follows from the profiles.
	form  *form
	ties  []tieCount
	descs []string
	gaz   int32 // entry of the gazetteer; -1 none
	weak  bool  // by a weak alias

	// What linking found.
	entity *entity // nil: each local is an entity of its own
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
	id    string
	nodes []int32 // in order of key
	gaz   int32
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

// narrow marks blocks that count only while they are small: what many things are
// called tells of none of them, and would chain them all into one component.
const narrow = "~"

// counts says whether nodes of a block are looked at together.
func (l *Linker) counts(b int32) bool {
	return !l.narrow[b] || len(l.blocks[b]) <= l.narrowSize
}

// countsNamed is counts for a narrow block by its name without the mark.
func (l *Linker) countsNamed(name string) bool {
	b, ok := l.blockNum[narrow+name]
	return ok && l.counts(b)
}

// digest works out what follows from the node's profiles and returns its blocks
// by name.
func (l *Linker) digest(n *node, out []string) []string {
	x := l.lex
	n.ties, n.descs, n.gaz, n.weak = n.ties[:0], n.descs[:0], -1, false
	name := ""
	var best *profile
	for _, c := range n.profiles {
		p := &l.profiles[c.profile]
		// The name that reads first: any will do, but the same one each time.
		if best == nil || p.name < name || p.name == name && p.typ < best.typ {
			best, name = p, p.name
		}
		m := p.rest()
		for _, t := range m.ties {
			n.tie(t, c.count)
		}
		for _, d := range m.descs {
			if i, ok := slices.BinarySearch(n.descs, d); !ok {
				n.descs = slices.Insert(n.descs, i, d)
			}
		}
	}
	out = append(out, "h:"+n.handle)
	if l.judged[n.handle] {
		out = l.judgedBlocks(n, out)
	}
	for _, d := range n.descs {
		out = append(out, narrow+"d:"+d)
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
		out = append(out, "h:"+n.qual[1:])
	}
	slices.SortFunc(n.ties, func(a, b tieCount) int {
		return cmp.Or(strings.Compare(a.handle, b.handle), cmp.Compare(a.kind, b.kind))
	})
	for _, t := range n.ties {
		if n.holds(&t) {
			out = append(out, narrow+"t:"+t.handle)
		}
	}
	if n.class != 0 && !f.institution {
		out = append(out, narrow+"t:"+n.handle)
	}
	n.gaz, n.weak = l.gaz.find(f, n.class)
	if n.gaz >= 0 {
		out = append(out, "g:"+strconv.Itoa(int(n.gaz)))
	}
	if n.class == aPerson {
		out = append(out, "p:"+f.heard)
		if x.family[f.words[0]] { // "Xi" for "Xi Jinping"
			out = append(out, narrow+"f:"+sound(f.words[0]))
		}
		if a, ok := x.alias["person:"+f.key]; ok {
			out = append(out, "m:"+a.key)
		}
		return out
	}
	out = append(out, "k:"+x.same(n))
	if s := x.reordered(n); s != "" {
		out = append(out, "w:"+s)
	}
	if n.class == aThing {
		if f.caps && len(f.key) >= 4 && len(f.key) <= 8 {
			out = append(out, narrow+"a:"+f.key)
		}
		for _, a := range acronyms(f.words) {
			if len(a) >= 4 {
				out = append(out, narrow+"a:"+a)
			}
		}
		if k := len(f.words) - 1; k > 0 && x.corporate[f.words[k]] {
			out = append(out, "k:"+x.canonical(keyOf(f.words[:k]), f.caps))
		}
	}
	if len(f.key) >= 7 {
		out = append(out, "x:"+f.heard)
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
	if n.class == aPlace && n.form.within == "" {
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

func (n *node) tie(t tie, count int32) {
	for i := range n.ties {
		if n.ties[i].tie == t {
			n.ties[i].count += count
			return
		}
	}
	n.ties = append(n.ties, tieCount{t, count})
}
