package relation

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// kind is the part of speech of a frame's trigger.
type kind uint8

const (
	verb kind = iota
	noun
	adjective
	entity  // any mention of an entity of the types named as lemmas
	name    // only names of it
	nominal // only descriptions of it
	kinds   = iota
)

var kindNames = map[string]kind{"verb": verb, "noun": noun, "adj": adjective, "entity": entity, "name": name, "nominal": nominal}

// frame is one rule: a trigger, conditions on its surroundings, and where
// subject and object of the relation stand.
//
// Frames are read from text files (data/lexicon/frames.txt, --relations FILE).
// A relation starts with a line of its own; what follows is indented:
//
//	relation fines
//	  verb fine, penalize
//	  verb impose, levy, order : obj=fine,penalty ; O=on/against/obj.on/obj.against
//	  noun fine, penalty : S=poss/by ; O=on/against ; O~organization,person
//	  + A Moscow court fined TikTok. -> Moscow court | TikTok
//	  - The weather was fine.
//
// A trigger line holds the kind (verb, noun, adj; entity, name or nominal with
// types of entities in place of lemmas, for any mention of such an entity, its
// names or its descriptions), lemmas separated by commas (a second word is a
// particle: "take down"), and after a colon settings
// separated by semicolons:
//
//	role=w1,w2   the word in that role has one of these lemmas; "*" any word
//	!role        there is no word in that role
//	S=, O=       where subject and object stand: roles in order of preference,
//	             joined by "/"; "none" leaves the slot empty
//	S~, O~       entity types that the argument may have (phrase: no entity)
//	status=      the claim's status, where the trigger gives it
//	also         less particular frames of the trigger are tried all the same
//
// Roles of a verb: subj (the agent, also of a passive), obj (what it acts on,
// also of a passive), iobj, comp (a clause as complement), pred (what an
// object is called), or a preposition ("on"), whose phrase may also be a
// clause ("for failing ..."). Roles of a noun: poss, a preposition, mod
// (words in front: "the TikTok fine"), self (what the noun stands for: its
// apposition, its name, its subject if it is a predicate), agent (by, poss,
// the subject of a light verb, or mod), holder (who has a plan or makes a
// threat: poss, or the subject of the verb around it), nation (an adjective of
// nationality), prefix-anti ("anti-Kremlin protests").
// Roles of an adjective: head (the noun it stands before), mod, and those of a
// verb. "obj.on" is the role "on" of the word in role "obj"; "rest" as object
// is all subjects but the first ("Biden and Putin met"); "in+" is a phrase with
// "in" right behind the noun.
//
// Lines with "+" are examples: sentence, arrow, expected subject and object
// ("-" for none), "status" after a third bar if it is not asserted. Lines
// with "-" are sentences in which the relation must not be found.
type frame struct {
	relation  string
	kind      kind
	particle  string
	needs     []need
	subj, obj []path
	subjTypes []nlp.EntityType
	objTypes  []nlp.EntityType
	status    nlp.Status
	also      bool
	name      string // "fines:12": relation and line, for people and weights
}

// need is a condition on a role.
type need struct {
	role   string
	lemmas []string // nil: any word
	absent bool     // the role must be empty
}

// path names a role, or the role of the word in a role.
type path struct{ role, inner string }

func (p path) String() string {
	if p.inner == "" {
		return p.role
	}
	return p.role + "." + p.inner
}

// Example is a sentence that a frame file promises something about.
type Example struct {
	File     string
	Line     int
	Relation string
	Sentence string
	Negative bool   // the relation must not be found
	Subject  string // name, mention or words; "-" for none
	Object   string
	Status   nlp.Status
}

// lexicon holds the frames by trigger lemma.
type lexicon struct {
	byKind    [kinds]map[string][]*frame
	examples  []Example
	relations map[string]bool
	roleNouns map[string]bool // lemmas of nouns with a frame whose subject or object is self
}

func newLexicon() *lexicon {
	lx := &lexicon{relations: map[string]bool{}}
	for k := range lx.byKind {
		lx.byKind[k] = map[string][]*frame{}
	}
	return lx
}

// drop removes the frames and examples of a relation.
func (lx *lexicon) drop(relation string) {
	for _, m := range lx.byKind {
		for lemma, fs := range m {
			kept := fs[:0:0]
			for _, f := range fs {
				if f.relation != relation {
					kept = append(kept, f)
				}
			}
			if len(kept) == 0 {
				delete(m, lemma)
			} else {
				m[lemma] = kept
			}
		}
	}
	kept := lx.examples[:0:0]
	for _, e := range lx.examples {
		if e.Relation != relation {
			kept = append(kept, e)
		}
	}
	lx.examples = kept
}

