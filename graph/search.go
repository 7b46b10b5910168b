package graph

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/newsgraph/newsgraph/nlp"
)

// wordIndex finds entities by the words of their names and aliases.
type wordIndex struct {
	postings map[string][]int32
	sorted   []string        // words in order; some may have lost their postings
	fresh    map[string]bool // words not yet in sorted
	names    []*foldedNames  // of entities, what put was told
}

// foldedNames is an entity's names, folded.
type foldedNames struct {
	name    string
	aliases []string
	words   []string
}

// maxFresh is how many words wait to be merged into the sorted list.
const maxFresh = 1024

func newWordIndex() wordIndex {
	return wordIndex{postings: make(map[string][]int32), fresh: make(map[string]bool)}
}

// foldNames makes the folded names of an entity, for put.
func foldNames(name string, aliases []string) *foldedNames {
	n := &foldedNames{name: fold(name)}
	for _, a := range aliases {
		if f := fold(a); f != n.name && !slices.Contains(n.aliases, f) {
			n.aliases = append(n.aliases, f)
		}
	}
	n.words = strings.Fields(n.name + " " + strings.Join(n.aliases, " "))
	slices.Sort(n.words)
	n.words = slices.Compact(n.words)
	return n
}

// put sets the names of an entity.
func (w *wordIndex) put(e int32, n *foldedNames) {
	if old := w.of(e); old != nil && old.name == n.name && slices.Equal(old.aliases, n.aliases) {
		return
	}
	w.drop(e)
	for i, word := range n.words {
		list, ok := w.postings[word]
		if !ok {
			word = strings.Clone(word)
			w.fresh[word] = true
		}
		w.postings[word] = append(list, e)
		n.words[i] = word
	}
	for int(e) >= len(w.names) {
		w.names = append(w.names, nil)
	}
	w.names[e] = n
	if len(w.fresh) > maxFresh+len(w.sorted)/8 {
		w.merge()
	}
}

// of is the names of an entity, nil where it has none.
func (w *wordIndex) of(e int32) *foldedNames {
	if int(e) >= len(w.names) {
		return nil
	}
	return w.names[e]
}

// drop forgets an entity.
func (w *wordIndex) drop(e int32) {
	n := w.of(e)
	if n == nil {
		return
	}
	for _, word := range n.words {
		list := w.postings[word]
		if i := slices.Index(list, e); i >= 0 {
			list[i] = list[len(list)-1]
			list = list[:len(list)-1]
		}
		if len(list) == 0 {
			delete(w.postings, word)
			delete(w.fresh, word)
		} else {
			w.postings[word] = list
		}
	}
	w.names[e] = nil
}

// merge brings the sorted list up to date.
func (w *wordIndex) merge() {
	fresh := slices.Sorted(maps.Keys(w.fresh))
	merged := make([]string, 0, len(w.postings))
	for _, word := range w.sorted {
		for len(fresh) > 0 && fresh[0] < word {
			merged, fresh = append(merged, fresh[0]), fresh[1:]
		}
		if len(fresh) > 0 && fresh[0] == word { // lost its postings and has new ones
			fresh = fresh[1:]
		}
		if len(w.postings[word]) > 0 {
			merged = append(merged, word)
		}
	}
	w.sorted = append(merged, fresh...)
	clear(w.fresh)
}

// eachPrefixed calls f with the words that begin with prefix, in no order, some
// twice.
func (w *wordIndex) eachPrefixed(prefix string, f func(word string)) {
	i, _ := slices.BinarySearch(w.sorted, prefix)
	for ; i < len(w.sorted) && strings.HasPrefix(w.sorted[i], prefix); i++ {
		f(w.sorted[i])
	}
	for word := range w.fresh {
		if strings.HasPrefix(word, prefix) {
			f(word)
		}
	}
}

