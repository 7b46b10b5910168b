package relation

import (
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// Role is what a constituent does in its clause.
type Role uint8

const (
	Object     Role = iota // direct object
	Recipient              // indirect object
	Complement             // predicative: of the object if there is one, else of the subject
	Adverbial              // phrase with or without preposition, adverb
	Content                // clause in the place of an object or complement
)

// Constituent is a phrase or clause that fills a role.
type Constituent struct {
	Role Role
	// Heads are the tokens that head the phrase: more than one where it is
	// coordinated.
	Heads []int
	// Prep holds the tokens of the preposition or of the conjunction that
	// introduces a clause, nil for none.
	Prep []int
}

// Clause is one predication in the manner of ClausIE (Del Corro and Gemulla
// 2013): a predicate, its surface subject and the constituents it takes. Verbs
// that share a subject by coordination, control or a participle have a clause
// each:
//
//	He helped to raise funds in Paris.
//	[help]  subject He, content "raise"
//	[raise] subject He, object funds, adverbial in + Paris, completes help
//
// A phrase in apposition and a subordinate noun with a verb of its own are
// clauses too. All numbers are indices of tokens.
type Clause struct {
	Head     int   // the verb; behind a copula or in apposition the noun, adjective or adverb
	Verb     []int // auxiliaries, negation, verb or copula, particle in the order of the text; nil for an apposition
	Subjects []int // heads, several where coordinated; nil where the text names none
	Parts    []Constituent
	Passive  bool
	Marks    []int // conjunctions, infinitive marks and prepositions in front of the clause
	Within   int   // the verb or noun that this clause completes ("refused to go", "plans to go", "before going"), -1 for none
}

// Type is the clause's type by ClausIE: SV, SVA, SVC, SVO, SVOO, SVOA or SVOC.
// Whether an adverbial is needed or free is not known, so that any that stands
// behind the verb counts.
func (c *Clause) Type() string {
	var has [Content + 1]bool
	for _, p := range c.Parts {
		if p.Role != Adverbial || p.Heads[0] > c.Head {
			has[p.Role] = true
		}
	}
	switch object := has[Object] || has[Content]; {
	case object && has[Recipient]:
		return "SVOO"
	case object && has[Complement]:
		return "SVOC"
	case object && has[Adverbial]:
		return "SVOA"
	case object || has[Recipient]:
		return "SVO"
	case has[Complement]:
		return "SVC"
	case has[Adverbial]:
		return "SVA"
	}
	return "SV"
}

// Clauses lists the clauses of a document in the order of their heads. It
// may mend the document's trees around names, as Process does.
func (e *Extractor) Clauses(doc *nlp.Document) []Clause {
	x := e.pool.Get().(*extraction)
	x.run(doc)
	var out []Clause
	for s := range doc.Sentences {
		out = x.clauses(s, out)
	}
	x.doc, x.t.doc = nil, nil
	e.pool.Put(x)
	return out
}

// clauses appends the clauses of sentence s.
func (x *extraction) clauses(s int, out []Clause) []Clause {
	sent := &x.doc.Sentences[s]
	for i := sent.First; i < sent.Last; i++ {
		switch {
		case x.headsClause(i):
			out = append(out, x.clause(i))
			if cop := x.outerCopula(i); cop >= 0 {
				out = append(out, x.outerClause(i, cop))
			}
		case x.t.tok(i).Rel == "appos" && x.t.isNoun(i) && x.t.find(i, "case") < 0:
			if g := x.t.tok(i).Head; g >= 0 && g < i && x.t.isNoun(g) && !x.t.isProper(i) {
				out = append(out, Clause{
					Head: i, Subjects: []int{g}, Within: -1,
					Parts: []Constituent{{Role: Complement, Heads: x.members(i, nil)}},
				})
			}
		}
	}
	return out
}

// headsClause reports a token that is the predicate of a clause.
func (x *extraction) headsClause(i int) bool {
	if !x.t.isPredicate(i) || !x.isTrigger(i) {
		return false
	}
	switch x.t.rel(i) {
	case "amod", "nsubj", "obj", "iobj", "nmod", "obl":
		return x.t.find(i, "cop") >= 0 || x.t.find(i, "nsubj") >= 0 || x.t.find(i, "obj") >= 0
	}
	return true
}

// clause describes the clause whose predicate is v.
func (x *extraction) clause(v int) Clause {
	c := Clause{Head: v, Passive: x.isPassive(v), Within: -1}
	copula, outer := x.copula(v), x.outerCopula(v)
	x.predicateWords(v, copula, &c)
	x.refs = x.subjects(v, 0, x.refs[:0])
	for _, r := range slices.Clone(x.refs) {
		if r.clause {
			continue
		}
		if r.tok > outer {
			c.Subjects = x.members(r.tok, c.Subjects)
		}
	}
	if outer >= 0 {
		c.Within = outer
	} else if g := x.t.tok(v).Head; g >= 0 {
		switch rel := x.t.rel(v); {
		case rel == "xcomp", rel == "ccomp", (rel == "acl" || rel == "advcl") && len(c.Marks) > 0 && !x.finite(v) && x.t.find(v, "nsubj") < 0:
			c.Within = g
		}
	}
	if copula {
		if x.t.find(v, "case") >= 0 {
			c.add(Adverbial, x.members(v, nil), x.prep(v))
		} else {
			c.add(Complement, x.members(v, nil), nil)
		}
	}
	x.parts(v, copula, &c)
	slices.SortStableFunc(c.Parts, func(a, b Constituent) int { return a.Heads[0] - b.Heads[0] })
	return c
}

// copula reports a predicate behind a copula. Parsers also call the auxiliary
// of a verb one.
func (x *extraction) copula(v int) bool { return !x.t.isVerb(v) && x.t.find(v, "cop") >= 0 }

// outerCopula finds the copula whose complement is the clause of v, which the
// tree hangs on v: "The problem is that the bridge collapsed". -1 for none.
func (x *extraction) outerCopula(v int) int {
	cop, mark := x.t.find(v, "cop"), x.t.find(v, "mark")
	if cop >= 0 && cop < mark && x.t.isVerb(v) {
		return cop
	}
	return -1
}

// outerClause is the clause around the clause of v.
func (x *extraction) outerClause(v, cop int) Clause {
	c := Clause{Head: cop, Verb: []int{cop}, Within: -1}
	for k := x.t.child[v]; k >= 0 && int(k) < cop; k = x.t.next[k] {
		if x.t.rel(int(k)) == "nsubj" {
			c.Subjects = x.members(int(k), c.Subjects)
		}
	}
	c.add(Content, []int{v}, x.marks(v))
	return c
}

// parts fills in what the predicate takes.
func (x *extraction) parts(v int, copula bool, c *Clause) {
	if !copula {
		x.refs = x.objects(v, 0, x.refs[:0])
		for _, r := range slices.Clone(x.refs) {
			c.add(Object, x.members(r.tok, nil), nil)
		}
	}
	for k := x.t.child[v]; k >= 0; k = x.t.next[k] {
		i := int(k)
		switch x.t.rel(i) {
		case "iobj":
			c.add(Recipient, x.members(i, nil), nil)
		case "xcomp", "ccomp":
			switch {
			case x.headsClause(i):
				c.add(Content, []int{i}, x.marks(i))
			default:
				c.add(Complement, x.members(i, nil), x.prep(i))
			}
		case "obl":
			c.Parts = x.phraseParts(i, c.Parts)
		case "nmod":
			// In front of a copula, or on a verb by mistake of the parser.
			if x.t.tok(i).Rel != "nmod:poss" && x.t.find(i, "case") >= 0 && (!copula || i < c.Verb[0]) {
				c.Parts = x.phraseParts(i, c.Parts)
			}
		case "advmod":
			if !x.negation(i) && x.t.tok(i).Tag != "WRB" {
				c.add(Adverbial, []int{i}, nil)
			}
		}
	}
}

// add appends a constituent; one without heads is a pronoun that refers to
// nothing.
func (c *Clause) add(role Role, heads, prep []int) {
	if len(heads) > 0 {
		c.Parts = append(c.Parts, Constituent{role, heads, prep})
	}
}

// phraseParts appends the adverbial that i heads; coordinated phrases with
// prepositions of their own are adverbials of their own.
func (x *extraction) phraseParts(i int, out []Constituent) []Constituent {
	p := Constituent{Role: Adverbial, Prep: x.prep(i)}
	for _, h := range x.members(i, nil) {
		if h != i {
			if own := x.prep(h); own != nil {
				out = append(out, Constituent{Adverbial, []int{h}, own})
				continue
			}
		}
		p.Heads = append(p.Heads, h)
	}
	if len(p.Heads) == 0 {
		return out
	}
	return append(out, p)
}

// members lists the heads of a coordinated phrase; a relative pronoun stands
// for the noun it refers to, "how" and "why" for nothing.
func (x *extraction) members(i int, out []int) []int {
	if x.isRelativePronoun(i) {
		if i = x.antecedent(i); i < 0 {
			return out
		}
		return append(out, i)
	}
	if i < 0 || len(out) >= maxArguments || x.t.tok(i).Tag == "WRB" {
		return out
	}
	out = append(out, i)
	for c := x.t.child[i]; c >= 0; c = x.t.next[c] {
		if k := int(c); x.t.rel(k) == "conj" && !x.disjunctClause(k) && (!x.t.isVerb(k) || x.t.isVerb(i)) && !x.headsClause(k) {
			out = x.members(k, out)
		}
	}
	return out
}

// prep lists the tokens of a phrase's preposition, "because of" among them.
func (x *extraction) prep(i int) []int {
	var out []int
	for c := x.t.child[i]; c >= 0 && int(c) < i; c = x.t.next[c] {
		if k := int(c); x.t.rel(k) == "case" && x.t.tok(k).Tag != "POS" {
			out = append(out, k)
			for f := x.t.child[k]; f >= 0; f = x.t.next[f] {
				if x.t.rel(int(f)) == "fixed" {
					out = append(out, int(f))
				}
			}
		}
	}
	return out
}

// marks lists the conjunctions and infinitive marks in front of a clause.
func (x *extraction) marks(i int) []int {
	var out []int
	for c := x.t.child[i]; c >= 0 && int(c) < i; c = x.t.next[c] {
		if x.t.rel(int(c)) == "mark" || x.t.rel(int(c)) == "case" {
			out = append(out, int(c))
			for f := x.t.child[c]; f >= 0; f = x.t.next[f] {
				if x.t.rel(int(f)) == "fixed" {
					out = append(out, int(f))
				}
			}
		}
	}
	return out
}

// negation reports an adverb that negates its verb.
func (x *extraction) negation(i int) bool {
	return x.lex.hedges[x.t.tok(i).Lemma] == nlp.Negated
}

// predicateWords collects the words of the predicate. A verb that shares its
// subject with the verb it is coordinated to shares its auxiliaries too where
// the forms allow ("was found and flushed", "will ban and block").
func (x *extraction) predicateWords(v int, copula bool, c *Clause) {
	c.Marks = x.marks(v)
	outer := x.outerCopula(v)
	for k := x.t.child[v]; k >= 0; k = x.t.next[k] {
		i := int(k)
		if i <= outer {
			continue
		}
		switch r := x.t.rel(i); {
		case r == "aux", r == "cop", x.t.tok(i).Rel == "compound:prt", r == "advmod" && x.negation(i) && x.beforeVerb(i, v):
			c.Verb = append(c.Verb, i)
		}
	}
	if !copula {
		c.Verb = append(c.Verb, v)
	}
	slices.Sort(c.Verb)
	g := x.t.tok(v).Head
	if x.t.rel(v) != "conj" || g < 0 || !x.t.isVerb(g) || !x.t.isVerb(v) || x.t.find(v, "aux") >= 0 || x.t.find(v, "nsubj") >= 0 || copula {
		return
	}
	if x.t.tok(g).Tag != x.t.tok(v).Tag {
		return
	}
	var shared []int
	for k := x.t.child[g]; k >= 0 && int(k) < g; k = x.t.next[k] {
		if x.t.rel(int(k)) == "aux" {
			shared = append(shared, int(k))
		}
	}
	if len(c.Marks) == 0 {
		c.Marks = x.marks(g)
	}
	c.Verb = append(shared, c.Verb...)
}

// beforeVerb reports an adverb that belongs to the verb's own words.
func (x *extraction) beforeVerb(i, v int) bool {
	return i < v || strings.HasPrefix(x.t.tok(i).Text, "n'")
}
