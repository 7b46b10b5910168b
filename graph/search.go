package graph

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// wordIndex finds entities by the words of their names and aliases.
type wordIndex struct {
	postings map[string][]int32
	sorted   []string               // words in order; some may have lost their postings
	fresh    map[string]bool        // words not yet in sorted
	of       map[int32]*foldedNames // what put was told
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
	return wordIndex{postings: make(map[string][]int32), fresh: make(map[string]bool), of: make(map[int32]*foldedNames)}
}

// put sets the names of an entity.
func (w *wordIndex) put(e int32, name string, aliases []string) {
	n := &foldedNames{name: fold(name)}
	for _, a := range aliases {
		if f := fold(a); f != n.name && !slices.Contains(n.aliases, f) {
			n.aliases = append(n.aliases, f)
		}
	}
	if old := w.of[e]; old != nil && old.name == n.name && slices.Equal(old.aliases, n.aliases) {
		return
	}
	w.drop(e)
	n.words = strings.Fields(n.name + " " + strings.Join(n.aliases, " "))
	slices.Sort(n.words)
	n.words = slices.Compact(n.words)
	for i, word := range n.words {
		list, ok := w.postings[word]
		if !ok {
			word = strings.Clone(word)
			w.fresh[word] = true
		}
		w.postings[word] = append(list, e)
		n.words[i] = word
	}
	w.of[e] = n
	if len(w.fresh) > maxFresh+len(w.sorted)/8 {
		w.merge()
	}
}

// drop forgets an entity.
func (w *wordIndex) drop(e int32) {
	n := w.of[e]
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
	delete(w.of, e)
}

// merge brings the sorted list up to date.
func (w *wordIndex) merge() {
	w.sorted = make([]string, 0, len(w.postings))
	for word := range w.postings {
		w.sorted = append(w.sorted, word)
	}
	slices.Sort(w.sorted)
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
// their mark.
var letters = strings.NewReplacer("ø", "o", "ł", "l", "đ", "d", "ð", "d", "ħ", "h", "ı", "i", "ß", "ss", "æ", "ae", "œ", "oe", "þ", "th")

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
	matchExact  = iota // the whole name, an alias, the id
	matchPrefix        // words of a name begin so
	matchTypo          // words differ by a letter or two
)

// Search finds entities by the beginnings of words of their names and aliases,
// whatever their case and diacritics. Where nothing matches, small typos are
// forgiven. The best comes first: exact, then prefix, then misspelt, each by
// degree. limit 0 means 20.
func (s *Store) Search(ctx context.Context, query string, limit int) ([]EntityInfo, error) {
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
	found := x.words.match(words, func(word string, f func(string)) { x.words.eachPrefixed(word, f) })
	typo := len(found) == 0
	if typo {
		found = x.words.match(words, func(word string, f func(string)) { x.words.eachSimilar(word, f) })
	}
	exactID := none
	if e, ok := x.byEntity[query]; ok && x.words.of[e] != nil {
		exactID = e
		if !slices.Contains(found, e) {
			found = append(found, e)
		}
	}
	type ranked struct {
		e     int32
		class int
	}
	list := make([]ranked, 0, len(found))
	for _, e := range found {
		n, class := x.words.of[e], matchPrefix
		switch {
		case e == exactID || n.name == folded || slices.Contains(n.aliases, folded):
			class = matchExact
		case typo:
			class = matchTypo
		}
		list = append(list, ranked{e, class})
	}
	slices.SortFunc(list, func(a, b ranked) int {
		p, q := &x.entities[a.e], &x.entities[b.e]
		return cmp.Or(a.class-b.class, int(q.degree-p.degree), len(q.arcs)-len(p.arcs),
			len(p.name)-len(q.name), strings.Compare(p.id, q.id))
	})
	out := make([]EntityInfo, 0, min(limit, len(list)))
	for _, r := range list[:min(limit, len(list))] {
		out = append(out, x.info(r.e))
	}
	return out, nil
}

// match is the entities that have, for each word of the query, one of the words
// that similar finds for it.
func (w *wordIndex) match(query []string, similar func(word string, f func(string))) []int32 {
	var found map[int32]bool
	for _, q := range query {
		next := make(map[int32]bool)
		similar(q, func(word string) {
			for _, e := range w.postings[word] {
				if found == nil || found[e] {
					next[e] = true
				}
			}
		})
		found = next
		if len(found) == 0 {
			return nil
		}
	}
	out := make([]int32, 0, len(found))
	for e := range found {
		out = append(out, e)
	}
	return out
}

// eachSimilar calls f with the words that begin with something that is one
// typo away from word, two for words of eight letters and more. Words of up to
// three letters have to match.
func (w *wordIndex) eachSimilar(word string, f func(string)) {
	length := utf8.RuneCountInString(word)
	if length < 4 {
		w.eachPrefixed(word, f)
		return
	}
	allowed := 1
	if length >= 8 {
		allowed = 2
	}
	a := newAutomaton(word)
	try := func(candidate string) {
		if a.prefixDistance(candidate, allowed) <= allowed {
			f(candidate)
		}
	}
	for _, c := range w.sorted {
		try(c)
	}
	for c := range w.fresh {
		try(c)
	}
}

// automaton computes edit distances from one word.
type automaton struct {
	word            []rune
	before, row, up []int
}

func newAutomaton(word string) *automaton {
	r := []rune(word)
	n := len(r) + 1
	return &automaton{word: r, before: make([]int, n), row: make([]int, n), up: make([]int, n)}
}

// prefixDistance is the smallest number of letters to insert, delete, change
// or swap with their neighbour that makes the word a prefix of s; any number
// above limit when it takes more. (Damerau 1964, optimal string alignment.)
func (a *automaton) prefixDistance(s string, limit int) int {
	n := len(a.word)
	before, up, row := a.before, a.up, a.row
	for j := range up {
		up[j] = j
	}
	best, i := up[n], 0
	last := rune(-1)
	for _, c := range s {
		i++
		row[0] = i
		least := i
		for j := 1; j <= n; j++ {
			cost := 1
			if a.word[j-1] == c {
				cost = 0
			}
			row[j] = min(up[j]+1, row[j-1]+1, up[j-1]+cost)
			if i > 1 && j > 1 && c == a.word[j-2] && last == a.word[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		best = min(best, row[n])
		if least > limit {
			break
		}
		before, up, row = up, row, before
		last = c
	}
	return best
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
