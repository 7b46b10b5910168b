package segment

import (
	"html"
	"strings"
	"unicode/utf8"
)

// fold writes word with typographic quotes, dashes and dots in their ASCII
// form, invisible characters dropped and HTML references resolved. back[i] is
// the byte of word that byte i of the folded form came from; it has one entry
// more than the form has bytes.
//
//	word    O ’ C o …          5 runes, 9 bytes
//	folded  O ' C o . . .
//	back    0 1 4 5 6 6 6 9
//
// A word of printable ASCII is its own folded form; then back is nil.
func (sc *scratch) foldWord(word string) (folded string, back []int32) {
	if plainASCII(word) {
		return word, nil
	}
	sc.fold, sc.back = sc.fold[:0], sc.back[:0]
	for i := 0; i < len(word); {
		form, size := foldRune(word[i:])
		for range len(form) {
			sc.back = append(sc.back, int32(i))
		}
		sc.fold = append(sc.fold, form...)
		i += size
	}
	sc.back = append(sc.back, int32(len(word)))
	return string(sc.fold), sc.back
}

func plainASCII(word string) bool {
	for i := 0; i < len(word); i++ {
		if c := word[i]; c >= utf8.RuneSelf || c == '&' || c < ' ' {
			return false
		}
	}
	return true
}

// foldRune returns the folded form of the first character of s and the number
// of bytes that it stands for.
func foldRune(s string) (form string, size int) {
	if s[0] == '&' {
		if end := strings.IndexByte(s[:min(len(s), 10)], ';'); end > 2 {
			if r := html.UnescapeString(s[:end+1]); r != s[:end+1] {
				form, _ = foldRune(r)
				return form, end + 1
			}
		}
		return s[:1], 1
	}
	r, size := utf8.DecodeRuneInString(s)
	switch r {
	case '‘', '’', '‚', '‛', '′', 'ʼ', '`', '´':
		return "'", size
	case '“', '”', '„', '‟', '«', '»', '″':
		return `"`, size
	case '–', '‐', '‑', '‒', '−':
		return "-", size
	case '—', '―':
		return "--", size
	case '…':
		return "...", size
	case '\u00ad', '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff', '\ufe0f':
		return "", size
	case utf8.RuneError:
		return "\ufffd", size
	}
	if r < ' ' {
		return "", size
	}
	return s[:size], size
}
