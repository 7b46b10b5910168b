package link

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// component is a set of nodes that share no block with any other node: linking
// looks at one component at a time, so that what it finds depends on nothing
// outside.
//
// It works in rounds, the surest first. Curation joins and parts nodes before
// anything else. Then pairs that names alone make one are joined in order of
// score, unless that would bring two together that must be apart. Last, nodes
// that could belong to several things ("Navalny", "SEC", "A. Smith", "Russia's
// internet watchdog") are given to the one cluster that they fit; where several
// would do they stay alone.
type component struct {
	l     *Linker
	nodes []int32 // in order of key
	node  []*node
	root  []int32     // of each node: index of its cluster's first node, through parents
	sets  [][]int32   // of each root: its nodes
	pairs []pair      // candidates of the round of pairs
	alone []bool      // split off by curation: nothing but curation joins it
	parts [][2][]bool // pairs of sets of nodes that curation keeps apart
	links []linkage   // joins that were made
}

type pair struct {
	a, b  int32 // indices into nodes, a < b
	kind  string
	score float64
}

// linkage is a pair that was joined. b attached to a where the order matters.
type linkage = pair

func (c *component) find(i int32) int32 {
	for c.root[i] != i {
		c.root[i] = c.root[c.root[i]]
		i = c.root[i]
	}
	return i
}

// join makes one cluster of two, unless they are one or must be apart.
func (c *component) join(p pair) bool {
	a, b := c.find(p.a), c.find(p.b)
	if a == b {
		return false
	}
	if c.clash(a, b) {
		return false
	}
	c.unite(p)
	return true
}

func (c *component) unite(p pair) {
	a, b := c.find(p.a), c.find(p.b)
	if a > b {
		a, b = b, a
	}
	c.root[b] = a
	c.sets[a] = append(c.sets[a], c.sets[b]...)
	c.sets[b] = nil
	c.links = append(c.links, p)
}

// clash says whether two clusters must stay apart.
func (c *component) clash(a, b int32) bool {
	for _, p := range c.parts {
		if c.some(a, p[0]) && c.some(b, p[1]) || c.some(a, p[1]) && c.some(b, p[0]) {
			return true
		}
	}
	for _, i := range c.sets[a] {
		for _, j := range c.sets[b] {
			if c.l.never(c.node[i], c.node[j]) {
				return true
			}
		}
	}
	return false
}

func (c *component) some(root int32, set []bool) bool {
	for _, i := range c.sets[root] {
		if set[i] {
			return true
		}
	}
	return false
}

// never says whether two nodes are different things for certain.
func (l *Linker) never(a, b *node) bool {
	if a.class == 0 || b.class == 0 {
		return false
	}
	if (a.class == aPerson) != (b.class == aPerson) {
		return true
	}
	if a.gaz >= 0 && b.gaz >= 0 && a.gaz != b.gaz && !a.weak && !b.weak {
		return true
	}
	if a.class == aPerson {
		if a.bare() || b.bare() {
			return false
		}
		rel, _, _ := l.lex.people(a.form, b.form)
		return rel == apart
	}
	if p, q := a.placeQual(), b.placeQual(); p != "" && q != "" && p != q && l.lex.country[p] == l.lex.country[q] && (a.qual[0] == '=' && b.qual[0] == '=' || a.form.institution && b.form.institution) {
		return true
	}
	return a.form.rest().within != "" && b.form.rest().within != "" && a.form.rest().within != b.form.rest().within
}

// cluster links the nodes of a component.
func (l *Linker) cluster(nodes []int32) *component {
	slices.SortFunc(nodes, l.compareNodes)
	c := &component{l: l, nodes: nodes, node: make([]*node, len(nodes)), root: make([]int32, len(nodes)), sets: make([][]int32, len(nodes))}
	single := make([]int32, len(nodes))
	for i, n := range nodes {
		c.node[i] = l.nodes.at(n)
		c.root[i] = int32(i)
		single[i] = int32(i)
		c.sets[i] = single[i : i+1 : i+1]
	}
	c.alone = make([]bool, len(nodes))
	c.curate()
	c.sure()
	c.attach()
	return c
}

