package train

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp/conll"
	"github.com/newsgraph/newsgraph/nlp/tag"
)

// lemmas lists the forms whose lemma the rules of package tag would miss: the
// irregular forms of WordNet (wordnet is the directory of its index and
// exception files), the regular forms of its words that the rules get wrong,
// and on top what the treebank says.
func lemmas(sents []conll.Sentence, wordnet string) ([]byte, error) {
	list := map[string]string{} // form, tab, tag or class -> lemma
	irregular := map[string]bool{}
	for _, class := range []struct {
		files string
		tags  []string
	}{
		{"verb", []string{"VBD", "VBG", "VBZ"}},
		{"noun", []string{"NNS"}},
		{"adj", []string{"JJR", "JJS"}},
	} {
		words, err := wordnetWords(filepath.Join(wordnet, "index."+class.files), 0, 1)
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(words, func(a, b [2]string) int { return priority(a[0]) - priority(b[0]) })
		seen := map[string]bool{}
		for _, w := range words {
			for _, t := range class.tags {
				for _, form := range inflect(w[0], t) {
					if key := form + "\t" + t; seen[key] {
						continue
					} else {
						seen[key] = true
					}
					if tag.Regular(form, t) != w[0] {
						list[form+"\t"+string(tag.Class(t))] = w[0]
					}
				}
			}
		}
		exceptions, err := wordnetWords(filepath.Join(wordnet, class.files+".exc"), 0, 1)
		if err != nil {
			return nil, err
		}
		for _, w := range exceptions {
			irregular[w[0]] = true
			list[w[0]+"\t"+string(tag.Class(class.tags[0]))] = w[1]
		}
	}

	count := map[string]map[string]int{}
	for _, s := range sents {
		for _, t := range s.Tokens {
			if t.XPOS == "NNP" || t.XPOS == "GW" || t.Lemma == "_" || t.XPOS == "_" {
				continue
			}
			lemma := conll.Fold(t.Lemma)
			if t.XPOS == "NNPS" {
				lemma = strings.ToLower(lemma)
			}
			key := strings.ToLower(conll.Fold(t.Form)) + "\t" + t.XPOS
			if count[key] == nil {
				count[key] = map[string]int{}
			}
			count[key][lemma]++
		}
	}
	for key, lemmas := range count {
		best := ""
		for lemma, n := range lemmas {
			if best == "" || n > lemmas[best] || n == lemmas[best] && lemma < best {
				best = lemma
			}
		}
		form, t, _ := strings.Cut(key, "\t")
		expect := form
		if class := tag.Class(t); class != 0 {
			var ok bool
			if expect, ok = list[form+"\t"+string(class)]; !ok {
				expect = tag.Regular(form, t)
			}
		}
		if best != expect && (lemmas[best] > 1 || !irregular[form]) { // once may be a slip
			list[key] = best
		}
	}

	var keys []string
	for k := range list {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	var b bytes.Buffer
	for _, k := range keys {
		fmt.Fprintf(&b, "%s\t%s\n", k, list[k])
	}
	return b.Bytes(), nil
}

// wordClasses lists the words of WordNet that are not nouns only, with the
// letters of their classes.
func wordClasses(wordnet string) ([]byte, error) {
	classes := map[string]string{}
	for _, file := range []struct{ name, letter string }{{"noun", "n"}, {"verb", "v"}, {"adj", "a"}, {"adv", "r"}} {
		words, err := wordnetWords(filepath.Join(wordnet, "index."+file.name), 0, 1)
		if err != nil {
			return nil, err
		}
		for _, w := range words {
			classes[w[0]] += file.letter
		}
	}
	var words []string
	for w, letters := range classes {
		if letters != "n" {
			words = append(words, w)
		}
	}
	slices.Sort(words)
	var b bytes.Buffer
	for _, w := range words {
		fmt.Fprintf(&b, "%s\t%s\n", w, classes[w])
	}
	return b.Bytes(), nil
}

// priority puts verbs in -e first: "staring" is of stare, not of star.
func priority(w string) int {
	if strings.HasSuffix(w, "e") {
		return 0
	}
	return 1
}

// inflect writes the regular forms of a word for a tag.
func inflect(w, t string) []string {
	n := len(w)
	vowel := func(i int) bool { return i >= 0 && strings.IndexByte("aeiou", w[i]) >= 0 }
	if n < 2 {
		return nil
	}
	syllables := 0
	for i := range n {
		if vowel(i) && !vowel(i-1) {
			syllables++
		}
	}
	if syllables > 2 && t[0] == 'J' {
		return nil
	}
	ending := map[string]string{"VBD": "ed", "VBG": "ing", "JJR": "er", "JJS": "est"}[t]
	switch {
	case ending == "":
		switch {
		case w[n-1] == 'y' && !vowel(n-2):
			return []string{w[:n-1] + "ies"}
		case w[n-1] == 's' || w[n-1] == 'x' || w[n-1] == 'z' || strings.HasSuffix(w, "ch") || strings.HasSuffix(w, "sh"):
			return []string{w + "es"}
		case w[n-1] == 'o':
			return []string{w + "s", w + "es"}
		}
		return []string{w + "s"}
	case w[n-1] == 'e' && t == "VBG" && (w[n-2] == 'e' || w[n-2] == 'o' || w[n-2] == 'y'):
		return []string{w + ending}
	case w[n-1] == 'e':
		return []string{w[:n-1] + ending}
	case w[n-1] == 'y' && !vowel(n-2) && t != "VBG":
		return []string{w[:n-1] + "i" + ending}
	case w[n-1] == 'c':
		return []string{w + "k" + ending}
	case !vowel(n-1) && vowel(n-2) && !vowel(n-3) && strings.IndexByte("wxy", w[n-1]) < 0:
		doubled := w + w[n-1:] + ending
		if syllables < 2 {
			return []string{doubled}
		}
		return []string{w + ending, doubled}
	}
	return []string{w + ending}
}

// wordnetWords reads two columns of a file of WordNet, without its header, and
// leaves out what is no plain lower-case word.
func wordnetWords(path string, a, b int) ([][2]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	defer f.Close()
	var out [][2]string
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		c := strings.Fields(sc.Text())
		if strings.HasPrefix(sc.Text(), " ") || len(c) <= max(a, b) || strings.Trim(c[a], "abcdefghijklmnopqrstuvwxyz") != "" {
			continue
		}
		out = append(out, [2]string{c[a], c[b]})
	}
	return out, sc.Err()
}
