package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
)

const (
	longestWord = 256     // bytes; longer runs without white space are cut blindly
	memoWords   = 1 << 15 // words remembered before the memory is emptied
)

// tokenize appends the tokens of one block.
//
// A word (a run without white space) is folded, split by prose, and prose's
// cuts are then corrected to the conventions of UD English EWT:
//
//	prose        EWT                          rule
//	video-sharing    video - sharing          hyphen
//	anti-war         anti-war                 hyphen, lexicon's prefixes
//	O 'Reilly        O'Reilly                 apostrophe
//	I've             I 've                    apostrophe
//	Corp .           Corp.                    period, lexicon's abbreviations
//	wait . . .       wait ...                 runs
//	€530m            € 530 m                  number
func (s *Segmenter) tokenize(dst []nlp.Token, text string, block nlp.Span, sc *scratch) []nlp.Token {
	for i := block.Start; i < block.End; {
		start := skip(text, i, block.End, true)
		end := skip(text, start, block.End, false)
		space := start > i || (start == block.Start && start > 0)
		for start < end {
			stop := end
			if stop-start > longestWord {
				stop = start + longestWord
				for stop > start+longestWord-utf8.UTFMax && !utf8.RuneStart(text[stop]) {
					stop--
				}
			}
			before := len(dst)
			dst = s.word(dst, text, nlp.Span{Start: start, End: stop}, sc)
			if len(dst) > before {
				dst[before].Space = space
				space = false
			}
			start = stop
		}
		i = end
	}
	return dst
}

// skip returns the first byte from i on that is not white space, or is.
func skip(text string, i, end int, white bool) int {
	for i < end {
		c := text[i]
		if c < utf8.RuneSelf {
			if (c == ' ' || c-'\t' < 5) != white {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:end])
		if unicode.IsSpace(r) != white {
			return i
		}
		i += size
	}
	return end
}

// word appends the tokens of one word.
func (s *Segmenter) word(dst []nlp.Token, text string, at nlp.Span, sc *scratch) []nlp.Token {
	folded, back := sc.foldWord(text[at.Start:at.End])
	if folded == "" {
		return dst
	}
	cuts, known := sc.memo[folded]
	if !known {
		cuts = s.cuts(folded, sc)
		if len(sc.memo) >= memoWords {
			clear(sc.memo)
		}
		sc.memo[strings.Clone(folded)] = cuts
	}
	from := 0
	for _, to := range cuts {
		span := nlp.Span{Start: at.Start + from, End: at.Start + int(to)}
		if back != nil {
			span = nlp.Span{Start: at.Start + int(back[from]), End: at.Start + int(back[to])}
		}
		if span.Empty() {
			continue
		}
		form := folded[from:to]
		if form == "''" || form == "``" {
			form = `"`
		}
		dst = append(dst, nlp.Token{Span: span, Text: form, Head: -1})
		from = int(to)
	}
	return dst
}

// cuts returns the offsets at which the folded word w ends a token, the last
// of them len(w).
func (s *Segmenter) cuts(w string, sc *scratch) []uint16 {
	n := len(w)
	if cap(sc.cut) <= n {
		sc.cut = make([]bool, 2*n+1)
	}
	cut := sc.cut[:n+1]
	clear(cut)
	lo, hi := s.whole(w, cut)
	if lo >= hi {
		proseCuts(w, cut)
		s.marks(w, cut)
		s.inner(w, cut)
		s.final(w, cut)
	}
	cut[n] = true
	var out []uint16
	for i := 1; i <= n; i++ {
		// prose cuts by the length of the lower-case form, which may differ.
		if cut[i] && (i == n || utf8.RuneStart(w[i])) {
			out = append(out, uint16(i))
		}
	}
	return out
}

// whole finds a stretch of w that is one token whatever marks it holds: an
// address, a handle, a hashtag, an emoticon. It cuts the marks around it and
// returns the stretch, empty if there is none.
func (s *Segmenter) whole(w string, cut []bool) (lo, hi int) {
	if s.words.whole[strings.ToLower(w)] {
		return 0, len(w)
	}
	if bare := strings.TrimRight(w, ".,!?"); s.words.emoticon.MatchString(bare) {
		s.marks(w[len(bare):], cut[len(bare):])
		cut[len(bare)] = true
		return 0, len(bare)
	}
	lo = len(w) - len(strings.TrimLeft(w, `("'<[{`))
	hi = len(strings.TrimRight(w, `.,;:!?)"'>]}*`))
	if strings.HasSuffix(w[:hi], "'s") {
		hi -= 2
	}
	if lo >= hi || !address(w[lo:hi]) {
		return 0, 0
	}
	for i := 1; i <= lo; i++ {
		cut[i] = true
	}
	s.marks(w[hi:], cut[hi:])
	if strings.HasPrefix(w[hi:], "'s") {
		cut[hi+1] = false
	}
	cut[hi] = true
	return lo, hi
}

