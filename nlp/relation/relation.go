// Package relation finds claims: who did what to whom, how surely, and who
// says so. It reads the dependency trees, names, coreference, times and
// amounts that earlier stages left in a document.
//
// Every word that triggers a frame of the lexicon (see frame) is looked at in
// its tree: its subject and object, found through passives, relative clauses,
// coordination, control and light verbs, become the arguments of a claim; the
// words around it give status, speaker, date, amount, place and reason. With
// Options.Open, clauses that no frame covers become relations "open:LEMMA".
//
// The package does not decide what entities are, does not compare articles,
// and does not judge whether a claim is true.
package relation

import (
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/newsgraph/newsgraph/nlp"
)

// Options changes what an Extractor looks for.
type Options struct {
	Open bool // also give claims "open:LEMMA" for clauses that no frame covers
	// Frames holds further frame files by name, read in order; a relation
	// that one opens with "relation NAME" replaces the built-in one.
	Frames []Source
}

// Source is a named text, for error messages.
type Source struct {
	Name   string
	Reader io.Reader
}

// Extractor is the stage that finds claims. It is safe for concurrent use.
type Extractor struct {
	frames  *lexicon
	words   *predicates
	weights *weights
	open    bool
	pool    sync.Pool
}

// New loads lexicon/frames.txt, lexicon/predicates.tsv, lexicon/demonyms.tsv
// and lexicon/confidence.tsv from fsys. An error names file and line.
func New(fsys fs.FS, opts Options) (*Extractor, error) {
	e := &Extractor{frames: newLexicon(), open: opts.Open}
	f, err := fsys.Open("lexicon/frames.txt")
	if err != nil {
		return nil, fmt.Errorf("relation: %w", err)
	}
	defer f.Close()
	if err := e.frames.read("lexicon/frames.txt", f, false); err != nil {
		return nil, fmt.Errorf("relation: %w", err)
	}
	for _, s := range opts.Frames {
		if err := e.frames.read(s.Name, s.Reader, true); err != nil {
			return nil, fmt.Errorf("relation: %w", err)
		}
	}
	e.frames.prepare()
	if e.words, err = loadPredicates(fsys); err != nil {
		return nil, err
	}
	if e.weights, err = loadWeights(fsys); err != nil {
		return nil, err
	}
	e.pool.New = func() any { return &extraction{e: e, lex: e.words} }
	return e, nil
}

// Relations lists the relations that the extractor knows, sorted.
func (e *Extractor) Relations() []string {
	out := make([]string, 0, len(e.frames.relations))
	for r := range e.frames.relations {
		out = append(out, r)
	}
	sort.Strings(out)
	return out
}

// Examples lists the examples that the frame files promise to meet.
func (e *Extractor) Examples() []Example { return e.frames.examples }

// Process adds the document's claims, in order of text.
func (e *Extractor) Process(doc *nlp.Document) {
	x := e.pool.Get().(*extraction)
	x.run(doc)
	doc.Claims = append(doc.Claims, x.finish()...)
	x.doc, x.t.doc = nil, nil
	e.pool.Put(x)
}

// prepare puts the frames of a trigger with the most conditions first: they
// are the most particular and win; and it notes the nouns that describe their
// bearers ("president", "owner").
func (lx *lexicon) prepare() {
	lx.roleNouns = map[string]bool{}
	for k, m := range lx.byKind {
		for lemma, fs := range m {
			for _, f := range fs {
				if kind(k) == noun && (has(f.subj, "self") || has(f.obj, "self")) {
					lx.roleNouns[lemma] = true
				}
			}
			slices.SortStableFunc(fs, func(a, b *frame) int { return b.weight() - a.weight() })
		}
	}
}

// weight is how particular a frame is.
func (f *frame) weight() int {
	n := 0
	for _, k := range f.needs {
		if !k.absent {
			n++
		}
	}
	if f.particle != "" {
		n++
	}
	return n
}

