package relation

import (
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// openClauses makes claims "open:LEMMA" of the clauses that no frame covers.
// Like the frames it gives logical arguments: the subject of a passive is the
// object, its by-phrase the subject. What a verb takes by a preposition is
// its object when it has no other, the preposition a part of the relation
// ("open:serve_as"); so are a recipient ("open:give_to") and what an object is
// called or made ("open:name_as").
func (x *extraction) openClauses() {
	covered := x.coveredWords()
	var clauses []Clause
	for s := range x.doc.Sentences {
		clauses = x.clauses(s, clauses[:0])
		for i := range clauses {
			if c := &clauses[i]; !covered[c.Head] {
				x.openClause(c)
			}
		}
	}
}

// coveredWords marks the words whose clause a frame has claimed: its triggers,
// the light verbs of nouns that are triggers, and nouns that describe.
func (x *extraction) coveredWords() []bool {
	covered := make([]bool, len(x.doc.Tokens))
	for _, t := range x.triggers {
		covered[t.token] = true
		if t.kind != noun {
			continue
		}
		switch g := x.t.tok(t.token).Head; x.t.rel(t.token) {
		case "obj", "nsubj":
			covered[g] = covered[g] || x.lex.lightVerbs[x.t.tok(g).Lemma]
		}
	}
	return covered
}

// openClause makes the claims of one clause.
func (x *extraction) openClause(c *Clause) {
	d := draft{at: c.Head, head: c.Head, kind: verb, frame: "open " + c.Type(), verdict: x.statusOf(c.Head)}
	base := x.openLemma(c)
	if base == "" {
		return
	}
	subjects, objects := x.arguments(c.Subjects), []*nlp.Argument(nil)
	if len(c.Subjects) > 0 && len(subjects) == 0 {
		return // a pronoun that stands for nothing known
	}
	d.subjectRole, d.objectRole = "subj", "obj"
	if c.Passive {
		objects, subjects = subjects, nil
		for _, p := range c.Parts {
			if p.Role == Adverbial && x.t.tok(p.Heads[0]).Rel == "obl:agent" {
				subjects = append(subjects, x.arguments(p.Heads)...)
			}
		}
	} else if len(subjects) == 0 {
		return
	}
	d.trigger = x.triggerSpan(c, nil)
	plain := len(objects) > 0
	if plain {
		d.relation = "open:" + base
		x.emitPairs(d, subjects, objects)
	}
	for k := range c.Parts {
		p := &c.Parts[k]
		role, ok := x.partRole(c, p, plain)
		if !ok {
			continue
		}
		var args []*nlp.Argument
		if p.Role == Content {
			if a := x.clauseArgument(p.Heads[0]); a != nil {
				args = append(args, a)
			}
		} else {
			args = x.arguments(p.Heads)
		}
		if len(args) == 0 {
			continue
		}
		d.relation, d.objectRole = "open:"+base, "obj"
		d.trigger = x.triggerSpan(c, nil)
		if role != "" {
			d.relation, d.objectRole = d.relation+"_"+role, strings.ReplaceAll(role, "_", " ")
			d.trigger = x.triggerSpan(c, p.Prep)
		}
		x.emitPairs(d, subjects, args)
		plain = true
	}
	if !plain && len(c.Parts) == 0 && x.finite(c.Head) {
		d.relation, d.objectRole = "open:"+base, "none"
		x.emitPairs(d, subjects, nil)
	}
}

// partRole says whether a constituent is the object of a claim, and which
// words join the relation for it. An adverbial is only where the clause has no
// object before it.
func (x *extraction) partRole(c *Clause, p *Constituent, plain bool) (role string, ok bool) {
	switch p.Role {
	case Object, Content:
		return "", true
	case Recipient:
		return "to", true
	case Complement:
		if plain {
			return "as", true
		}
		return x.prepWords(p.Prep), true
	}
	if plain || len(p.Prep) == 0 || p.Heads[0] < c.Head || x.isTime[p.Heads[0]] {
		return "", false
	}
	return x.prepWords(p.Prep), true
}

func (x *extraction) prepWords(prep []int) string {
	words := make([]string, len(prep))
	for i, k := range prep {
		words[i] = strings.ToLower(x.t.tok(k).Lemma)
	}
	return strings.Join(words, "_")
}

// openLemma is the relation's name: the lemma of the verb with its particle
// and the noun of a light verb ("take_place"), "be" for a copula or apposition.
func (x *extraction) openLemma(c *Clause) string {
	if !x.t.isVerb(c.Head) || x.t.find(c.Head, "cop") >= 0 {
		if x.t.isVerb(c.Head) || c.Verb == nil || x.t.find(c.Head, "cop") >= 0 {
			return "be"
		}
		return ""
	}
	lemma := strings.ToLower(x.t.tok(c.Head).Lemma)
	if p := x.t.find(c.Head, "compound:prt"); p >= 0 {
		lemma += "_" + strings.ToLower(x.t.tok(p).Lemma)
	}
	return lemma
}

// arguments builds the arguments around heads; words that refer to nothing
// known are left out.
func (x *extraction) arguments(heads []int) []*nlp.Argument {
	var out []*nlp.Argument
	for _, h := range heads {
		if a := x.argument(h); a != nil {
			out = append(out, a)
		}
	}
	return out
}

// triggerSpan covers the words of the predicate, with the preposition if it
// follows them at once.
func (x *extraction) triggerSpan(c *Clause, prep []int) nlp.Span {
	if len(c.Verb) == 0 {
		return x.t.tok(c.Head).Span
	}
	first, last := c.Verb[len(c.Verb)-1], c.Verb[len(c.Verb)-1]+1
	for k := len(c.Verb) - 2; k >= 0 && first-c.Verb[k] <= 2; k-- {
		first = c.Verb[k]
	}
	for _, k := range prep {
		if k == last {
			last++
		}
	}
	return x.doc.TokenSpan(first, last)
}

// emitPairs emits a claim for each pair of subject and object.
func (x *extraction) emitPairs(d draft, subjects, objects []*nlp.Argument) {
	for _, s := range orNil(subjects) {
		for _, o := range orNil(objects) {
			if s != nil && o != nil && s.ID == o.ID {
				continue
			}
			d.subject, d.object = s, o
			x.emit(d)
		}
	}
}
