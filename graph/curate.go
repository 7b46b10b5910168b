package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// curatedTypes are those that a curator can give.
var curatedTypes = []nlp.EntityType{nlp.Person, nlp.Organization, nlp.Place, nlp.Product, nlp.Event, nlp.Law, nlp.Work, nlp.Group, nlp.Other}

// Curate adds a judgement to the curation log and returns it with its ID; an ID
// that it came with is forgotten. The graph follows before Curate returns. What
// makes no sense is ErrQuery, what names something that the store does not have
// ErrNotFound.
func (s *Store) Curate(ctx context.Context, j Judgement) (Judgement, error) {
	err := s.write(ctx, func(tx articleTx) (batch, error) {
		log, err := tx.judgements()
		if err != nil {
			return batch{}, err
		}
		s.mu.RLock()
		err = s.index.checkJudgement(&j, review(log))
		s.mu.RUnlock()
		if err != nil {
			return batch{}, err
		}
		j.identify(log)
		return batch{judgements: []Judgement{j}}, nil
	})
	if err != nil {
		return Judgement{}, fmt.Errorf("graph: curate: %w", err)
	}
	return j, nil
}

// Curation is the curation log, the oldest judgement first.
func (s *Store) Curation() []JudgementView {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.index.curated.log)
}

// wordedMembers is for how many of an entity's articles Members reads all
// wordings; of the others it tells the names that the index has.
const wordedMembers = 200

