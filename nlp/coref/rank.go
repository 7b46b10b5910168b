package coref

import (
	"math"
	"math/bits"
	"slices"

	"github.com/newsgraph/newsgraph/nlp"
)

// ranking is the working memory of the ranker for one document.
type ranking struct {
	lastHead map[uint32]int  // head: the last candidate with it
	texts    map[uint32]bool // words of candidates seen
	prevHead []int           // candidate: the one before with the same head, -1
	antes    []int           // antecedents of the phrase at hand
	whole    []candidate     // root: what its entity is so far, only the fields that absorb sets
	features []uint32
	buffer   []float32
	sum      []float32
	last     map[int]int // root of an entity joined by rules: its last candidate so far
	// described and describedSet give, by head noun and by synonym set, the
	// first candidate of a named entity that the article describes so; of
	// describedSet one is subtracted, 0 stands for none.
	described    map[uint32]int
	describedSet [64]int
	fits         map[int]uint64 // root of a named entity: synonym sets that may stand for it
	agreeing     int            // antecedents that agree with the phrase at hand
	sameText     bool           // whether the words of the phrase at hand stood before
}

// Windows of the search for antecedents. Pronouns look a few sentences back,
// descriptions also at any earlier phrase with their head.
const (
	pronounWindow     = 40 // candidates
	pronounSentences  = 5
	nominalWindow     = 50
	nominalAgreeing   = 15
	sameHeadWindow    = 8
	closeSentences    = 12
	descriptionBefore = 4000 // candidates; bounds the search in huge documents
)

// antecedents collects what phrase i may refer back to, nearest first.
func (a *analysis) antecedents(i int) []int {
	r := &a.ranker
	r.antes = r.antes[:0]
	m := &a.cands[i]
	if m.kind == nlp.Pronoun {
		subject := a.subjectBeside(i)
		for j := i - 1; j >= 0 && j >= i-pronounWindow; j-- {
			c := &a.cands[j]
			if m.sent-c.sent > pronounSentences {
				break
			}
			if !c.inner && a.pronounFits(m, c) && (subject < 0 || a.referent(j) != subject) {
				r.antes = append(r.antes, j)
			}
		}
		return r.antes
	}
	if m.def == indefinite && m.mention >= 0 {
		return r.antes
	}
	anaphoric := m.def == definite || m.def == demonstr || m.def == possessed
	n := 0
	for j := r.prevHead[i]; j >= 0 && n < sameHeadWindow; j = r.prevHead[j] {
		if c := &a.cands[j]; !c.inner && c.last <= m.first && c.coord == m.coord && a.sameKind(m, c) {
			r.antes = append(r.antes, j)
			n++
		}
	}
	if !anaphoric || m.coord {
		return r.antes
	}
	m.named = a.namedBy(i)
	if j := m.named; j >= 0 && !slices.Contains(r.antes, j) {
		r.antes = append(r.antes, j)
	}
	n = 0
	for j := i - 1; j >= 0 && j >= i-nominalWindow && n < nominalAgreeing; j-- {
		c := &a.cands[j]
		if m.sent-c.sent > closeSentences {
			break
		}
		if j == m.named || c.inner || c.last > m.first || c.headID == m.headID && c.kind != nlp.Pronoun {
			continue
		}
		if c.kind == nlp.Pronoun && c.pron.person != 3 || !a.agree(m, c) || !numbersFit(m, c) {
			continue
		}
		if !a.mayStandFor(m, c) {
			continue
		}
		if m.syn&c.syn == 0 && c.kind == nlp.Nominal && m.def != demonstr && m.class != c.class {
			continue
		}
		r.antes = append(r.antes, j)
		n++
	}
	return r.antes
}

// subjectBeside returns what the subject of the verb refers to whose object
// pronoun i is: in "Durov praised him", "him" cannot be Durov. -1 for a
// reflexive pronoun, a possessive, or no such subject.
func (a *analysis) subjectBeside(i int) int {
	m := &a.cands[i]
	verb := a.head(m.head)
	rel := a.rels[m.head]
	if verb < 0 || rel != "obj" && rel != "iobj" || m.pron.reflexive {
		return -1
	}
	for t := a.child[verb]; t >= 0; t = a.next[t] {
		if a.rels[t] == "nsubj" && a.at[t] >= 0 && int(a.at[t]) < i {
			return a.referent(int(a.at[t]))
		}
	}
	return -1
}

// referent follows the antecedents chosen so far from phrase j to the first,
// and the rules for names from there.
func (a *analysis) referent(j int) int {
	for a.cands[j].ante >= 0 && a.cands[j].ante < j {
		j = a.cands[j].ante
	}
	return a.find(j)
}

