package segment

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"unicode/utf8"
)

// longestFurniture is the length in bytes up to which a paragraph is compared
// with the lexicon.
const longestFurniture = 600

// furnitureKind says how a paragraph is known to be furniture.
type furnitureKind uint8

const (
	notFurniture furnitureKind = iota
	byline
	closed    // stands for itself
	opensList // followed by links
)

// furnitureLexicon holds furniture.tsv.
type furnitureLexicon struct {
	lines    map[string]furnitureKind
	label    []string
	notice   []string
	prefix   []string
	contains []string
	pattern  []*regexp.Regexp
	voice    map[string]bool
	byline   *regexp.Regexp
	credits  []string // beginnings of photo credits
	agency   []string
	paper    map[string]bool
	dateWord map[string]bool
	months   map[string]int
	source   []*regexp.Regexp
}

func loadFurniture(fsys fs.FS) (*furnitureLexicon, error) {
	l := &furnitureLexicon{lines: map[string]furnitureKind{}, dateWord: map[string]bool{}, months: map[string]int{}, paper: map[string]bool{}, voice: map[string]bool{}}
	err := readTSV(fsys, "furniture.tsv", 2, func(c []string) error {
		kind, form := c[0], c[1]
		switch kind {
		case "line":
			l.lines[form] = closed
		case "list":
			l.lines[form] = opensList
		case "label":
			l.label = append(l.label, form)
		case "notice":
			l.notice = append(l.notice, form)
		case "voice":
			l.voice[form] = true
		case "prefix":
			l.prefix = append(l.prefix, form)
		case "contains":
			l.contains = append(l.contains, form)
		case "credit":
			l.credits = append(l.credits, form)
		case "paper":
			l.paper[form] = true
		case "agency":
			l.agency = append(l.agency, form)
		case "date":
			l.dateWord[form] = true
		case "month":
			names := strings.Fields(form)
			number := len(l.months)
			for i, name := range names {
				if i == 0 {
					number = monthNumber(name)
				}
				l.months[name] = number
				l.dateWord[name] = true
			}
			if number == 0 {
				return fmt.Errorf("unknown month %q", form)
			}
		case "pattern", "byline", "source":
			re, err := regexp.Compile(form)
			if err != nil {
				return err
			}
			switch kind {
			case "pattern":
				l.pattern = append(l.pattern, re)
			case "byline":
				l.byline = re
			case "source":
				l.source = append(l.source, re)
			}
		default:
			return fmt.Errorf("unknown kind %q", kind)
		}
		return nil
	})
	return l, err
}

// classify compares a paragraph with the lexicon.
func (l *furnitureLexicon) classify(p *paragraph) furnitureKind {
	if p.plain == "" {
		return closed // nothing but marks
	}
	if kind := l.lines[p.plain]; kind != notFurniture {
		return kind
	}
	for _, form := range l.label {
		if strings.HasPrefix(p.folded, form) || strings.HasPrefix(p.plain, form) {
			return closed
		}
	}
	for _, form := range l.notice {
		if strings.Contains(p.folded, form) {
			return closed
		}
	}
	if len(p.text) < 100 && l.byline.MatchString(p.text) {
		return byline
	}
	stated := p.ends && p.words >= 8 && p.small >= 4
	if !stated && hashtags(p.text) >= 2 || l.credit(p) {
		return closed
	}
	// A story may be about cookies and privacy policies, a quotation may
	// speak to somebody.
	if stated && !l.speaks(p.folded) || strings.ContainsRune("\"'“‘", firstRune(p.text)) {
		return notFurniture
	}
	for _, form := range l.prefix {
		if strings.HasPrefix(p.plain, form) {
			return closed
		}
	}
	for _, form := range l.contains {
		if strings.Contains(p.plain, form) {
			return closed
		}
	}
	for _, re := range l.pattern {
		if len(p.plain) < 200 && re.MatchString(p.plain) {
			return closed
		}
	}
	return notFurniture
}

// speaks reports whether a line speaks to the reader.
func (l *furnitureLexicon) speaks(folded string) bool {
	for w := range strings.FieldsSeq(folded) {
		if l.voice[strings.Trim(w, ".,;:!?()")] {
			return true
		}
	}
	return false
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func hashtags(text string) int {
	n := 0
	for i := 0; i+1 < len(text); i++ {
		if text[i] == '#' && wordByte(text[i+1]) && !digit(text[i+1]) {
			n++
		}
	}
	return n
}

// credit reports whether the paragraph is a bare photo credit: names and an
// agency, no sentence.
func (l *furnitureLexicon) credit(p *paragraph) bool {
	if p.words > 12 || p.small > 2 || p.ends && p.small > 0 {
		return false
	}
	for _, form := range l.credits {
		if strings.HasPrefix(p.plain, form) {
			return true
		}
	}
	if !strings.ContainsAny(p.text, "/|©(") && p.small == 0 && p.words > 4 {
		return false
	}
	for _, a := range l.agency {
		if i := strings.Index(p.plain, a); i >= 0 {
			before := i == 0 || !letter(p.plain[i-1])
			after := i+len(a) == len(p.plain) || !letter(p.plain[i+len(a)])
			if before && after {
				return true
			}
		}
	}
	return false
}

// dateLine reports whether the line is nothing but dates, times and the words
// that go with them.
func (l *furnitureLexicon) dateLine(plain string) bool {
	if len(plain) > 120 || plain == "" {
		return false
	}
	number, word := false, false
	parts := strings.FieldsFuncSeq(plain, func(r rune) bool { return r < 0x80 && !wordByte(byte(r)) || r == '·' || r == '•' })
	for w := range parts {
		i := 0
		for i < len(w) && digit(w[i]) {
			i++
		}
		number = number || i > 0
		rest := w[i:]
		if rest == "" {
			continue
		}
		if !l.dateWord[rest] {
			return false
		}
		word = true
	}
	if !number {
		return false
	}
	return word || strings.Count(plain, "/") == 2 || strings.Count(plain, "-") >= 2 || strings.Count(plain, ":") >= 1
}
