package ner

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// lexicon holds the word lists that say what kind of thing a phrase means.
type lexicon struct {
	nouns    map[string]nlp.EntityType // head lemma -> type
	pronouns map[string]nlp.EntityType
	times    map[string]bool           // "week", "april"
	people   map[string]bool           // "russians", "saudis", lower case
	adjs     map[string]bool           // "russian": adjectives that are no names
	listed   *gazetteer                // all listed names
	types    map[string]nlp.EntityType // listed name (gazKey) -> type
	cues     map[string][]cue          // word, lower case -> evidence
}

var typeNames = map[string]nlp.EntityType{
	"person": nlp.Person, "organization": nlp.Organization, "place": nlp.Place, "product": nlp.Product,
	"event": nlp.Event, "law": nlp.Law, "work": nlp.Work, "group": nlp.Group, "other": nlp.Other, "none": "", "time": "",
}

func loadLexicon(fsys fs.FS) (*lexicon, error) {
	x := &lexicon{
		nouns: map[string]nlp.EntityType{}, pronouns: map[string]nlp.EntityType{}, times: map[string]bool{}, people: map[string]bool{}, adjs: map[string]bool{},
		types: map[string]nlp.EntityType{}, cues: map[string][]cue{},
	}
	typed := func(path, column string, set func(key string, t nlp.EntityType)) error {
		rows, err := readTable(fsys, path, column, "type")
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r[1] == "time" {
				x.times[r[0]] = true
			}
			t, ok := typeNames[r[1]]
			if !ok {
				return fmt.Errorf("ner: %s: %q has unknown type %q", path, r[0], r[1])
			}
			set(r[0], t)
		}
		return nil
	}
	// nouns.tsv is written by hand and comes second, so that it wins.
	for _, path := range []string{"lexicon/nouns_wordnet.tsv", "lexicon/nouns.tsv"} {
		if err := typed(path, "noun", func(k string, t nlp.EntityType) { x.nouns[k] = t }); err != nil {
			return nil, err
		}
	}
	const more = "lexicon/names_more.tsv"
	for _, path := range []string{"lexicon/names.tsv", more} {
		if err := typed(path, "name", func(k string, t nlp.EntityType) {
			if t != nlp.Person { // a name of a person can name a firm too
				x.types[gazKey(k)] = t
			}
		}); err != nil {
			return nil, err
		}
	}
	var err error
	if x.listed, err = loadGazetteer(fsys, "none", append(slices.Clone(netLists), more)...); err != nil {
		return nil, err
	}
	if err := typed("lexicon/ner_pronouns.tsv", "pronoun", func(k string, t nlp.EntityType) { x.pronouns[k] = t }); err != nil {
		return nil, err
	}
	rows, err := readTable(fsys, "lexicon/demonyms.tsv", "place", "adjective", "people")
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		for _, w := range strings.Split(r[1], "|") {
			x.adjs[strings.ToLower(w)] = true
		}
		for _, w := range strings.Split(r[2], "|") {
			x.people[strings.ToLower(w)] = true
		}
	}
	delete(x.adjs, "")
	delete(x.people, "")
	return x, x.loadCues(fsys)
}
