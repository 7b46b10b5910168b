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

// attach gives nodes that could belong to several things to the one cluster
// that they fit. What is decided in one round is seen in the next only, so that
// the order of nodes decides nothing.
func (c *component) attach() {
	c.round(c.fuller)
	c.round(c.tied)
	c.round(c.likelyPeople)
	c.round(c.shortForms)
	c.round(c.inPlaces)
	c.round(c.surnames)
	c.round(c.described)
}

// round asks for the candidates of each node and joins where there is one.
func (c *component) round(candidates func(i int32) []candidate) {
	var out []pair
	for i := range c.node {
		i := int32(i)
		if c.alone[i] || c.node[i].qual == "?" {
			continue
		}
		if best, ok := c.only(i, candidates(i)); ok {
			a, b := best.with, i
			out = append(out, pair{a, b, best.kind, best.score})
		}
	}
	slices.SortStableFunc(out, func(a, b pair) int { return cmp.Compare(b.score, a.score) })
	for _, p := range out {
		c.join(p)
	}
}

// only is the candidate that stands out: the only one, or one that three times
// as many articles support as the next.
func (c *component) only(i int32, list []candidate) (candidate, bool) {
	var best, second candidate
	best.root, second.root = -1, -1
	own := c.find(i)
	byRoot := map[int32]candidate{}
	for _, k := range list {
		k.root = c.find(k.with)
		if k.root == own || c.alone[k.with] || c.clash(own, k.root) {
			continue
		}
		b, ok := byRoot[k.root]
		if !ok || k.score > b.score || k.score == b.score && k.with < b.with {
			k.support += b.support
			byRoot[k.root] = k
		} else {
			b.support += k.support
			byRoot[k.root] = b
		}
	}
	for _, k := range byRoot {
		switch {
		case best.root < 0 || k.better(best):
			best, second = k, best
		case second.root < 0 || k.better(second):
			second = k
		}
	}
	if best.root < 0 || second.root >= 0 && best.support < 3*second.support {
		return best, false
	}
	return best, second.root < 0 || best.support > 0
}

func (k candidate) better(o candidate) bool {
	return cmp.Or(cmp.Compare(k.support, o.support), cmp.Compare(k.score, o.score), cmp.Compare(o.root, k.root)) > 0
}

// fuller finds the fuller name of the same article.
func (c *component) fuller(i int32) []candidate {
	n := c.node[i]
	long, ok := strings.CutPrefix(n.qual, ">")
	if !ok {
		return nil
	}
	var out []candidate
	for j, o := range c.node {
		if o.handle == long && o.class == n.class {
			out = append(out, candidate{with: int32(j), kind: "fuller name in the article", score: 0.95, support: int32(len(o.locals))})
		}
	}
	return out
}

// tied finds what articles tie a name to: the article that has both "European
// Court of Justice" and "ECJ" for one thing speaks for all.
func (c *component) tied(i int32) []candidate {
	n := c.node[i]
	if n.class == 0 || strings.HasPrefix(n.qual, ">") || c.l.wholly(n) {
		return nil
	}
	var out []candidate
	for j, o := range c.node {
		if o.class == 0 || (o.class == aPerson) != (n.class == aPerson) || o.bare() {
			continue
		}
		for _, t := range o.ties {
			if t.handle != n.handle {
				continue
			}
			k := candidate{with: int32(j), support: t.count}
			switch {
			case t.kind == tieAcronym:
				k.kind, k.score = "acronym", 0.95
			case t.kind == tieShort:
				k.kind, k.score = "short form", 0.88
			case t.count > 1:
				k.kind, k.score = "other name", 0.8
			default:
				continue
			}
			out = append(out, k)
		}
	}
	if n.class == aThing && n.form.caps && len(n.form.key) >= 4 && len(out) == 0 {
		for j, o := range c.node {
			if o.class == aThing && len(o.form.words) >= 4 && slices.Contains(acronyms(o.form.words), n.form.key) {
				out = append(out, candidate{with: int32(j), kind: "acronym", score: 0.75})
			}
		}
	}
	return out
}

// likelyPeople finds the full name behind an initial, and the middle name.
func (c *component) likelyPeople(i int32) []candidate {
	n := c.node[i]
	if n.class != aPerson || n.bare() {
		return nil
	}
	var out []candidate
	for j, o := range c.node {
		if int32(j) == i || o.class != aPerson || o.bare() || o.qual == "?" {
			continue
		}
		// The one that leaves more out goes to the other.
		if len(o.form.words) < len(n.form.words) || len(o.form.words) == len(n.form.words) && len(n.form.words[0]) > 1 {
			continue
		}
		if rel, kind, score := c.l.lex.people(&n.form, &o.form); rel == likely {
			out = append(out, candidate{with: int32(j), kind: kind, score: score})
		}
	}
	return out
}

// shortForms finds "Salling Group" for "Salling".
func (c *component) shortForms(i int32) []candidate {
	n := c.node[i]
	if n.class != aThing || len(n.form.words) == 0 {
		return nil
	}
	var out []candidate
	for j, o := range c.node {
		if k := len(o.form.words) - 1; o.class == aThing && k > 0 && c.l.lex.corporate[o.form.words[k]] && keyOf(o.form.words[:k]) == n.form.key {
			out = append(out, candidate{with: int32(j), kind: "short form", score: 0.85})
		}
	}
	return out
}

// inPlaces finds "Paris, France" for "Paris".
func (c *component) inPlaces(i int32) []candidate {
	n := c.node[i]
	if n.class != aPlace || n.form.within == "" {
		return nil
	}
	var out []candidate
	places := map[string]bool{}
	for j, o := range c.node {
		if o.class != aPlace || o.form.key != n.form.key {
			continue
		}
		if o.form.within != "" {
			places[o.form.within] = true
		} else {
			out = append(out, candidate{with: int32(j), kind: "place within", score: 0.9})
		}
	}
	if len(places) > 1 {
		return nil
	}
	return out
}

// surnames finds the one person of the corpus who bears a surname that stands
// alone. Frequent surnames prove nothing.
func (c *component) surnames(i int32) []candidate {
	n := c.node[i]
	if !n.bare() || len(n.form.words) == 0 || strings.HasPrefix(n.qual, ">") || c.l.lex.common[n.form.words[0]] {
		return nil
	}
	x := c.l.lex
	w := n.form.words[0]
	s := sound(w)
	var out []candidate
	for j, o := range c.node {
		if o.class != aPerson || o.bare() || o.qual == "?" || len(o.form.words) < 2 || o.form.generation != "" {
			continue
		}
		k := candidate{with: int32(j), kind: "surname of one person", score: 0.75}
		switch v := o.form.words; {
		case v[len(v)-1] == w, x.family[v[0]] && v[0] == w && !x.forename[w]:
		case len(w) >= 5 && sound(v[len(v)-1]) == s:
			k.score = 0.7
		default:
			continue
		}
		if g, h := genderQual(n.qual), x.genderOf(&o.form); g != anyGender && h != anyGender && g != h {
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
func (c *component) described(i int32) []candidate {
	n := c.node[i]
	if n.class != 0 {
		return nil
	}
	var out []candidate
	for j, o := range c.node {
		if o.class == 0 || o.qual == "?" {
			continue
		}
		for _, d := range n.descs {
			if _, ok := slices.BinarySearch(o.descs, d); ok {
				out = append(out, candidate{with: int32(j), kind: "description", score: 0.8})
				break
			}
		}
	}
	return out
}
