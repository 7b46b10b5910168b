package relation

import (
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// openClauses makes claims "open:LEMMA" of the clauses that no frame covers.
// What a verb takes by a preposition is its object when it has no other, the
// preposition a part of the relation ("open:serve_as"); so are a particle and
// the bare noun of a light verb ("open:take_part_in"), the way to a recipient
// ("open:give_to") and to what an object is called or made ("open:name_as").
//
// Of a passive the by-phrase is the subject, as in frames. What else it takes
// is told of its own subject, in a relation that begins with "be_":
//
//	He was born in Lyon.               open:be_born_in (He, Lyon)
//	The map was drawn by Mercator.     open:draw (Mercator, The map)
//	The station was abandoned.         open:abandon (none, The station)
//
// A name "has" the people and bodies that it possesses ("Mercator's brother").
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
		sent := &x.doc.Sentences[s]
		for i := sent.First; i < sent.Last; i++ {
			if tok := x.t.tok(i); tok.Rel == "nmod:poss" && tok.Head >= 0 && !covered[tok.Head] {
				x.openPossession(i, tok.Head)
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
		g := x.t.tok(t.token).Head
		if t.kind != noun || g < 0 {
			continue
		}
		switch x.t.rel(t.token) {
		case "obj", "nsubj":
			covered[g] = covered[g] || x.lex.lightVerbs[x.t.tok(g).Lemma]
		}
	}
	return covered
}

// openClause makes the claims of one clause.
func (x *extraction) openClause(c *Clause) {
	subjects := x.arguments(c.Subjects)
	if len(subjects) == 0 && (len(c.Subjects) > 0 || !c.Passive) {
		return // a pronoun that stands for nothing known
	}
	o := openDraft{draft{at: c.Head, head: c.Head, kind: verb, frame: "open " + c.Type(), subjectRole: "subj", objectRole: "obj"}, c, x.openLemma(c), 0, c.Parts}
	if o.lemma == "" {
		return
	}
	o.verdict = x.statusOf(c.Head)
	x.joinLightNoun(&o)
	if c.Passive {
		x.openPassive(&o, subjects)
	} else {
		x.openActive(&o, subjects)
	}
}

// openDraft is the common part of a clause's claims.
type openDraft struct {
	draft
	clause *Clause
	lemma  string // of the relation, with particle and noun
	noun   int    // the noun of a light verb, 0 for none
	parts  []Constituent
}

func (x *extraction) openActive(o *openDraft, subjects []*nlp.Argument) {
	object := false // whether the verb takes anything, known or not
	for k := range o.parts {
		p := &o.parts[k]
		link := ""
		switch p.Role {
		case Recipient:
			link = "to"
		case Content:
			if o.lemma == "be" && len(o.parts) > 1 {
				continue // "is able to go" is no being; going is a clause of its own
			}
		case Complement:
			link = x.prepWords(p.Prep)
			if object {
				link = "as"
			}
		case Adverbial:
			if object || !x.linked(o.clause, p) {
				continue
			}
			link = x.prepWords(p.Prep)
		}
		object = true
		if args := x.partArguments(o.clause, p); len(args) > 0 {
			x.emitOpen(o, o.lemma, link, subjects, args, p.Prep)
		}
	}
	if !object && o.lemma != "be" && x.finite(o.clause.Head) {
		x.emitOpen(o, o.lemma, "", subjects, nil, nil)
	}
}

func (x *extraction) openPassive(o *openDraft, subjects []*nlp.Argument) {
	var agents []*nlp.Argument
	for _, p := range o.parts {
		if x.byPhrase(&p) {
			agents = append(agents, x.arguments(p.Heads)...)
		}
	}
	told := false
	if len(subjects) > 0 {
		passive := "be_" + strings.ToLower(x.t.tok(o.clause.Head).Text)
		for k := range o.parts {
			p := &o.parts[k]
			if p.Role == Adverbial && (told || x.byPhrase(p) || !x.linked(o.clause, p)) {
				continue
			}
			if args := x.partArguments(o.clause, p); len(args) > 0 {
				told = true
				x.emitOpen(o, passive, x.prepWords(p.Prep), subjects, args, p.Prep)
			}
		}
	}
	if len(agents) > 0 && len(subjects) > 0 || !told && len(subjects) > 0 {
		x.emitOpen(o, o.lemma, "", agents, subjects, nil)
	}
}

// byPhrase reports the agent of a passive.
func (x *extraction) byPhrase(p *Constituent) bool {
	return p.Role == Adverbial && (x.t.tok(p.Heads[0]).Rel == "obl:agent" || x.prepWords(p.Prep) == "by" && !x.isTime[p.Heads[0]])
}

// linked reports an adverbial that a claim can be about: behind the verb, with
// a preposition, and no time, which is a detail of every claim.
func (x *extraction) linked(c *Clause, p *Constituent) bool {
	h := p.Heads[0]
	return len(p.Prep) > 0 && (h > c.Head || h == c.Head && len(c.Verb) > 0) && !x.isTime[h]
}

// partArguments builds the arguments that a constituent makes.
func (x *extraction) partArguments(c *Clause, p *Constituent) []*nlp.Argument {
	if p.Role == Content {
		if x.t.rel(p.Heads[0]) == "xcomp" && x.t.find(p.Heads[0], "mark") < 0 {
			return nil // "had had let people communicate": the clause speaks for itself
		}
		a := x.clauseArgument(p.Heads[0])
		if outer := x.outerCopula(p.Heads[0]); outer >= 0 && a != nil {
			// The tree of the inner clause holds the outer one's words.
			_, last := x.t.extent(p.Heads[0], nil)
			a = x.phrase(x.t.find(p.Heads[0], "mark")+1, last)
		}
		if a != nil {
			return []*nlp.Argument{a}
		}
		return nil
	}
	args := x.arguments(p.Heads)
	if len(args) > 0 && p.Heads[0] == c.Head && len(c.Verb) > 0 && args[0].Type == nlp.Phrase {
		if a := x.predicatePhrase(c, p.Prep); a != nil {
			args[0] = a
		}
	}
	return args
}

// predicatePhrase is the phrase behind a copula and its preposition. The tree of a nominal
// predicate holds its subject, copula and adverbs too ("is also a town").
func (x *extraction) predicatePhrase(c *Clause, prep []int) *nlp.Argument {
	first, last := x.t.nounPhrase(c.Head)
	for _, before := range [...][]int{c.Verb, prep} {
		if n := len(before); n > 0 && before[n-1] < c.Head {
			first = max(first, before[n-1]+1)
		}
	}
	for first < c.Head && x.t.tok(first).Tag == "RB" && x.t.tok(first+1).Tag == "DT" {
		first++
	}
	return x.phrase(first, max(last, c.Head+1))
}

// joinLightNoun makes the bare noun behind a light verb a part of the relation
// ("took part in the talks") and what hangs on the noun parts of the clause.
func (x *extraction) joinLightNoun(o *openDraft) {
	v := o.clause.Head
	k := slices.IndexFunc(o.parts, func(p Constituent) bool { return p.Role == Object })
	if k < 0 || !x.lex.lightVerbs[x.t.tok(v).Lemma] || o.clause.Passive {
		return
	}
	n := o.parts[k].Heads[0]
	if len(o.parts[k].Heads) > 1 || n != v+1 || x.t.tok(n).Tag != "NN" || x.mentionAt[n] >= 0 {
		return
	}
	var parts []Constituent
	for c := x.t.child[n]; c >= 0; c = x.t.next[c] {
		switch x.t.rel(int(c)) {
		case "nmod":
			parts = x.phraseParts(int(c), parts)
		case "punct":
		default:
			return
		}
	}
	o.lemma += "_" + strings.ToLower(x.t.tok(n).Lemma)
	o.noun = n
	o.parts = slices.Concat(o.parts[:k], parts, o.parts[k+1:])
}

// openPossession makes the claim that a name has somebody ("Yoon's wife"). Of
// things and events that a name possesses their own phrase tells enough.
func (x *extraction) openPossession(owner, owned int) {
	m := x.mentionAt[owned]
	if !x.hasName(owner) || m < 0 || x.doc.Mentions[m].Kind != nlp.Nominal {
		return
	}
	d := draft{at: owned, head: owned, kind: noun, frame: "open possession", relation: "open:have", background: true,
		trigger: x.t.tok(owned).Span, subjectRole: "poss", objectRole: "self", verdict: verdict{status: nlp.Asserted}}
	x.emitPairs(d, x.arguments([]int{owner}), x.arguments([]int{owned}))
}

// emitOpen emits the claims of one constituent, or of none.
func (x *extraction) emitOpen(o *openDraft, lemma, link string, subjects, objects []*nlp.Argument, prep []int) {
	d := o.draft
	d.relation = "open:" + lemma
	if link != "" {
		d.relation += "_" + link
		d.objectRole = strings.ReplaceAll(link, "_", " ")
	}
	d.trigger = x.triggerSpan(o.clause, o.noun, prep)
	x.emitPairs(d, subjects, objects)
}

func (x *extraction) prepWords(prep []int) string {
	words := make([]string, len(prep))
	for i, k := range prep {
		words[i] = strings.ToLower(x.t.tok(k).Lemma)
	}
	return strings.Join(words, "_")
}

// openLemma is the relation's name: the lemma of the verb with its particle,
// "be" for a copula or apposition.
func (x *extraction) openLemma(c *Clause) string {
	switch {
	case c.Verb == nil || x.copula(c.Head):
		return "be"
	case !x.t.isVerb(c.Head):
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

// triggerSpan covers the words of the predicate that stand together, with the
// noun of a light verb and the preposition if they follow at once.
func (x *extraction) triggerSpan(c *Clause, noun int, prep []int) nlp.Span {
	if len(c.Verb) == 0 {
		return x.t.tok(c.Head).Span
	}
	last := c.Verb[len(c.Verb)-1]
	first := last
	for k := len(c.Verb) - 2; k >= 0 && first-c.Verb[k] <= 2; k-- {
		first = c.Verb[k]
	}
	if noun == last+1 {
		last = noun
	}
	for _, k := range prep {
		if k == last+1 && x.t.rel(k) == "case" {
			last = k
		}
	}
	return x.doc.TokenSpan(first, last+1)
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
