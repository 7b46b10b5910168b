package link

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/newsgraph/newsgraph/nlp"
)

// class is a kind of thing that is never one with another kind.
type class uint8

const (
	aPerson class = iota + 1
	aPlace
	aThing // organizations, products, works, groups, laws, events: articles call one thing by several of these
	classes
)

func classOf(t nlp.EntityType) class {
	switch t {
	case nlp.Person:
		return aPerson
	case nlp.Place:
		return aPlace
	}
	return aThing
}

// form is a name taken apart.
type form struct {
	name  string
	words []string // folded; without article, titles, legal form, and what follows a comma
	key   string   // letters and digits of words: one key for "Tik Tok" and "TikTok"
	heard string   // sound of the key; of people, of the surname
	aside *aside   // nil: nothing
	title gender   // shown by a title
	caps  bool     // one word in capitals, as acronyms are

	institution bool // all words are for institutions
	prone       bool // one of them is, and such have namesakes elsewhere
}

// aside is what few names have.
type aside struct {
	generation string // "jr", "iii"
	within     string // key of the place behind a comma: "Paris, Texas"
	role       string // of people: the words before the name, when they may say what only one is
}

var noAside aside

func (f *form) rest() *aside {
	if f.aside == nil {
		return &noAside
	}
	return f.aside
}

// full says whether a person's name is more than a surname or given name.
func (f *form) full() bool { return len(f.words) > 1 || f.rest().generation != "" }

func (f *form) surname() string {
	if len(f.words) == 0 {
		return ""
	}
	return f.words[len(f.words)-1]
}

// initial says whether a name begins with an initial.
func (f *form) initial() bool { return len(f.words) > 1 && len(f.words[0]) == 1 }

// foldWord lowers a word, strips diacritics and possessive ending, and spells
// out letters that have no base letter.
func foldWord(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < utf8.RuneSelf
	}
	s = strings.ToLower(s)
	if !ascii {
		var b strings.Builder
		for _, r := range norm.NFKD.String(s) {
			switch r {
			case '’', '‘', 'ʼ', '`':
				b.WriteByte('\'')
			case 'ø':
				b.WriteByte('o')
			case 'ł':
				b.WriteByte('l')
			case 'đ', 'ð':
				b.WriteByte('d')
			case 'ı':
				b.WriteByte('i')
			case 'ß':
				b.WriteString("ss")
			case 'æ':
				b.WriteString("ae")
			case 'œ':
				b.WriteString("oe")
			case 'þ':
				b.WriteString("th")
			default:
				if !unicode.Is(unicode.Mn, r) {
					b.WriteRune(r)
				}
			}
		}
		s = b.String()
	}
	return strings.TrimSuffix(s, "'s")
}

// foldWords cuts a name into folded words of letters and digits, without its
// article.
func foldWords(name string) []string {
	if i := strings.IndexByte(name, '/'); i >= 0 && i+2 == len(name) && i > 1 && name[i-2] == ' ' {
		name = name[:i] + name[i+1:] // "A/S" is one word
	}
	fields := strings.FieldsFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || r == '-' || r == '/' || r == '_' || r == '–' || r == '—' || r == ','
	})
	out := make([]string, 0, len(fields))
	for i, w := range fields {
		if i == 0 && len(fields) > 1 && (strings.EqualFold(w, "the") || strings.EqualFold(w, "a") || strings.EqualFold(w, "an")) {
			continue // but "A." is an initial
		}
		ending := strings.HasPrefix(w, "'") || strings.HasPrefix(w, "’")
		if w = letters(foldWord(w)); w != "" && !(ending && w == "s") {
			out = append(out, w)
		}
	}
	return out
}

// letters keeps letters and digits, and an ampersand that stands alone.
func letters(w string) string {
	if w == "&" {
		return w
	}
	clean := true
	for i := 0; i < len(w) && clean; i++ {
		c := w[i]
		clean = c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
	}
	if clean {
		return w
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, w)
}

func keyOf(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words, "")
}

// maxName is the length in bytes of the longest name that is compared with others;
// longer ones are accidents of analysis, or hostile.
const maxName = 300

