package link

import (
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// Entity is the ID of the entity that a local entity is part of, or "" where the
// article has none of that handle.
func (l *Linker) Entity(article, handle string) string {
	a, v := l.local(article, handle)
	if v == nil {
		return ""
	}
	return l.entityOf(a, v)
}

func (l *Linker) local(article, handle string) (int32, *local) {
	a, ok := l.artNum[article]
	if !ok {
		return none, nil
	}
	locals := l.articles[a].locals
	i, ok := slices.BinarySearchFunc(locals, handle, func(v local, h string) int { return strings.Compare(l.handles.at(v.handle).name, h) })
	if !ok {
		return none, nil
	}
	return a, &locals[i]
}

// Resolve finds the entity that an ID, a "HANDLE" or a "HANDLE@ARTICLE" means. A
// handle of several entities means the one whose articles use it most.
func (l *Linker) Resolve(id string) (string, bool) {
	if l.entity(id) != nil {
		return id, true
	}
	for handle, article := range splits(id) {
		if e := l.Entity(article, handle); e != "" {
			return e, true
		}
	}
	h, ok := l.handleNum[id]
	if !ok {
		return "", false
	}
	count := map[string]int{}
	if b := l.handles.at(h).block; b != none {
		for _, m := range l.nodesOf(b) {
			n := l.nodes.at(m)
			if n.handle == id && n.entity != nil && n.class != 0 {
				count[n.entity.id] += len(n.locals)
			}
		}
	}
	best := ""
	for e, m := range count {
		if best == "" || m > count[best] || m == count[best] && e < best {
			best = e
		}
	}
	if best != "" {
		return best, true
	}
	// Entities of one article each: the first of them.
	first := ""
	for a := range l.articles {
		art := &l.articles[a]
		if first != "" && art.id >= first {
			continue
		}
		if slices.ContainsFunc(art.locals, func(v local) bool { return v.handle == h }) {
			first = art.id
		}
	}
	if first == "" {
		return "", false
	}
	return l.Entity(first, id), true
}

// single finds the local that is an entity of its own, by the entity's ID.
func (l *Linker) single(id string) (int32, *local) {
	for handle, article := range splits(id) {
		if a, v := l.local(article, handle); v != nil && l.entityOf(a, v) == id {
			return a, v
		}
	}
	return none, nil
}

// Describe gives name, type and Wikidata id of an entity by its ID.
func (l *Linker) Describe(id string) (Entity, bool) {
	out := Entity{ID: id}
	e := l.entity(id)
	if e == nil {
		_, v := l.single(id)
		if v == nil {
			return Entity{}, false
		}
		p := l.profiles.at(v.profile)
		out.Name, out.Type = p.name, l.typeOf(p)
		return out, true
	}
	out.Name, out.Type = l.vote(e)
	if e.gaz >= 0 {
		g := &l.gaz.entries[e.gaz]
		out.Wikidata = g.Wikidata
		out.Name = g.Name
		if g.Type != "" {
			out.Type = g.Type
		}
	}
	return out, true
}

// vote finds the name and the type that the articles of an entity are for.
func (l *Linker) vote(e *entity) (name string, typ nlp.EntityType) {
	var first *profile
	agreed := true
	for p := range l.voters(e) {
		if first == nil {
			first = p
		}
		agreed = agreed && p.name == first.name && p.typ == first.typ
	}
	if agreed {
		return first.name, l.typeOf(first)
	}
	names, types := map[string]int32{}, map[nlp.EntityType]int32{}
	for p, articles := range l.voters(e) {
		names[p.name] += articles
		types[l.typeOf(p)] += articles
	}
	class := l.nodes.at(e.nodes[0]).class
	handle, _, _ := strings.Cut(e.id, "@")
	best := math.Inf(-1)
	for s, n := range names {
		w := l.fullness(s, class) + 1.2*math.Log2(float64(n))
		if nlp.Slug(s) == handle {
			w += 0.1
		}
		if w > best || w == best && s < name {
			best, name = w, s
		}
	}
	most := int32(-1)
	for t, n := range types {
		if t == nlp.Other {
			n = 0
		}
		if n > most || n == most && t < typ {
			most, typ = n, t
		}
	}
	return name, typ
}

// voters gives the profiles of an entity, in how many articles each, but those
// without a name only where there are no others.
func (l *Linker) voters(e *entity) iter.Seq2[*profile, int32] {
	named := slices.ContainsFunc(e.nodes, func(n int32) bool { return l.nodes.at(n).class != 0 })
	return func(yield func(*profile, int32) bool) {
		for _, m := range e.nodes {
			n := l.nodes.at(m)
			if n.class == 0 && named {
				continue
			}
			for _, c := range n.profiles {
				if !yield(l.profiles.at(c.profile), c.count) {
					return
				}
			}
		}
	}
}

// fullness ranks names: complete ones before surnames, acronyms and by-names.
func (l *Linker) fullness(name string, c class) float64 {
	if c == 0 {
		return 0
	}
	f := l.forms[c][name]
	if f == nil {
		v := l.lex.parse(name, c)
		f = &v
	}
	switch {
	case len(f.words) <= 1 && (c == aPerson || f.caps && len(f.key) <= 8):
		return -20
	case f.initial():
		return -10
	case l.lex.canonical(f.key, f.caps) != f.key:
		return -3
	case c == aPerson:
		return 0
	}
	return float64(min(len(f.words), 6))
}

// Members lists the local entities of an entity by its ID, in order of article
// and handle, with the reasons why they are one.
func (l *Linker) Members(id string) []Member {
	e := l.entity(id)
	if e == nil {
		a, v := l.single(id)
		if v == nil {
			return nil
		}
		return []Member{l.member(a, v, nil)}
	}
	reasons := l.reasons(e)
	var out []Member
	for _, m := range e.nodes {
		n := l.nodes.at(m)
		for _, a := range n.locals {
			_, v := l.local(l.articles[a].id, n.handle)
			r := reasons[m]
			if len(n.locals) > 1 && (len(r) == 0 || !n.bare()) {
				r = append([]Reason{{"same name", n.handle, 0.99}}, r...)
			}
			out = append(out, l.member(a, v, r))
		}
	}
	slices.SortFunc(out, func(a, b Member) int {
		if c := strings.Compare(a.Article, b.Article); c != 0 {
			return c
		}
		return strings.Compare(a.Handle, b.Handle)
	})
	return out
}

func (l *Linker) member(a int32, v *local, reasons []Reason) Member {
	p := l.profiles.at(v.profile)
	return Member{Article: l.articles[a].id, Local: Local{
		Handle: l.handles.at(v.handle).name, Name: p.name, Type: l.typeOf(p), Named: p.named(), Names: p.rest().names, Mentions: int(v.mentions),
	}, Reasons: reasons}
}

// reasons links the component of an entity once more to see which joins were
// made, node by node.
func (l *Linker) reasons(e *entity) map[int32][]Reason {
	members := l.reach(e.nodes[0], make([]bool, l.nodes.n), nil)
	c := l.cluster(members)
	out := map[int32][]Reason{}
	for _, p := range c.links {
		a, b := c.nodes[p.a], c.nodes[p.b]
		if l.nodes.at(a).entity != e {
			continue
		}
		out[a] = append(out[a], Reason{p.kind, l.nodeID(l.nodes.at(b)), p.score})
		out[b] = append(out[b], Reason{p.kind, l.nodeID(l.nodes.at(a)), p.score})
	}
	for n := range out {
		slices.SortStableFunc(out[n], func(a, b Reason) int {
			switch {
			case a.Score > b.Score:
				return -1
			case a.Score < b.Score:
				return 1
			}
			return strings.Compare(a.With, b.With)
		})
	}
	return out
}
