package link

import (
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// judgement is a Judgement with its entities as the curator wrote them.
type judgement struct {
	kind string
	refs []string // "HANDLE" or "HANDLE@ARTICLE"
}

// handlesOf lists the handles that a reference may mean: all of it, and what
// stands before an @.
func handlesOf(ref string) []string {
	out := []string{ref}
	for h := range splits(ref) {
		out = append(out, h)
	}
	return out
}

// splits gives the ways to take "HANDLE@ARTICLE" apart: both may hold an @, but
// handles made of names hold none, so that few ways are enough.
func splits(ref string) iter.Seq2[string, string] {
	return func(yield func(handle, article string) bool) {
		from := 0
		for range 8 {
			i := strings.IndexByte(ref[from:], '@')
			if i < 0 {
				return
			}
			i += from
			if from = i + 1; i > 0 && !yield(ref[:i], ref[from:]) {
				return
			}
		}
	}
}

// judgedBlocks adds the blocks of the judgements that may mean a node, so that
// all they name is looked at together.
func (l *Linker) judgedBlocks(n *node, out []int32) []int32 {
	for _, j := range l.judgedBy[n.handle] {
		out = append(out, l.block(byJudgement, strconv.Itoa(j)))
	}
	return out
}

// curate applies the judgements that name nodes of the component. The latest
// goes first, and what contradicts one that was applied is left out.
func (c *component) curate() {
	l := c.l
	if len(l.judgements) == 0 {
		return
	}
	var list []int
	for _, n := range c.node {
		if l.judged[n.handle] {
			list = append(list, l.judgedBy[n.handle]...)
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	for k := len(list) - 1; k >= 0; k-- {
		j := &l.judgements[list[k]]
		sets := make([][]int32, len(j.refs))
		for i := range j.refs {
			sets[i] = c.meant(j, i)
		}
		switch j.kind {
		case Same:
			c.oblige(sets...)
		case Different:
			for _, s := range sets[1:] {
				c.forbid(sets[0], s)
			}
		case Split:
			c.oblige(sets[1:]...)
			for _, s := range sets[1:] {
				if c.forbid(sets[0], s) {
					for _, i := range s {
						c.alone[i] = true
					}
				}
			}
		}
	}
}

// oblige joins all nodes of the sets, each where nothing later forbids it.
func (c *component) oblige(sets ...[]int32) {
	first := int32(-1)
	for _, s := range sets {
		for _, i := range s {
			if first < 0 {
				first = i
			} else if c.find(first) != c.find(i) && !c.forbidden(first, i) {
				c.unite(pair{first, i, "curation", 1})
			}
		}
	}
}

// forbidden says whether curation keeps the clusters of two nodes apart.
func (c *component) forbidden(i, j int32) bool {
	a, b := c.find(i), c.find(j)
	for _, p := range c.parts {
		if c.some(a, p[0]) && c.some(b, p[1]) || c.some(a, p[1]) && c.some(b, p[0]) {
			return true
		}
	}
	return false
}

// forbid keeps the nodes of two sets apart, unless a later judgement has made
// some of them one.
func (c *component) forbid(s, t []int32) bool {
	for _, i := range s {
		for _, j := range t {
			if c.find(i) == c.find(j) {
				return false
			}
		}
	}
	if len(s) == 0 || len(t) == 0 {
		return len(t) > 0
	}
	var p [2][]bool
	for k, set := range [2][]int32{s, t} {
		p[k] = make([]bool, len(c.node))
		for _, i := range set {
			p[k][i] = true
		}
	}
	c.parts = append(c.parts, p)
	return true
}

// meant lists the nodes that reference i of a judgement means. Those that
// another of its references names by their article are left to that one. Of
// different things that articles call by one handle, the one of most articles is
// meant, what no article names only where there is nothing else.
func (c *component) meant(j *judgement, i int) []int32 {
	ref := j.refs[i]
	var one []int32
	best, count := "", map[string]int{}
	for k, n := range c.node {
		if n.article != none && c.l.nodeID(n) == ref {
			one = append(one, int32(k))
		}
		if n.handle != ref {
			continue
		}
		t := n.thing()
		if count[t] += len(n.locals); n.class == 0 {
			count[t] -= 1 << 40
		}
	}
	if len(one) > 0 {
		return one
	}
	for t, m := range count {
		if best == "" || m > count[best] || m == count[best] && t < best {
			best = t
		}
	}
	var all []int32
	for k, n := range c.node {
		if n.handle == ref && n.thing() == best && (n.article == none || !slices.Contains(j.refs, c.l.nodeID(n))) {
			all = append(all, int32(k))
		}
	}
	return all
}

// thing parts the nodes of one handle into what is taken for different things:
// by class, and institutions by place.
func (n *node) thing() string {
	t := strconv.Itoa(int(n.class))
	if n.class == aThing {
		t += n.placeQual()
	}
	return t
}

// SetJudgements replaces the list of judgements, the oldest first, and returns
// what moved. Where two contradict each other, the later one wins. Kinds other
// than Same, Different and Split, and references to what no article has, change
// nothing.
func (l *Linker) SetJudgements(list []Judgement) []Moved {
	ch := l.begin()
	before := maps.Clone(l.judged)
	l.references = map[string]bool{}
	l.judgements, l.judgedBy, l.judged = nil, map[string][]int{}, map[string]bool{}
	for _, j := range list {
		if j.Kind != Same && j.Kind != Different && j.Kind != Split || len(j.Entities) < 2 {
			continue
		}
		n := len(l.judgements)
		l.judgements = append(l.judgements, judgement{j.Kind, slices.Clone(j.Entities)})
		for _, ref := range j.Entities {
			for _, h := range handlesOf(ref) {
				l.judged[h] = true
				if by := l.judgedBy[h]; len(by) == 0 || by[len(by)-1] != n {
					l.judgedBy[h] = append(by, n)
				}
			}
			l.references[ref] = true
		}
	}
	// Every local of a handle that was or is judged may now stand in another node.
	maps.Copy(before, l.judged)
	ch.reset(before)
	return ch.end()
}
