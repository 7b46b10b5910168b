package link

import (
	"cmp"
	"slices"
	"strings"
)

// change is a change of the linker while it is made.
type change struct {
	l       *Linker
	was     map[localID]string // entities of locals that were taken out, put in or moved to another node
	touched []int32            // nodes
	fresh   bool               // the linker was empty: nodes get their locals in the end
	quiet   bool               // nobody asks what moved

	looks     map[string]look // by all that the article says, as in appendLook
	lookTexts texts
	key       []byte
}

type localID struct{ article, handle string }

func (l *Linker) begin() *change {
	return &change{l: l, was: map[localID]string{}, fresh: len(l.artNum) == 0, looks: map[string]look{}}
}

func (ch *change) remove(id string) {
	l := ch.l
	a, ok := l.artNum[id]
	if !ok {
		return
	}
	for i := range l.articles[a].locals {
		v := &l.articles[a].locals[i]
		k := localID{l.articles[a].id, l.handles.at(v.handle).name}
		if _, ok := ch.was[k]; !ok && !ch.fresh && !ch.quiet {
			ch.was[k] = l.entityOf(a, v)
		}
		ch.detach(a, v)
	}
	l.articles[a] = article{}
	l.freeArts = append(l.freeArts, a)
	delete(l.artNum, id)
}

func (ch *change) add(in *Article) {
	l := ch.l
	a := int32(len(l.articles))
	if n := len(l.freeArts); n > 0 {
		a, l.freeArts = l.freeArts[n-1], l.freeArts[:n-1]
	} else {
		l.articles = append(l.articles, article{})
	}
	art := article{id: strings.Clone(in.ID), locals: make([]local, 0, len(in.Locals))}
	l.artNum[art.id] = a
	given := in.Locals
	if !slices.IsSortedFunc(given, compareHandles) {
		given = slices.Clone(given)
		slices.SortStableFunc(given, compareHandles)
	}
	var unsure []int
	for i := range given {
		g := &given[i]
		if g.Handle == "" || i > 0 && g.Handle == given[i-1].Handle {
			continue // not an entity, or there already
		}
		k := ch.look(g)
		art.locals = append(art.locals, local{handle: k.handle, node: none, profile: k.profile, mentions: int32(min(g.Mentions, 1<<30))})
		v := &art.locals[len(art.locals)-1]
		if k.node == unknown {
			unsure = append(unsure, len(art.locals)-1)
		} else {
			ch.enter(a, v, k.node)
		}
		if !ch.fresh && !ch.quiet {
			ch.was[localID{art.id, g.Handle}] += "" // not there before, unless it was taken out
		}
	}
	l.articles[a] = art
	q := qualifier{l: l, art: &art}
	for _, i := range unsure {
		ch.attach(a, &art.locals[i], q.qual(i))
	}
}

func compareHandles(a, b Local) int { return strings.Compare(a.Handle, b.Handle) }

// attach puts a local into the node where it belongs.
func (ch *change) attach(a int32, v *local, qual string) {
	l := ch.l
	h := l.handles.at(v.handle).name
	of := none
	if qual == "?" || l.judged[h] && l.references[h+"@"+l.articles[a].id] {
		of = a
	}
	ch.enter(a, v, ch.node(v.handle, l.profiles.at(v.profile), qual, of))
}

// node is the number of the node of a key, which it makes where there is none;
// none where nothing may link its locals.
func (ch *change) node(h int32, p *profile, qual string, article int32) int32 {
	l := ch.l
	name := l.handles.at(h).name
	if !p.named() {
		if d := p.rest().descs; len(d) > 0 {
			qual = "#" + strings.Join(d, "|")
		} else if article == none && !l.references[name] {
			return none
		}
	}
	key := nodeKey{handleNum: h, class: p.class, qualNum: l.word(qual), article: article}
	n, ok := l.nodeNum[key]
	if !ok {
		if k := len(l.freeNodes); k > 0 {
			n, l.freeNodes = l.freeNodes[k-1], l.freeNodes[:k-1]
		} else {
			n = l.nodes.add(node{})
		}
		*l.nodes.at(n) = node{nodeKey: key, handle: name, qual: *l.words.at(key.qualNum), gaz: none}
		l.nodeNum[key] = n
		ch.touch(n)
	}
	return n
}

func (ch *change) touch(n int32) {
	if v := ch.l.nodes.at(n); !v.touched {
		v.touched = true
		ch.touched = append(ch.touched, n)
	}
}

// enter puts a local into a node.
func (ch *change) enter(a int32, v *local, n int32) {
	v.node = n
	if n == none || ch.fresh {
		return
	}
	to := ch.l.nodes.at(n)
	to.locals = append(to.locals, a)
	to.count(v.profile, 1)
	ch.touch(n)
}

// detach takes a local out of its node.
func (ch *change) detach(a int32, v *local) {
	if v.node == none || ch.fresh {
		return
	}
	n := ch.l.nodes.at(v.node)
	i := slices.Index(n.locals, a)
	last := len(n.locals) - 1
	n.locals[i] = n.locals[last]
	n.locals = n.locals[:last]
	n.count(v.profile, -1)
	ch.touch(v.node)
	v.node = none
}

