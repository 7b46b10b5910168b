package link

import (
	"cmp"
	"slices"
	"strings"
)

// Update takes articles out and in and returns, in order of article and handle,
// the local entities whose entity's ID changed. An article to add replaces one
// of the same ID.
func (l *Linker) Update(remove []string, add []Article) []Moved {
	before := map[string][]string{}
	note := func(id string) {
		if _, ok := before[id]; !ok {
			before[id] = nil
			for h := range l.articles[id] {
				before[id] = append(before[id], h)
			}
		}
	}
	old := map[[2]string]string{}
	drop := func(id string) {
		note(id)
		for h, loc := range l.articles[id] {
			old[[2]string{id, h}] = l.Entity(id, h)
			if loc.Named {
				l.entities[h] = slices.DeleteFunc(l.entities[h], func(a string) bool { return a == id })
			}
		}
		delete(l.articles, id)
	}
	for _, id := range remove {
		drop(id)
	}
	for i := range add {
		a := &add[i]
		drop(a.ID)
		m := make(map[string]*Local, len(a.Locals))
		for j := range a.Locals {
			loc := &a.Locals[j]
			m[loc.Handle] = loc
			old[[2]string{a.ID, loc.Handle}] += ""
			if loc.Named {
				l.entities[loc.Handle] = append(l.entities[loc.Handle], a.ID)
			}
		}
		l.articles[a.ID] = m
	}
	var moved []Moved
	for k, from := range old {
		if to := l.Entity(k[0], k[1]); to != from {
			moved = append(moved, Moved{k[0], k[1], from, to})
		}
	}
	slices.SortFunc(moved, func(a, b Moved) int {
		return cmp.Or(strings.Compare(a.Article, b.Article), strings.Compare(a.Handle, b.Handle))
	})
	return moved
}

// SetJudgements replaces the list of judgements, the oldest first, and returns
// what moved. Where two contradict each other, the later one wins.
func (l *Linker) SetJudgements(list []Judgement) []Moved { return nil }

// Entity is the ID of the entity that a local entity is part of, or "" where the
// article has none of that handle.
func (l *Linker) Entity(article, handle string) string {
	loc := l.articles[article][handle]
	switch {
	case loc == nil:
		return ""
	case loc.Named:
		return handle
	}
	return handle + "@" + article
}

// Resolve finds the entity that an ID, a "HANDLE" or a "HANDLE@ARTICLE" means.
func (l *Linker) Resolve(id string) (string, bool) {
	if len(l.entities[id]) > 0 {
		return id, true
	}
	if h, a, ok := strings.Cut(id, "@"); ok {
		e := l.Entity(a, h)
		return e, e != ""
	}
	return "", false
}

// Describe gives name, type and Wikidata id of an entity by its ID.
func (l *Linker) Describe(id string) (Entity, bool) {
	for _, m := range l.Members(id) {
		return Entity{ID: id, Name: m.Name, Type: m.Type}, true
	}
	return Entity{}, false
}

// Members lists the local entities of an entity by its ID, in order of article
// and handle.
func (l *Linker) Members(id string) []Member {
	var out []Member
	add := func(a, h string) {
		if loc := l.articles[a][h]; loc != nil {
			out = append(out, Member{Article: a, Local: *loc})
		}
	}
	for _, a := range l.entities[id] {
		add(a, id)
	}
	if h, a, ok := strings.Cut(id, "@"); ok && len(out) == 0 {
		add(a, h)
	}
	slices.SortFunc(out, func(a, b Member) int { return strings.Compare(a.Article, b.Article) })
	return out
}
