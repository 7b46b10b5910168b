package ner

import (
	"bufio"
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp/nn"
)

// A lexicon file is tab-separated: lines that begin with # are comments, the
// first other line names the columns, each further line is a row. Cells are
// trimmed; rows may be short.
func readTable(fsys fs.FS, path string, columns ...string) ([][]string, error) {
	raw, err := fs.ReadFile(fsys, path)
	if err != nil {
		return nil, fmt.Errorf("ner: %w", err)
	}
	var index []int
	var rows [][]string
	sc := bufio.NewScanner(bytes.NewReader(raw))
	sc.Buffer(make([]byte, 1<<16), 1<<20)
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		cells := strings.Split(line, "\t")
		if index == nil {
			for _, c := range columns {
				at := -1
				for i, h := range cells {
					if strings.TrimSpace(h) == c {
						at = i
					}
				}
				if at < 0 {
					return nil, fmt.Errorf("ner: %s: no column %q", path, c)
				}
				index = append(index, at)
			}
			continue
		}
		row := make([]string, len(columns))
		for i, at := range index {
			if at < len(cells) {
				row[i] = strings.TrimSpace(cells[at])
			}
		}
		if row[0] == "" {
			return nil, fmt.Errorf("ner: %s:%d: empty %s", path, n, columns[0])
		}
		rows = append(rows, row)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("ner: %s: %w", path, err)
	}
	return rows, nil
}

// gazClasses are the classes of gazetteer entries that the net sees, at most
// 16. Column "class" of places.tsv, people.tsv and names.tsv holds one of them.
var gazClasses = []string{
	"country", "region", "metropolis", "city", "forename", "surname", "demonym",
	"company", "agency", "media", "party", "platform", "product", "event", "law", "group",
}

// gazetteer finds listed names in a sentence, in any case, by their words.
type gazetteer struct {
	phrases map[string]uint16 // words joined by spaces, lower-cased -> set of classes
	longest map[string]uint8  // first word -> words of the longest phrase
}

// maxPhrase is how many words of a listed name are compared.
const maxPhrase = 7

func (g *gazetteer) add(name string, classes uint16) {
	key := gazKey(name)
	if key == "" {
		return
	}
	n := strings.Count(key, " ") + 1
	if n > maxPhrase {
		return
	}
	g.phrases[key] |= classes
	first, _, _ := strings.Cut(key, " ")
	g.longest[first] = max(g.longest[first], uint8(n))
}

// gazKey spells a name as the tokens of a sentence would: lower case, hyphens
// and possessive endings apart.
func gazKey(name string) string {
	name = strings.NewReplacer("’", "'", "-", " - ", "'s ", " 's ", ",", " , ", "(", " ( ", ")", " ) ").Replace(name + " ")
	words := strings.Fields(name)
	var b []byte
	for i, w := range words {
		if i > 0 {
			b = append(b, ' ')
		}
		b, _ = foldPlain(b, w)
	}
	return string(b)
}

// foldPlain is fold with digits kept.
func foldPlain(dst []byte, w string) ([]byte, shape) {
	at := len(dst)
	dst, s := fold(dst, w)
	if len(dst)-at == len(w) { // no byte moved: put the digits back
		for i := range w {
			if c := w[i]; c >= '0' && c <= '9' {
				dst[at+i] = c
			}
		}
	}
	return dst, s
}

// mark sets out.marks for the words. A phrase counts only where its first or
// second word has a capital.
func (g *gazetteer) mark(words []string, out *Encoded) {
	out.marks = out.marks[:0]
	for range words {
		out.marks = append(out.marks, 0)
	}
	for i, w := range words {
		if len(w) > maxWord || !hasCapital(w) && (i+1 == len(words) || !capitalized(words[i+1])) {
			continue
		}
		key, _ := foldPlain(out.buf[:0], w)
		longest := int(g.longest[string(key)])
		for n := 1; n <= longest && i+n <= len(words); n++ {
			if n > 1 {
				next := words[i+n-1]
				if len(next) > maxWord {
					break
				}
				key = append(key, ' ')
				key, _ = foldPlain(key, next)
			}
			c, ok := g.phrases[string(key)]
			if !ok || n == 1 && !hasCapital(w) {
				continue
			}
			out.marks[i] |= uint32(c)
			for k := 1; k < n; k++ {
				out.marks[i+k] |= uint32(c) << 16
			}
		}
		out.buf = key
	}
}

// classKinds are the kinds of names in the classes that seldom mean anything
// else.
var classKinds = map[string]int{
	"country": place, "metropolis": place, "region": place,
	"company": organization, "agency": organization, "media": organization, "party": organization, "platform": organization,
	"event": other, "law": other, "product": other,
}

// kind returns the kind of a listed name, given by its key.
func (g *gazetteer) kind(key []byte) (int, bool) {
	set := g.phrases[string(key)]
	for i, c := range gazClasses {
		if set>>i&1 == 1 {
			if k, ok := classKinds[c]; ok {
				return k, true
			}
		}
	}
	return 0, false
}

// has reports whether the name with the key is listed in the class.
func (g *gazetteer) has(key, class string) bool {
	return g.phrases[key]>>slices.Index(gazClasses, class)&1 == 1
}

// netLists are the lists that the net is trained with.
var netLists = []string{"lexicon/places.tsv", "lexicon/people.tsv", "lexicon/names.tsv"}

// loadGazetteer reads lists of names, and the peoples of the countries. Rows of
// a type in without are left out.
func loadGazetteer(fsys fs.FS, without string, lists ...string) (*gazetteer, error) {
	bit := map[string]uint16{}
	for i, c := range gazClasses {
		bit[c] = 1 << i
	}
	g := &gazetteer{phrases: map[string]uint16{}, longest: map[string]uint8{}}
	for _, path := range lists {
		columns := []string{"name", "class"}
		if strings.HasPrefix(path, "lexicon/names") {
			columns = append(columns, "type")
		}
		rows, err := readTable(fsys, path, columns...)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			b, ok := bit[r[1]]
			if !ok {
				return nil, fmt.Errorf("ner: %s: %q has unknown class %q", path, r[0], r[1])
			}
			if len(r) < 3 || without == "" || r[2] != without {
				g.add(r[0], b)
			}
		}
	}
	rows, err := readTable(fsys, "lexicon/demonyms.tsv", "place", "adjective", "people")
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		for _, cell := range r[1:] {
			for _, w := range strings.Split(cell, "|") {
				if w != "" {
					g.add(w, bit["demonym"])
				}
			}
		}
	}
	return g, nil
}

// NewEncoder loads the word vectors and the gazetteers.
func NewEncoder(fsys fs.FS) (*Encoder, error) {
	raw, err := fs.ReadFile(fsys, "models/vectors.bin")
	if err != nil {
		return nil, fmt.Errorf("ner: %w", err)
	}
	e := &Encoder{}
	if e.vectors, err = nn.ReadVectors(raw); err != nil {
		return nil, err
	}
	e.gaz, err = loadGazetteer(fsys, "", netLists...)
	return e, err
}
