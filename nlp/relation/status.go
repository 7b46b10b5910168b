package relation

import (
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// verdict is a status with the words that give it, empty for asserted.
type verdict struct {
	status nlp.Status
	cue    nlp.Span
}

// outer combines what a clause says of itself with what the words around it
// do to it: "did not fail to remove" negates a negation.
func (v verdict) outer(o verdict) verdict {
	switch {
	case o.status == nlp.Asserted:
		return v
	case v.status == nlp.Asserted:
		return o
	case v.status == nlp.Negated && o.status == nlp.Negated:
		return verdict{status: nlp.Asserted}
	case v.status == nlp.Possible && (o.status == nlp.Planned || o.status == nlp.Negated):
		return o // "will be able to", "was not able to"
	}
	return v
}

// statusOf works out how the predicate or event noun at t stands in its
// sentence: first its own auxiliaries and adverbs, then the words that embed
// it, up to the root.
func (x *extraction) statusOf(t int) verdict {
	v := x.ownStatus(t)
	cur := t
	for depth := 0; depth < maxDepth; depth++ {
		g := x.t.tok(cur).Head
		if g < 0 || x.relative(cur) {
			break
		}
		switch rel := x.t.rel(cur); rel {
		case "conj":
			if v.status == nlp.Asserted && !x.ownSubjectOrAux(cur) {
				v = v.outer(x.shared(g, cur))
			}
		case "xcomp", "ccomp", "advcl", "acl", "csubj", "obj", "nsubj", "obl", "nmod", "iobj":
			e := x.effect(g, cur)
			if noun := x.infinitiveNoun(cur); noun >= 0 && e.status == nlp.Asserted {
				e = verdict{x.lex.effects["noun "+x.t.tok(noun).Lemma+" inf"], x.t.tok(noun).Span}
			}
			if e.status != nlp.Asserted || rel == "xcomp" {
				// "did not agree to", "may begin to": the embedding word's
				// own status reaches through.
				gv := x.ownStatus(g)
				if e.status == nlp.Negated && gv.status == nlp.Negated {
					e = verdict{status: nlp.Asserted}
				} else if gv.status == nlp.Negated || e.status == nlp.Asserted || gv.status == nlp.Planned && e.status == nlp.Possible {
					e = gv
				}
			} else if rel == "obj" || rel == "nsubj" && x.isPassive(g) {
				// "will face a fine": light verbs lend their status to the
				// noun, and every verb its future ("will fast-track the
				// release").
				own := x.ownStatus(g)
				if own.status == nlp.Planned || x.lex.lightVerbs[x.t.tok(g).Lemma] || x.lex.receiveVerbs[x.t.tok(g).Lemma] {
					e = own
				}
			}
			v = v.outer(e)
			if rel == "obj" || rel == "obl" || rel == "nsubj" || rel == "nmod" || rel == "iobj" {
				// A noun's place in its sentence says no more about it,
				// but for a light verb that is itself embedded.
				if !x.lex.lightVerbs[x.t.tok(g).Lemma] && !x.t.isNoun(g) {
					return v
				}
			}
		case "parataxis", "appos", "root":
			return v
		}
		cur = g
	}
	return v
}

// shared is the status that a coordinated verb takes from the first verb:
// auxiliaries hold for both, a negation only in "not remove or block".
func (x *extraction) shared(first, second int) verdict {
	v := x.ownStatus(first)
	if v.status != nlp.Negated {
		if x.t.tok(first).Tag == "VB" && x.t.tok(second).Tag != "VB" {
			return verdict{status: nlp.Asserted}
		}
		return v
	}
	if c := x.t.find(second, "cc"); c >= 0 {
		if l := x.t.tok(c).Lemma; l == "or" || l == "nor" {
			return v
		}
	}
	return verdict{status: nlp.Asserted}
}

func (x *extraction) ownSubjectOrAux(i int) bool {
	return x.t.find(i, "nsubj") >= 0 || x.t.find(i, "aux") >= 0
}

// ownStatus reads the auxiliaries, adverbs, determiners and conjunctions that
// hang on a predicate or event noun.
func (x *extraction) ownStatus(t int) verdict {
	v := verdict{status: nlp.Asserted}
	set := func(s nlp.Status, i int) {
		if v.status == nlp.Asserted || s == nlp.Negated {
			v = verdict{s, x.t.tok(i).Span}
		}
	}
	infinitive, auxiliary := -1, false
	for c := x.t.child[t]; c >= 0; c = x.t.next[c] {
		i := int(c)
		tok := x.t.tok(i)
		switch x.t.rel(i) {
		case "aux":
			auxiliary = true
			switch tok.Lemma {
			case "will", "shall", "'ll", "wo":
				set(nlp.Planned, i)
			case "would", "'d":
				if tok.Tag == "MD" {
					if x.reported(t) || x.sourceOf(t) != nil {
						set(nlp.Planned, i)
					} else {
						set(nlp.Possible, i)
					}
				}
			case "may", "might", "could":
				set(nlp.Possible, i)
			case "must", "should", "ought":
				set(nlp.Requested, i)
			}
		case "advmod", "amod", "det", "cc":
			if s, ok := x.lex.hedges[tok.Lemma]; ok && !(tok.Lemma == "no" && x.t.isVerb(t)) {
				if x.t.rel(i) == "advmod" && x.notOnly(i) {
					continue
				}
				set(s, i)
			}
		case "mark":
			switch tok.Lemma {
			case "if", "unless", "whether":
				set(nlp.Possible, i)
			case "to":
				infinitive = i
			}
		case "nsubj", "obj":
			if d := x.t.find(i, "det"); d >= 0 && x.t.tok(d).Lemma == "no" && x.t.isVerb(t) {
				set(nlp.Negated, d)
			}
			if tok.Lemma == "nobody" || tok.Lemma == "nothing" || tok.Lemma == "none" {
				set(nlp.Negated, i)
			}
		}
	}
	if v.status == nlp.Asserted && infinitive >= 0 && !auxiliary {
		switch x.t.rel(t) {
		case "root", "parataxis", "ccomp":
			// A headline's future: "Tesco to sell its Polish branch".
			if x.t.find(t, "nsubj") >= 0 {
				return verdict{nlp.Planned, x.t.tok(infinitive).Span}
			}
		}
	}
	return v
}

// notOnly reports "not only", "not just", which negate nothing.
func (x *extraction) notOnly(i int) bool {
	if l := x.t.tok(i).Lemma; l != "not" && l != "n't" {
		return false
	}
	if i+1 < len(x.doc.Tokens) {
		switch x.t.tok(i + 1).Lemma {
		case "only", "just", "merely", "simply":
			return true
		}
	}
	return false
}

// reported reports whether the predicate is what somebody said.
func (x *extraction) reported(t int) bool {
	for depth := 0; depth < maxDepth && t >= 0; depth++ {
		tok := x.t.tok(t)
		if tok.Rel == "ccomp" && tok.Head >= 0 && x.lex.speech[x.t.tok(tok.Head).Lemma] != "" {
			return true
		}
		if x.quoteAt[t] >= 0 {
			return true
		}
		switch x.t.rel(t) {
		case "conj", "xcomp", "advcl", "ccomp":
			t = tok.Head
		default:
			return false
		}
	}
	return false
}

// effect is what the word g does to the clause or noun that depends on it.
func (x *extraction) effect(g, dep int) verdict {
	pos := "noun"
	gt := x.t.tok(g)
	switch {
	case strings.HasPrefix(gt.Tag, "VB"):
		pos = "verb"
	case strings.HasPrefix(gt.Tag, "JJ"):
		pos = "adj"
	}
	key := pos + " " + gt.Lemma + " "
	if !x.lex.hasEffect(key) {
		return verdict{status: nlp.Asserted}
	}
	for _, form := range x.forms(dep) {
		if s, ok := x.lex.effects[key+form]; ok {
			return verdict{s, gt.Span}
		}
	}
	return verdict{status: nlp.Asserted}
}

// forms names the ways in which a dependent is tied to its governor, the most
// particular first: a preposition, then inf, ger, that or obj.
func (x *extraction) forms(dep int) []string {
	rel := x.t.rel(dep)
	out := x.formBuf[:0]
	switch rel {
	case "obl", "nmod":
		if x.t.tok(dep).Rel == "nmod:poss" {
			return nil
		}
		return append(out, x.caseOf(dep))
	case "obj":
		return append(out, "obj")
	case "nsubj":
		return append(out, "obj")
	}
	mark := x.t.find(dep, "mark")
	if mark >= 0 {
		out = append(out, x.t.tok(mark).Lemma)
	}
	switch {
	case rel == "advcl" && mark >= 0 && x.t.tok(mark).Lemma != "to":
		return out // "after New Delhi banned it" is nothing that was denied
	case mark >= 0 && x.t.tok(mark).Lemma == "to", x.t.tok(dep).Tag == "VB" && rel == "xcomp":
		out = append(out, "inf")
	case x.t.tok(dep).Tag == "VBG" && x.t.find(dep, "aux") < 0:
		out = append(out, "ger")
	default:
		out = append(out, "that")
	}
	return append(out, "any")
}

// hasEffect reports whether any form of the word has an effect.
func (p *predicates) hasEffect(key string) bool { return p.effectWords[key] }
