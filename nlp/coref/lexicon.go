package coref

import (
	"bufio"
	"fmt"
	"io/fs"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// class is what kind of thing a phrase names, as far as one can tell from its
// head noun or its mention's type.
type class uint8

const (
	unknown class = iota
	person
	group
	place
	thing
	abstract
	event
	act
	animal
	timeOf
	classes
)

var classNames = map[string]class{
	"person": person, "group": group, "place": place, "thing": thing, "abstract": abstract,
	"event": event, "act": act, "animal": animal, "time": timeOf,
}

type gender uint8

const (
	anyGender gender = iota
	masc
	fem
	neuter
)

type number uint8

const (
	anyNumber number = iota
	singular
	plural
)

type pronoun struct {
	base   string
	id     uint32 // hash of base
	person uint8  // 1, 2, 3
	number number
	gender gender
	class  class
	kind   pronounKind

	reflexive bool
}

type pronounKind uint8

const (
	personal pronounKind = iota
	demonstrative
	relative
	generic
)

type noun struct {
	class  class
	gender gender
}

type alias struct {
	name string
	typ  nlp.EntityType
	caps bool // counts only in capitals, as "US" does
}

// lexicon holds the word lists of data/lexicon that the package reads. Each
// file is UTF-8 with lines of tab-separated columns; lines that start with #
// are comments, the first other line names the columns.
type lexicon struct {
	pronouns map[string]pronoun
	nouns    map[string]noun
	titles   map[string]gender
	given    map[string]gender // lower-case given name
	aliases  map[string]alias  // by key of the short form, see name
	spelling map[string]string // given name: the spelling that the graph shows
	suffixes map[string]string // legal, generic, kind
	cues     map[string]bool
	synonyms map[string]uint64 // head noun: bit set of the synonym sets it stands in
	sets     map[string]uint64 // name of a synonym set: its bit
	closed   uint64            // the closed sets
	bearers  uint64            // closed sets of bodies of which a country has one
	personal uint64            // the sets of nouns for people
	known    map[string]uint64 // key of a known name: the sets whose nouns describe it
	country  map[string]string // adjective of a country or region: its name, both lower case
}

func loadLexicon(fsys fs.FS) (*lexicon, error) {
	l := &lexicon{
		pronouns: map[string]pronoun{}, nouns: map[string]noun{}, titles: map[string]gender{}, given: map[string]gender{},
		aliases: map[string]alias{}, spelling: map[string]string{}, suffixes: map[string]string{}, cues: map[string]bool{}, synonyms: map[string]uint64{},
		sets: map[string]uint64{}, known: map[string]uint64{}, country: map[string]string{},
	}
	genders := map[string]gender{"masc": masc, "fem": fem, "-": anyGender}
	load := func(name string, columns int, row func(c []string) bool) error {
		return readTable(fsys, "lexicon/"+name, columns, row)
	}
	nouns := func(c []string) bool {
		cl, ok := classNames[c[1]]
		g, ok2 := genders[c[2]]
		l.nouns[c[0]] = noun{cl, g}
		return ok && ok2
	}
	for _, err := range []error{
		load("coref_nouns.tsv", 3, nouns),
		load("coref_heads.tsv", 3, nouns), // after the general list, so that these rows win
		load("coref_titles.tsv", 2, func(c []string) bool {
			g, ok := genders[c[1]]
			l.titles[c[0]] = g
			return ok
		}),
		load("coref_first_names.tsv", 2, func(c []string) bool {
			g, ok := genders[c[1]]
			l.given[c[0]] = g
			return ok
		}),
		load("coref_aliases.tsv", 3, func(c []string) bool {
			short := keyOf([]string{fold(c[0])})
			l.aliases[short] = alias{c[1], nlp.EntityType(c[2]), len(short) < 5}
			return short != ""
		}),
		load("coref_spellings.tsv", 2, func(c []string) bool {
			for _, w := range strings.Fields(c[1]) {
				l.spelling[w] = c[0]
			}
			return true
		}),
		load("coref_suffixes.tsv", 2, func(c []string) bool {
			l.suffixes[c[0]] = c[1]
			return c[1] == "legal" || c[1] == "generic" || c[1] == "kind"
		}),
		load("coref_alias_cues.tsv", 1, func(c []string) bool {
			l.cues[c[0]] = true
			return true
		}),
		load("coref_synonyms.tsv", 3, func(c []string) bool {
			bit := uint64(1) << len(l.sets)
			l.sets[c[0]] = bit
			for _, w := range strings.Fields(c[2]) {
				l.synonyms[w] |= bit
				if c[1] == "open" && l.nouns[w].class == person {
					l.personal |= bit
				}
			}
			if c[1] == "closed" {
				l.closed |= bit
			}
			return len(l.sets) <= 64 && (c[1] == "closed" || c[1] == "open")
		}),
		load("places.tsv", 2, func(c []string) bool {
			l.known[keyOf([]string{fold(c[0])})] |= l.describes(c[1])
			return true
		}),
		load("names.tsv", 3, func(c []string) bool {
			l.known[keyOf([]string{fold(c[0])})] |= l.describes(c[1])
			return true
		}),
		load("coref_known.tsv", 2, func(c []string) bool {
			bit, ok := l.sets[c[1]]
			l.known[keyOf([]string{fold(c[0])})] |= bit
			l.bearers |= bit
			return ok
		}),
		load("demonyms.tsv", 3, func(c []string) bool {
			for _, w := range strings.Split(c[1], "|") {
				l.country[fold(w)] = fold(c[0])
			}
			return true
		}),
		load("coref_pronouns.tsv", 6, l.addPronoun),
	} {
		if err != nil {
			return nil, err
		}
	}
	return l, nil
}

// describes gives the synonym sets whose nouns stand for names of a class of
// the gazetteers.
func (l *lexicon) describes(class string) uint64 {
	switch class {
	case "city", "metropolis":
		return l.sets["city"]
	case "country":
		return l.sets["country"]
	case "region":
		return l.sets["area"] | l.sets["country"]
	case "agency":
		return l.sets["agency"]
	case "media":
		return l.sets["newspaper"] | l.sets["company"]
	case "platform":
		return l.sets["platform"] | l.sets["company"]
	case "party", "company":
		return l.sets[class]
	case "product":
		return l.sets["platform"]
	}
	return 0
}

func (l *lexicon) addPronoun(c []string) bool {
	p := pronoun{base: c[1], id: hash(c[1])}
	switch c[2] {
	case "1", "2", "3":
		p.person = c[2][0] - '0'
	default:
		return false
	}
	switch c[3] {
	case "sing":
		p.number = singular
	case "plur":
		p.number = plural
	case "any":
	default:
		return false
	}
	switch c[4] {
	case "masc":
		p.gender, p.class = masc, person
	case "fem":
		p.gender, p.class = fem, person
	case "person":
		p.class = person
	case "thing":
		p.gender = neuter
	case "any":
	default:
		return false
	}
	switch c[5] {
	case "personal":
	case "demonstrative":
		p.kind = demonstrative
	case "relative":
		p.kind = relative
	case "generic":
		p.kind = generic
	default:
		return false
	}
	p.reflexive = strings.HasSuffix(c[0], "self") || strings.HasSuffix(c[0], "selves")
	l.pronouns[c[0]] = p
	return true
}

// readTable hands each row of a lexicon to row, which says whether it is well
// formed.
func readTable(fsys fs.FS, path string, columns int, row func([]string) bool) error {
	f, err := fsys.Open(path)
	if err != nil {
		return fmt.Errorf("coref: %w", err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	for n, header := 1, true; sc.Scan(); n++ {
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
			return fmt.Errorf("coref: %s line %d: malformed row %q", path, n, line)
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("coref: %s: %w", path, err)
	}
	return nil
}

// hash is 32-bit FNV-1a.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
