package segment

import (
	"bufio"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// readTSV calls row for each line of a lexicon file after its header row;
// blank lines and lines that begin with # are comments.
func readTSV(fsys fs.FS, name string, columns int, row func(cells []string) error) error {
	path := "lexicon/" + name
	f, err := fsys.Open(path)
	if err != nil {
		return fmt.Errorf("segment: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	header := true
	for n := 1; lines.Scan(); n++ {
		text := lines.Text()
		if strings.TrimSpace(text) == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if header {
			header = false
			continue
		}
		cells := strings.Split(text, "\t")
		if len(cells) != columns {
			return fmt.Errorf("segment: %s:%d: %d columns, want %d", path, n, len(cells), columns)
		}
		if err := row(cells); err != nil {
			return fmt.Errorf("segment: %s:%d: %w", path, n, err)
		}
	}
	return lines.Err()
}

// abbreviationKind says what may stand after an abbreviation.
type abbreviationKind uint8

const (
	notAbbreviation abbreviationKind = iota
	title                            // a name follows: "Mr.", "Gen."; never ends a sentence
	other                            // may end a sentence: "Inc.", "p.m."
	numbered                         // an abbreviation only before a number: "No. 5"
)

// wordLexicon holds abbreviations.tsv and tokens.tsv.
type wordLexicon struct {
	abbreviations map[string]abbreviationKind // lower case, period included
	prefix        map[string]bool             // stay joined to the next part of a hyphenated word
	unit          map[string]bool             // cut off the number before them; case counts
	split         map[string]int              // "cannot" -> 3
	clipped       map[string]bool             // begin with an apostrophe: "'em"
	whole         map[string]bool             // one token though marks stand in them: "b/c"
	word          map[string]bool             // single capital letters that are words, not initials
	starter       map[string]bool             // lower case; as capitalised words they begin sentences
	emoticon      *regexp.Regexp
}

func loadWords(fsys fs.FS) (*wordLexicon, error) {
	l := &wordLexicon{
		abbreviations: map[string]abbreviationKind{}, prefix: map[string]bool{}, unit: map[string]bool{},
		split: map[string]int{}, clipped: map[string]bool{}, whole: map[string]bool{},
		word: map[string]bool{}, starter: map[string]bool{},
		emoticon: regexp.MustCompile(`^$`),
	}
	kinds := map[string]abbreviationKind{"title": title, "other": other, "number": numbered}
	err := readTSV(fsys, "abbreviations.tsv", 2, func(c []string) error {
		kind, ok := kinds[c[1]]
		if !ok || !strings.HasSuffix(c[0], ".") {
			return fmt.Errorf("abbreviation %q of kind %q", c[0], c[1])
		}
		l.abbreviations[c[0]] = kind
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = readTSV(fsys, "tokens.tsv", 2, func(c []string) error {
		switch c[0] {
		case "prefix":
			l.prefix[c[1]] = true
		case "unit":
			l.unit[c[1]] = true
		case "clipped":
			l.clipped[c[1]] = true
		case "whole":
			l.whole[c[1]] = true
		case "word":
			l.word[c[1]] = true
		case "starter":
			l.starter[c[1]] = true
		case "split":
			before, after, ok := strings.Cut(c[1], "|")
			if !ok {
				return fmt.Errorf("no | in %q", c[1])
			}
			l.split[before+after] = len(before)
		case "emoticon":
			re, err := regexp.Compile(c[1])
			if err != nil {
				return err
			}
			l.emoticon = re
		default:
			return fmt.Errorf("unknown kind %q", c[0])
		}
		return nil
	})
	return l, err
}

// abbreviation says whether w, which ends in a period, is an abbreviation: one
// of the lexicon, an initial, or letters each with its period.
func (s *Segmenter) abbreviation(w string) abbreviationKind {
	if kind := s.words.abbreviations[strings.ToLower(w)]; kind == title || kind == other {
		return kind
	}
	if len(w) == 2 && upper(w[0]) && !s.words.word[w[:1]] {
		return title
	}
	if len(w) < 4 {
		return notAbbreviation
	}
	for i := 1; i < len(w); i += 2 {
		if w[i] != '.' || !letter(w[i-1]) {
			return notAbbreviation
		}
	}
	if len(w)%2 == 1 {
		return notAbbreviation
	}
	return other
}
