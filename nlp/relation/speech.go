package relation

import (
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// quotation is a stretch between quotation marks, perhaps over several
// sentences, that reads like speech.
type quotation struct {
	first, last int // tokens between the marks, half open
	speaker     *nlp.Argument
	verb        int  // token of the speech verb, -1 for none
	scare       bool // a few words in marks, no speech
}

// minSpeech is the length in tokens below which words in quotation marks are
// taken for a term rather than for speech, unless they hold a finite verb.
const minSpeech = 5

// findQuotations pairs the quotation marks of each block. A quotation that its
// block does not close ends with the block: papers leave out the closing mark
// where the next paragraph goes on.
func (x *extraction) findQuotations() {
	x.quotes = x.quotes[:0]
	open, block := -1, -1
	closeAt := func(last int) {
		if open >= 0 && last > open+1 {
			x.addQuotation(open+1, last)
		}
		open = -1
	}
	for s := range x.doc.Sentences {
		sent := &x.doc.Sentences[s]
		if sent.Block != block {
			closeAt(sent.First)
			block = sent.Block
		}
		for i := sent.First; i < sent.Last; i++ {
			if x.t.tok(i).Text != `"` && x.t.tok(i).Text != "``" && x.t.tok(i).Text != "''" {
				continue
			}
			if open >= 0 {
				closeAt(i)
			} else {
				open = i
			}
		}
	}
	closeAt(len(x.doc.Tokens))
	for q := range x.quotes {
		x.attribute(q)
	}
}

func (x *extraction) addQuotation(first, last int) {
	q := quotation{first: first, last: last, verb: -1}
	finite := false
	for i := first; i < last; i++ {
		switch x.t.tok(i).Tag {
		case "VBD", "VBZ", "VBP", "MD":
			finite = true
		}
	}
	q.scare = last-first < minSpeech && !finite || !finite && last-first < 2*minSpeech
	for i := first; i < last; i++ {
		if !q.scare {
			x.quoteAt[i] = int32(len(x.quotes))
		}
	}
	x.quotes = append(x.quotes, q)
}

// attribute finds who speaks: the subject of a speech verb in the sentences
// where the quotation begins or ends, of one in the sentence before it that
// ends in a colon, else the speaker of the quotation just before.
func (x *extraction) attribute(k int) {
	q := &x.quotes[k]
	if q.scare {
		return
	}
	first, last := x.sentenceAt[q.first], x.sentenceAt[q.last-1]
	for _, s := range [...]int32{last, first} {
		if v := x.speechVerb(int(s), q); v >= 0 {
			q.verb, q.speaker = v, x.speaker(v)
			if q.speaker != nil {
				return
			}
		}
	}
	if f := int(first); f > 0 {
		prev := x.doc.Sentences[f-1]
		if end := prev.Last - 1; end > prev.First && x.t.tok(end).Text == ":" {
			if v := x.speechVerb(f-1, q); v >= 0 {
				q.verb, q.speaker = v, x.speaker(v)
				return
			}
		}
	}
	if k > 0 {
		p := &x.quotes[k-1]
		gap := int(first) - int(x.sentenceAt[p.last-1])
		if !p.scare && p.speaker != nil && gap <= 2 && x.wholeSentence(q) {
			q.speaker = p.speaker
			return
		}
	}
	// Coreference may know who "I" is.
	for i := q.first; i < q.last; i++ {
		if m := x.mentionAt[i]; m >= 0 && x.doc.Mentions[m].Kind == nlp.Pronoun && x.doc.Mentions[m].Entity >= 0 && strings.HasPrefix(x.t.tok(i).Tag, "PRP") {
			switch strings.ToLower(x.t.tok(i).Text) {
			case "i", "my", "me":
				q.speaker = x.entityArgument(&x.doc.Mentions[m])
				return
			}
		}
	}
}

// wholeSentence reports a quotation that fills its sentences, so that no
// words of theirs can name another speaker.
func (x *extraction) wholeSentence(q *quotation) bool {
	s := &x.doc.Sentences[x.sentenceAt[q.first]]
	e := &x.doc.Sentences[x.sentenceAt[q.last-1]]
	return q.first-s.First <= 1 && e.Last-q.last <= 2
}

// speechVerb finds the verb in sentence s, outside every quotation, that
// introduces q: the nearest to its marks.
func (x *extraction) speechVerb(s int, q *quotation) int {
	best, dist := -1, 1<<30
	sent := &x.doc.Sentences[s]
	for i := sent.First; i < sent.Last; i++ {
		if x.quoteAt[i] >= 0 || !x.t.isVerb(i) || x.lex.speech[x.t.tok(i).Lemma] == "" {
			continue
		}
		d := max(q.first-i, i-q.last, 0)
		if d < dist {
			best, dist = i, d
		}
	}
	return best
}

// speaker is the subject of a speech verb as an argument, nil if unknown.
func (x *extraction) speaker(v int) *nlp.Argument {
	x.refs = x.role(v, verb, path{role: "subj"}, x.refs[:0])
	for _, r := range x.refs {
		if r.clause {
			continue
		}
		for _, i := range x.expand(r, 0, nil) {
			if x.quoteAt[i] >= 0 && x.quoteAt[v] < 0 {
				continue
			}
			if a := x.argument(x.author(i)); a != nil {
				return a
			}
		}
	}
	return nil
}

// accordingTo finds the source of "according to X" that hangs on predicate t.
func (x *extraction) accordingTo(t int) (*nlp.Argument, int) {
	for c := x.t.child[t]; c >= 0; c = x.t.next[c] {
		i := int(c)
		if r := x.t.rel(i); r != "obl" && r != "nmod" && r != "advmod" {
			continue
		}
		if x.caseOf(i) == "accord to" || x.caseOf(i) == "according to" {
			return x.source(i), i
		}
	}
	return nil, -1
}

// saidBy finds to whom the article attributes what the predicate t states:
// the nearest speech verb above it, an "according to" beside it, or the
// quotation it stands in.
func (x *extraction) saidBy(t int) *nlp.Argument {
	cur := t
	for depth := 0; depth < 2*maxDepth; depth++ {
		if a, _ := x.accordingTo(cur); a != nil {
			return a
		}
		for c := x.t.child[cur]; c >= 0; c = x.t.next[c] {
			// "TikTok, the regulator said, had agreed": an inserted clause.
			i := int(c)
			if x.t.rel(i) == "parataxis" && x.lex.speech[x.t.tok(i).Lemma] != "" && x.t.find(i, "nsubj") >= 0 && x.t.find(i, "ccomp") < 0 {
				if a := x.speaker(i); a != nil {
					return a
				}
			}
		}
		g := x.t.tok(cur).Head
		if g < 0 {
			break
		}
		if rel := x.t.rel(cur); x.lex.reports[x.t.tok(g).Lemma] && x.t.isNoun(g) && (rel == "acl" || rel == "ccomp") && x.t.tok(cur).Rel != "acl:relcl" && x.t.find(cur, "mark") >= 0 {
			// "received reports that access was restored", "found evidence that"
			if h := x.t.tok(g).Head; x.t.rel(g) == "obj" && h >= 0 && !x.lex.receiveVerbs[x.t.tok(h).Lemma] {
				if a := x.speaker(h); a != nil {
					return a
				}
			}
			if x.t.tok(g).Tag == "NNS" {
				return x.source(g)
			}
		}
		if x.relative(cur) || x.contrast(cur) {
			return x.quotedBy(t)
		}
		if x.embedsSpeech(g, cur) {
			if q := x.quotedBy(g); q != nil && x.lex.speech[x.t.tok(g).Lemma] == "claim" {
				return q // all of it is the words of the one quoted
			}
			if a := x.speaker(g); a != nil {
				return a
			}
		}
		cur = g
	}
	if by := x.quotedBy(t); by != nil {
		return by
	}
	return x.sourceOf(t)
}

// quotedBy is the speaker of the quotation that the token stands in, nil for
// none.
func (x *extraction) quotedBy(t int) *nlp.Argument {
	if q := x.quoteAt[t]; q >= 0 {
		return x.quotes[q].speaker
	}
	return nil
}

// contrast reports a clause that stands beside what is reported: "..., while
// Google is facing an investigation".
func (x *extraction) contrast(v int) bool {
	if x.t.rel(v) != "advcl" {
		return false
	}
	m := x.t.find(v, "mark")
	if m < 0 {
		return false
	}
	switch x.t.tok(m).Lemma {
	case "while", "whereas", "although", "though":
		return true
	}
	return false
}

// relative reports a clause that says something on the side of what is
// reported: a relative clause, also one that the parser took for another.
func (x *extraction) relative(v int) bool {
	if x.t.tok(v).Rel == "acl:relcl" {
		return true
	}
	if x.t.rel(v) != "advcl" {
		return false
	}
	for c := x.t.child[v]; c >= 0 && int(c) < v; c = x.t.next[c] {
		if tag := x.t.tok(int(c)).Tag; tag == "WDT" || tag == "WP" {
			return x.t.find(v, "mark") < 0
		}
	}
	return false
}

// sourceOf finds the source of the whole sentence of t where the tree does not
// tie them: "according to X" anywhere in it, or a speech verb with its subject
// that ends the sentence ("..., the regulator said on Friday.").
func (x *extraction) sourceOf(t int) *nlp.Argument {
	sent := &x.doc.Sentences[x.sentenceAt[t]]
	for i := sent.First; i+2 < sent.Last; i++ {
		if strings.EqualFold(x.t.tok(i).Text, "according") && x.t.tok(i+1).Lemma == "to" {
			if m := x.startsAt[i+2]; m >= 0 && x.doc.Mentions[m].Entity >= 0 {
				return x.source(x.doc.Mentions[m].Head)
			}
			if h := x.t.tok(i).Head; h > i {
				return x.source(h)
			}
		}
	}
	// "The regulator said on April 5 that ... but would continue to slow":
	// all that follows "that" is reported, however the parser cut it.
	for v := sent.First; v < t; v++ {
		if x.t.isVerb(v) && x.quoteAt[v] < 0 && x.t.tok(v).Head < 0 && x.lex.speech[x.t.tok(v).Lemma] == "says" {
			if x.t.find(v, "ccomp") < 0 && !x.introduces(v) && x.t.find(v, "nsubj") >= 0 && x.t.find(v, "nsubj") < v {
				return x.speaker(v) // what it reports hangs elsewhere
			}
			for i := v + 1; i < t; i++ {
				if x.t.tok(i).Lemma == "that" && x.t.tok(i).Tag == "IN" {
					return x.speaker(v)
				}
			}
		}
	}
	for v := sent.Last - 1; v > t; v-- {
		if !x.t.isVerb(v) || x.quoteAt[v] >= 0 {
			continue
		}
		if x.lex.speech[x.t.tok(v).Lemma] != "says" || x.t.find(v, "ccomp") > v {
			if x.t.tok(v).Tag == "VBG" || x.t.tok(v).Tag == "VBN" || x.t.rel(v) == "acl" {
				continue // "..., Reuters reported, citing officials"
			}
			return nil
		}
		s := x.t.find(v, "nsubj")
		if s < 0 {
			s = x.t.find(v, "obj") // "..., says lawmaker"
		}
		if s < 0 || x.isRelativePronoun(s) {
			return nil
		}
		// The reporting clause stands apart by a comma or a quotation mark.
		f, _ := x.t.extent(s, nil)
		if f = min(f, v); f > t && isPunct(x.t.tok(f-1).Tag) {
			return x.speaker(v)
		}
		return nil
	}
	return nil
}

// introduces reports a speech verb that a quotation belongs to.
func (x *extraction) introduces(v int) bool {
	for k := range x.quotes {
		if x.quotes[k].verb == v {
			return true
		}
	}
	return false
}

// source is the one who speaks through a statement, a report or a letter.
func (x *extraction) source(i int) *nlp.Argument {
	heads := x.expand(ref{tok: i}, 0, nil)
	if len(heads) == 0 {
		return nil
	}
	return x.argument(x.author(heads[0]))
}

// embedsSpeech reports whether g is a speech verb and dep what it reports.
func (x *extraction) embedsSpeech(g, dep int) bool {
	class := x.lex.speech[x.t.tok(g).Lemma]
	if class == "" || !x.t.isVerb(g) {
		return false
	}
	switch x.t.rel(dep) {
	case "ccomp":
		return true
	case "xcomp":
		return class == "claim"
	case "advcl":
		if m := x.t.find(dep, "mark"); m >= 0 && class == "claim" {
			switch x.t.tok(m).Lemma {
			case "of", "for", "to", "from":
				return true
			}
		}
		return false
	case "parataxis":
		return x.quoteAt[dep] >= 0 || x.t.find(g, "ccomp") < 0
	case "obl":
		return class == "claim" && x.t.isVerb(dep)
	}
	return false
}

// sayings adds a claim "says" for every reported statement and quotation.
func (x *extraction) sayings() {
	for s := range x.doc.Sentences {
		sent := &x.doc.Sentences[s]
		for i := sent.First; i < sent.Last; i++ {
			switch {
			case x.t.isVerb(i) && x.lex.speech[x.t.tok(i).Lemma] == "says":
				x.saying(i)
			case x.t.isPredicate(i):
				if a, at := x.accordingTo(i); a != nil {
					x.addSaying(a, x.clauseArgument(i), at, i)
				}
			}
		}
	}
	for k := range x.quotes {
		q := &x.quotes[k]
		if q.scare || q.speaker == nil || q.verb >= 0 {
			continue
		}
		// A quotation that goes on without a verb of its own.
		x.addSaying(q.speaker, x.phrase(q.first, q.last), q.first, q.first)
	}
}

// saying adds the claim of one speech verb, if it reports something.
func (x *extraction) saying(v int) {
	if x.quoteAt[v] >= 0 && x.t.find(v, "ccomp") < 0 {
		return
	}
	var what *nlp.Argument
	at := v
	for c := x.t.child[v]; c >= 0 && what == nil; c = x.t.next[c] {
		switch i := int(c); x.t.rel(i) {
		case "ccomp":
			what, at = x.clauseArgument(i), i
		case "parataxis":
			if x.t.isPredicate(i) && x.t.find(v, "ccomp") < 0 {
				what, at = x.clauseArgument(i), i
			}
		}
	}
	if what == nil {
		for k := range x.quotes {
			if q := &x.quotes[k]; q.verb == v && !q.scare {
				what, at = x.phrase(q.first, q.last), q.first
				break
			}
		}
	}
	if what == nil && x.t.rel(v) == "parataxis" {
		if g := x.t.tok(v).Head; g >= 0 && x.t.isPredicate(g) {
			what, at = x.clauseArgument(g), g
		}
	}
	if what == nil {
		return
	}
	if who := x.speaker(v); who != nil {
		x.addSaying(who, what, v, at)
	}
}

func (x *extraction) addSaying(who, what *nlp.Argument, trigger, at int) {
	if what == nil {
		return
	}
	first, last := x.t.verbGroup(trigger)
	x.emit(draft{
		relation: "says", frame: "says", trigger: x.doc.TokenSpan(first, last), at: at, head: trigger,
		subject: who, object: what, verdict: verdict{status: nlp.Asserted},
	})
}