// extraction is the work on one document; its memory is used again for the
// next.
type extraction struct {
	e   *Extractor
	lex *predicates
	doc *nlp.Document
	t   tree

	mentionAt  []int32 // mention whose head a token is
	nameAt     []int32 // innermost name that covers a token
	startsAt   []int32 // longest mention that begins at a token
	endsAt     []int32 // longest mention whose last token it is
	quoteAt    []int32 // quotation that covers a token
	sentenceAt []int32
	parsed     []nlp.Token // as the parser left them, while the trees are mended
	reach      []int32
	isTime     []bool
	voice      []int8 // 0 not looked at, 1 active, 2 passive
	consumed   []bool // nouns that a light verb's frame has used
	demonym    []string
	quotes     []quotation
	claims     []nlp.Claim
	triggers   []triggered
	refs       []ref
	formBuf    [4]string
	traces     *[]Trace // non-nil while explaining
}

func (x *extraction) run(doc *nlp.Document) {
	x.doc = doc
	x.t.doc = doc
	n := len(doc.Tokens)
	x.mentionAt = resize(x.mentionAt, n)
	x.nameAt = resize(x.nameAt, n)
	x.quoteAt = resize(x.quoteAt, n)
	x.sentenceAt = resize(x.sentenceAt, n)
	x.isTime = cleared(x.isTime, n)
	x.voice = cleared(x.voice, n)
	x.consumed = cleared(x.consumed, n)
	x.demonym = cleared(x.demonym, n)
	x.claims, x.triggers = x.claims[:0], x.triggers[:0]
	for s := range doc.Sentences {
		for i := doc.Sentences[s].First; i < doc.Sentences[s].Last; i++ {
			x.sentenceAt[i] = int32(s)
		}
	}
	for k := range doc.Mentions {
		m := &doc.Mentions[k]
		if old := x.mentionAt[m.Head]; old < 0 || x.better(m, &doc.Mentions[old]) {
			x.mentionAt[m.Head] = int32(k)
		}
		if m.Kind == nlp.Name {
			for i := m.First; i < m.Last; i++ {
				if old := x.nameAt[i]; old < 0 || doc.Mentions[old].Len() > m.Len() {
					x.nameAt[i] = int32(k)
				}
			}
		}
	}
	x.position(doc)
	for k := range doc.Times {
		for i := doc.Times[k].First; i < doc.Times[k].Last; i++ {
			x.isTime[i] = true
		}
	}
	for i := range doc.Tokens {
		tok := &doc.Tokens[i]
		if tok.Text == "" || tok.Text[0] < 'A' || tok.Text[0] > 'Z' {
			continue
		}
		x.demonym[i] = x.lex.demonyms[strings.ToLower(tok.Text)]
		if i > 0 && doc.Tokens[i-1].Text != "" {
			// "South Korean"
			if place := x.lex.demonyms[strings.ToLower(doc.Tokens[i-1].Text+" "+tok.Text)]; place != "" {
				x.demonym[i-1], x.demonym[i] = "", place
			}
		}
	}
	x.mend()
	x.t.build(doc)
	x.findQuotations()
	for s := range doc.Sentences {
		x.sentence(s)
	}
	x.promises()
	x.obligations()
	x.sayings()
	if x.e.open {
		x.openClauses()
	}
}