// sure joins the pairs that names make one.
func (c *component) sure() {
	x := c.l.lex
	c.block(func(n *node) string { return n.handle }, c.sameHandle)
	c.block(func(n *node) string { return classed(n, x.same(n)) }, func(i, j int32) {
		a, b := c.node[i], c.node[j]
		switch {
		case a.class == aPerson || a.handle == b.handle:
		case a.form.rest().within != b.form.rest().within:
		case a.form.key == b.form.key:
			c.pair(i, j, "spelling", 0.97)
		case x.place[a.form.key] != a.form.key && x.place[b.form.key] == b.form.key, x.place[b.form.key] != b.form.key && x.place[a.form.key] == a.form.key:
			c.pair(i, j, "demonym", 0.95)
		default:
			c.pair(i, j, "known alias", 0.97)
		}
	})
	c.block(func(n *node) string { return classed(n, x.reordered(n)) }, func(i, j int32) {
		if c.node[i].handle != c.node[j].handle {
			c.pair(i, j, "word order", 0.92)
		}
	})
	c.block(func(n *node) string {
		if len(n.form.key) < 7 || n.form.institution {
			return ""
		}
		return classed(n, n.form.heard)
	}, func(i, j int32) {
		a, b := c.node[i], c.node[j]
		if a.handle != b.handle && a.form.rest().within == b.form.rest().within && transliterated(a.form.words, b.form.words) {
			c.pair(i, j, "transliteration", 0.85)
		}
	})
	c.block(func(n *node) string {
		if n.gaz < 0 || n.weak {
			return ""
		}
		return strconv.Itoa(int(n.gaz))
	}, func(i, j int32) { c.pair(i, j, "gazetteer", 0.99) })
	c.block(func(n *node) string {
		if n.class != aPerson {
			return ""
		}
		return x.alias["person:"+n.form.key].key
	}, func(i, j int32) { c.pair(i, j, "known alias", 0.9) })
	c.people()
	slices.SortStableFunc(c.pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b))
	})
	for _, p := range c.pairs {
		c.join(p)
	}
}

// transliterated says whether names that sound alike may be spellings of one: the
// short words, numbers among them, must be the same, and the first letters.
func transliterated(v, w []string) bool {
	if len(v) != len(w) {
		return false
	}
	for i := range v {
		if v[i] != w[i] && (len(v[i]) < 4 || len(w[i]) < 4 || sound(v[i][:1]) != sound(w[i][:1])) {
			return false
		}
	}
	return true
}

func classed(n *node, key string) string {
	if key == "" || n.class != aThing && n.class != aPlace {
		return ""
	}
	return string('0'+rune(n.class)) + key
}

func (c *component) pair(i, j int32, kind string, score float64) {
	if c.alone[i] || c.alone[j] || c.node[i].qual == "?" || c.node[j].qual == "?" {
		return
	}
	c.pairs = append(c.pairs, pair{i, j, kind, score})
}

// block calls use for each node with the first that has the same key, "" being
// none, and with the one before it.
func (c *component) block(key func(*node) string, use func(i, j int32)) {
	if len(c.node) < 2 {
		return
	}
	groups := make(map[string][]int32, len(c.node))
	var order []string
	for i, n := range c.node {
		if n.class == 0 {
			continue
		}
		k := key(n)
		if k == "" {
			continue
		}
		if _, ok := groups[k]; !ok {
			order = append(order, k)
		}
		groups[k] = append(groups[k], int32(i))
	}
	for _, k := range order {
		g := groups[k]
		for j := 1; j < len(g); j++ {
			for i := max(0, j-maxPairs); i < j; i++ {
				use(g[i], g[j])
			}
		}
	}
}

// maxPairs bounds how many nodes of one block each is compared with.
const maxPairs = 60

// sameHandle pairs nodes that articles call alike.
func (c *component) sameHandle(i, j int32) {
	a, b := c.node[i], c.node[j]
	switch {
	case a.bare() || b.bare():
	case a.class == b.class && a.qual == b.qual:
		c.pair(i, j, "same name", 0.99)
	case a.class == b.class && a.class == aThing:
		p, q := a.placeQual(), b.placeQual()
		switch {
		case a.form.institution:
			if p == q {
				c.pair(i, j, "same name", 0.95)
			}
		case p == q:
			c.pair(i, j, "same name", 0.96)
		case c.onePlace(a.handle):
			c.pair(i, j, "same name", 0.94)
		}
	case a.class != aPerson && b.class != aPerson && len(a.form.words) > 1 && a.placeQual() == b.placeQual():
		c.pair(i, j, "same name", 0.86)
	}
}

// onePlace says whether no two articles state different places of what they
// call by a handle.
func (c *component) onePlace(handle string) bool {
	stated := ""
	for _, n := range c.node {
		if n.handle == handle && strings.HasPrefix(n.qual, "=") {
			if stated != "" && stated != n.qual {
				return false
			}
			stated = n.qual
		}
	}
	return true
}

// people pairs full names of people.
func (c *component) people() {
	x := c.l.lex
	groups := map[string][]int32{}
	var keys []string
	for i, n := range c.node {
		if n.class != aPerson || n.bare() || n.qual == "?" {
			continue
		}
		for _, f := range x.formals(n.form.words[0]) {
			k := n.form.heard + " " + sound(f)
			if _, ok := groups[k]; !ok {
				keys = append(keys, k)
			}
			groups[k] = append(groups[k], int32(i))
		}
	}
	for _, k := range keys {
		g := groups[k]
		for b := 1; b < len(g); b++ {
			for a := max(0, b-maxPairs); a < b; a++ {
				if rel, kind, score := x.people(c.node[g[a]].form, c.node[g[b]].form); rel == sure {
					c.pair(g[a], g[b], kind, score)
				}
			}
		}
	}
}
