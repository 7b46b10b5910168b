package ner

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp/nn"
)

// rowBits is the logarithm of the number of embedding rows that hashed
// features share.
const rowBits = 16

// Encoder turns the words of a sentence into what the net reads: for each word
// its row in the word vectors and the hashed embedding rows of its spelling and
// of the gazetteer entries it belongs to.
type Encoder struct {
	vectors *nn.Vectors
	gaz     *gazetteer
}

// Encoded is a sentence as the net reads it. Its slices are reused.
type Encoded struct {
	Vector []int32  // row of the word vectors, -1 for none
	Rows   []uint32 // embedding rows, token after token; the first of each token is its word
	End    []int32  // token i has Rows[End[i-1]:End[i]]
	marks  []uint32 // gazetteer classes that begin (low half) or go on (high half) at a token
	buf    []byte
}

// Token returns the embedding rows of token i.
func (e *Encoded) Token(i int) []uint32 {
	start := int32(0)
	if i > 0 {
		start = e.End[i-1]
	}
	return e.Rows[start:e.End[i]]
}

// hash is FNV-1a with a finish that spreads the high bits over the low ones.
type hash uint64

func newHash(template uint64) hash { return hash((14695981039346656037 ^ template) * 1099511628211) }

func (h hash) bytes(b []byte) hash {
	for _, c := range b {
		h = (h ^ hash(c)) * 1099511628211
	}
	return h
}

func (h hash) word(x uint64) hash {
	for range 4 {
		h = (h ^ hash(x&0xff)) * 1099511628211
		x >>= 8
	}
	return h
}

func (h hash) row() uint32 {
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	h ^= h >> 32
	return uint32(h) & (1<<rowBits - 1)
}

// Templates of features. A row's hash begins with its template.
const (
	wordForm = iota + 1
	wordCase
	suffix1
	suffix2
	suffix3
	suffix4
	prefix1
	prefix2
	prefix3
	shapeForm
	position
	classes
	class
)

// maxWord is how many bytes of a word count; what is longer is no word.
const maxWord = 60

// Encode fills out with the words of one sentence.
func (e *Encoder) Encode(words []string, out *Encoded) {
	out.Vector, out.Rows, out.End = out.Vector[:0], out.Rows[:0], out.End[:0]
	e.gaz.mark(words, out)
	shouting := uint64(0)
	if allCapitals(words) {
		shouting = 2
	}
	first := uint64(1) // until the first word that is no mark
	for i, w := range words {
		out.Vector = append(out.Vector, int32(e.vectors.Find(w)))
		if len(w) > maxWord {
			w = w[:maxWord]
		}
		lower, shape := fold(out.buf[:0], w)
		out.buf = lower
		add := func(h hash) { out.Rows = append(out.Rows, h.row()) }
		add(newHash(wordForm).bytes(lower))
		add(newHash(wordCase).bytes(lower).word(uint64(shape.kind)))
		for n := 1; n <= 4; n++ {
			add(newHash(suffix1 + uint64(n) - 1).bytes(lower[max(0, len(lower)-n):]))
		}
		for n := 1; n <= 3; n++ {
			add(newHash(prefix1 + uint64(n) - 1).bytes(lower[:min(n, len(lower))]))
		}
		add(newHash(shapeForm).word(shape.runs))
		add(newHash(position).word(uint64(shape.kind)).word(first | shouting))
		if m := out.marks[i]; m != 0 {
			add(newHash(classes).word(uint64(m)))
			for b := uint64(0); b < 32; b++ {
				if m>>b&1 == 1 {
					add(newHash(class).word(b))
				}
			}
		}
		out.End = append(out.End, int32(len(out.Rows)))
		if shape.kind != caseNone {
			first = 0
		}
	}
}

// How a word uses capitals.
const (
	caseNone   = iota // no letter
	caseLower         // court
	caseTitle         // Court
	caseUpper         // FBI
	caseMixed         // TikTok, iPhone
	caseLetter        // A
	caseDigits        // 5th: letters and digits
)

// shape describes the spelling of a word: kind is one of the constants above;
// runs packs the first characters' classes, equal neighbours counted once.
type shape struct {
	kind int
	runs uint64
}

// fold appends the lower-cased word to dst, digits as 0, and returns it with
// the word's shape.
func fold(dst []byte, w string) ([]byte, shape) {
	var s shape
	upper, lower, digits, last := 0, 0, 0, uint64(0)
	leading := false
	for i, r := range w {
		c := uint64(5)
		switch {
		case unicode.IsUpper(r):
			c = 1
			upper++
			leading = leading || i == 0
		case unicode.IsLetter(r):
			c = 2
			lower++
		case unicode.IsDigit(r):
			c = 3
			digits++
		case r == '.' || r == '-' || r == '\'' || r == '’':
			c = 4
		}
		if c != last && s.runs < 1<<28 {
			s.runs = s.runs<<3 | c
		}
		last = c
		switch {
		case c == 3:
			dst = append(dst, '0')
		case r < utf8.RuneSelf:
			if c == 1 {
				r += 'a' - 'A'
			}
			dst = append(dst, byte(r))
		case r == '’' || r == '‘':
			dst = append(dst, '\'')
		default:
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
	}
	switch {
	case upper+lower == 0:
		s.kind = caseNone
	case digits > 0:
		s.kind = caseDigits
	case upper == 0:
		s.kind = caseLower
	case upper == 1 && lower == 0:
		s.kind = caseLetter
	case lower == 0:
		s.kind = caseUpper
	case upper == 1 && leading:
		s.kind = caseTitle
	default:
		s.kind = caseMixed
	}
	return dst, s
}

// allCapitals reports whether most longer words begin with a capital, as in
// headlines; capitals tell little there.
func allCapitals(words []string) bool {
	long, capital := 0, 0
	for _, w := range words {
		if len(w) < 4 {
			continue
		}
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsLetter(r) {
			continue
		}
		long++
		if unicode.IsUpper(r) {
			capital++
		}
	}
	return long >= 3 && capital*10 >= long*7
}

// capitalized reports whether the word begins with a capital letter.
func capitalized(w string) bool {
	if w == "" {
		return false
	}
	if c := w[0]; c < utf8.RuneSelf {
		return c >= 'A' && c <= 'Z'
	}
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// hasCapital reports whether any letter of the word is a capital.
func hasCapital(w string) bool { return strings.IndexFunc(w, unicode.IsUpper) >= 0 }

// What the trainer needs to know of the encoding.
const (
	Rows       = 1 << rowBits // embedding rows
	WordRows   = 2            // leading rows of a token that hold the whole word
	HiddenWord = 0            // row that stands for a word hidden in training
)

// VectorDim is the number of elements of a word vector.
func (e *Encoder) VectorDim() int { return e.vectors.Dim() }

// VectorRow returns word vector i.
func (e *Encoder) VectorRow(i int) []float32 {
	row := make([]float32, e.vectors.Dim())
	e.vectors.Row(i, row)
	return row
}
