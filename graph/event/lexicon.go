package event

import (
	"bufio"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// Kind says how claims of a relation make events.
type Kind uint8

const (
	Happening Kind = iota // may happen again and again between the same two: fines, attacks
	Once                  // happens once between the two: founded, kills
	State                 // holds for a time, no date sets it apart: owns, leads
	None                  // makes no events: says
)

var kindNames = []string{Happening: "happening", Once: "once", State: "state", None: "none"}

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "Kind(" + strconv.Itoa(int(k)) + ")"
}

// Lexicon is what grouping knows of words. It does not change and serves many
// goroutines at once.
type Lexicon struct {
	kinds   map[string]Kind
	numbers map[string]float64 // "twelve", "thousand"
	scales  map[string]bool    // of numbers, those that multiply
	many    map[string]bool    // "dozens", "several": a number that is not told
	hedges  map[string]bool    // "at-least", as nlp.Slug writes it
	places  map[string]level
}

// level is how large a place is; places of different levels do not contradict
// each other, since one may lie in the other.
type level uint8

const (
	anyLevel level = iota // not known
	town
	land
)

// Load reads lexicon/relations.tsv (columns "relation" and "kind"),
// lexicon/numbers.tsv and lexicon/places.tsv of fsys, as package data embeds
// them. An empty kind is a happening.
func Load(fsys fs.FS) (*Lexicon, error) {
	l := &Lexicon{
		kinds: map[string]Kind{}, numbers: map[string]float64{}, scales: map[string]bool{},
		many: map[string]bool{}, hedges: map[string]bool{}, places: map[string]level{},
	}
	err := readTable(fsys, "lexicon/relations.tsv", []string{"relation", "kind"}, func(c []string) error {
		k := slices.Index(kindNames, c[1])
		if c[1] == "" {
			k = int(Happening)
		}
		if k < 0 {
			return fmt.Errorf("kind %q is none of %s", c[1], strings.Join(kindNames, ", "))
		}
		l.kinds[c[0]] = Kind(k)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = readTable(fsys, "lexicon/numbers.tsv", []string{"word", "class", "value"}, func(c []string) error {
		word := nlp.Slug(c[0])
		switch c[1] {
		case "card", "scale":
			v, err := strconv.ParseFloat(c[2], 64)
			if err != nil {
				return fmt.Errorf("value %q is no number", c[2])
			}
			l.numbers[word], l.scales[word] = v, c[1] == "scale"
		case "vague", "plural":
			l.many[word] = true
		case "approx":
			l.hedges[word] = word != ""
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = readTable(fsys, "lexicon/places.tsv", []string{"name", "class"}, func(c []string) error {
		switch name := nlp.Slug(c[0]); c[1] {
		case "city", "metropolis":
			if l.places[name] == anyLevel {
				l.places[name] = town
			}
		case "country":
			l.places[name] = land
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return l, nil
}

// readTable hands the named columns of each row to row. The first line that is
// no comment (#) names the columns; cells that are missing are empty.
func readTable(fsys fs.FS, path string, columns []string, row func([]string) error) error {
	f, err := fsys.Open(path)
	if err != nil {
		return fmt.Errorf("event: %w", err)
	}
	defer f.Close()
	var at []int
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if at == nil {
			for _, c := range columns {
				k := slices.Index(cells, c)
				if k < 0 {
					return fmt.Errorf("event: %s:%d: the column %s is missing", path, n, c)
				}
				at = append(at, k)
			}
			continue
		}
		out := make([]string, len(columns))
		for i, k := range at {
			if k < len(cells) {
				out[i] = cells[k]
			}
		}
		if err := row(out); err != nil {
			return fmt.Errorf("event: %s:%d: %w", path, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("event: %s: %w", path, err)
	}
	return nil
}

// Kind is the kind of a relation; one that the lexicon lacks is a happening.
func (l *Lexicon) Kind(relation string) Kind { return l.kinds[relation] }

// Argument makes the argument of a linked entity or a phrase. named is whether
// any text calls it by a name.
func (l *Lexicon) Argument(id, name string, t nlp.EntityType, named bool) Argument {
	a := Argument{ID: id, Name: name, Type: t, Named: named && t != nlp.Phrase}
	switch {
	case a.Named && t == nlp.Place:
		a.lexicon = l
	case !a.Named && id != "":
		a.words, a.count, a.about = l.phrase(name)
	}
	return a
}

// level is that of a named place. It is looked up where it is needed, as few
// claims come to that.
func (a *Argument) level() level {
	if a.lexicon == nil {
		return anyLevel
	}
	return a.lexicon.places[nlp.Slug(a.Name)]
}

// phrase takes apart what a phrase counts: "at least 15 people" is "people", 15,
// about. Without a number in front, the count is 0.
func (l *Lexicon) phrase(name string) (words string, count float64, about bool) {
	rest := strings.Split(nlp.Slug(name), "-")
	for len(rest) > 1 {
		if n := l.hedge(rest); n > 0 && n < len(rest) {
			rest, about = rest[n:], true
			continue
		}
		if l.many[rest[0]] {
			rest, about = rest[1:], true
			continue
		}
		if rest[0] == "of" && about {
			rest = rest[1:]
			continue
		}
		break
	}
	var sum, part float64
	n := 0
	for n < len(rest)-1 {
		if _, more := l.numbers[rest[n+1]]; rest[n] == "and" && n > 0 && more {
			n++
			continue
		}
		v, ok := l.numbers[rest[n]]
		if !ok {
			var err error
			if v, err = strconv.ParseFloat(rest[n], 64); err != nil || rest[n][0] > '9' {
				break
			}
		}
		switch {
		case l.scales[rest[n]] && v >= 1000:
			sum += max(part, 1) * v
			part = 0
		case l.scales[rest[n]]:
			part = max(part, 1) * v
		default:
			part += v
		}
		n++
	}
	return strings.Join(rest[n:], "-"), sum + part, about && n > 0
}

// hedge is how many words of the beginning of rest make a hedge.
func (l *Lexicon) hedge(rest []string) int {
	for n := min(4, len(rest)); n > 0; n-- {
		if l.hedges[strings.Join(rest[:n], "-")] {
			return n
		}
	}
	return 0
}

// Amounts lists the forms of a sum of money; nil gives none.
func Amounts(m *nlp.Money) []Amount {
	if m == nil {
		return nil
	}
	out := []Amount{{m.Value, m.Currency, m.Approximate}}
	for _, o := range m.Also {
		out = append(out, Amount{o.Value, o.Currency, o.Approximate})
	}
	return out
}