// Members tells of what an entity is made and why, in order of article and
// handle, or returns ErrNotFound.
func (s *Store) Members(id string) ([]Member, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	e, ok := x.entity(id)
	if !ok {
		return nil, fmt.Errorf("graph: entity %q: %w", id, ErrNotFound)
	}
	out := []Member{}
	err := s.viewArticles(context.Background(), func(tx articleTx) error {
		for i, m := range x.linker.Members(x.entities[e].id) {
			v := Member{
				Handle: m.Handle + "@" + m.Article, Article: m.Article, Name: m.Name, Type: string(m.Type),
				Names: x.namesIn(m.Article, m.Handle), Mentions: m.Mentions, Reasons: []Reason{},
			}
			if i < wordedMembers {
				r, err := tx.record(m.Article)
				if err != nil {
					return err
				}
				v.Names = wordings(r, m.Handle, v.Names)
			}
			for _, r := range m.Reasons {
				v.Reasons = append(v.Reasons, Reason{Kind: r.Kind, With: r.With, Score: r.Score})
			}
			out = append(out, v)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("graph: members of %s: %w", id, err)
	}
	return out, nil
}

// namesIn is the names that an article has for a local, the most frequent first.
func (x *index) namesIn(article, handle string) []string {
	n, ok := x.localOf(x.byArt[article], handle)
	if !ok {
		return []string{}
	}
	var t tally
	for _, c := range x.called(&x.locals[n]) {
		if c.as() != asType {
			t.add(x.symbols.text(c.symbol()), c.n)
		}
	}
	slices.SortFunc(t, compareTallied)
	out := make([]string, len(t))
	for i, c := range t {
		out[i] = c.key
	}
	return out
}

// wordings is the names of a local and then its descriptions, each in order of
// their first appearance, and last other names that only analysis gives it.
func wordings(r *record, handle string, names []string) []string {
	out := []string{}
	add := func(s string) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, names := range []bool{true, false} {
		for _, m := range r.mentions {
			if m.Entity == handle && m.Kind != "pronoun" && (m.Kind == "name") == names {
				add(strings.Join(strings.Fields(m.Text), " "))
			}
		}
	}
	for _, n := range names {
		add(n)
	}
	return out
}

// checkJudgement says what is wrong with a judgement, and puts names of
// entities as queries write them, <tiktok>, into the form of the log.
func (x *index) checkJudgement(j *Judgement, log []JudgementView) error {
	j.Entities = slices.Clone(j.Entities)
	for i, id := range j.Entities {
		j.Entities[i] = strings.Trim(strings.TrimSpace(id), "<>")
	}
	j.Claim, j.Undoes = strings.Trim(strings.TrimSpace(j.Claim), "<>"), strings.Trim(strings.TrimSpace(j.Undoes), "<>")
	j.Name, j.Type = strings.TrimSpace(j.Name), strings.TrimSpace(j.Type)
	if !slices.Contains(JudgementKinds, j.Kind) {
		return fmt.Errorf("%w: unknown kind %q, it is one of %s", ErrQuery, j.Kind, strings.Join(JudgementKinds, ", "))
	}
	for _, field := range []struct {
		name  string
		set   bool
		kinds []string
	}{
		{"entities", len(j.Entities) > 0, []string{"same", "different", "split", "rename", "retype", "note"}},
		{"claim", j.Claim != "", []string{"wrong", "note"}},
		{"name", j.Name != "", []string{"rename"}},
		{"type", j.Type != "", []string{"retype"}},
		{"undoes", j.Undoes != "", []string{"undo"}},
	} {
		if field.set && !slices.Contains(field.kinds, j.Kind) {
			return fmt.Errorf("%w: a judgement of kind %q has no %s", ErrQuery, j.Kind, field.name)
		}
	}
	switch j.Kind {
	case "same", "different", "split":
		if len(j.Entities) < 2 {
			return fmt.Errorf("%w: %q needs two entities or more", ErrQuery, j.Kind)
		}
	case "rename", "retype":
		if len(j.Entities) != 1 {
			return fmt.Errorf("%w: %q needs one entity", ErrQuery, j.Kind)
		}
		if j.Kind == "rename" && (j.Name == "" || len(j.Name) > maxAlias) {
			return fmt.Errorf("%w: a new name of 1 to %d bytes is needed", ErrQuery, maxAlias)
		}
		if j.Kind == "retype" && !slices.Contains(curatedTypes, nlp.EntityType(j.Type)) {
			return fmt.Errorf("%w: unknown type %q, it is one of %s", ErrQuery, j.Type, joinTypes(curatedTypes))
		}
	case "wrong":
		if j.Claim == "" {
			return fmt.Errorf("%w: %q needs the id of a claim", ErrQuery, j.Kind)
		}
	case "note":
		if len(j.Entities) == 0 && j.Claim == "" || j.Note == "" {
			return fmt.Errorf("%w: a note needs words, and an entity or a claim that it is about", ErrQuery)
		}
	case "undo":
		return checkUndo(j.Undoes, log)
	}
	if j.Claim != "" {
		if _, ok := x.claim(j.Claim); !ok {
			return fmt.Errorf("claim %q: %w; its id stands with the quote, as claim: and twelve hex digits", j.Claim, ErrNotFound)
		}
	}
	return x.checkEntities(j)
}

func joinTypes(types []nlp.EntityType) string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}

func checkUndo(id string, log []JudgementView) error {
	i := slices.IndexFunc(log, func(v JudgementView) bool { return v.ID == id })
	if i < 0 {
		return fmt.Errorf("judgement %q: %w; the ids stand in the curation log", id, ErrNotFound)
	}
	if log[i].Undone {
		return fmt.Errorf("%w: %s has been undone already", ErrQuery, id)
	}
	return nil
}

func (x *index) checkEntities(j *Judgement) error {
	first := none
	for i, id := range j.Entities {
		e, ok := x.entity(id)
		if !ok {
			return fmt.Errorf("entity %q: %w; give its id, or HANDLE@ARTICLE for what one article calls it", id, ErrNotFound)
		}
		if x.entities[e].kind == nlp.Phrase && j.Kind != "note" {
			return fmt.Errorf("%w: %q is a phrase, and only entities can be linked or named", ErrQuery, id)
		}
		if slices.Contains(j.Entities[:i], id) {
			return fmt.Errorf("%w: %q stands twice", ErrQuery, id)
		}
		if i == 0 {
			first = e
		} else if j.Kind == "split" && e != first {
			return fmt.Errorf("%w: %q is no part of %q: only what is linked can be split", ErrQuery, id, j.Entities[0])
		}
	}
	return nil
}
