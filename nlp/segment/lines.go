package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
)

// line is one line of the text without its surrounding white space.
type line struct {
	nlp.Span
	runes int  // length in characters
	first int  // length of its first word in characters
	blank bool // whether a blank line stands before it
}

// paragraphs returns the spans of the text's paragraphs in order, white space
// around them left out. Every line is one, except in hard-wrapped text, where
// a run of lines is.
func paragraphs(text string) []nlp.Span {
	lines := splitLines(text)
	width := wrapWidth(lines)
	out := make([]nlp.Span, 0, len(lines))
	for i, l := range lines {
		if width > 0 && i > 0 && wrapped(lines[i-1], l, width) && !bullet(text[l.Start:]) {
			out[len(out)-1].End = l.End
			continue
		}
		out = append(out, l.Span)
	}
	return out
}

func splitLines(text string) []line {
	var lines []line
	blank := false
	for start := 0; start < len(text); {
		end, next := lineEnd(text, start)
		s := trim(text, nlp.Span{Start: start, End: end})
		if s.Empty() {
			blank = true
		} else {
			words := text[s.Start:s.End]
			first := strings.IndexFunc(words, unicode.IsSpace)
			if first < 0 {
				first = len(words)
			}
			lines = append(lines, line{s, utf8.RuneCountInString(words), utf8.RuneCountInString(words[:first]), blank})
			blank = false
		}
		start = next
	}
	return lines
}

// lineEnd returns where the line that begins at start ends and the next one
// begins. Line breaks are LF, CR, CRLF, vertical tab, form feed, NEL and
// Unicode's line and paragraph separators.
func lineEnd(text string, start int) (end, next int) {
	for i := start; i < len(text); i++ {
		switch text[i] {
		case '\n', '\v', '\f':
			return i, i + 1
		case '\r':
			if i+1 < len(text) && text[i+1] == '\n' {
				return i, i + 2
			}
			return i, i + 1
		case 0xc2:
			if strings.HasPrefix(text[i:], "\u0085") {
				return i, i + 2
			}
		case 0xe2:
			if strings.HasPrefix(text[i:], "\u2028") || strings.HasPrefix(text[i:], "\u2029") {
				return i, i + 3
			}
		}
	}
	return len(text), len(text)
}

// trim narrows the span to its visible characters.
func trim(text string, s nlp.Span) nlp.Span {
	invisible := func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' }
	words := text[s.Start:s.End]
	left := strings.TrimLeftFunc(words, invisible)
	s.Start = s.End - len(left)
	s.End = s.Start + len(strings.TrimRightFunc(left, invisible))
	return s
}

// wrapWidth returns the width at which the text's lines are wrapped, 0 if they
// are not. In text wrapped at W no line is longer than W, and no line could
// have taken the first word of the next one as well. Headlines and bylines
// satisfy that by chance, so most line breaks of the text have to.
func wrapWidth(lines []line) int {
	const longest, fewest = 100, 3
	width := 0
	for _, l := range lines {
		if l.runes > longest && l.first < l.runes { // a lone long word is an address
			return 0
		}
		if l.first < l.runes {
			width = max(width, l.runes)
		}
	}
	if width < 40 {
		return 0
	}
	breaks, full := 0, 0
	for i, l := range lines {
		if i == 0 || l.blank {
			continue
		}
		breaks++
		if wrapped(lines[i-1], l, width) {
			full++
		}
	}
	if full < fewest || full*10 < breaks*7 {
		return 0
	}
	return width
}

// wrapped reports whether the break between two lines comes from wrapping at
// width; a tenth of the width is left for ragged edges.
func wrapped(a, b line, width int) bool {
	return !b.blank && a.runes+1+b.first > width*9/10
}

// bullet reports whether s begins with the mark of a list.
func bullet(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	switch r {
	case '•', '·', '▪', '●', '◦', '‣':
		return true
	case '-', '*', '–', '—':
		return len(s) > size && s[size] == ' '
	}
	return false
}
