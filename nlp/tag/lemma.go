package tag

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lemmatizer finds the lemma of a word with a tag: in a list of what the rules
// of English inflection would get wrong, else by the rules.
type Lemmatizer struct{ known map[string]string }

// Class tells under which letter of the list a tag's regular forms stand: V
// for inflected verbs, N for plural nouns, A for comparison; 0 for other tags,
// whose words are their own lemmas.
func Class(tag string) byte {
	switch tag {
	case "VBD", "VBN", "VBG", "VBZ":
		return 'V'
	case "NNS", "NNPS":
		return 'N'
	case "JJR", "JJS", "RBR", "RBS":
		return 'A'
	}
	return 0
}

// NewLemmatizer reads lines of lower-cased form, tag or class, and lemma,
// parted by tabs.
func NewLemmatizer(list []byte) (*Lemmatizer, error) {
	l := &Lemmatizer{known: map[string]string{}}
	for line := range strings.Lines(string(list)) {
		line = strings.TrimSuffix(line, "\n")
		k := strings.LastIndexByte(line, '\t')
		if k <= 0 || strings.Count(line, "\t") != 2 {
			return nil, fmt.Errorf("lemmas: bad line %q", line)
		}
		l.known[line[:k]] = line[k+1:]
	}
	return l, nil
}

// Lemma returns the dictionary form of word. Names keep their letters' case
// and lose only the ending of a plural.
func (l *Lemmatizer) Lemma(word, tag string) string {
	if tag == "NNP" {
		return word
	}
	low := strings.ToLower(word)
	var buf [64]byte
	key := append(append(append(buf[:0], low...), '\t'), tag...)
	lemma, ok := l.known[string(key)]
	if class := Class(tag); !ok && class != 0 {
		key = append(key[:len(low)+1], class)
		if lemma, ok = l.known[string(key)]; !ok {
			lemma = Regular(low, tag)
		}
		ok = true
	}
	if !ok {
		lemma = low
	}
	if tag == "NNPS" {
		return sameCase(word, lemma)
	}
	return lemma
}

// sameCase writes the plural name's lemma as the name itself is written.
func sameCase(word, lemma string) string {
	if strings.HasPrefix(word, lemma) || len(word) >= len(lemma) && strings.EqualFold(word[:len(lemma)], lemma) {
		return word[:len(lemma)]
	}
	r, n := utf8.DecodeRuneInString(lemma)
	if first, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(first) {
		return string(unicode.ToUpper(r)) + lemma[n:]
	}
	return lemma
}

// Regular undoes regular inflection of a lower-cased word.
func Regular(low, tag string) string {
	switch tag {
	case "NNS", "NNPS", "VBZ":
		return singular(low)
	case "VBD", "VBN":
		return stripped(low, "ied", "ed")
	case "VBG":
		if s, ok := strings.CutSuffix(low, "in'"); ok {
			return stem(s)
		}
		return stripped(low, "", "ing")
	case "JJR", "RBR":
		return stripped(low, "ier", "er")
	case "JJS", "RBS":
		return stripped(low, "iest", "est")
	}
	return low
}

func stripped(low, withY, plain string) string {
	if s, ok := strings.CutSuffix(low, withY); ok && withY != "" && len(s) > 1 {
		return s + "y"
	}
	if s, ok := strings.CutSuffix(low, plain); ok && strings.ContainsAny(s, "aeiouy") {
		return stem(s)
	}
	return low
}

func singular(w string) string {
	if s, ok := strings.CutSuffix(w, "ies"); ok && len(s) > 1 {
		return s + "y"
	}
	for _, e := range []string{"sses", "shes", "ches", "xes", "zzes"} {
		if strings.HasSuffix(w, e) {
			return w[:len(w)-2]
		}
	}
	if strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && len(w) > 2 {
		return w[:len(w)-1]
	}
	return w
}

// stem undoes what an ending with a vowel does to the word before it: bann-,
// fin-, levi-. Words that these rules get wrong stand in the list.
func stem(s string) string {
	n := len(s)
	if n < 3 {
		if strings.HasSuffix(s, "u") {
			return s + "e"
		}
		return s
	}
	vowel := func(i int) bool { return i >= 0 && strings.IndexByte("aeiou", s[i]) >= 0 }
	last, before := s[n-1], s[n-2]
	syllables := 0
	for i := range n {
		if (vowel(i) || s[i] == 'y' && i > 0) && !vowel(i-1) {
			syllables++
		}
	}
	switch {
	case last == before && !vowel(n-1):
		if last == 's' || last == 'z' || last == 'f' || last == 'l' && syllables == 1 {
			return s
		}
		return s[:n-1]
	case last == 'v' || last == 'c' || last == 'u' || last == 'z' || last == 's':
		return s + "e"
	case last == 'g' && before != 'n' && before != 'o':
		return s + "e"
	case last == 'l' && !vowel(n-2) && before != 'r' && before != 'w':
		return s + "e"
	case strings.HasSuffix(s, "at") && !vowel(n-3) && syllables > 1:
		return s + "e"
	case strings.HasSuffix(s, "iz") || strings.HasSuffix(s, "ur") && !vowel(n-3) || strings.HasSuffix(s, "ir") && !vowel(n-3) || strings.HasSuffix(s, "in") && syllables > 1 && !vowel(n-3):
		return s + "e"
	case syllables == 1 && vowel(n-2) && !vowel(n-3) && !vowel(n-1) && strings.IndexByte("wxy", last) < 0:
		return s + "e"
	}
	return s
}