// read adds the frames of one file. With replace, a relation that the file
// opens with "relation NAME" loses its earlier frames; "extend NAME" keeps them.
func (lx *lexicon) read(name string, r io.Reader, replace bool) error {
	sc := bufio.NewScanner(r)
	relation := ""
	for line := 1; sc.Scan(); line++ {
		text := strings.TrimSpace(sc.Text())
		bad := func(format string, args ...any) error {
			return fmt.Errorf("%s:%d: %s", name, line, fmt.Sprintf(format, args...))
		}
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		word, rest, _ := strings.Cut(text, " ")
		rest = strings.TrimSpace(rest)
		switch word {
		case "relation", "extend":
			if rest == "" || strings.ContainsAny(rest, " \t:") {
				return bad("want a relation's name of one word, got %q", rest)
			}
			relation = rest
			if replace && word == "relation" {
				lx.drop(relation)
			}
			lx.relations[relation] = true
			continue
		}
		if relation == "" {
			return bad("want \"relation NAME\" before the first frame")
		}
		switch word {
		case "verb", "noun", "adj", "entity", "name", "nominal":
			f, triggers, err := parseFrame(relation, kindNames[word], rest)
			if err != nil {
				return bad("%v", err)
			}
			f.name = fmt.Sprintf("%s:%d", relation, line)
			index := lx.byKind[f.kind]
			for _, t := range triggers {
				own := f
				if t.particle != "" {
					copied := *f
					copied.particle = t.particle
					own = &copied
				}
				index[t.lemma] = append(index[t.lemma], own)
			}
		case "+", "-":
			e, err := parseExample(relation, word == "-", rest)
			if err != nil {
				return bad("%v", err)
			}
			e.File, e.Line = name, line
			lx.examples = append(lx.examples, e)
		default:
			return bad("want verb, noun, adj, entity, name, nominal, +, - or relation, got %q", word)
		}
	}
	return sc.Err()
}

// trigger is a lemma with its particle, "" for none.
type trigger struct{ lemma, particle string }

func parseFrame(relation string, k kind, text string) (*frame, []trigger, error) {
	f := &frame{relation: relation, kind: k}
	var triggers []trigger
	words, settings, _ := strings.Cut(text, ":")
	for _, t := range strings.Split(words, ",") {
		lemma, particle, _ := strings.Cut(strings.TrimSpace(t), " ")
		if lemma == "" || strings.Contains(particle, " ") {
			return nil, nil, fmt.Errorf("want triggers of one or two words parted by commas, got %q", words)
		}
		triggers = append(triggers, trigger{lemma, particle})
	}
	for _, s := range strings.Split(settings, ";") {
		s = strings.TrimSpace(s)
		if s == "" {
			continue
		}
		if s == "also" {
			f.also = true
			continue
		}
		if role, ok := strings.CutPrefix(s, "!"); ok {
			f.needs = append(f.needs, need{role: role, absent: true})
			continue
		}
		at := strings.IndexAny(s, "=~")
		if at <= 0 || at == len(s)-1 {
			return nil, nil, fmt.Errorf("want role=words, S=roles, O=roles, S~types, O~types or status=, got %q", s)
		}
		left, values := s[:at], strings.Split(s[at+1:], ",")
		switch {
		case s[at] == '~':
			types, err := parseTypes(values)
			if err != nil {
				return nil, nil, err
			}
			switch left {
			case "S":
				f.subjTypes = types
			case "O":
				f.objTypes = types
			default:
				return nil, nil, fmt.Errorf("want S~ or O~, got %q", s)
			}
		case left == "S":
			f.subj = parsePaths(s[at+1:])
		case left == "O":
			f.obj = parsePaths(s[at+1:])
		case left == "status":
			f.status = nlp.Status(values[0])
			if !slices.Contains(nlp.Statuses, f.status) {
				return nil, nil, fmt.Errorf("unknown status %q", f.status)
			}
		default:
			n := need{role: left}
			if values[0] != "*" {
				n.lemmas = values
			}
			f.needs = append(f.needs, n)
		}
	}
	switch k {
	case verb:
		f.subj, f.obj = orDefault(f.subj, "subj"), orDefault(f.obj, "obj")
	case entity, name, nominal:
		f.subj, f.obj = orDefault(f.subj, "self"), orDefault(f.obj, "of")
	case noun:
		f.subj, f.obj = orDefault(f.subj, "agent"), orDefault(f.obj, "of/on/against")
	case adjective:
		f.subj, f.obj = orDefault(f.subj, "subj"), orDefault(f.obj, "comp")
	}
	return f, triggers, nil
}

func orDefault(p []path, text string) []path {
	if p == nil {
		return parsePaths(text)
	}
	return p
}

func parsePaths(text string) []path {
	var out []path
	for _, s := range strings.Split(text, "/") {
		role, inner, _ := strings.Cut(strings.TrimSpace(s), ".")
		out = append(out, path{role, inner})
	}
	return out
}

func parseTypes(values []string) ([]nlp.EntityType, error) {
	known := map[nlp.EntityType]bool{
		nlp.Person: true, nlp.Organization: true, nlp.Place: true, nlp.Product: true, nlp.Event: true,
		nlp.Law: true, nlp.Work: true, nlp.Group: true, nlp.Other: true, nlp.Phrase: true,
	}
	var out []nlp.EntityType
	for _, v := range values {
		t := nlp.EntityType(strings.TrimSpace(v))
		if !known[t] {
			return nil, fmt.Errorf("unknown entity type %q", t)
		}
		out = append(out, t)
	}
	return out, nil
}

func parseExample(relation string, negative bool, text string) (Example, error) {
	e := Example{Relation: relation, Negative: negative, Status: nlp.Asserted}
	sentence, want, found := strings.Cut(text, "->")
	e.Sentence = strings.TrimSpace(sentence)
	if negative {
		return e, nil
	}
	parts := strings.Split(want, "|")
	if !found || len(parts) < 2 {
		return e, fmt.Errorf("want \"+ SENTENCE -> SUBJECT | OBJECT\", got %q", text)
	}
	e.Subject, e.Object = strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1])
	if len(parts) > 2 {
		e.Status = nlp.Status(strings.TrimSpace(parts[2]))
		if !slices.Contains(nlp.Statuses, e.Status) {
			return e, fmt.Errorf("unknown status %q", e.Status)
		}
	}
	return e, nil
}