// letters that have no decomposition in Unicode and yet are typed without
// their mark, and those of Cyrillic as English newspapers spell them.
var letters = strings.NewReplacer("ø", "o", "ł", "l", "đ", "d", "ð", "d", "ħ", "h", "ı", "i", "ß", "ss", "æ", "ae", "œ", "oe", "þ", "th",
	"а", "a", "б", "b", "в", "v", "г", "g", "ґ", "g", "д", "d", "е", "e", "є", "ye", "ж", "zh", "з", "z", "и", "i", "і", "i", "к", "k",
	"л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "kh", "ц", "ts", "ч", "ch",
	"ш", "sh", "щ", "shch", "ъ", "", "ы", "y", "ь", "", "э", "e", "ю", "yu", "я", "ya", "ј", "j", "љ", "lj", "њ", "nj", "џ", "dz", "ђ", "dj")

// fold reduces a name to what it is searched by: lower case, no diacritics, no
// punctuation, one space between words.
func fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range letters.Replace(strings.ToLower(norm.NFKD.String(s))) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' || r == '.':
			// Inside a word: O'Connor, U.S.
		default:
			space = true
		}
	}
	return b.String()
}

// The classes of a match, the best first.
const (
	matchName   = iota // the whole name, the id
	matchAlias         // a whole alias
	matchWords         // whole words of the name
	matchPrefix        // words of a name or an alias begin so
)

