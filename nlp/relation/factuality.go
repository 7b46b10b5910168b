package relation

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// Event is a word that tells of something that happens or holds, and how it
// stands in its text.
type Event struct {
	Token     int // index into Document.Tokens
	Status    nlp.Status
	Uncertain bool // may, can, is expected to
	Future    bool // has not happened when the article is written
}

// Factuality finds the events of a document and how each stands, by the rules
// that give claims their status. It adds nothing to the document. It is safe
// for concurrent use.
type Factuality struct {
	e                      *Extractor
	nouns                  map[string]bool // lemmas of nouns that tell of events
	implicative, expecting map[string]bool // verbs of lexicon/factuality.tsv
}

// NewFactuality loads what New does, lexicon/factuality.tsv, and from
// lexicon/coref_nouns.tsv the nouns whose first sense is an act or an event.
func NewFactuality(fsys fs.FS) (*Factuality, error) {
	e, err := New(fsys, Options{})
	if err != nil {
		return nil, err
	}
	f := &Factuality{e: e, nouns: map[string]bool{}, implicative: map[string]bool{}, expecting: map[string]bool{}}
	err = eachRow(fsys, "lexicon/coref_nouns.tsv", 3, func(row []string) error {
		if row[1] == "act" || row[1] == "event" {
			f.nouns[row[0]] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = eachRow(fsys, "lexicon/factuality.tsv", 2, func(row []string) error {
		switch row[1] {
		case "implicative":
			f.implicative[row[0]] = true
		case "expecting":
			f.expecting[row[0]] = true
		default:
			return fmt.Errorf("unknown class %q", row[1])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	// A noun with a frame tells of what the frame states, unless it stands for
	// its bearer.
	for lemma, frames := range e.frames.byKind[noun] {
		if !e.frames.roleNouns[lemma] && len(frames) > 0 {
			f.nouns[lemma] = true
		}
	}
	return f, nil
}

// Events lists the events of a document that all stages before this one have
// read: verbs that state something, predicates with a copula, and nouns of
// acts, in order of text.
func (f *Factuality) Events(doc *nlp.Document) []Event {
	x := &extraction{e: f.e, lex: f.e.words}
	x.run(doc)
	var out []Event
	for i := range doc.Tokens {
		if f.isEvent(x, i) {
			out = append(out, Event{i, x.statusOf(i).status, f.isUncertain(x, i), f.isFuture(x, i, 0)})
		}
	}
	return out
}

func (f *Factuality) isEvent(x *extraction, i int) bool {
	tok := x.t.tok(i)
	switch {
	case x.t.isVerb(i):
		return x.isTrigger(i)
	case x.t.find(i, "cop") >= 0:
		return true
	case tok.Tag != "NN" && tok.Tag != "NNS" || x.isTime[i]:
		return false
	}
	if m := x.mentionAt[i]; m >= 0 && x.doc.Mentions[m].Type == nlp.Event {
		return true
	}
	return f.nouns[strings.ToLower(tok.Lemma)]
}

// isUncertain reports an event that is possible, alleged, or only expected.
func (f *Factuality) isUncertain(x *extraction, i int) bool {
	switch x.statusOf(i).status {
	case nlp.Possible, nlp.Alleged:
		return true
	}
	if x.t.hasChild(i, "aux", "can") {
		return true
	}
	switch g := x.t.tok(i).Head; x.t.rel(i) {
	case "xcomp", "ccomp", "csubj":
		return f.expecting[x.t.tok(g).Lemma]
	}
	return false
}

// isFuture reports an event that lies ahead: by its own auxiliary or status, as
// an infinitive of purpose or intention, or because it is a part of such an
// event ("will announce the launch").
func (f *Factuality) isFuture(x *extraction, i, depth int) bool {
	if depth > maxDepth {
		return false
	}
	for c := x.t.child[i]; c >= 0; c = x.t.next[c] {
		switch tok := x.t.tok(int(c)); tok.Lemma {
		case "will", "shall", "'ll", "wo", "can", "may", "might", "must", "should":
			if x.t.rel(int(c)) == "aux" {
				return true
			}
		case "would", "could", "'d":
			if x.t.rel(int(c)) == "aux" && tok.Tag == "MD" && !x.t.hasChild(i, "aux", "have") {
				return true
			}
		}
	}
	switch x.statusOf(i).status {
	case nlp.Planned, nlp.Requested:
		return true
	}
	g := x.t.tok(i).Head
	if g < 0 {
		return false
	}
	infinitive := x.t.hasChild(i, "mark", "to") || x.t.hasChild(i, "aux", "to")
	switch rel := x.t.rel(i); rel {
	case "xcomp":
		if !infinitive {
			return f.isFuture(x, g, depth+1)
		}
		return !f.implicative[x.t.tok(g).Lemma] || f.isFuture(x, g, depth+1)
	case "advcl", "acl", "ccomp", "csubj":
		if x.t.tok(i).Rel == "acl:relcl" {
			return false
		}
		if infinitive {
			return true
		}
		return x.t.tok(i).Tag == "VBG" && f.isFuture(x, g, depth+1)
	case "conj":
		return !x.ownSubjectOrAux(i) && f.isFuture(x, g, depth+1)
	case "obj", "nsubj", "nmod", "iobj", "compound":
		if rel == "nsubj" && !x.isPassive(g) {
			return false
		}
		return f.isFuture(x, g, depth+1)
	}
	return false
}
