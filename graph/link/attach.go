package link

import (
	"cmp"
	"slices"
	"strings"
)

// candidate is a cluster that a node may belong to.
type candidate struct {
	root    int32
	with    int32 // the node that speaks for it
	kind    string
	score   float64
	support int32 // articles
}

// finder lists the nodes of a component by what others may be attached to them
// for, so that a component of thousands takes no time in its square.
type finder struct {
	handle map[string][]int32
	key    map[string][]int32
	tied   map[int32][]int32  // handle that articles tie to a node
	letter map[string][]int32 // acronym of a long name
	short  map[string][]int32 // key without the last word, where a short name leaves that out
	family map[string][]int32 // sound of a surname, or of a family name that comes first
	desc   map[string][]int32
}

func (c *component) index() *finder {
	f := &finder{map[string][]int32{}, map[string][]int32{}, map[int32][]int32{}, map[string][]int32{}, map[string][]int32{}, map[string][]int32{}, map[string][]int32{}}
	x := c.l.lex
	for i, n := range c.node {
		i := int32(i)
		if n.class == 0 || n.qual == "?" {
			continue
		}
		f.handle[n.handle] = append(f.handle[n.handle], i)
		for _, d := range n.rest().descs {
			if !c.l.countsNamed(byDescription, d) {
				continue
			}
			f.desc[d] = append(f.desc[d], i)
		}
		words := n.form.words
		if len(words) == 0 {
			continue
		}
		if !n.bare() {
			ties := n.rest().ties
			for k := range ties {
				if t := &ties[k]; n.holds(t) && c.l.countsTied(t.handle) {
					f.tied[t.handle] = append(f.tied[t.handle], i)
				}
			}
		}
		if n.class == aPerson {
			if len(words) > 1 {
				f.family[n.form.heard] = append(f.family[n.form.heard], i)
				if g := sound(words[0]); x.family[words[0]] && g != n.form.heard && c.l.countsNamed(byFamily, g) {
					f.family[g] = append(f.family[g], i)
				}
			}
			continue
		}
		f.key[n.form.key] = append(f.key[n.form.key], i)
		if n.class != aThing {
			continue
		}
		for _, a := range acronyms(words) {
			if len(a) >= 4 && c.l.countsNamed(byAcronym, a) {
				f.letter[a] = append(f.letter[a], i)
			}
		}
		if k := len(words) - 1; k > 0 && x.corporate[words[k]] {
			s := keyOf(words[:k])
			f.short[s] = append(f.short[s], i)
		}
	}
	return f
}

// attach gives nodes that could belong to several things to the one cluster
// that they fit. What is decided in one round is seen in the next only, so that
// the order of nodes decides nothing.
func (c *component) attach() {
	f := c.index()
	for _, candidates := range []func(*finder, int32) []candidate{
		c.fuller, c.weakAliases, c.tied, c.likelyPeople, c.shortForms, c.inPlaces, c.surnames, c.described,
	} {
		var found []pair
		for i := range c.node {
			i := int32(i)
			if c.alone[i] || c.node[i].qual == "?" {
				continue
			}
			if best, ok := c.only(i, candidates(f, i)); ok {
				found = append(found, pair{best.with, i, best.kind, best.score})
			}
		}
		slices.SortStableFunc(found, func(a, b pair) int { return cmp.Compare(b.score, a.score) })
		for _, p := range found {
			c.join(p)
		}
	}
}

// manyClusters is a number of candidates of which none can stand out.
const manyClusters = 16

// only is the candidate that stands out: the only one, or one that three times
// as many articles support as the next.
func (c *component) only(i int32, list []candidate) (candidate, bool) {
	if len(list) == 0 {
		return candidate{}, false
	}
	own := c.find(i)
	var clusters []candidate
	for _, k := range list {
		k.root = c.find(k.with)
		if k.root == own || c.alone[k.with] {
			continue
		}
		at := slices.IndexFunc(clusters, func(o candidate) bool { return o.root == k.root })
		if at < 0 {
			if c.clash(own, k.root) {
				continue
			}
			if clusters = append(clusters, k); len(clusters) > manyClusters {
				return candidate{}, false
			}
			continue
		}
		o := &clusters[at]
		support := o.support + k.support
		if k.score > o.score {
			*o = k
		}
		o.support = support
	}
	if len(clusters) == 0 {
		return candidate{}, false
	}
	slices.SortStableFunc(clusters, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.support, a.support), cmp.Compare(b.score, a.score), cmp.Compare(a.root, b.root))
	})
	best := clusters[0]
	return best, len(clusters) == 1 || best.support > 0 && best.support >= 3*clusters[1].support
}

// fuller finds the fuller name of the same article.
func (c *component) fuller(f *finder, i int32) []candidate {
	n := c.node[i]
	long, ok := strings.CutPrefix(n.qual, ">")
	if !ok {
		return nil
	}
	var out []candidate
	for _, j := range f.handle[long] {
		if o := c.node[j]; (o.class == aPerson) == (n.class == aPerson) {
			out = append(out, candidate{with: j, kind: "fuller name in the article", score: 0.95, support: int32(len(o.locals))})
		}
	}
	return out
}