// fill gives the nodes of a linker that was empty their locals, all in one
// piece of memory as their numbers are known.
func (ch *change) fill() {
	l := ch.l
	first := make([]profiled, l.nodes.n) // profile of each node
	at := make([]int32, l.nodes.n)       // where the next local of each node goes
	for a := range l.articles {
		for i := range l.articles[a].locals {
			v := &l.articles[a].locals[i]
			if v.node == none {
				continue
			}
			at[v.node]++
			if p := &first[v.node]; p.count == 0 || p.profile == v.profile {
				*p = profiled{v.profile, p.count + 1}
			} else {
				l.nodes.at(v.node).count(v.profile, 1)
			}
		}
	}
	total := int32(0)
	for n, size := range at {
		at[n] = total
		total += size
	}
	all := make([]int32, total)
	for a := range l.articles {
		for i := range l.articles[a].locals {
			if n := l.articles[a].locals[i].node; n != none {
				all[at[n]] = int32(a)
				at[n]++
			}
		}
	}
	start := int32(0)
	for n, end := range at {
		if start < end {
			v := l.nodes.at(int32(n))
			v.locals = all[start:end:end]
			v.profiles = append(first[n:n+1:n+1], v.profiles...)
		}
		start = end
	}
}

// reset puts the locals of handles into the nodes where they now belong.
func (ch *change) reset(handles map[string]bool) {
	l := ch.l
	nums := map[int32]bool{}
	for h := range handles {
		if n, ok := l.handleNum[h]; ok {
			nums[n] = true
		}
	}
	if len(nums) == 0 {
		return
	}
	for a := range l.articles {
		art := &l.articles[a]
		for i := range art.locals {
			v := &art.locals[i]
			if !nums[v.handle] {
				continue
			}
			ch.was[localID{art.id, l.handles.at(v.handle).name}] = l.entityOf(int32(a), v)
			qual := ""
			if v.node != none {
				qual = l.nodes.at(v.node).qual
			}
			ch.detach(int32(a), v)
			ch.attach(int32(a), v, qual)
		}
	}
}

// end links anew what was touched and tells what moved.
func (ch *change) end() []Moved {
	l := ch.l
	if ch.fresh {
		ch.fill()
	}
	dirty := make([]int32, 0, 2*len(ch.touched))
	var blocks []int32
	for _, n := range ch.touched {
		v := l.nodes.at(n)
		v.touched = false
		dirty = l.neighbours(v, dirty)
		if len(v.locals) == 0 {
			l.setBlocks(n, nil)
			if v.entity != nil {
				l.forget(v.entity)
			}
			delete(l.nodeNum, v.nodeKey)
			*v = node{}
			l.freeNodes = append(l.freeNodes, n)
			continue
		}
		blocks = l.digest(v, blocks[:0])
		l.setBlocks(n, blocks)
		dirty = append(dirty, n)
		if !ch.fresh { // where all nodes are touched, so all neighbours are
			dirty = l.neighbours(v, dirty)
		}
	}
	before := l.relink(dirty)
	if ch.quiet {
		return nil
	}
	return ch.moved(before)
}

// state is the entity of a node as it was.
type state struct {
	node int32
	id   string // "": each local was an entity of its own
}

// relink links the components of the given nodes anew and returns what they
// were before.
func (l *Linker) relink(dirty []int32) []state {
	seen := make([]bool, l.nodes.n)
	var before []state
	var members []int32 // of all components, one after the other
	var ends []int
	for _, start := range dirty {
		if seen[start] || len(l.nodes.at(start).locals) == 0 {
			continue
		}
		first := len(members)
		members = l.reach(start, seen, members)
		ends = append(ends, len(members))
		for _, m := range members[first:] {
			s := state{node: m}
			if e := l.nodes.at(m).entity; e != nil {
				s.id = e.id
				l.forget(e)
			}
			before = append(before, s)
		}
	}
	first := 0
	for _, end := range ends {
		if end == first+1 {
			l.settleOne(members[first])
		} else {
			l.cluster(members[first:end]).settle()
		}
		first = end
	}
	return before
}

// reach appends the component of a node.
func (l *Linker) reach(start int32, seen []bool, out []int32) []int32 {
	seen[start] = true
	out = append(out, start)
	for k := len(out) - 1; k < len(out); k++ {
		for _, b := range l.nodes.at(out[k]).blocks {
			if !l.counts(b) {
				continue
			}
			for _, m := range l.nodesOf(b) {
				if !seen[m] {
					seen[m] = true
					out = append(out, m)
				}
			}
		}
	}
	return out
}

// moved lists the locals whose entity's ID is not what it was.
func (ch *change) moved(before []state) []Moved {
	l := ch.l
	var out []Moved
	for k, from := range ch.was {
		if to := l.Entity(k.article, k.handle); to != from {
			out = append(out, Moved{k.article, k.handle, from, to})
		}
	}
	for _, s := range before {
		n := l.nodes.at(s.node)
		now := ""
		if n.entity != nil {
			now = n.entity.id
		}
		if now == s.id && !ch.fresh {
			continue
		}
		for _, a := range n.locals {
			m := Moved{Article: l.articles[a].id, Handle: n.handle}
			if _, ok := ch.was[localID{m.Article, m.Handle}]; ok {
				continue
			}
			m.From, m.To = s.id, now
			own := m.Handle + "@" + m.Article
			if m.From == "" && !ch.fresh {
				m.From = own
			}
			if m.To == "" {
				m.To = own
			}
			if m.From != m.To {
				out = append(out, m)
			}
		}
	}
	if ch.fresh {
		for a := range l.articles {
			for i := range l.articles[a].locals {
				if v := &l.articles[a].locals[i]; v.node == none {
					out = append(out, Moved{l.articles[a].id, l.handles.at(v.handle).name, "", l.entityOf(int32(a), v)})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Moved) int {
		return cmp.Or(strings.Compare(a.Article, b.Article), strings.Compare(a.Handle, b.Handle))
	})
	return out
}
