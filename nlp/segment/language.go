package segment

import (
	"fmt"
	"io/fs"
	"strings"
	"unicode"
)

const english = "en"

// languageLexicon holds languages.tsv: for each language its script and the
// small words that betray it.
type languageLexicon struct {
	codes   []string // ISO 639-1
	scripts []string
	words   map[string]uint64 // word -> set of indices into codes
	english int
}

func loadLanguages(fsys fs.FS) (*languageLexicon, error) {
	l := &languageLexicon{words: map[string]uint64{}, english: -1}
	err := readTSV(fsys, "languages.tsv", 3, func(c []string) error {
		i := len(l.codes)
		if i == 64 {
			return fmt.Errorf("more than 64 languages")
		}
		if unicode.Scripts[c[1]] == nil {
			return fmt.Errorf("unknown script %q", c[1])
		}
		if c[0] == english {
			l.english = i
		}
		l.codes = append(l.codes, c[0])
		l.scripts = append(l.scripts, c[1])
		for w := range strings.FieldsSeq(c[2]) {
			l.words[w] |= 1 << i
		}
		return nil
	})
	if err == nil && l.english < 0 {
		err = fmt.Errorf("segment: lexicon/languages.tsv: no row for %s", english)
	}
	return l, err
}

// evidence counts in a text what tells its language.
type evidence struct {
	hits           [64]int
	latin, letters int
	odd            int // Latin letters that English does not use
	script         string
}

func (l *languageLexicon) weigh(e *evidence, text string) {
	var buf [24]byte
	n := 0
	flush := func() {
		if n > 0 && n < len(buf) {
			set := l.words[string(buf[:n])]
			for i := 0; set != 0; i++ {
				if set&1 != 0 {
					e.hits[i]++
				}
				set >>= 1
			}
		}
		n = 0
	}
	add := func(s string) {
		if n+len(s) < len(buf) {
			n += copy(buf[n:], s)
		} else {
			n = len(buf)
		}
	}
	for i, r := range text {
		if r < 0x80 {
			c := byte(r)
			if !letter(c) {
				if c != '\'' {
					flush()
				}
				continue
			}
			e.letters++
			e.latin++
			if n < len(buf) {
				buf[n] = c | 0x20
				n++
			}
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			if r != '’' {
				flush()
			}
			continue
		}
		e.letters++
		if unicode.Is(unicode.Latin, r) {
			e.latin++
			e.odd++
		} else if e.script == "" || i%64 == 0 {
			e.script = scriptOf(r, l.scripts)
		}
		add(strings.ToLower(string(r)))
	}
	flush()
}

func scriptOf(r rune, scripts []string) string {
	for _, s := range scripts {
		if unicode.Is(unicode.Scripts[s], r) {
			return s
		}
	}
	return ""
}

// best returns the language with most hits among those of the script, -1 if
// none has any.
func (l *languageLexicon) best(e *evidence, script string) int {
	best := -1
	for i := range l.codes {
		if l.scripts[i] == script && (best < 0 && (e.hits[i] > 0 || script != "Latin") || best >= 0 && e.hits[i] > e.hits[best]) {
			best = i
		}
	}
	return best
}

// foreign reports whether a paragraph is in another language than English. In
// doubt it is not: names and quotations are often foreign.
func (l *languageLexicon) foreign(text string) bool {
	if len(text) < 12 {
		return false
	}
	var e evidence
	l.weigh(&e, text)
	if e.letters > 0 && e.latin*2 < e.letters {
		return true
	}
	best := l.best(&e, "Latin")
	if best < 0 || best == l.english {
		return false
	}
	other, own := e.hits[best], e.hits[l.english]
	if own == 0 {
		return other >= 2 && e.odd > 0 || other >= 3 || other >= 1 && e.odd >= 3
	}
	return other >= 4 && other > 3*own
}

// articleLanguage names the language of the text, empty where there is too
// little to go by.
func (s *Segmenter) articleLanguage(ps []paragraph) string {
	const enough = 4000 // bytes
	var e evidence
	for i, n := 0, 0; i < len(ps) && n < enough; i++ {
		if ps[i].words >= 8 || ps[i].words > 0 && ps[i].foreign {
			text := ps[i].text[:min(len(ps[i].text), enough)]
			s.languages.weigh(&e, text)
			n += len(text)
		}
	}
	l := s.languages
	script := "Latin"
	if e.latin*2 < e.letters {
		script = e.script
	}
	best := l.best(&e, script)
	if best < 0 || script == "Latin" && e.hits[best] < 3 {
		return ""
	}
	if best != l.english && script == "Latin" && e.hits[best] < 2*e.hits[l.english] {
		return english
	}
	return l.codes[best]
}
