package link

import (
	"bufio"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// lexicon holds what is known of words and names without any article. All keys
// are folded.
type lexicon struct {
	titles      map[string]bool
	royal       map[string]bool
	generation  map[string]bool
	family      map[string]bool // family names that come first
	common      map[string]bool // surnames too frequent to prove anything
	institution map[string]bool
	prone       map[string]bool // institutions that have namesakes elsewhere
	role        map[string]bool
	solitary    map[string]bool // of which a country has one: one parliament, many courts
	forename    map[string]bool
	gender      map[string]gender   // of given names
	titleGender map[string]gender   // of titles
	given       map[string][]string // given name: the formal names it may stand for
	nicknamed   map[string]bool
	spelling    map[string]string // word of a body's name: its usual spelling
	described   map[string]string // word of a description: what it comes to
	filler      map[string]bool   // words of descriptions that say nothing
	legal       map[string]bool   // legal forms
	generic     map[string]bool   // words that say what kind of body a name is of, legal forms among them
	corporate   map[string]bool   // words that the short name of a company leaves out
	alias       map[string]alias  // key of a name: what it stands for
	place       map[string]string // word or words of a place or demonym: key of the country or place
	country     map[string]bool   // keys of countries
	town        map[string]bool   // keys of cities and regions
	known       map[string]class  // keys of names that are one kind of thing in every text
}

// alias is what a name stands for in every text.
type alias struct {
	key  string // of the canonical name
	caps bool   // only when the name is written in capitals
}

type gender uint8

const (
	anyGender gender = iota
	masc
	fem
)

// TSV files read: coref_titles, coref_suffixes, coref_aliases, coref_spellings,
// coref_first_names, people, demonyms, places, names, names_more, link_words and
// link_variants, each described in its first line.
func readLexicon(fsys fs.FS) (*lexicon, error) {
	x := &lexicon{
		titles: map[string]bool{}, royal: map[string]bool{}, generation: map[string]bool{}, family: map[string]bool{},
		common: map[string]bool{}, institution: map[string]bool{}, prone: map[string]bool{}, role: map[string]bool{}, solitary: map[string]bool{}, corporate: map[string]bool{}, generic: map[string]bool{},
		forename: map[string]bool{}, gender: map[string]gender{}, titleGender: map[string]gender{}, given: map[string][]string{},
		spelling: map[string]string{}, nicknamed: map[string]bool{}, described: map[string]string{}, filler: map[string]bool{}, legal: map[string]bool{}, alias: map[string]alias{},
		place: map[string]string{}, country: map[string]bool{}, town: map[string]bool{}, known: map[string]class{},
	}
	genders := map[string]gender{"masc": masc, "fem": fem, "-": anyGender}
	named := map[string]map[string]bool{} // key: classes of the gazetteers
	gazetteer := func(c []string) bool {
		k := keyOf(foldWords(c[0]))
		if named[k] == nil {
			named[k] = map[string]bool{}
		}
		named[k][c[1]] = true
		return k != ""
	}
	sets := map[string]map[string]bool{
		"royal": x.royal, "generation": x.generation, "family": x.family, "common": x.common, "institution": x.institution, "role": x.role, "solitary": x.solitary, "filler": x.filler, "corporate": x.corporate,
	}
	for _, t := range []struct {
		file    string
		columns int
		row     func([]string) bool
	}{
		{"coref_titles.tsv", 2, func(c []string) bool {
			x.titles[c[0]] = true
			x.titleGender[c[0]] = genders[c[1]]
			return true
		}},
		{"coref_suffixes.tsv", 2, func(c []string) bool {
			w := letters(foldWord(c[0]))
			x.legal[w] = x.legal[w] || c[1] == "legal"
			x.generic[w] = true
			return true
		}},
		{"people.tsv", 2, func(c []string) bool { x.forename[foldWord(c[0])] = true; return true }},
		{"coref_first_names.tsv", 2, func(c []string) bool {
			x.gender[c[0]] = genders[c[1]]
			return genders[c[1]] != anyGender
		}},
		{"coref_spellings.tsv", 2, func(c []string) bool {
			for _, w := range strings.Fields(c[1]) {
				x.given[w] = append(x.given[w], foldWord(c[0]))
			}
			return true
		}},
		{"demonyms.tsv", 3, func(c []string) bool {
			k := keyOf(foldWords(c[0]))
			for _, w := range strings.Split(c[1], "|") {
				if w != "" {
					x.place[keyOf(foldWords(w))] = k
				}
			}
			return true
		}},
		{"places.tsv", 2, gazetteer},
		{"names.tsv", 3, gazetteer},
		{"names_more.tsv", 3, func(c []string) bool {
			if c[1] == "forename" {
				x.forename[foldWord(c[0])] = true
			}
			return gazetteer(c)
		}},
		{"link_words.tsv", 2, func(c []string) bool {
			set, ok := sets[c[0]]
			for _, w := range strings.Fields(c[1]) {
				w, mark := strings.CutSuffix(w, "+")
				set[w] = true
				if mark {
					x.prone[w] = true
				}
			}
			return ok
		}},
		{"coref_aliases.tsv", 3, func(c []string) bool { return x.addAlias(c[1], c[0], nlp.EntityType(c[2])) }},
		{"link_variants.tsv", 3, func(c []string) bool {
			for _, v := range strings.Split(c[2], "|") {
				switch c[0] {
				case "nickname":
					x.given[v] = append(x.given[v], c[1])
					x.nicknamed[v] = true
				case "word":
					x.spelling[v] = c[1]
				case "description":
					x.described[v] = c[1]
				case "name":
					if !x.addAlias(c[1], v, nlp.Place) {
						return false
					}
				case "person":
					x.alias["person:"+keyOf(foldWords(v))] = alias{key: keyOf(foldWords(c[1]))}
					x.alias["person:"+keyOf(foldWords(c[1]))] = alias{key: keyOf(foldWords(c[1]))}
				default:
					return false
				}
			}
			return true
		}},
	} {
		if err := readTable(fsys, "lexicon/"+t.file, t.columns, t.row); err != nil {
			return nil, err
		}
	}
	for k, classes := range named {
		if c := kindOf(classes); c != 0 {
			x.known[k] = c
		}
		if classes["city"] || classes["metropolis"] || classes["region"] {
			x.town[k] = true
		}
		if classes["country"] {
			x.country[k] = true
			x.place[k] = k
		}
	}
	for k, a := range x.alias {
		if x.country[a.key] && !a.caps {
			x.place[k] = a.key
		}
		if x.known[a.key] != 0 {
			x.known[k] = x.known[a.key]
		}
	}
	for k, p := range x.place { // "British" stands for Britain, which stands for the United Kingdom
		x.place[k] = x.canonical(p, true)
	}
	return x, nil
}

// kindOf tells what a name is in every text, 0 where the gazetteers differ.
func kindOf(classes map[string]bool) class {
	place := classes["country"]
	thing := classes["agency"] || classes["media"] || classes["platform"] || classes["party"]
	other := classes["forename"] || classes["surname"] || classes["city"] || classes["metropolis"] || classes["region"] || classes["company"]
	switch {
	case place && !thing:
		return aPlace
	case thing && !place && !other:
		return aThing
	}
	return 0
}

func (x *lexicon) addAlias(canonical, variant string, typ nlp.EntityType) bool {
	v, k := keyOf(foldWords(variant)), keyOf(foldWords(canonical))
	if v == "" || k == "" {
		return false
	}
	// Short ones are words too: "us", "un", "who".
	caps := len(v) < 5 && (strings.ToUpper(variant) == variant || typ != nlp.Place) || v == "us"
	if v != k {
		x.alias[v] = alias{k, caps}
	}
	return true
}

// canonical is the key that stands for a name's key in every text.
func (x *lexicon) canonical(key string, caps bool) string {
	for range 3 { // an alias of an alias of an alias
		a, ok := x.alias[key]
		if !ok || a.caps && !caps {
			break
		}
		key, caps = a.key, true
	}
	return key
}

// placeIn finds the country or place that words name or are the adjective of.
func (x *lexicon) placeIn(words []string) string {
	for i := range words {
		for j := min(i+4, len(words)); j > i; j-- {
			k := keyOf(words[i:j])
			if k == "us" && j == i+1 {
				return "unitedstates" // "US" and "U.S." before a noun; the pronoun is no part of a description
			}
			if p, ok := x.place[k]; ok {
				return p
			}
		}
	}
	return ""
}

// townIn finds the city or region that a description names, in words with
// capitals that are not in the name described.
func (x *lexicon) townIn(description string, name []string) string {
	fields := strings.Fields(description)
	for i := range fields {
		for j := min(i+3, len(fields)); j > i; j-- {
			words := foldWords(strings.Join(fields[i:j], " "))
			if k := keyOf(words); x.town[k] && !x.country[k] && !slices.Contains(name, words[0]) &&
				!slices.ContainsFunc(fields[i:j], func(w string) bool { return !capital(w) }) {
				return k
			}
		}
	}
	return ""
}

// formals are the formal names for which a given name may stand, itself among
// them.
func (x *lexicon) formals(given string) []string {
	list := append([]string{given}, x.given[given]...)
	for _, f := range x.given[given] {
		list = append(list, x.given[f]...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// readTable hands each row of a lexicon to row, which says whether it is well
// formed. Lines that begin with # are comments, the first other line is a header.
func readTable(fsys fs.FS, path string, columns int, row func([]string) bool) error {
	if fsys == nil {
		return nil
	}
	f, err := fsys.Open(path)
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	header := true
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		if header {
			header = false
			continue
		}
		c := strings.Split(line, "\t")
		if len(c) != columns || !row(c) {
			return fmt.Errorf("link: %s line %d: malformed row %q", path, n, line)
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("link: %s: %w", path, err)
	}
	return nil
}
