package segment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
)

// sentences appends the sentences of block, whose tokens begin at first.
func (s *Segmenter) sentences(doc *nlp.Document, block, first int) {
	s.mergeNumbered(doc, first)
	tokens := doc.Tokens
	n := len(tokens)
	from := first
	if end := s.dateline(tokens[first:]); end > 0 {
		doc.Sentences = append(doc.Sentences, sentence(tokens, block, first, first+end))
		from += end
	}
	for i := from; i < n; i++ {
		end := s.sentenceEnd(tokens, from, i)
		if i == n-1 {
			end = n
		}
		if end == 0 {
			continue
		}
		doc.Sentences = append(doc.Sentences, sentence(tokens, block, from, end))
		from = end
		i = end - 1
	}
}

func sentence(tokens []nlp.Token, block, from, end int) nlp.Sentence {
	return nlp.Sentence{
		Span:  nlp.Span{Start: tokens[from].Start, End: tokens[end-1].End},
		Block: block, First: from, Last: end,
	}
}

// dateline returns how many tokens of a block are the place, date and agency
// before its first sentence, a sentence of their own here so that the parser
// does not have to hang them anywhere:
//
//	LOS ANGELES ( Reuters ) - | South Korean thriller ...
//	Moscow , April 10 :       | Chinese short-video making app ...
func (s *Segmenter) dateline(tokens []nlp.Token) int {
	const longest = 16
	place := len(tokens) > 0 && len(tokens[0].Text) > 2 && strings.ToUpper(tokens[0].Text) == tokens[0].Text && capital(tokens[0].Text)
	agency, month := false, false
	for i := 0; i+1 < min(len(tokens), longest); i++ {
		t := tokens[i].Text
		switch {
		case i > 0 && (t == "-" || t == "--") && tokens[i].Space && tokens[i+1].Space:
			if (place || agency) && !startsLower(tokens[i+1].Text) {
				return i + 1
			}
			return 0
		case t == ":":
			if month && i > 2 {
				return i + 1
			}
			return 0
		case t == ")":
			agency = agency || i > 2 && tokens[i-2].Text == "("
		case capital(t), digit(t[0]):
			month = month || s.furniture.months[strings.ToLower(strings.TrimSuffix(t, "."))] > 0
		case t != "," && t != "(" && t != "/" && t != ".":
			return 0
		}
	}
	return 0
}

// mergeNumbered joins "No" and "." before a number, and takes the period from
// a single letter at the end of a block ("plan B.").
func (s *Segmenter) mergeNumbered(doc *nlp.Document, first int) {
	tokens := doc.Tokens
	out := first
	for i := first; i < len(tokens); i++ {
		t := tokens[i]
		if t.Text == "." && !t.Space && out > first && i+1 < len(tokens) && digit(tokens[i+1].Text[0]) && tokens[i+1].Space {
			before := &tokens[out-1]
			if s.words.abbreviations[strings.ToLower(before.Text)+"."] == numbered {
				before.End = t.End
				before.Text += "."
				continue
			}
		}
		tokens[out] = t
		out++
	}
	doc.Tokens = tokens[:out]
	if out > first {
		last := doc.Tokens[out-1]
		if len(last.Text) == 2 && last.Text[1] == '.' && upper(last.Text[0]) && last.Len() == 2 {
			doc.Tokens[out-1].End--
			doc.Tokens[out-1].Text = last.Text[:1]
			doc.Tokens = append(doc.Tokens, nlp.Token{Span: nlp.Span{Start: last.End - 1, End: last.End}, Text: ".", Head: -1})
		}
	}
}

// sentenceEnd returns the end of the sentence that token i ends, 0 if it ends
// none.
func (s *Segmenter) sentenceEnd(tokens []nlp.Token, from, i int) int {
	mark := tokens[i].Text
	last := mark[len(mark)-1]
	if last != '.' && mark[0] != '!' && mark[0] != '?' {
		return 0
	}
	end, quoted := i+1, false
	for end < len(tokens) && !tokens[end].Space && closes(tokens[end].Text) {
		quoted = quoted || tokens[end].Text == `"` || tokens[end].Text == "'"
		end++
	}
	end = s.attached(tokens, end)
	if end == len(tokens) {
		return end
	}
	next := tokens[end]
	if !next.Space && !capital(next.Text) {
		return 0
	}
	word := s.nextWord(tokens, end)
	small := startsLower(word)
	switch {
	case mark == "." || last != '.':
		if quoted && small {
			return 0
		}
		return end
	case strings.HasPrefix(mark, ".."):
		if capital(word) {
			return end
		}
		return 0
	}
	if s.abbreviation(mark) == other && capital(word) && s.words.starter[strings.ToLower(word)] {
		return end
	}
	return 0
}

// attached returns the end of what belongs to the sentence that ends at i: a
// reference in brackets ("[5]") or an emoticon.
func (s *Segmenter) attached(tokens []nlp.Token, i int) int {
	if i+2 < len(tokens) && tokens[i].Text == "[" && tokens[i+2].Text == "]" && digit(tokens[i+1].Text[0]) {
		return i + 3
	}
	if i < len(tokens) && len(tokens[i].Text) < 5 && s.words.emoticon.MatchString(tokens[i].Text) {
		return i + 1
	}
	return i
}

// nextWord returns the first word from token i on, opening marks skipped.
func (s *Segmenter) nextWord(tokens []nlp.Token, i int) string {
	for ; i < len(tokens); i++ {
		if wordByte(tokens[i].Text[0]) {
			return tokens[i].Text
		}
	}
	return ""
}

func closes(t string) bool { return t == `"` || t == "'" || t == ")" || t == "]" || t == "}" }

func capital(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// startsLower reports whether the word is written small throughout; "iPhone"
// and "eBay" begin sentences as they are.
func startsLower(w string) bool {
	r, size := utf8.DecodeRuneInString(w)
	if !unicode.IsLower(r) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(w[size:])
	return !unicode.IsUpper(next)
}
