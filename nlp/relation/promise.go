package relation

import (
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// promises adds what speakers say they will do: "We will keep this statement
// updated", "he said he would not declare martial law again". The frame
// lexicon cannot say it, since no word but the auxiliary triggers it: the
// subject of a clause with will or would must be the one who says it.
func (x *extraction) promises() {
	if !x.e.frames.relations["promises"] {
		return
	}
	for v := range x.doc.Tokens {
		if !x.t.isVerb(v) || x.t.tok(v).Tag != "VB" || x.isPassive(v) {
			continue
		}
		will := x.future(v)
		if will < 0 || will > v {
			continue
		}
		if s := x.t.find(v, "nsubj"); s >= 0 && strings.EqualFold(x.t.tok(s).Text, "it") {
			continue // "it would not ban Twitter" is a decision
		}
		by := x.saidBy(v)
		who := x.ownSubject(v)
		if by == nil || who == nil || by.ID == "" || by.ID != who.ID {
			continue
		}
		first, last := will, v+1
		_, end := x.t.extent(v, func(c int) bool {
			switch x.t.rel(c) {
			case "parataxis", "conj", "cc", "advcl", "nsubj":
				return false
			}
			return true
		})
		start := v
		if not := x.t.find(v, "advmod"); not >= 0 && not < v && (x.t.tok(not).Text == "not" || x.t.tok(not).Lemma == "never") {
			start = not
		}
		what := x.phrase(start, end)
		if what == nil {
			continue
		}
		x.emit(draft{
			relation: "promises", frame: "promises:will", trigger: x.doc.TokenSpan(first, last), at: v, head: v,
			subject: who, object: what, verdict: verdict{status: nlp.Asserted}, background: true,
			subjectRole: "subj", objectRole: "will",
		})
	}
}

// obligations adds orders that a ruling or regulator states as "must": "the
// court says Facebook must remove posts" orders Facebook.
func (x *extraction) obligations() {
	if !x.e.frames.relations["orders"] {
		return
	}
	for i := range x.doc.Tokens {
		tok := x.t.tok(i)
		if tok.Lemma != "must" || tok.Tag != "MD" || tok.Head < 0 || !x.t.isVerb(tok.Head) {
			continue
		}
		by, who := x.saidBy(tok.Head), x.ownSubject(tok.Head)
		if by == nil || who == nil || by.ID == who.ID || by.Type != nlp.Organization && by.Type != nlp.Law && by.Type != nlp.Place || who.Type == nlp.Phrase {
			continue
		}
		x.emit(draft{
			relation: "orders", frame: "orders:must", trigger: tok.Span, at: tok.Head, head: tok.Head,
			subject: by, object: who, verdict: verdict{status: nlp.Asserted}, background: true,
			subjectRole: "speaker", objectRole: "subj",
		})
	}
}

// future returns the auxiliary of the future on a verb, -1 for none.
func (x *extraction) future(v int) int {
	for c := x.t.child[v]; c >= 0; c = x.t.next[c] {
		if x.t.rel(int(c)) == "aux" {
			switch x.t.tok(int(c)).Lemma {
			case "will", "shall", "'ll", "wo", "would":
				return int(c)
			}
		}
	}
	return -1
}

// ownSubject is the subject of a verb as an argument, nil for none.
func (x *extraction) ownSubject(v int) *nlp.Argument {
	for _, r := range x.subjects(v, 0, nil) {
		if r.clause {
			continue
		}
		for _, i := range x.expand(r, 0, nil) {
			return x.argument(i)
		}
	}
	return nil
}