func address(w string) bool {
	if strings.Contains(w, "://") || strings.HasPrefix(w, "www.") {
		return true
	}
	if w[0] == '#' || w[0] == '@' {
		return len(w) > 1 && wordByte(w[1]) && !(w[0] == '#' && digit(w[1]))
	}
	if at := strings.IndexByte(w, '@'); at > 0 {
		return strings.IndexByte(w[at:], '.') > 0
	}
	slash := strings.IndexByte(w, '/')
	host, _, _ := strings.Cut(w, "/")
	dot := strings.LastIndexByte(host, '.')
	return slash > 0 && dot > 0 && slash-dot > 2 && letter(host[dot+1]) && dot > 1
}

// marks cuts around punctuation and symbols.
func (s *Segmenter) marks(w string, cut []bool) {
	n := len(w)
	for i := 0; i < n; {
		r, size := utf8.DecodeRuneInString(w[i:])
		end := i + size
		switch r {
		case '(', ')', '[', ']', '{', '}', '"', ';', '|':
			isolate(cut, i, end)
		case '<', '>', '*', '=', '_', '~', '+', '\\':
			end = run(w, i)
			if r == '<' || r == '>' || i == 0 || end == n || end-i > 2 {
				isolate(cut, i, end)
			}
		case ',', ':':
			if i > 0 && end < n && digit(w[i-1]) && digit(w[end]) {
				join(cut, i, end)
			} else {
				isolate(cut, i, end)
			}
		case '!', '?':
			for end < n && (w[end] == '!' || w[end] == '?') {
				end++
			}
			isolate(cut, i, end)
		case '.':
			end = run(w, i)
			if end-i == 2 && i > 0 && s.abbreviation(w[lastCut(cut, i):i+1]) != notAbbreviation {
				isolate(cut, i+1, end) // "Inc.." is an abbreviation and a full stop
			} else if end-i > 1 || glued(w, i) {
				isolate(cut, i, end)
			}
		case '-':
			end = run(w, i)
			if end-i > 1 || i == 0 || end == n || cut[i] || opens(w[end]) {
				isolate(cut, i, end)
			}
		case '%':
			if i > 0 && digit(w[i-1]) || i == 0 {
				isolate(cut, i, end)
			}
		case '#':
			if end < n && digit(w[end]) {
				isolate(cut, i, end)
			}
		case '\'':
			// inner and final take care of apostrophes
		default:
			switch {
			case r == '$' || unicode.Is(unicode.Sc, r):
				for strings.HasPrefix(w[end:], w[i:i+size]) {
					end += size
				}
				join(cut, i, end)
				cut[end] = true
				cut[i] = i > 0 && !upper(w[i-1])
			case r >= utf8.RuneSelf && r != utf8.RuneError && (unicode.IsPunct(r) || unicode.IsSymbol(r)):
				for strings.HasPrefix(w[end:], w[i:i+size]) {
					end += size
				}
				isolate(cut, i, end)
			}
		}
		i = end
	}
}

// isolate makes w[i:j] a token of its own.
func isolate(cut []bool, i, j int) {
	join(cut, i, j)
	cut[i], cut[j] = i > 0, true
}

// join takes back the cuts within and at the edges of w[i:j].
func join(cut []bool, i, j int) {
	for k := i; k <= j; k++ {
		cut[k] = false
	}
}

// run returns the end of the run of the mark that stands at i.
func run(w string, i int) int {
	j := i + 1
	for j < len(w) && w[j] == w[i] {
		j++
	}
	return j
}

// glued reports whether the period at i ends a sentence whose successor
// follows without a space: "on Thursday.Officials said".
func glued(w string, i int) bool {
	return i > 2 && lower(w[i-1]) && lower(w[i-2]) && i+2 < len(w) && upper(w[i+1]) && lower(w[i+2])
}