// sameKind rejects a name that only ends in the noun of description m, unless m
// could be short for it: "the court" may be the Supreme Court, "a court" not.
func (a *analysis) sameKind(m, c *candidate) bool {
	if p, q := a.countryOf(m), a.countryOf(c); p != "" && q != "" && p != q {
		return false // "the Russian military", "the Ukrainian military"
	}
	return c.kind != nlp.Name || m.def != indefinite && m.def != quantified
}

// countryOf returns the country whose adjective stands before the head.
func (a *analysis) countryOf(c *candidate) string {
	for i := c.first; i < c.head; i++ {
		if t := &a.doc.Tokens[i]; t.Text != "" && t.Text[0] >= 'A' && t.Text[0] <= 'Z' {
			if s := a.lex.country[lowerASCII(t.Text)]; s != "" {
				return s
			}
		}
	}
	return ""
}

// namedBy returns the last mention of the named entity that the article has
// described before with the head noun of phrase i or a synonym, -1 for none.
func (a *analysis) namedBy(i int) int {
	r, m := &a.ranker, &a.cands[i]
	at, ok := r.described[m.headID]
	for syn := m.syn; (!ok || at >= i) && syn != 0; syn &= syn - 1 {
		k := r.describedSet[bits.TrailingZeros64(syn)]
		at, ok = k-1, k > 0
	}
	if !ok || at >= i || m.number == plural {
		return -1
	}
	if j, ok := r.last[a.find(at)]; ok && a.cands[j].last <= m.first {
		return j
	}
	return -1
}

// numbersFit lets one group stand for many, "the band", and rejects many for
// one thing.
func numbersFit(m, c *candidate) bool {
	return m.number == anyNumber || c.number == anyNumber || m.number == c.number ||
		m.number == singular && (m.class == group || c.class == group)
}

// pronounFits rejects what a pronoun never refers to.
func (a *analysis) pronounFits(m, c *candidate) bool {
	p := &m.pron
	if c.kind == nlp.Pronoun {
		q := &c.pron
		if p.person != q.person {
			return p.person != 3 && q.person != 3 || q.kind == generic || p.kind == generic ||
				p.person != 3 && q.person == 3 && m.quote != c.quote || p.person == 3 && q.person != 3 && m.quote != c.quote
		}
		if p.gender != anyGender && q.gender != anyGender && p.gender != q.gender {
			return false
		}
		return p.number == anyNumber || q.number == anyNumber || p.number == q.number || p.class == unknown && q.class == person
	}
	if p.person != 3 {
		return c.class == person || c.class == group || c.class == unknown
	}
	if p.gender != anyGender && c.gender != anyGender && p.gender != c.gender {
		return false
	}
	if p.class == person && p.number == singular {
		return c.number != plural && (c.class == person || c.class == unknown || c.class == animal)
	}
	if p.gender == neuter && c.class == person {
		return false
	}
	return p.gender != neuter || c.number != plural || c.kind == nlp.Name
}

// begin prepares the ranker for the document.
func (a *analysis) begin() {
	r := &a.ranker
	if r.lastHead == nil {
		r.lastHead, r.texts, r.last = map[uint32]int{}, map[uint32]bool{}, map[int]int{}
	}
	clear(r.last)
	clear(r.lastHead)
	clear(r.texts)
	r.prevHead = grow(r.prevHead, len(a.cands))
}

// next notes phrase i before its antecedents are asked for; phrases come in
// order.
func (a *analysis) note(i int) {
	r := &a.ranker
	c := &a.cands[i]
	if i > 0 && !a.cands[i-1].inner {
		r.last[a.find(i-1)] = i - 1
	}
	r.prevHead[i], r.sameText = -1, false
	c.seen = 0
	if c.kind == nlp.Pronoun {
		return
	}
	if j, ok := r.lastHead[c.headID]; ok && i-j < descriptionBefore {
		r.prevHead[i] = j
		c.seen = a.cands[j].seen + 1
	}
	r.lastHead[c.headID] = i
	r.sameText = r.texts[c.text]
	r.texts[c.text] = true
}

// decides says whether the ranker chooses an antecedent for phrase i: names
// have theirs from the rules.
func (a *analysis) decides(i int) bool {
	c := &a.cands[i]
	return c.inTree && c.kind != nlp.Name && !c.inner && !(c.kind == nlp.Pronoun && c.pron.kind == relative)
}