// weakAliases finds what the gazetteer gives a weak alias to, where another name
// has shown that the corpus speaks of it.
func (c *component) weakAliases(_ *finder, i int32) []candidate {
	n := c.node[i]
	if n.gaz < 0 || !n.weak {
		return nil
	}
	var out []candidate
	for j, o := range c.node {
		if o.gaz == n.gaz && !o.weak {
			out = append(out, candidate{with: int32(j), kind: "gazetteer", score: 0.7})
		}
	}
	return out
}

// tied finds what articles tie a name to: the article that has both "European
// Court of Justice" and "ECJ" for one thing speaks for all. An acronym of four
// letters and more needs no such article where one name alone has its initials.
func (c *component) tied(f *finder, i int32) []candidate {
	n := c.node[i]
	if n.class == 0 || strings.HasPrefix(n.qual, ">") || n.form.institution {
		return nil
	}
	var out []candidate
	for _, j := range f.tied[n.handleNum] {
		o := c.node[j]
		if o.class != n.class {
			continue
		}
		for _, t := range o.rest().ties {
			if t.handle != n.handleNum {
				continue
			}
			if int(t.count)*5 < len(n.locals) && (t.kind == tieShort || len(n.form.key) < 4) {
				continue // most articles that use it never say so: "NBA"
			}
			k := candidate{with: j, kind: "other name", score: 0.8, support: t.count}
			switch t.kind {
			case tieAcronym:
				k.kind, k.score = "acronym", 0.95
			case tieShort:
				k.kind, k.score = "short form", 0.88
			}
			out = append(out, k)
		}
	}
	if n.class == aThing && n.form.caps && len(out) == 0 {
		for _, j := range f.letter[n.form.key] {
			out = append(out, candidate{with: j, kind: "acronym", score: 0.75})
		}
	}
	return out
}

// likelyPeople finds the full name behind an initial, and the middle name.
func (c *component) likelyPeople(f *finder, i int32) []candidate {
	n := c.node[i]
	if n.class != aPerson || n.bare() || len(n.form.words) < 2 {
		return nil
	}
	var out []candidate
	for _, j := range f.family[n.form.heard] {
		o := c.node[j]
		// The one that leaves more out goes to the other.
		if j == i || len(o.form.words) < len(n.form.words) || len(o.form.words) == len(n.form.words) && len(n.form.words[0]) > 1 {
			continue
		}
		if rel, kind, score := c.l.lex.people(n.form, o.form); rel == likely {
			out = append(out, candidate{with: j, kind: kind, score: score})
		}
	}
	return out
}

// shortForms finds "Salling Group" for "Salling".
func (c *component) shortForms(f *finder, i int32) []candidate {
	n := c.node[i]
	if n.class != aThing || n.form.institution {
		return nil
	}
	var out []candidate
	for _, j := range f.short[n.form.key] {
		out = append(out, candidate{with: j, kind: "short form", score: 0.85})
	}
	return out
}

// inPlaces finds "Paris" for "Paris, France".
func (c *component) inPlaces(f *finder, i int32) []candidate {
	n := c.node[i]
	if n.class != aPlace || n.form.rest().within == "" {
		return nil
	}
	var out []candidate
	for _, j := range f.key[n.form.key] {
		switch o := c.node[j]; {
		case o.class != aPlace:
		case o.form.rest().within == "":
			out = append(out, candidate{with: j, kind: "place within", score: 0.9})
		case o.form.rest().within != n.form.rest().within:
			return nil
		}
	}
	return out
}

// surnames finds the one person of the corpus who bears a surname that stands
// alone. Frequent surnames and given names prove nothing.
func (c *component) surnames(f *finder, i int32) []candidate {
	n := c.node[i]
	x := c.l.lex
	if !n.bare() || len(n.form.words) == 0 || strings.HasPrefix(n.qual, ">") || x.common[n.form.words[0]] {
		return nil
	}
	w := n.form.words[0]
	if _, ok := x.alias["person:"+n.form.key]; ok || x.forename[w] && !x.family[w] {
		return nil
	}
	var out []candidate
	for _, j := range f.family[n.form.heard] {
		o := c.node[j]
		if o.form.rest().generation != "" {
			continue
		}
		k := candidate{with: j, kind: "surname of one person", score: 0.75}
		switch v := o.form.words; {
		case o.form.surname() == w && len(w) > 2, x.family[v[0]] && v[0] == w:
		case len(w) >= 6 && strings.TrimRight(o.form.surname(), "yij") == strings.TrimRight(w, "yij"):
			k.score = 0.7 // Zelensky, Zelenskiy
		default:
			continue
		}
		if g, h := genderQual(n.qual), x.genderOf(o.form); g != anyGender && h != anyGender && g != h {
			continue
		}
		out = append(out, k)
	}
	return out
}

func genderQual(q string) gender {
	switch q {
	case "m":
		return masc
	case "f":
		return fem
	}
	return anyGender
}

// described finds what articles call by the same specific description.
func (c *component) described(f *finder, i int32) []candidate {
	n := c.node[i]
	if n.class != 0 {
		return nil
	}
	var out []candidate
	for _, d := range n.rest().descs {
		for _, j := range f.desc[d] {
			out = append(out, candidate{with: j, kind: "description", score: 0.8})
		}
	}
	return out
}
