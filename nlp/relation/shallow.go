package relation

import (
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// The tree is sometimes wrong where the words are plain: "levied a nearly
// $120,000 fine against Twitter". Where it gives no argument, these rules
// look at the words beside the trigger, as a chunker would, and take a
// mention that stands right there. They never reach across a finite verb.

// maxReach is how many tokens behind a trigger its prepositions are looked for.
const maxReach = 14

// shallow finds the mention that stands in a role by position alone.
func (x *extraction) shallow(t int, k kind, role string, out []ref) []ref {
	switch {
	case k == verb && role == "subj" && x.isPassive(t):
		if m := x.mentionBehind(t, "by"); m >= 0 {
			out = append(out, ref{tok: x.doc.Mentions[m].Head})
		}
	case k == verb && (role == "subj" && !x.isPassive(t) || role == "obj" && x.isPassive(t)):
		if m := x.mentionBefore(t); m >= 0 {
			out = append(out, ref{tok: x.doc.Mentions[m].Head})
		}
	case k == verb && role == "obj":
		if m := x.mentionAfter(t); m >= 0 {
			out = append(out, ref{tok: x.doc.Mentions[m].Head})
		}
	case isPreposition(role):
		if m := x.mentionBehind(t, role); m >= 0 {
			out = append(out, ref{tok: x.doc.Mentions[m].Head})
		}
	}
	return out
}

// isPreposition tells the roles that are prepositions from the named ones.
func isPreposition(role string) bool {
	switch role {
	case "on", "against", "to", "from", "for", "with", "into", "over", "upon", "by", "in":
		return true
	}
	return false
}

// mentionBefore finds the mention right before a finite verb, auxiliaries,
// adverbs and times between them.
func (x *extraction) mentionBefore(v int) int {
	switch x.t.tok(v).Tag {
	case "VBD", "VBZ", "VBP", "VBN", "VB":
	default:
		return -1
	}
	s := x.sentenceAt[v]
	finite := x.t.tok(v).Tag != "VBN" && x.t.tok(v).Tag != "VB"
	for j := v - 1; j >= 0 && x.sentenceAt[j] == s; j-- {
		tok := x.t.tok(j)
		switch {
		case strings.HasPrefix(tok.Tag, "RB"), x.isTime[j]:
			continue
		case tok.Tag == "MD", strings.HasPrefix(tok.Tag, "VB") && (tok.Lemma == "have" || tok.Lemma == "be"):
			finite = true
			continue
		case tok.Tag == "IN" && j+1 < v && x.isTime[j+1]:
			continue
		}
		if m := x.endsAt[j]; m >= 0 && finite && x.doc.Mentions[m].Entity >= 0 {
			return int(m)
		}
		return -1
	}
	return -1
}

// mentionAfter finds the mention right behind a verb.
func (x *extraction) mentionAfter(v int) int {
	s := x.sentenceAt[v]
	for j := v + 1; j < len(x.doc.Tokens) && j <= v+3 && x.sentenceAt[j] == s; j++ {
		if m := x.startsAt[j]; m >= 0 && x.doc.Mentions[m].Entity >= 0 {
			return int(m)
		}
		if !strings.HasPrefix(x.t.tok(j).Tag, "RB") {
			return -1
		}
	}
	return -1
}

// mentionBehind finds the mention behind the first preposition prep that
// follows the trigger before another finite verb.
func (x *extraction) mentionBehind(t int, prep string) int {
	s := x.sentenceAt[t]
	for j := t + 1; j+1 < len(x.doc.Tokens) && j <= t+maxReach && x.sentenceAt[j+1] == s; j++ {
		tok := x.t.tok(j)
		switch tok.Tag {
		case "VBD", "VBZ", "VBP", "MD", ".", ":", "WDT", "WP":
			return -1
		}
		if tok.Lemma == prep && (tok.Tag == "IN" || tok.Tag == "TO") {
			if m := x.startsAt[j+1]; m >= 0 && x.doc.Mentions[m].Entity >= 0 && !x.isTime[j+1] {
				return int(m)
			}
			return -1
		}
	}
	return -1
}

// position fills startsAt and endsAt: the longest mention that begins or ends
// at a token.
func (x *extraction) position(doc *nlp.Document) {
	n := len(doc.Tokens)
	x.startsAt = resize(x.startsAt, n)
	x.endsAt = resize(x.endsAt, n)
	for k := range doc.Mentions {
		m := &doc.Mentions[k]
		if old := x.startsAt[m.First]; old < 0 || doc.Mentions[old].Len() < m.Len() {
			x.startsAt[m.First] = int32(k)
		}
		if old := x.endsAt[m.Last-1]; old < 0 || doc.Mentions[old].Len() < m.Len() {
			x.endsAt[m.Last-1] = int32(k)
		}
	}
}