// Search finds entities by the beginnings of words of their names and aliases,
// in any order, whatever their case and diacritics. Where nothing matches,
// small typos are forgiven. The best matches come first, of equal ones those
// that most articles report on. limit 0 means 20. Where types are given, only
// entities of these.
func (s *Store) Search(ctx context.Context, query string, limit int, types ...nlp.EntityType) ([]EntityInfo, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if limit <= 0 {
		limit = 20
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	folded := fold(truncate(query, maxAlias))
	words := strings.Fields(folded)
	if len(words) == 0 {
		return []EntityInfo{}, nil
	}
	found := x.takeBoard()
	defer x.giveBack(found)
	x.match(words, x.words.eachPrefixed, found)
	if len(found.nodes) == 0 {
		x.match(words, x.words.eachSimilar, found)
	}
	exactID := none
	if e, ok := x.byEntity[query]; ok && x.words.of(e) != nil {
		exactID = e
		found.add(e)
	}
	type ranked struct {
		e     int32
		class int
	}
	list := make([]ranked, 0, len(found.nodes))
	for _, e := range found.nodes {
		if len(types) > 0 && !slices.Contains(types, x.entities[e].kind) {
			continue
		}
		class := x.words.of(e).class(folded, words)
		if e == exactID {
			class = matchName
		}
		list = append(list, ranked{e, class})
	}
	limit = min(limit, len(list))
	firstOf(list, limit, func(a, b ranked) int {
		if a.class != b.class {
			return a.class - b.class
		}
		p, q := &x.entities[a.e], &x.entities[b.e]
		switch {
		case p.reported != q.reported:
			return int(q.reported - p.reported)
		case p.degree != q.degree:
			return int(q.degree - p.degree)
		case len(p.arcs) != len(q.arcs):
			return len(q.arcs) - len(p.arcs)
		case len(p.name) != len(q.name):
			return len(p.name) - len(q.name)
		}
		return strings.Compare(p.id, q.id)
	})
	out := make([]EntityInfo, 0, limit)
	for _, r := range list[:limit] {
		out = append(out, x.info(r.e))
	}
	return out, nil
}

// class says how well the names match a query, whole and in words.
func (n *foldedNames) class(query string, words []string) int {
	switch {
	case n.name == query:
		return matchName
	case slices.Contains(n.aliases, query):
		return matchAlias
	}
	for _, w := range words {
		if !hasWord(n.name, w) {
			return matchPrefix
		}
	}
	return matchWords
}

// hasWord reports whether a folded name has the word.
func hasWord(name, word string) bool {
	for {
		i := strings.Index(name, word)
		if i < 0 {
			return false
		}
		end := i + len(word)
		if (i == 0 || name[i-1] == ' ') && (end == len(name) || name[end] == ' ') {
			return true
		}
		name = name[i+1:]
	}
}

// match adds to found the entities that have, for each word of the query, one
// of the words that similar finds for it.
func (x *index) match(query []string, similar func(word string, f func(string)), found *board) {
	// A long word is in few names; those are then looked for under the others.
	query = slices.Compact(slices.SortedFunc(slices.Values(query), func(a, b string) int {
		return cmp.Or(len(b)-len(a), strings.Compare(a, b))
	}))
	before := x.takeBoard()
	defer x.giveBack(before)
	for i, q := range query {
		if i > 0 {
			*before, *found = *found, *before
			found.clear()
		}
		similar(q, func(word string) {
			for _, e := range x.words.postings[word] {
				if i == 0 || before.find(e) >= 0 {
					found.add(e)
				}
			}
		})
	}
}

// eachSimilar calls f with the words that begin with something that is one
// typo away from word, two for words of eight letters and more, some twice.
// Words of up to three letters have to match. A typo is a letter too many, too
// few or wrong, or two that have changed places (Damerau 1964, optimal string
// alignment).
//
// The sorted list is walked as a trie: words with a common beginning share the
// rows of the distance table, and all words that begin so are skipped when no
// way to go on can match.
func (w *wordIndex) eachSimilar(word string, f func(string)) {
	d := newDistances(word)
	if len(d.word) < 4 {
		w.eachPrefixed(word, f)
		return
	}
	for i := 0; i < len(w.sorted); {
		candidate := w.sorted[i]
		n, matches := d.walk(candidate)
		if n == len(candidate) && !matches {
			i++
			continue
		}
		// All words with these n bytes match or none does.
		prefix := candidate[:n]
		for ; matches && i < len(w.sorted) && strings.HasPrefix(w.sorted[i], prefix); i++ {
			f(w.sorted[i])
		}
		if !matches {
			rest := w.sorted[i:]
			i += sort.Search(len(rest), func(k int) bool { return !strings.HasPrefix(rest[k], prefix) })
		}
	}
	for c := range w.fresh {
		if _, matches := d.walk(c); matches {
			f(c)
		}
	}
}

// distances computes edit distances of a word from the beginnings of others.
type distances struct {
	word    []rune
	allowed int
	last    string  // walked last
	ends    []int   // byte after each rune of last
	runes   []rune  // of last
	rows    [][]int // rows[i][j]: of the first i runes of last from the first j of word
}

func newDistances(word string) *distances {
	d := &distances{word: []rune(word), allowed: 1}
	if len(d.word) >= 8 {
		d.allowed = 2
	}
	first := make([]int, len(d.word)+1)
	for j := range first {
		first[j] = j
	}
	d.rows = [][]int{first}
	return d
}

// walk reads s until it is decided whether the word matches a beginning of it,
// and returns how many bytes that took.
func (d *distances) walk(s string) (n int, matches bool) {
	common := 0
	for common < len(d.ends) && d.ends[common] <= len(s) && s[:d.ends[common]] == d.last[:d.ends[common]] {
		common++
	}
	// What was decided about the last word was decided by its last row.
	common = min(common, max(len(d.ends)-1, 0))
	d.last, d.ends, d.runes = s, d.ends[:common], d.runes[:common]
	if common > 0 {
		n = d.ends[common-1]
	}
	for _, r := range s[n:] {
		n += utf8.RuneLen(r)
		d.ends, d.runes = append(d.ends, n), append(d.runes, r)
		row := d.next()
		if row[len(d.word)] <= d.allowed {
			return n, true
		}
		if slices.Min(row) > d.allowed {
			return n, false
		}
	}
	return len(s), false
}

// next computes the row of the last rune.
func (d *distances) next() []int {
	i := len(d.runes)
	if i == len(d.rows) {
		d.rows = append(d.rows, make([]int, len(d.word)+1))
	}
	up, row, c := d.rows[i-1], d.rows[i], d.runes[i-1]
	row[0] = i
	for j := 1; j < len(row); j++ {
		cost := 1
		if d.word[j-1] == c {
			cost = 0
		}
		row[j] = min(up[j]+1, row[j-1]+1, up[j-1]+cost)
		if i > 1 && j > 1 && c == d.word[j-2] && d.runes[i-2] == d.word[j-1] {
			row[j] = min(row[j], d.rows[i-2][j-2]+1)
		}
	}
	return row
}

// truncate cuts s to at most n bytes, at a rune.
func truncate(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