// rank chooses an antecedent, or none, for every description and pronoun.
func (a *analysis) rank() {
	a.begin()
	r, h := &a.ranker, a.model.Hidden
	r.buffer = grow(r.buffer, h*len(a.cands))
	clear(r.buffer)
	r.sum = grow(r.sum, 2*h)
	for i := range a.cands {
		a.note(i)
		r.features = a.alone(r.features[:0], i, anteSide)
		a.model.deep(r.buffer[i*h:(i+1)*h], r.features)
		if !a.decides(i) {
			continue
		}
		a.cands[i].ante = a.choose(i)
		if a.cands[i].ante < 0 && a.cands[i].kind == nlp.Nominal {
			a.cands[i].ante = a.salient(i)
		}
	}
	a.relatives()
	a.merge()
}

// salient finds the name that description i stands for where the ranker found
// nothing: one that the article describes so, else the one of fitting kind
// that is named most often shortly before. GUM, from which the ranker
// learned, has little of the newspaper's habit of calling TikTok "the app" in
// one sentence and "the company" in the next.
func (a *analysis) salient(i int) int {
	const back = 60 // candidates
	m := &a.cands[i]
	if m.number == plural || m.coord || m.mention < 0 || m.class == unknown || !a.short(m) {
		return -1
	}
	if j := a.ranker.prevHead[i]; j >= 0 && m.class == event && m.def != indefinite && a.cands[j].last <= m.first {
		return j // "the war", "his war"
	}
	if m.def != definite {
		return -1
	}
	if j := m.named; j >= 0 && a.agree(m, &a.cands[j]) && a.sameKind(m, &a.cands[j]) {
		return j
	}
	if m.syn == 0 || m.class == person {
		return -1
	}
	if j := a.ranker.prevHead[i]; j >= 0 && a.cands[j].def == indefinite {
		return -1 // it was introduced by itself: "a company"
	}
	best, at := 0.0, -1
	for j := i - 1; j >= 0 && j >= i-back; j-- {
		c := &a.cands[j]
		if c.inner || c.coord || c.name < 0 || c.last > m.first || m.sent-c.sent > closeSentences || !a.agree(m, c) {
			continue
		}
		root := a.find(j)
		if m.syn&a.ranker.fits[root] == 0 || a.ranker.last[root] != j {
			continue
		}
		// One more mention weighs as much as half a sentence of nearness.
		score := 1 + float64(min(len(a.names[c.name].cands), 8)) - 2*float64(m.sent-c.sent)
		if at < 0 || score > best {
			best, at = score, j
		}
	}
	return at
}

// short says whether a description is no more than a noun with its determiner
// and perhaps a nationality, as one is that stands for a name.
func (a *analysis) short(m *candidate) bool {
	if m.last-m.head > 2 || m.last-m.head == 2 && a.doc.Tokens[m.last-1].Tag != "POS" {
		return false
	}
	for i := m.first; i < m.head; i++ {
		switch a.doc.Tokens[i].Tag {
		case "DT", "PRP$":
			continue
		}
		if a.lex.country[lowerASCII(a.doc.Tokens[i].Text)] == "" {
			return false
		}
	}
	return true
}

// merge joins each phrase with its antecedent unless that would put things
// into one entity that cannot be one. What an entity is gathers on its root.
func (a *analysis) merge() {
	r := &a.ranker
	r.whole = grow(r.whole, len(a.cands))
	for i := range a.cands {
		c := &a.cands[i]
		r.whole[i] = candidate{kind: c.kind, class: c.class, gender: c.gender, number: c.number, name: c.name, headID: c.headID, syn: c.syn}
	}
	for i := range a.cands {
		if root := a.find(i); root != i {
			absorb(&r.whole[root], &r.whole[i])
		}
	}
	for i := range a.cands {
		j := a.cands[i].ante
		if j < 0 {
			continue
		}
		x, y := a.find(i), a.find(j)
		if x == y || a.clash(i, j, &r.whole[x], &r.whole[y]) {
			continue
		}
		a.join(x, y)
		root := a.find(x)
		absorb(&r.whole[root], &r.whole[x+y-root])
	}
}

// absorb adds to x what y says about their common entity.
func absorb(x, y *candidate) {
	if y.kind < x.kind { // names before descriptions before pronouns
		x.kind = y.kind
		if y.class != unknown {
			x.class = y.class
		}
	}
	if x.class == unknown {
		x.class = y.class
	}
	if x.gender == anyGender {
		x.gender = y.gender
	}
	if x.name < 0 {
		x.name = y.name
	}
	x.syn |= y.syn
}