// parse takes a name of a class apart.
func (x *lexicon) parse(name string, c class) form {
	var f form
	var of aside
	if len(name) > maxName {
		return f
	}
	head, tail, comma := strings.Cut(name, ",")
	words := foldWords(head)
	if comma {
		after := foldWords(tail)
		_, known := x.alias[keyOf(words)+keyOf(after)] // "Washington, D.C."
		switch {
		case len(after) == 0:
		case known:
			words = append(words, after...)
		case c == aPerson && len(words) == 1 && !x.generation[after[0]]:
			words = append(after, words...) // "Navalny, Alexei"
		case c == aPerson:
			words = append(words, after...)
		case x.isLegal(after):
		case c == aPlace && len(words) > 0:
			of.within = x.canonical(keyOf(after), true)
		default:
			words = append(words, after...)
		}
	}
	if c == aPerson {
		words, f.title = x.personWords(words, &of)
	} else {
		words = x.bodyWords(x.withoutOwner(words, name))
	}
	f.words, f.key = words, keyOf(words)
	f.heard = sound(f.key)
	if c == aPerson {
		f.heard = sound(f.surname())
	}
	f.caps = len(words) == 1 && capitals(name)
	f.institution, f.prone = x.institutional(words)
	if of != noAside {
		f.aside = &aside{of.generation, of.within, of.role}
	}
	f.pack()
	return f
}

// pack makes one string of those that repeat each other.
func (f *form) pack() {
	at := 0
	for i, w := range f.words {
		f.words[i] = f.key[at : at+len(w)]
		at += len(w)
	}
	if i := strings.LastIndex(f.key, f.heard); i >= 0 {
		f.heard = f.key[i : i+len(f.heard)]
	}
}

func (x *lexicon) isLegal(words []string) bool {
	for _, w := range words {
		if !x.legal[w] {
			return false
		}
	}
	return true
}

// personWords drops titles ("US President") and takes the generation away. A
// royal title is part of a name that has nothing else. It also gives the gender
// that the titles show.
func (x *lexicon) personWords(words []string, of *aside) ([]string, gender) {
	for len(words) > 1 && x.generation[words[len(words)-1]] {
		of.generation = words[len(words)-1]
		switch of.generation {
		case "junior":
			of.generation = "jr"
		case "senior":
			of.generation = "sr"
		}
		words = words[:len(words)-1]
	}
	start, title := 0, anyGender
	for i := 0; i < len(words)-1; i++ {
		w := words[i]
		switch {
		case x.titles[w]:
			if start == i || title == anyGender {
				title = max(title, x.titleGender[w])
			}
			start = i + 1
		case w == "of" || x.place[w] != "" || x.place[w+words[i+1]] != "" || w == "us" || w == "chief":
		case i > start && x.place[words[i-1]+w] != "": // "South Korean"
		default:
			i = len(words) // the name begins
		}
	}
	of.role = strings.Join(words[:start], " ")
	if start > 0 && len(words)-start == 1 && of.generation == "" && x.royal[words[start-1]] {
		start-- // "Pope Francis", "Prince Harry"
	}
	return words[start:], title
}

// bodyWords drops legal forms and spells each word in the usual way.
func (x *lexicon) bodyWords(words []string) []string {
	for len(words) > 1 && x.legal[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	for i, w := range words {
		if s, ok := x.spelling[w]; ok {
			words[i] = s
		}
	}
	return words
}

// withoutOwner drops what stands before a name without being part of it: the
// country in "China's TikTok", the determiner in "these United States" and "this
// Court".
func (x *lexicon) withoutOwner(words []string, name string) []string {
	if len(words) < 2 {
		return words
	}
	switch words[0] {
	case "these", "this", "our", "their", "its", "his", "her", "your", "my", "that", "those":
		if all, _ := x.institutional(words[1:]); all || x.country[x.canonical(keyOf(words[1:]), true)] {
			return words[1:]
		}
		return words
	}
	fields := strings.Fields(strings.ReplaceAll(name, "’", "'"))
	for i := 0; i < len(fields)-1 && i < 3; i++ {
		if !strings.HasSuffix(fields[i], "'s") && !strings.HasSuffix(fields[i], "'S") {
			continue
		}
		owner := foldWords(strings.Join(fields[:i+1], " "))
		rest := words[min(len(owner), len(words)):]
		if all, _ := x.institutional(rest); len(rest) > 0 && !all && x.country[x.place[keyOf(owner)]] {
			return rest
		}
	}
	return words
}

// capitals says whether a name has capital letters and no small ones.
func capitals(s string) bool {
	upper := false
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		upper = upper || unicode.IsUpper(r)
	}
	return upper
}