// inner corrects hyphens, slashes, apostrophes and numbers within the word.
func (s *Segmenter) inner(w string, cut []bool) {
	n := len(w)
	for i := 0; i < n; i++ {
		switch w[i] {
		case '-':
			if i > 0 && i+1 < n && wordByte(w[i+1]) && !cut[i] {
				if s.splitsHyphen(w, i, cut) {
					isolate(cut, i, i+1)
				}
			}
		case '/':
			left, right := i > 0 && digit(w[i-1]), i+1 < n && digit(w[i+1])
			if !(left && right) {
				end := run(w, i)
				isolate(cut, i, end)
				i = end - 1
			}
		case '\'':
			i = s.apostrophe(w, i, cut)
		}
	}
	for i := 0; i < n; {
		j := i + 1
		for j < n && !cut[j] {
			j++
		}
		if digit(w[i]) {
			if k := unitStart(w[i:j]); k > 0 && s.words.unit[w[i+k:j]] {
				cut[i+k] = true
			}
		} else if at, ok := s.words.split[strings.ToLower(w[i:j])]; ok {
			cut[i+at] = true
		}
		i = j
	}
}

// splitsHyphen decides about the hyphen at i: words are split, prefixes,
// telephone numbers and dates are not.
func (s *Segmenter) splitsHyphen(w string, i int, cut []bool) bool {
	start := lastCut(cut, i)
	if s.words.prefix[strings.ToLower(w[start:i])] {
		return false
	}
	if digit(w[i-1]) && digit(w[i+1]) {
		left, right := strings.Count(w, "-") > 1, i+1
		for right < len(w) && digit(w[right]) {
			right++
		}
		return !left && !(i-start == 3 && right-i-1 == 4)
	}
	return true
}

// lastCut returns where the token begins that holds byte i.
func lastCut(cut []bool, i int) int {
	for i > 0 && !cut[i] {
		i--
	}
	return i
}

// apostrophe decides about the apostrophe at i and returns the last byte
// that it has dealt with.
func (s *Segmenter) apostrophe(w string, i int, cut []bool) int {
	n := len(w)
	end := run(w, i)
	if end-i > 1 { // '' is a quotation mark
		isolate(cut, i, end)
		return end - 1
	}
	before := i > 0 && wordByte(w[i-1])
	after := end < n && wordByte(w[end])
	switch {
	case !after && !before:
		isolate(cut, i, end)
	case !after: // the partners' plan, the last word' of a quotation
		isolate(cut, i, end)
	case !before || cut[i] && i > 0 && !wordByte(w[i-1]):
		stop := letters(w, end)
		if s.words.clipped[strings.ToLower(w[i:stop])] || digit(w[end]) {
			join(cut, i+1, i+1)
		} else {
			isolate(cut, i, end)
		}
	default:
		stop := letters(w, end)
		tail := strings.ToLower(w[end:stop])
		switch tail {
		case "s", "m", "d", "re", "ve", "ll":
			decade := tail == "s" && i > 1 && w[i-1] == '0' && digit(w[i-2])
			cut[i], cut[end] = !decade, false
		case "t":
			if i > 1 && (w[i-1] == 'n' || w[i-1] == 'N') {
				cut[i-1], cut[i], cut[end] = true, false, false
			}
		default:
			cut[i], cut[end] = false, false
		}
		for k := end + 1; k < stop; k++ {
			cut[k] = false
		}
		return stop - 1
	}
	return end - 1
}

// final decides about the last period of the word, which closing marks may
// follow: part of an abbreviation or a token of its own.
func (s *Segmenter) final(w string, cut []bool) {
	dot := strings.LastIndexByte(w, '.')
	if dot < 1 || w[dot-1] == '.' {
		return
	}
	for _, c := range []byte(w[dot+1:]) {
		if wordByte(c) || c == '-' {
			return
		}
	}
	start := lastCut(cut, dot-1)
	if s.abbreviation(w[start:dot+1]) != notAbbreviation {
		cut[dot], cut[dot+1] = start == dot, true
		return
	}
	isolate(cut, dot, dot+1)
}

func letters(w string, i int) int {
	for i < len(w) && (letter(w[i]) || w[i] >= utf8.RuneSelf) {
		i++
	}
	return i
}

// unitStart returns where the letters after a number begin, 0 if none do.
func unitStart(w string) int {
	i := 0
	for i < len(w) && (digit(w[i]) || w[i] == '.' || w[i] == ',' || w[i] == ':') {
		i++
	}
	if i == len(w) || !digit(w[i-1]) {
		return 0
	}
	return i
}

func digit(c byte) bool    { return c-'0' < 10 }
func upper(c byte) bool    { return c-'A' < 26 }
func lower(c byte) bool    { return c-'a' < 26 }
func letter(c byte) bool   { return upper(c) || lower(c) }
func wordByte(c byte) bool { return letter(c) || digit(c) || c >= utf8.RuneSelf }
func opens(c byte) bool    { return c == '"' || c == '(' || c == '[' || c == '\'' }