// choose returns the best antecedent of phrase i, -1 for none.
func (a *analysis) choose(i int) int {
	r, h := &a.ranker, a.model.Hidden
	antes := a.antecedents(i)
	if len(antes) == 0 {
		return -1
	}
	r.agreeing = len(antes)
	r.features = a.asNew(r.features[:0], i)
	copy(r.sum[:h], a.model.Bias[h:])
	best, at := a.model.score(r.sum[:h], r.features, a.model.Out[h:]), -1
	if p := &a.cands[i].pron; p.person == 3 && p.class == person && p.number == singular {
		best = float32(math.Inf(-1)) // "he" and "she" always refer to someone
	}
	r.features = a.alone(r.features[:0], i, anaphorSide)
	side := r.sum[h:]
	copy(side, a.model.Bias[:h])
	a.model.deep(side, r.features)
	for closer, j := range antes {
		r.features = a.pair(r.features[:0], i, j, closer)
		for k := range h {
			r.sum[k] = side[k] + r.buffer[j*h+k]
		}
		if s := a.model.score(r.sum[:h], r.features, a.model.Out[:h]); s > best {
			best, at = s, j
		}
	}
	return at
}

// relatives gives "who" and "which" the noun that their clause modifies.
func (a *analysis) relatives() {
	for i := range a.cands {
		c := &a.cands[i]
		if c.kind != nlp.Pronoun || c.pron.kind != relative {
			continue
		}
		t := c.head
		for steps := 0; t >= 0 && steps < 8; steps++ {
			up := a.head(t)
			if a.rels[t] == "acl" && up >= 0 && a.at[up] >= 0 && int(a.at[up]) != i {
				c.ante = int(a.at[up])
				break
			}
			t = up
		}
	}
}

// clash says whether joining phrases i and j would put two different names, or
// a person and a company, into one entity; x and y are the entities so far.
func (a *analysis) clash(i, j int, x, y *candidate) bool {
	if x.name >= 0 && y.name >= 0 && x.name != y.name {
		return true
	}
	if m, c := &a.cands[i], &a.cands[j]; m.kind == nlp.Nominal && c.kind == nlp.Nominal && m.headID != c.headID {
		if m.syn != 0 && c.syn != 0 && m.syn&c.syn == 0 {
			return true
		}
	}
	return !a.agree(x, y)
}

// Phrase is a candidate as trainers see it.
type Phrase struct {
	First, Last int // tokens, half open
	Head        int
	Coord       bool // a whole coordination
	Name        int  // phrases with the same number are one entity by the rules for names; -1 for none
}

// Decision is what the ranker must decide for one phrase: one of the
// antecedents or none.
type Decision struct {
	Phrase      int
	New         []uint32   // features of none
	Alone       []uint32   // of the phrase
	Antecedents []int      // indices of phrases, nearest first
	Sides       [][]uint32 // of each antecedent alone
	Pairs       [][]uint32 // of each pair
}

// Decisions returns the document's phrases and what the ranker must decide, for
// training.
func (r *Resolver) Decisions(doc *nlp.Document) ([]Phrase, []Decision) {
	a := new(analysis)
	a.reset(r, doc)
	a.findCandidates()
	a.joinNames()
	a.begin()
	phrases := make([]Phrase, len(a.cands))
	sides := make([][]uint32, len(a.cands))
	var out []Decision
	for i := range a.cands {
		c := &a.cands[i]
		phrases[i] = Phrase{First: c.first, Last: c.last, Head: c.head, Coord: c.coord, Name: -1}
		if c.name >= 0 {
			phrases[i].Name = a.find(i)
		}
		a.note(i)
		sides[i] = a.alone(nil, i, anteSide)
		if !a.decides(i) {
			continue
		}
		antes := a.antecedents(i)
		if len(antes) == 0 {
			continue
		}
		a.ranker.agreeing = len(antes)
		d := Decision{Phrase: i, New: a.asNew(nil, i), Alone: a.alone(nil, i, anaphorSide)}
		for closer, j := range antes {
			d.Antecedents = append(d.Antecedents, j)
			d.Sides = append(d.Sides, sides[j])
			d.Pairs = append(d.Pairs, a.pair(nil, i, j, closer))
		}
		out = append(out, d)
	}
	return phrases, out
}

// chains lists the chains of two and more phrases.
func (a *analysis) chains() [][]nlp.Mention {
	at := map[int]int{}
	var all [][]nlp.Mention
	for i := range a.cands {
		c := &a.cands[i]
		if c.inner || c.kind == nlp.Pronoun && c.pron.kind == relative {
			continue
		}
		root := a.find(i)
		k, ok := at[root]
		if !ok {
			k = len(all)
			at[root] = k
			all = append(all, nil)
		}
		all[k] = append(all[k], nlp.Mention{
			Span: a.doc.TokenSpan(c.first, c.last), First: c.first, Last: c.last, Head: c.head,
			Sentence: c.sent, Kind: c.kind, Entity: -1,
		})
	}
	out := all[:0]
	for _, c := range all {
		if len(c) > 1 {
			out = append(out, c)
		}
	}
	return out
}
