package tag

import (
	"strings"

	"github.com/newsgraph/newsgraph/nlp/nn"
)

// Lemmatizer finds the lemma of a word with a tag: first in a lexicon of words
// seen in corpora, then by rules of inflection.
type Lemmatizer struct{ known map[string]string }

// The section "lemmas" holds lines of lower-cased form, tag and lemma parted
// by tabs.
func readLemmas(m *nn.Model) (*Lemmatizer, error) {
	b, err := m.Bytes("lemmas")
	if err != nil {
		return nil, err
	}
	l := &Lemmatizer{known: map[string]string{}}
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		if k := strings.LastIndexByte(line, '\t'); k > 0 {
			l.known[line[:k]] = line[k+1:]
		}
	}
	return l, nil
}

// Lemma returns the dictionary form of word.
func (l *Lemmatizer) Lemma(word, tag string) string {
	if strings.HasPrefix(tag, "NNP") {
		return word
	}
	low := strings.ToLower(word)
	if lemma, ok := l.known[low+"\t"+tag]; ok {
		return lemma
	}
	switch tag {
	case "NNS":
		return plural(low)
	case "VBZ":
		return plural(low)
	case "VBD", "VBN":
		if s, ok := strings.CutSuffix(low, "ied"); ok && len(s) > 1 {
			return s + "y"
		}
		if s, ok := strings.CutSuffix(low, "ed"); ok {
			return stem(s)
		}
	case "VBG":
		if s, ok := strings.CutSuffix(low, "ing"); ok {
			return stem(s)
		}
	}
	return low
}

func plural(w string) string {
	for _, e := range []string{"ses", "shes", "ches", "xes", "zes"} {
		if strings.HasSuffix(w, e) && !strings.HasSuffix(w, "uses") {
			return w[:len(w)-2]
		}
	}
	if s, ok := strings.CutSuffix(w, "ies"); ok && len(s) > 1 {
		return s + "y"
	}
	if strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
		return w[:len(w)-1]
	}
	return w
}

// stem undoes what -ed and -ing do to a verb: banned, fined, levied.
func stem(s string) string {
	n := len(s)
	if n < 3 || !strings.ContainsAny(s, "aeiouy") {
		return s
	}
	vowel := func(i int) bool { return strings.IndexByte("aeiou", s[i]) >= 0 }
	switch last := s[n-1]; {
	case last == s[n-2] && !vowel(n-1) && last != 'l' && last != 's' && last != 'z' && last != 'f':
		return s[:n-1]
	case last == 'v' || last == 'c' || last == 'u' || last == 'z' && s[n-2] != 'z' || last == 'g' && s[n-2] != 'n':
		return s + "e"
	case last == 's' && s[n-2] != 's':
		return s + "e"
	case !vowel(n-1) && vowel(n-2) && !vowel(n-3) && last != 'w' && last != 'x' && last != 'y' && last != 'r' && last != 'n' && last != 't' && last != 'l':
		return s + "e"
	}
	return s
}
