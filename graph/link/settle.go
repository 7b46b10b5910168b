package link

import (
	"cmp"
	"slices"
	"strings"
)

// settle gives the nodes of a component their entities, and these their IDs.
func (c *component) settle() {
	l := c.l
	type claim struct {
		root  int32
		count int
	}
	owner := map[string]claim{} // handle: the cluster with most articles that use it
	locals := map[string]int{}  // handle: locals with a name
	var roots []int32
	for i := range c.node {
		i := int32(i)
		n := c.node[i]
		n.entity = nil
		if n.class != 0 {
			locals[n.handle] += len(n.locals)
		}
		if c.root[i] == i && !c.scattered(i) {
			roots = append(roots, i)
		}
	}
	counts := make([]map[string]int, len(roots))
	for k, r := range roots {
		counts[k] = map[string]int{}
		for _, i := range c.sets[r] {
			if n := c.node[i]; n.class != 0 {
				counts[k][n.handle] += len(n.locals)
			}
		}
		for h, m := range counts[k] {
			if o, ok := owner[h]; !ok || m > o.count || m == o.count && r < o.root {
				owner[h] = claim{r, m}
			}
		}
	}
	for k, r := range roots {
		e := &entity{gaz: none, nodes: make([]int32, 0, len(c.sets[r]))}
		rights := make([]right, 0, len(counts[k]))
		for h, m := range counts[k] {
			rights = append(rights, c.right(r, h, m, owner[h].root == r))
		}
		best := ""
		if len(rights) > 0 {
			best = slices.MinFunc(rights, right.compare).handle
		}
		set := slices.Clone(c.sets[r])
		slices.Sort(set)
		for _, i := range set {
			n := c.node[i]
			n.entity = e
			e.nodes = append(e.nodes, c.nodes[i])
			if n.gaz >= 0 && !n.weak && e.gaz < 0 {
				e.gaz = n.gaz
			}
		}
		if best == "" {
			best = c.node[set[0]].handle
		}
		if o, ok := owner[best]; ok && o.root == r {
			e.id, e.handle = best, l.handleNum[best]
		} else {
			e.id, e.handle = best+"@"+l.firstArticle(e, best), none
		}
		l.enter(e)
	}
	// What stands alone has its handle for itself, or the article tells which it is.
	for i := range c.node {
		i := int32(i)
		n := c.node[i]
		if c.root[i] != i || !c.scattered(i) || n.class == 0 || locals[n.handle] != 1 {
			continue
		}
		n.entity = &entity{id: n.handle, nodes: []int32{c.nodes[i]}, gaz: none, handle: n.handleNum}
		l.enter(n.entity)
	}
}

// settleOne is settle for a component of one node, as most are.
func (l *Linker) settleOne(m int32) {
	n := l.nodes.at(m)
	n.entity = nil
	scattered := l.scatters(n)
	if scattered && (n.class == 0 || len(n.locals) != 1) {
		return
	}
	n.entity = &entity{id: n.handle, nodes: []int32{m}, gaz: none, handle: n.handleNum}
	if !scattered && !n.weak {
		n.entity.gaz = n.gaz
	}
	l.enter(n.entity)
}

// enter makes an entity known by its ID.
func (l *Linker) enter(e *entity) {
	if e.handle == none {
		l.namesakes[e.id] = e
	} else {
		l.handles.at(e.handle).entity = e
	}
}

// forget undoes enter.
func (l *Linker) forget(e *entity) {
	if e.handle == none {
		delete(l.namesakes, e.id)
	} else {
		l.handles.at(e.handle).entity = nil
	}
}

// entity is what an ID names among the entities that have nodes, or nil.
func (l *Linker) entity(id string) *entity {
	if h, ok := l.handleNum[id]; ok && l.handles.at(h).entity != nil {
		return l.handles.at(h).entity
	}
	return l.namesakes[id]
}

// right is what speaks for naming a cluster by one of its handles.
type right struct {
	handle  string
	partial bool // a surname, initial or institution that names others too
	count   int  // articles
	owned   bool // no other cluster uses it more
	second  bool // an acronym or by-name
}

func (c *component) right(root int32, handle string, count int, owned bool) right {
	v := right{handle: handle, count: count, owned: owned}
	for _, i := range c.sets[root] {
		if n := c.node[i]; n.handle == handle && n.class != 0 {
			v.partial = n.bare() || n.form.initial() || n.form.institution
			v.second = n.form.caps || c.l.lex.canonical(n.form.key, n.form.caps) != n.form.key
			break
		}
	}
	return v
}

// compare puts the better right first: a full name, then what more articles use,
// then the shorter one.
func (v right) compare(w right) int {
	order := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return cmp.Or(order(v.partial)-order(w.partial), w.count-v.count, order(w.owned)-order(v.owned), order(v.second)-order(w.second),
		len(v.handle)-len(w.handle), strings.Compare(v.handle, w.handle))
}

// scattered says whether each local of a node that was joined with no other is
// an entity of its own: nothing tells whether two Smiths are one.
func (c *component) scattered(i int32) bool {
	return len(c.sets[i]) == 1 && c.l.scatters(c.node[i])
}

// scatters is scattered for a node that was joined with no other.
func (l *Linker) scatters(n *node) bool {
	if n.class == 0 || n.qual == "?" {
		return true
	}
	if !n.bare() || n.gaz >= 0 && !n.weak {
		return false
	}
	_, known := l.lex.alias["person:"+n.form.key]
	return !known
}

// firstArticle is the first article, in order of ID, that calls an entity by a
// handle.
func (l *Linker) firstArticle(e *entity, handle string) string {
	first, found := "", false
	for _, m := range e.nodes {
		n := l.nodes.at(m)
		if n.handle != handle {
			continue
		}
		for _, a := range n.locals {
			if id := l.articles[a].id; !found || id < first {
				first, found = id, true
			}
		}
	}
	return first
}
