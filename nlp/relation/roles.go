package relation

import (
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// ref is a word in a role: the head of a noun phrase, or of a clause.
type ref struct {
	tok    int
	clause bool
	cut    int // bytes of the token to leave out at its start: "anti-" of "anti-Kremlin"
}

// maxDepth bounds the climb through coordinated and embedded clauses.
const maxDepth = 8

// role appends the words that stand in a role of the trigger t.
func (x *extraction) role(t int, k kind, p path, out []ref) []ref {
	n := len(out)
	switch {
	case p.role == "none":
		return out
	case k == adjective && p.role == "head":
		if g := x.t.tok(t).Head; g >= 0 && x.t.rel(t) == "amod" {
			return x.self(g, 0, out)
		}
		if m := x.startsAt[t]; m >= 0 && x.doc.Mentions[m].Last > t+1 {
			return append(out, ref{tok: x.doc.Mentions[m].Head})
		}
		if t+1 < len(x.doc.Tokens) && x.startsAt[t+1] >= 0 {
			// "Imprisoned Kremlin critic Aleksei Navalny", parsed otherwise
			out = append(out, ref{tok: x.doc.Mentions[x.startsAt[t+1]].Head})
		}
	case k == adjective && p.role == "mod":
		out = x.adjectiveMod(t, out)
	case k >= entity && p.role == "self":
		out = append(out, ref{tok: t})
	case k >= entity, k == noun && !x.nominalPredicate(t):
		out = x.nounRole(t, p.role, out)
	case k == noun:
		// A noun as predicate has both: "X is the head of Y".
		out = x.nounRole(t, p.role, out)
		if len(out) == n && (p.role == "subj" || p.role == "comp") {
			out = x.verbRole(t, p.role, out)
		}
	default:
		out = x.verbRole(t, p.role, out)
	}
	if p.inner == "" {
		return out
	}
	heads := out[n:]
	var inner []ref
	for _, h := range heads {
		if h.clause {
			inner = x.verbRole(h.tok, p.inner, inner)
		} else {
			inner = x.nounRole(h.tok, p.inner, inner)
		}
	}
	return append(out[:n], inner...)
}

// verbRole gives the logical roles of a verb or other predicate.
func (x *extraction) verbRole(v int, role string, out []ref) []ref {
	passive := x.isPassive(v)
	switch role {
	case "subj":
		if passive {
			return x.agents(v, out)
		}
		return x.subjects(v, 0, out)
	case "obj":
		if passive {
			return x.subjects(v, 0, out)
		}
		return x.objects(v, 0, out)
	case "iobj":
		if c := x.t.find(v, "iobj"); c >= 0 {
			out = append(out, ref{tok: c})
		}
		return out
	case "comp":
		for c := x.t.child[v]; c >= 0; c = x.t.next[c] {
			switch x.t.rel(int(c)) {
			case "ccomp":
				out = append(out, ref{tok: int(c), clause: true})
			case "xcomp":
				if x.t.isVerb(int(c)) || x.t.find(int(c), "cop") >= 0 || x.t.find(int(c), "mark") >= 0 {
					out = append(out, ref{tok: int(c), clause: true})
				}
			}
		}
		return out
	case "pred":
		for c := x.t.child[v]; c >= 0; c = x.t.next[c] {
			r := x.t.rel(int(c))
			if r == "xcomp" && !x.t.isVerb(int(c)) || r == "obj" && passive {
				out = append(out, ref{tok: int(c)}) // passive: "was declared an enemy"
			}
		}
		return out
	}
	return x.prepositional(v, role, passive, out)
}

// prepositional finds the phrases and gerund clauses that a preposition ties
// to a verb. Parsers often hang a phrase on the object in front of it
// ("imposed [a fine on TikTok]"), so that is the second place to look.
func (x *extraction) prepositional(v int, prep string, passive bool, out []ref) []ref {
	n := len(out)
	object := -1
	for c := x.t.child[v]; c >= 0; c = x.t.next[c] {
		i := int(c)
		switch x.t.rel(i) {
		case "obl", "nmod":
			if x.caseOf(i) == prep && !(passive && prep == "by") && !x.isTime[i] {
				out = append(out, ref{tok: i})
			}
		case "advcl", "xcomp", "ccomp":
			if m := x.t.find(i, "mark"); m >= 0 && x.t.tok(m).Lemma == prep && x.t.tok(i).Tag == "VBG" {
				out = append(out, ref{tok: i, clause: true})
			}
		case "obj", "iobj":
			object = i
		case "nsubj":
			if passive {
				object = i
			}
		}
	}
	if len(out) == n && object >= 0 {
		out = x.nounPrep(object, prep, out)
	}
	return out
}

// caseOf is the preposition of a noun phrase, its parts joined by spaces
// where it has several words ("because of"), or "".
func (x *extraction) caseOf(i int) string {
	k := x.t.find(i, "case")
	if k < 0 || x.t.tok(k).Tag == "POS" {
		return ""
	}
	lemma := x.t.tok(k).Lemma
	if f := x.t.find(k, "fixed"); f >= 0 {
		return lemma + " " + x.t.tok(f).Lemma
	}
	return lemma
}

// agents finds the by-phrase of a passive.
func (x *extraction) agents(v int, out []ref) []ref {
	for c := x.t.child[v]; c >= 0; c = x.t.next[c] {
		i := int(c)
		if x.t.tok(i).Rel == "obl:agent" || x.t.rel(i) == "obl" && x.caseOf(i) == "by" {
			if !x.isTime[i] && x.t.isNoun(i) {
				out = append(out, ref{tok: i})
			}
		}
	}
	// "was muted and removed by TikTok": the phrase hangs on the last verb.
	if len(out) == 0 {
		for c := x.t.child[v]; c >= 0; c = x.t.next[c] {
			if x.t.rel(int(c)) == "conj" && x.t.isVerb(int(c)) && x.t.find(int(c), "nsubj") < 0 && x.isPassive(int(c)) {
				return x.agents(int(c), out)
			}
		}
	}
	return out
}

// subjects finds the surface subject of a predicate, its own or the one it
// shares: with the verb it is coordinated to, with the verb that controls it
// ("agreed to remove"), with the noun it modifies ("posts removed by ...").
func (x *extraction) subjects(v, depth int, out []ref) []ref {
	if depth > maxDepth {
		return out
	}
	for c := x.t.child[v]; c >= 0; c = x.t.next[c] {
		switch r := x.t.tok(int(c)).Rel; {
		case r == "nsubj:outer":
		case strings.HasPrefix(r, "nsubj"):
			out = append(out, ref{tok: int(c)})
		case strings.HasPrefix(r, "csubj"):
			out = append(out, ref{tok: int(c), clause: true})
		}
	}
	if len(out) > 0 {
		return out
	}
	g := x.t.tok(v).Head
	if x.finite(v) && (g < 0 || x.t.rel(v) == "ccomp" || x.t.rel(v) == "parataxis") {
		// The parser lost the subject of a main clause.
		if m := x.mentionBefore(v); m >= 0 {
			return append(out, ref{tok: x.doc.Mentions[m].Head})
		}
	}
	if g < 0 {
		return out
	}
	switch x.t.rel(v) {
	case "conj", "parataxis":
		if x.t.isPredicate(g) && (x.t.rel(v) == "conj") {
			return x.subjects(g, depth+1, out)
		}
	case "xcomp":
		if x.t.isPredicate(g) || x.t.isVerb(g) {
			return x.controllers(g, depth, out)
		}
		if x.t.rel(g) == "amod" || x.t.rel(g) == "acl" {
			return append(out, ref{tok: x.t.tok(g).Head})
		}
		return x.subjects(g, depth+1, out)
	case "ccomp":
		return x.controllers(g, depth, out)
	case "advcl", "obl":
		if !x.t.isVerb(v) {
			return out
		}
		mark := ""
		if m := x.t.find(v, "mark"); m >= 0 {
			mark = x.t.tok(m).Lemma
		}
		if noun := x.infinitiveNoun(v); noun >= 0 {
			return x.nounController(noun, depth, out)
		}
		if mark == "for" || mark == "of" || mark == "from" || mark == "to" && (x.lex.controlsObject(x.t.tok(g).Lemma) || x.lex.effects["verb "+x.t.tok(g).Lemma+" inf"] == nlp.Requested) {
			return x.controllers(g, depth, out)
		}
		if mark == "" && x.lex.stative[x.t.tok(v).Lemma] && v >= 2 && x.t.tok(v-1).Text == "," {
			// "the region, comprising Czechia": said of the noun beside it
			if m := x.endsAt[v-2]; m >= 0 {
				return append(out, ref{tok: x.doc.Mentions[m].Head})
			}
		}
		if x.t.isVerb(g) || x.t.isPredicate(g) {
			return x.subjects(g, depth+1, out)
		}
	case "acl":
		if x.t.tok(v).Rel == "acl:relcl" {
			// Its pronoun was left out or is the object.
			if x.isPassive(v) {
				return append(out, ref{tok: g})
			}
			return out
		}
		if x.t.hasChild(v, "mark", "to") || x.markedGerund(v) {
			return x.nounController(g, depth, out)
		}
		return append(out, ref{tok: g})
	}
	return out
}

// finite reports a verb that must have a subject of its own.
func (x *extraction) finite(v int) bool {
	switch x.t.tok(v).Tag {
	case "VBD", "VBZ", "VBP":
		return true
	}
	return x.t.find(v, "aux") >= 0 && x.t.tok(x.t.find(v, "aux")).Tag != "VBG"
}

// infinitiveNoun finds the noun right before a to-infinitive that says what the
// infinitive is ("under pressure to remove", "its failure to delete"), where
// the parser hung the infinitive on the verb; -1 if there is none.
func (x *extraction) infinitiveNoun(v int) int {
	m := x.t.find(v, "mark")
	if m <= 0 || x.t.tok(m).Lemma != "to" || !x.t.isVerb(x.t.tok(v).Head) {
		return -1
	}
	i := m - 1
	for i > 0 && isPunct(x.t.tok(i).Tag) {
		i--
	}
	if x.t.isVerb(i) || !strings.HasPrefix(x.t.tok(i).Tag, "NN") || x.sentenceAt[i] != x.sentenceAt[v] {
		return -1
	}
	if _, ok := x.lex.effects["noun "+x.t.tok(i).Lemma+" inf"]; !ok {
		return -1
	}
	return i
}

// markedGerund reports "of removing", "in identifying": a gerund with a
// preposition, whose agent is the noun's agent.
func (x *extraction) markedGerund(v int) bool {
	return x.t.tok(v).Tag == "VBG" && (x.t.find(v, "mark") >= 0 || x.t.find(v, "case") >= 0)
}

// controllers finds who does what the complement of g says: the object of g
// if it has one ("ordered Meta to pay", "fined Twitter for failing"), else its
// subject.
func (x *extraction) controllers(g, depth int, out []ref) []ref {
	n := len(out)
	if x.isPassive(g) {
		return x.subjects(g, depth+1, out)
	}
	lemma := x.t.tok(g).Lemma
	if lemma != "promise" && lemma != "threaten" && lemma != "vow" {
		for c := x.t.child[g]; c >= 0; c = x.t.next[c] {
			if r := x.t.rel(int(c)); r != "obj" && r != "iobj" {
				continue
			}
			if !x.lex.lightObject[x.t.tok(int(c)).Lemma] {
				out = append(out, ref{tok: int(c)})
				continue
			}
			// "levied a fine against Twitter for failing to remove"
			for _, prep := range [...]string{"against", "on"} {
				if len(out) > n {
					break
				}
				if out = x.prepositional(g, prep, false, out); len(out) == n {
					out = x.shallow(g, verb, prep, out)
				}
			}
		}
		if len(out) == n {
			// "called on Putin to resign", "appealed to Meta to remove"
			for c := x.t.child[g]; c >= 0; c = x.t.next[c] {
				if x.t.rel(int(c)) == "obl" && x.lex.obliqueControl[lemma+" "+x.caseOf(int(c))] {
					out = append(out, ref{tok: int(c)})
				}
			}
		}
	}
	if len(out) == n {
		out = x.subjects(g, depth+1, out)
	}
	return out
}

// nounController finds who does what the complement of a noun says: "Russia's
// efforts to control", "made efforts to remove", "pressure on TikTok to remove".
func (x *extraction) nounController(g, depth int, out []ref) []ref {
	n := len(out)
	if x.lex.nounObjectControl[x.t.tok(g).Lemma] {
		for _, prep := range [...]string{"on", "to", "against", "upon"} {
			if out = x.nounPrep(g, prep, out); len(out) > n {
				return out
			}
		}
		// "was under pressure to remove", "received an order to pay"
		h := x.t.tok(g).Head
		if h >= 0 && x.t.isVerb(h) && (x.lex.receiveVerbs[x.t.tok(h).Lemma] || x.t.rel(g) == "obl") {
			return x.subjects(h, depth+1, out)
		}
		return out
	}
	if out = x.nounRole(g, "poss", out); len(out) > n {
		return out
	}
	h := x.t.tok(g).Head
	switch x.t.rel(g) {
	case "obj", "obl", "xcomp", "nmod":
		if h < 0 {
			break
		}
		// "complaints against Twitter over failures to remove"
		for ; h >= 0 && depth < maxDepth; depth++ {
			if out = x.nounPrep(h, "against", out); len(out) > n {
				return out
			}
			if !x.t.isNoun(h) || x.t.rel(h) != "nmod" && x.t.rel(h) != "obj" {
				break
			}
			h = x.t.tok(h).Head
		}
		if h >= 0 && (x.t.isVerb(h) || x.t.isPredicate(h)) {
			if x.lex.controlsObject(x.t.tok(h).Lemma) {
				return x.controllers(h, depth+1, out)
			}
			return x.subjects(h, depth+1, out)
		}
	case "root":
		if x.t.find(g, "cop") >= 0 {
			return x.subjects(g, depth+1, out)
		}
	}
	return out
}

// objects finds what a verb acts on.
func (x *extraction) objects(v, depth int, out []ref) []ref {
	if depth > maxDepth {
		return out
	}
	n := len(out)
	for c := x.t.child[v]; c >= 0; c = x.t.next[c] {
		if x.t.rel(int(c)) == "obj" {
			out = append(out, ref{tok: int(c)})
		}
	}
	if len(out) > n {
		return out
	}
	tok := x.t.tok(v)
	g := tok.Head
	if g < 0 {
		return out
	}
	switch {
	case tok.Rel == "acl:relcl" && x.t.find(v, "nsubj") >= 0 && !x.isRelativePronoun(x.t.find(v, "nsubj")):
		// "posts it takes down", "content that the regulator banned"
		if !x.danglingPreposition(v) {
			out = append(out, ref{tok: g})
		}
	case x.t.rel(v) == "conj" && x.t.isVerb(g) && x.t.find(v, "ccomp") < 0 && x.t.find(v, "xcomp") < 0:
		// "ban or block TikTok" where the object hangs on the first verb
		for _, r := range x.objects(g, depth+1, nil) {
			if r.tok > v {
				out = append(out, r)
			}
		}
		if len(out) == n && x.t.tok(g).Rel == "acl:relcl" && x.t.find(v, "nsubj") < 0 {
			out = x.objects(g, depth+1, out)
		}
	default:
		// "removed and deleted posts": the object hangs on the last verb
		for c := x.t.child[v]; c >= 0; c = x.t.next[c] {
			i := int(c)
			if x.t.rel(i) == "conj" && x.t.isVerb(i) && x.t.find(i, "nsubj") < 0 && x.t.find(i, "cc") >= 0 && i-v <= 3 && !x.isPassive(i) {
				if o := x.t.find(i, "obj"); o >= 0 {
					out = append(out, ref{tok: o})
				}
			}
		}
	}
	return out
}

// danglingPreposition reports a relative clause whose gap stands behind a
// preposition ("the app they rely on"), so that the noun is no object.
func (x *extraction) danglingPreposition(v int) bool {
	for c := x.t.child[v]; c >= 0; c = x.t.next[c] {
		if x.t.rel(int(c)) == "obl" && x.isRelativePronoun(int(c)) {
			return true
		}
		if tok := x.t.tok(int(c)); tok.Tag == "IN" && x.t.child[c] < 0 && (tok.Rel == "obl" || tok.Rel == "advmod" || tok.Rel == "case") {
			return true
		}
		if x.t.rel(int(c)) == "advmod" && x.t.tok(int(c)).Tag == "WRB" {
			return true
		}
	}
	return false
}

func (x *extraction) isRelativePronoun(i int) bool {
	if i < 0 {
		return false
	}
	switch tok := x.t.tok(i); tok.Tag {
	case "WDT", "WP", "WP$":
		return true
	case "IN":
		return tok.Lemma == "that"
	}
	return false
}

// nounRole gives the roles around a noun.
func (x *extraction) nounRole(t int, role string, out []ref) []ref {
	switch role {
	case "poss":
		for c := x.t.child[t]; c >= 0; c = x.t.next[c] {
			if x.t.tok(int(c)).Rel == "nmod:poss" {
				out = append(out, ref{tok: int(c)})
			}
		}
		return out
	case "mod":
		for c := x.t.child[t]; c >= 0; c = x.t.next[c] {
			i := int(c)
			switch x.t.tok(i).Rel {
			case "compound", "amod", "nmod:desc", "nmod:unmarked", "nmod":
				if i < t && (x.demonymAt(i) != "" || x.mentionAt[i] >= 0) && x.caseOf(i) == "" {
					out = append(out, ref{tok: i})
				}
			}
		}
		return out
	case "agent":
		return x.nounAgent(t, out)
	case "holder":
		return x.nounController(t, 0, out)
	case "self":
		return x.self(t, 0, out)
	case "subj":
		// The subject of the light verb around the noun.
		return x.lightSubject(t, out)
	case "nation":
		return x.nationality(t, out)
	case "comp":
		for c := x.t.child[t]; c >= 0; c = x.t.next[c] {
			if r := x.t.tok(int(c)).Rel; r == "acl" || r == "ccomp" {
				if x.t.find(int(c), "mark") >= 0 {
					out = append(out, ref{tok: int(c), clause: true})
				}
			}
		}
		return out
	}
	if prefix, ok := strings.CutPrefix(role, "prefix-"); ok {
		return x.prefixed(t, prefix, out)
	}
	return x.nounPrep(t, role, out)
}

// adjectiveMod finds the place or owner in front of a compound adjective:
// "China - based", "Chinese - owned".
func (x *extraction) adjectiveMod(t int, out []ref) []ref {
	for c := x.t.child[t]; c >= 0 && int(c) < t; c = x.t.next[c] {
		if i := int(c); x.t.isProper(i) || x.demonymAt(i) != "" {
			return append(out, ref{tok: i})
		}
	}
	// Parsers also hang the first part on the noun: look across the hyphen.
	if i := t - 2; i >= 0 && x.t.tok(t-1).Text == "-" && x.sentenceAt[i] == x.sentenceAt[t] {
		if x.t.isProper(i) || x.demonymAt(i) != "" {
			return append(out, ref{tok: i})
		}
	}
	return out
}

// nationality finds the adjective of a country among a noun's modifiers: "the
// Austrian news site", where it is no part of the name itself.
func (x *extraction) nationality(t int, out []ref) []ref {
	n := len(out)
	for c := x.t.child[t]; c >= 0 && int(c) < t; c = x.t.next[c] {
		i := int(c)
		if r := x.t.rel(i); x.demonymAt(i) == "" || r != "amod" && r != "compound" {
			continue
		}
		if m := x.nameAt[i]; m >= 0 && x.doc.Mentions[m].Head == t {
			continue
		}
		out = append(out, ref{tok: i})
	}
	if m := x.nameAt[t]; len(out) == n && m >= 0 {
		// "the Austrian news site oe24.at": the adjective belongs to the words
		// between it and the name, whatever the tree makes of them.
		for i := x.doc.Mentions[m].First - 1; i >= 0 && x.sentenceAt[i] == x.sentenceAt[t] && x.modifiesTitle(i); i-- {
			if x.demonymAt(i) != "" && x.nameAt[i] < 0 {
				return append(out, ref{tok: i})
			}
		}
	}
	return out
}

// prefixed finds the noun behind a prefix among a noun's modifiers:
// "anti-government protests", "pro-democracy demonstrators".
func (x *extraction) prefixed(t int, prefix string, out []ref) []ref {
	for i := t - 1; i >= 0 && i >= t-4 && x.sentenceAt[i] == x.sentenceAt[t]; i-- {
		if text := x.t.tok(i).Text; len(text) > len(prefix)+1 && strings.EqualFold(text[:len(prefix)], prefix) && text[len(prefix)] == '-' {
			return append(out, ref{tok: i, cut: len(prefix) + 1})
		}
		if strings.EqualFold(x.t.tok(i).Text, prefix) && x.t.tok(i+1).Text == "-" && i+2 < t {
			return append(out, ref{tok: i + 2})
		}
	}
	return out
}

// nounPrep finds the phrases that a preposition ties to a noun.
func (x *extraction) nounPrep(t int, prep string, out []ref) []ref {
	prep, adjacent := strings.CutSuffix(prep, "+")
	for c := x.t.child[t]; c >= 0; c = x.t.next[c] {
		i := int(c)
		switch x.t.rel(i) {
		case "nmod", "obl":
			if x.t.tok(i).Rel != "nmod:poss" && x.caseOf(i) == prep && !x.isTime[i] && (!adjacent || x.t.find(i, "case") == t+1) {
				out = append(out, ref{tok: i})
			}
		case "acl", "advcl":
			if m := x.t.find(i, "mark"); m >= 0 && x.t.tok(m).Lemma == prep && x.t.tok(i).Tag == "VBG" {
				out = append(out, ref{tok: i, clause: true})
			}
			// "the block imposed by the government"
			if prep == "by" && x.t.tok(i).Tag == "VBN" && x.lex.lightVerbs[x.t.tok(i).Lemma] {
				out = x.agents(i, out)
			}
			// "restrictions targeting messaging apps"
			if (prep == "on" || prep == "against") && x.t.tok(i).Tag == "VBG" && x.lex.targeting[x.t.tok(i).Lemma] {
				out = x.objects(i, 0, out)
			}
		}
	}
	return out
}

// nounAgent finds who does what an event noun names: a by-phrase, the
// possessor, the subject of its light verb, or a name in front.
func (x *extraction) nounAgent(t int, out []ref) []ref {
	n := len(out)
	if out = x.nounPrep(t, "by", out); len(out) > n {
		return out
	}
	if out = x.nounRole(t, "poss", out); len(out) > n {
		return out
	}
	if out = x.lightSubject(t, out); len(out) > n {
		return out
	}
	return x.nounRole(t, "mod", out)
}

// lightSubject finds the subject of a light verb whose object the noun is:
// "launched an investigation", "raids were carried out by police".
func (x *extraction) lightSubject(t int, out []ref) []ref {
	h := x.t.tok(t).Head
	if x.t.rel(t) == "conj" {
		return x.lightSubjectOf(h, x.t.tok(h).Head, out)
	}
	return x.lightSubjectOf(t, h, out)
}

func (x *extraction) lightSubjectOf(t, h int, out []ref) []ref {
	if h < 0 || !x.t.isVerb(h) || !x.lex.lightVerbs[x.t.tok(h).Lemma] {
		return out
	}
	passive := x.isPassive(h)
	switch r := x.t.rel(t); {
	case r == "obj" && !passive:
		return x.subjects(h, 0, out)
	case r == "nsubj" && passive:
		return x.agents(h, out)
	}
	return out
}

// self finds what a noun that describes something stands for: the name in
// apposition ("spokesman Jeff Rathke", "ByteDance, TikTok's owner"), the
// subject if the noun is a predicate, the object it is predicated of, or the
// noun itself.
func (x *extraction) self(t, depth int, out []ref) []ref {
	if depth > maxDepth {
		return out
	}
	tok := x.t.tok(t)
	g := tok.Head
	switch {
	case tok.Rel == "appos" && g >= 0:
		return append(out, ref{tok: g})
	case (tok.Rel == "nmod:desc" || tok.Rel == "compound" || tok.Rel == "flat" || tok.Rel == "nmod:unmarked") && g >= 0 && x.t.isProper(g):
		return append(out, ref{tok: g})
	case tok.Rel == "conj" && g >= 0 && x.t.isNoun(g) && !x.hasName(t) && (x.roleNounAt(g) || x.describes(t, g)):
		return x.self(g, depth+1, out)
	}
	for c := x.t.child[t]; c >= 0; c = x.t.next[c] {
		i := int(c)
		switch x.t.tok(i).Rel {
		case "appos":
			if x.t.isProper(i) {
				return append(out, ref{tok: i})
			}
		case "flat", "compound", "nmod:desc":
			if i > t && x.t.isProper(i) {
				return append(out, ref{tok: i})
			}
		}
	}
	if x.nominalPredicate(t) {
		return x.subjects(t, 0, out)
	}
	if tok.Rel == "obl" && x.caseOf(t) == "as" && g >= 0 && x.t.isVerb(g) {
		// "served as chairman", "was named as president"
		return x.subjects(g, 0, out)
	}
	if tok.Rel == "xcomp" && g >= 0 && x.t.isVerb(g) {
		if o := x.t.find(g, "obj"); o >= 0 {
			return append(out, ref{tok: o})
		}
		return x.subjects(g, 0, out)
	}
	if m := x.besideName(t); m >= 0 {
		return append(out, ref{tok: x.doc.Mentions[m].Head})
	}
	return append(out, ref{tok: t})
}

// describes reports a noun coordinated to a name that says more about its
// bearer rather than naming another: "Jennifer Daskal of American University
// and contributor to Slate".
func (x *extraction) describes(k, name int) bool {
	return x.hasName(name) && x.t.tok(k).Tag == "NN" && x.t.find(k, "det") < 0 && x.roleNounAt(k)
}

// besideName finds the name that a description stands beside where the tree
// does not tie them: "spokesman Jeff Rathke", "Dave Lewis, CEO of Tesco".
func (x *extraction) besideName(t int) int {
	first, last := x.t.nounPhrase(t)
	s := x.sentenceAt[t]
	if last == t+1 && last < len(x.doc.Tokens) && x.sentenceAt[last] == s {
		if m := x.startsAt[last]; m >= 0 && x.doc.Mentions[m].Kind == nlp.Name && x.t.isProper(last) {
			return int(m)
		}
	}
	if first >= 2 && x.sentenceAt[first-2] == s && x.t.tok(first-1).Text == "," {
		if m := x.endsAt[first-2]; m >= 0 && x.doc.Mentions[m].Kind == nlp.Name && x.doc.Mentions[m].Type == nlp.Person {
			return int(m)
		}
	}
	return -1
}

// nominalPredicate reports a noun or adjective that is said of a subject.
func (x *extraction) nominalPredicate(t int) bool { return x.t.find(t, "cop") >= 0 }