// cleared returns a zeroed slice of n entries in the memory of s if it fits.
func cleared[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// better reports whether mention a says more about its head than b: one with
// an entity, a name, the longer wording.
func (x *extraction) better(a, b *nlp.Mention) bool {
	if (a.Entity >= 0) != (b.Entity >= 0) {
		return a.Entity >= 0
	}
	if a.Kind != b.Kind {
		return a.Kind < b.Kind
	}
	return a.Len() > b.Len()
}

func (x *extraction) isPassive(i int) bool {
	if x.voice[i] == 0 {
		x.voice[i] = 1
		if x.t.passive(i) {
			x.voice[i] = 2
		}
	}
	return x.voice[i] == 2
}

func (x *extraction) demonymAt(i int) string { return x.demonym[i] }

// sentence looks at every trigger of a sentence: verbs first, since a light
// verb claims its noun.
func (x *extraction) sentence(s int) {
	sent := &x.doc.Sentences[s]
	for i := sent.First; i < sent.Last; i++ {
		if x.t.isVerb(i) && x.isTrigger(i) {
			x.try(i, verb, x.e.frames.byKind[verb][x.t.tok(i).Lemma])
		}
	}
	for i := sent.First; i < sent.Last; i++ {
		if m := x.mentionAt[i]; m >= 0 && x.doc.Mentions[m].Kind != nlp.Pronoun {
			men := &x.doc.Mentions[m]
			x.try(i, entity, x.e.frames.byKind[entity][string(men.Type)])
			if men.Kind == nlp.Name {
				x.try(i, name, x.e.frames.byKind[name][string(men.Type)])
			} else {
				x.try(i, nominal, x.e.frames.byKind[nominal][string(men.Type)])
			}
		}
		switch tag := x.t.tok(i).Tag; {
		case strings.HasPrefix(tag, "NN"), tag == "JJ" && x.nominalRole(i):
			x.try(i, noun, x.e.frames.byKind[noun][strings.ToLower(x.t.tok(i).Lemma)])
		case strings.HasPrefix(tag, "JJ"):
			x.try(i, adjective, x.e.frames.byKind[adjective][x.t.tok(i).Lemma])
		case tag == "VBN" || tag == "VBD":
			// A participle as adjective: "imprisoned", "China-based".
			x.try(i, adjective, x.e.frames.byKind[adjective][strings.ToLower(x.t.tok(i).Text)])
		}
	}
}

// nominalRole reports an adjective in a noun's place, which the tagger
// mistook: "levied a fine".
func (x *extraction) nominalRole(i int) bool {
	switch x.t.rel(i) {
	case "obj", "nsubj", "obl":
		return x.t.find(i, "det") >= 0
	}
	return false
}

// isTrigger reports a verb that states something: no auxiliary, no participle
// in front of its noun, no gerund used as a noun.
func (x *extraction) isTrigger(i int) bool {
	switch x.t.rel(i) {
	case "aux", "cop", "case", "mark", "fixed", "compound", "flat":
		return false
	case "amod":
		return x.t.tok(i).Tag == "VBN"
	}
	return true
}

// try matches the frames of one trigger. The most particular that match win;
// less particular ones are not tried.
func (x *extraction) try(i int, k kind, frames []*frame) {
	matched := -1
	for _, f := range frames {
		if w := f.weight(); matched > w && k < entity {
			break
		}
		if k == noun && x.consumed[i] {
			return
		}
		if x.match(i, f) && !f.also {
			matched = f.weight()
		}
	}
}

// roleNounAt reports whether the noun describes its bearer ("president").
func (x *extraction) roleNounAt(i int) bool { return x.roleNoun(x.t.tok(i)) }

// match tries one frame at trigger i and emits its claims.
func (x *extraction) match(i int, f *frame) bool {
	light, ok := x.meets(i, f)
	if !ok {
		return false
	}
	subjects, subjectRole, sFound := x.fill(i, f, f.subj, nil)
	objects, objectRole, oFound := x.fill(i, f, f.obj, subjects)
	switch {
	case subjectRole == "between" && len(subjects) > 1:
		subjects, objects = subjects[:1], subjects[1:]
	case len(objects) == 0 && len(subjects) > 1 && has(f.obj, "rest"):
		subjects, objects = subjects[:1], subjects[1:]
	}
	if len(subjects) == 0 {
		if sFound {
			return x.miss(i, f, "its subject is a pronoun or phrase that names nobody, or of another type than S~ allows")
		}
		if !x.agentless(i, f) {
			return x.miss(i, f, "no word in the subject's role "+pathsString(f.subj))
		}
	}
	if len(objects) == 0 {
		if oFound || !has(f.obj, "none") {
			return x.miss(i, f, "no word in the object's role "+pathsString(f.obj))
		}
	}
	// What a prefix says of a noun holds as its words do: "anti-Kremlin".
	background := x.background(i, f) || strings.HasPrefix(objectRole, "prefix-")
	v := verdict{status: nlp.Asserted}
	if !background {
		v = x.statusOf(i)
	}
	if subjectRole == "holder" && v.status == nlp.Asserted && x.t.tok(i).Head >= 0 {
		v = x.statusOf(x.t.tok(i).Head) // "I intend to move ahead on publication"
	}
	if f.status != "" {
		v = verdict{nlp.Status(f.status), x.t.tok(i).Span}.outer(v)
	}
	first, last := i, i+1
	if f.kind == verb {
		first, last = x.t.verbGroup(i)
	}
	if light >= 0 {
		first, last = min(first, light), max(last, light+1)
		if last-first > 6 {
			first, last = i, i+1
		}
	}
	d := draft{
		relation: f.relation, frame: f.name, trigger: x.doc.TokenSpan(first, last), at: i, head: i,
		verdict: v, kind: f.kind, background: background, subjectRole: subjectRole, objectRole: objectRole,
	}
	n := 0
	for _, s := range orNil(subjects) {
		for _, o := range orNil(objects) {
			if s != nil && o != nil && s.ID != "" && s.ID == o.ID {
				continue
			}
			d.subject, d.object = s, o
			x.emit(d)
			n++
		}
	}
	if n > 0 && light >= 0 {
		x.consumed[light] = true
	}
	return n > 0
}

// has reports whether one of the paths is the role alone.
func has(ps []path, role string) bool {
	for _, p := range ps {
		if p.role == role && p.inner == "" {
			return true
		}
	}
	return false
}

// background reports a relation that the words of a noun phrase imply ("the
// head of the commission", "China's ByteDance"): it holds whatever the clause
// around it says, denies or reports.
func (x *extraction) background(i int, f *frame) bool {
	switch f.kind {
	case entity, name, nominal:
		return true
	case noun:
		return (has(f.subj, "self") || has(f.obj, "self")) && !x.nominalPredicate(i)
	case adjective:
		return has(f.subj, "head") || has(f.obj, "head")
	}
	return false
}

func pathsString(ps []path) string {
	parts := make([]string, len(ps))
	for i, p := range ps {
		parts[i] = p.String()
	}
	return strings.Join(parts, "/")
}

func orNil(args []*nlp.Argument) []*nlp.Argument {
	if len(args) == 0 {
		return []*nlp.Argument{nil}
	}
	return args
}

// agentless reports whether the trigger may stand without an agent: in the
// passive, or as an event noun.
func (x *extraction) agentless(i int, f *frame) bool {
	if has(f.subj, "none") {
		return true
	}
	switch f.kind {
	case verb:
		if x.t.rel(i) == "acl" && x.t.hasChild(i, "mark", "to") {
			return true // "a plan to impeach the president"
		}
		if !x.isPassive(i) {
			return false
		}
		for _, p := range f.subj {
			if p.role == "subj" && p.inner == "" {
				return true
			}
		}
	case noun:
		// "the arrest of Navalny"; frames whose agent would be named beside
		// the noun ask for "agent" and need one.
		return has(f.subj, "by")
	}
	return false
}

// meets checks a frame's conditions. It returns the noun of a light verb, -1
// if the frame has none.
func (x *extraction) meets(i int, f *frame) (light int, ok bool) {
	light = -1
	if f.particle != "" && !x.hasParticle(i, f.particle) {
		return light, false
	}
	if f.kind == verb && f.particle == "" && len(f.needs) == 0 && x.t.find(i, "compound:prt") == i+1 {
		return light, false // "backed off" is not "backed"
	}
	for _, n := range f.needs {
		p := parsePath(n.role)
		x.refs = x.role(i, f.kind, p, x.refs[:0])
		if n.absent {
			if len(x.refs) > 0 {
				x.miss(i, f, "there is a word in role "+n.role)
				return light, false
			}
			continue
		}
		hit := -1
		for _, r := range x.refs {
			if n.lemmas == nil || slices.Contains(n.lemmas, strings.ToLower(x.t.tok(r.tok).Lemma)) {
				hit = r.tok
				break
			}
		}
		if hit < 0 {
			x.miss(i, f, "no word of "+strings.Join(n.lemmas, ",")+" in role "+n.role)
			return light, false
		}
		if n.lemmas != nil && x.t.isNoun(hit) {
			light = hit
		}
	}
	return light, true
}

func parsePath(s string) path {
	role, inner, _ := strings.Cut(s, ".")
	return path{role, inner}
}

// hasParticle reports "take down", "crack ... down": the particle hangs on the
// verb or follows it at once.
func (x *extraction) hasParticle(i int, particle string) bool {
	for c := x.t.child[i]; c >= 0; c = x.t.next[c] {
		if x.t.tok(int(c)).Lemma == particle {
			switch x.t.rel(int(c)) {
			case "compound", "advmod", "case", "mark", "obl":
				return true
			}
		}
	}
	return i+1 < len(x.doc.Tokens) && x.doc.Tokens[i+1].Lemma == particle && x.sentenceAt[i] == x.sentenceAt[i+1]
}

// fill finds the arguments for one slot: those of the first path that has
// any of an allowed type. found reports that some path had a word at all.
func (x *extraction) fill(i int, f *frame, paths []path, not []*nlp.Argument) (args []*nlp.Argument, role string, found bool) {
	types, agent := f.objTypes, &paths[0] == &f.subj[0]
	if agent {
		types = f.subjTypes
	}
	for pass, p := range slices.Concat(paths, paths) {
		x.refs = x.refs[:0]
		if pass < len(paths) {
			x.refs = x.role(i, f.kind, p, x.refs)
		} else if p.inner == "" && !found {
			x.refs = x.shallow(i, f.kind, p.role, x.refs)
		}
		for _, r := range slices.Clone(x.refs) {
			if r.tok == i && p.role != "self" && p.role != "head" {
				continue
			}
			found = true
			if r.cut > 0 {
				if a := x.partArgument(r.tok, r.cut); a != nil && allowed(a, types) {
					args = append(args, a)
				}
				continue
			}
			if r.clause {
				if a := x.clauseArgument(r.tok); a != nil && allowed(a, types) {
					args = append(args, a)
				}
				continue
			}
			for _, h := range x.expand(r, 0, nil) {
				if agent {
					h = x.author(h)
				}
				a := x.argument(h)
				if a == nil || !allowed(a, types) || overlapsAny(a, not) {
					continue
				}
				args = append(args, a)
			}
		}
		if len(args) > 0 {
			role = p.String()
			if pass >= len(paths) {
				role = "shallow"
			}
			return args, role, true
		}
	}
	return nil, "", found
}

// overlapsAny reports an argument that stands in the words of another slot's.
func overlapsAny(a *nlp.Argument, others []*nlp.Argument) bool {
	for _, o := range others {
		if o.Start == a.Start && o.End == a.End {
			return true
		}
	}
	return false
}

// draft is a claim in the making.
type draft struct {
	relation, frame         string
	kind                    kind
	trigger                 nlp.Span
	at                      int // token whose clause gives speaker, date, place
	head                    int // token of the trigger
	subject, object         *nlp.Argument
	background              bool // stated in passing, see background
	subjectRole, objectRole string
	verdict                 verdict
}

// emit completes a draft: quote, cue, speaker, details and confidence.
func (x *extraction) emit(d draft) {
	c := nlp.Claim{
		Article: x.doc.Article.ID, Relation: d.relation, Frame: d.frame,
		Trigger: x.doc.Cut(d.trigger), TriggerStart: d.trigger.Start, TriggerEnd: d.trigger.End,
		Subject: d.subject, Object: d.object, Status: d.verdict.status,
	}
	sent := &x.doc.Sentences[x.sentenceAt[d.head]]
	quote := d.trigger
	for _, a := range []*nlp.Argument{d.subject, d.object} {
		if a == nil || a.Start >= a.End {
			continue
		}
		sp := nlp.Span{Start: a.Start, End: a.End}
		// What is said may go on behind the sentence of its verb; a speaker
		// named elsewhere would drag all between into the quote.
		if sent.Span.Contains(sp) || d.relation == "says" && a == d.object && x.sameBlock(sent, sp) {
			quote = nlp.Span{Start: min(quote.Start, sp.Start), End: max(quote.End, sp.End)}
		}
	}
	c.Start, c.End, c.Quote = quote.Start, quote.End, x.doc.Cut(quote)
	if !d.verdict.cue.Empty() && c.Status != nlp.Asserted {
		c.Cue = &nlp.Quoted{Text: x.doc.Cut(d.verdict.cue), Start: d.verdict.cue.Start, End: d.verdict.cue.End}
	}
	if d.relation != "says" {
		if !d.background {
			c.SaidBy = x.saidBy(d.head)
			x.details(&c, d)
		} else if d.kind == entity {
			c.Date = x.date(d.head, sent) // of an event that the phrase names
		}
	}
	c.Confidence = x.confidence(&c, d)
	x.claims = append(x.claims, c)
	x.triggers = append(x.triggers, triggered{d.head, d.kind})
}

// sameBlock reports whether a span lies in the paragraph of a sentence.
func (x *extraction) sameBlock(sent *nlp.Sentence, sp nlp.Span) bool {
	return sent.Block < len(x.doc.Blocks) && x.doc.Blocks[sent.Block].Span.Contains(sp)
}

// triggered is the token and kind of trigger that a claim was made by.
type triggered struct {
	token int
	kind  kind
}

// finish drops claims that others repeat and puts the rest in order of text.
func (x *extraction) finish() []nlp.Claim {
	type key struct {
		relation, subject, object string
		sentence                  int32
	}
	id := func(a *nlp.Argument) string {
		if a == nil {
			return "-"
		}
		return a.ID
	}
	best := map[key]int{}
	pairs := map[key]bool{} // pairs that a word relates, not their place alone
	var out []nlp.Claim
	keyOf := func(i int) key {
		c := &x.claims[i]
		return key{c.Relation, id(c.Subject), id(c.Object), x.sentenceAt[x.triggers[i].token]}
	}
	for i := range x.claims {
		if x.triggers[i].kind < entity {
			k := keyOf(i)
			k.relation = ""
			pairs[k] = true
			k.subject, k.object = k.object, k.subject
			pairs[k] = true
		}
	}
	for i := range x.claims {
		c := &x.claims[i]
		k := keyOf(i)
		if x.triggers[i].kind >= entity && pairs[key{"", k.subject, k.object, k.sentence}] {
			continue
		}
		if j, ok := best[k]; ok {
			if out[j].Confidence < c.Confidence {
				out[j] = *c
			}
			continue
		}
		best[k] = len(out)
		out = append(out, *c)
	}
	slices.SortStableFunc(out, func(a, b nlp.Claim) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		if a.TriggerStart != b.TriggerStart {
			return a.TriggerStart - b.TriggerStart
		}
		return strings.Compare(a.Relation, b.Relation)
	})
	share(out, x.lex.money)
	x.lead(out)
	for i := range out {
		if c := &out[i]; c.Amount == nil && x.lex.priced[c.Relation] {
			c.Amount = x.price(c.Relation)
		}
	}
	for i := range out {
		out[i].Identify()
	}
	return out
}