// little words are left out of acronyms and of what names are compared by.
func little(w string) bool {
	switch w {
	case "of", "the", "and", "for", "in", "on", "to", "de", "la", "et", "&":
		return true
	}
	return false
}

// acronyms are the initials of a name, with and without its little words; none
// of a name of one word.
func acronyms(words []string) []string {
	if len(words) < 2 {
		return nil
	}
	var all, content []byte
	n := 0
	for _, w := range words {
		all = append(all, w[0])
		if !little(w) {
			content = append(content, w[0])
			n++
		}
	}
	if n < 2 {
		return nil
	}
	if len(all) == len(content) {
		return []string{string(content)}
	}
	return []string{string(content), string(all)}
}

// sorted is the content of a name that has a country in it, in any order, with
// the adjectives of countries as their names: one for "Constitutional Court of
// Turkey" and "Turkish Constitutional Court". It is "" for other names: the
// University of Washington is not Washington University. place is a country that
// is not part of the name.
func (x *lexicon) sorted(words []string, place string) string {
	country := x.country[place]
	var list []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		if little(w) {
			continue
		}
		if i+1 < len(words) {
			if p, ok := x.place[w+words[i+1]]; ok { // "United States", "South Korean"
				country = country || x.country[p]
				list = insert(list, p)
				i++
				continue
			}
		}
		if p, ok := x.place[w]; ok {
			w = p
		} else if w == "us" || w == "uk" || w == "eu" || w == "un" {
			w = x.canonical(w, true)
		}
		country = country || x.country[w]
		list = insert(list, w)
	}
	if place != "" {
		list = insert(list, place)
	}
	if len(list) < 2 || !country {
		return ""
	}
	return strings.Join(list, " ")
}

// insert puts a word into a sorted list, once.
func insert(list []string, w string) []string {
	for i, v := range list {
		if v == w {
			return list
		}
		if v > w {
			list = append(list, "")
			copy(list[i+1:], list[i:])
			list[i] = w
			return list
		}
	}
	return append(list, w)
}

// sound is a spelling that transliterations of one word have in common:
// "Zelensky", "Zelenskyy" and "Zelenskiy". It is coarse on consonants that
// systems of transliteration write differently, keeps vowels apart.
func sound(w string) string {
	for _, r := range w {
		if r >= utf8.RuneSelf {
			return w
		}
	}
	out := make([]byte, 0, len(w)+2)
	put := func(c byte) {
		// "Annapolis" has two spellings, "Room 11" is not "Room 1".
		if n := len(out); n == 0 || out[n-1] != c || '0' <= c && c <= '9' {
			out = append(out, c)
		}
	}
	at := func(i int) byte {
		if i < len(w) {
			return w[i]
		}
		return 0
	}
	for i := 0; i < len(w); i++ {
		c, next := w[i], at(i+1)
		switch {
		case c == 't' && next == 'c' && at(i+2) == 'h': // tch is ch
		case c == 'k' && next == 'h':
			put('h')
			i++
		case c == 'p' && next == 'h':
			put('f')
			i++
		case c == 'z' && next == 'h', c == 'd' && next == 'j':
			put('z')
			i++
		case c == 'c' && next == 'k', c == 'q':
			put('k')
			if c == 'c' {
				i++
			}
		case c == 'c' && next != 'h' && next != 'e' && next != 'i' && next != 'y' && next != 'z':
			put('k')
		case (c == 't' || c == 'c') && (next == 's' || next == 'z') || c == 't' && next == 'z':
			put('c')
			i++
		case c == 'x':
			put('k')
			put('s')
		case c == 'w':
			put('v')
		case c == 'o' && next == 'u', c == 'o' && next == 'o':
			put('u')
			i++
		case c == 'e' && next == 'e':
			put('i')
			i++
		case c == 'y' && next == 'e' && i == 0: // Yevgeny, Evgeny
		case (c == 'y' || c == 'j') && i > 0:
			put('i')
		default:
			put(c)
		}
	}
	return string(out)
}
