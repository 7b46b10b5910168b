package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
)

// minBody is how many tokens of running text it takes to tell names from
// words that a headline capitalises.
const minBody = 60

// truecase gives the words of title-cased headlines the case they have in
// running text: "Russia Pressures Tiktok to Censor Posts" becomes "Russia
// pressures Tiktok to censor posts", which taggers read as a sentence. A word
// keeps its capital if the body capitalises it inside sentences, whatever the
// case of its other letters, or if it holds capitals or digits further on.
// Only Token.Text changes; spans go on pointing at the words as printed.
// After Lita et al., tRuEcasIng (ACL 2003), with the article as its corpus.
func truecase(doc *nlp.Document) {
	var titles []int
	body := 0
	for s := range doc.Sentences {
		if titleCased(doc.Sent(s)) {
			titles = append(titles, s)
		} else {
			body += doc.Sentences[s].Last - doc.Sentences[s].First
		}
	}
	if len(titles) == 0 || body < minBody {
		return
	}
	names := map[string]bool{}
	next := 0
	for s := range doc.Sentences {
		if next < len(titles) && titles[next] == s {
			next++
			continue
		}
		toks := doc.Sent(s)
		for i := range toks {
			if capitalized(toks[i].Text) && (i > 0 && toks[i-1].Text != `"` || hasInnerCapital(toks[i].Text)) {
				names[strings.ToLower(toks[i].Text)] = true
			}
		}
	}
	for _, s := range titles {
		toks := doc.Sent(s)
		for i := range toks {
			w := toks[i].Text
			if !capitalized(w) || hasInnerCapital(w) || w == "I" {
				continue
			}
			if lower := strings.ToLower(w); !names[lower] {
				toks[i].Text = lower
			}
		}
	}
}

// titleCased reports a sentence of at least four words of which most long ones
// are capitalised and which does not end in a full stop.
func titleCased(toks []nlp.Token) bool {
	if len(toks) == 0 || toks[len(toks)-1].Text == "." {
		return false
	}
	long, upper := 0, 0
	for i := range toks {
		r, _ := utf8.DecodeRuneInString(toks[i].Text)
		if !unicode.IsLetter(r) || len(toks[i].Text) < 4 {
			continue
		}
		long++
		if unicode.IsUpper(r) {
			upper++
		}
	}
	return long >= 4 && upper*5 >= long*4
}

func capitalized(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// hasInnerCapital reports a capital or digit behind the first letter: "RIAA",
// "TikTok", "G7".
func hasInnerCapital(w string) bool {
	_, n := utf8.DecodeRuneInString(w)
	return strings.IndexFunc(w[n:], func(r rune) bool { return unicode.IsUpper(r) || unicode.IsDigit(r) }) >= 0
}
