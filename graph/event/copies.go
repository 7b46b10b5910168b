package event

import (
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Near-duplicates are found by minwise hashing (Broder, "On the resemblance and
// containment of documents", 1997) of the shingles of a text, its runs of four
// words. Of each of 96 hash functions the least value over all shingles is kept;
// two texts share as large a part of these as of their shingles. Only the low 16
// bits are kept (Li and König, "b-Bit Minwise Hashing", 2010). Groups of three
// values are bands; texts that agree in a band are compared (Leskovec,
// Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3): of two texts
// that share half their shingles, 98 in 100 do, of two that share 4 in 10, 88.
const (
	shingleWords = 4
	minima       = 96
	bandRows     = 3
	bands        = minima / bandRows
)

// Two texts are copies when they share two fifths of their shingles, or when most
// of the shorter stands in the longer one (cut short, or put into another
// page). Short texts agree too easily and must be all but the same.
const (
	alike       = 0.4
	alikeCut    = 0.3
	contained   = 0.8
	alikeShort  = 0.8
	shortText   = 50 // shingles
	minShingles = 5  // below, texts are copies only if the same
)

// Signature is a text in 196 bytes. Two signatures tell how much of their texts
// is the same.
type Signature struct {
	Shingles uint32 // distinct ones
	Minima   [minima]uint16
}

// SignatureSize is the length of a signature in bytes.
const SignatureSize = 4 + 2*minima

// AppendBinary appends the signature, little endian.
func (s *Signature) AppendBinary(b []byte) ([]byte, error) {
	b = binary.LittleEndian.AppendUint32(b, s.Shingles)
	for _, m := range s.Minima {
		b = binary.LittleEndian.AppendUint16(b, m)
	}
	return b, nil
}

// UnmarshalBinary reads what AppendBinary wrote.
func (s *Signature) UnmarshalBinary(b []byte) error {
	if len(b) != SignatureSize {
		return fmt.Errorf("event: signature of %d bytes, want %d", len(b), SignatureSize)
	}
	s.Shingles = binary.LittleEndian.Uint32(b)
	for i := range s.Minima {
		s.Minima[i] = binary.LittleEndian.Uint16(b[4+2*i:])
	}
	return nil
}

// Read makes the signature of an article's text. Capitals, marks and spaces do
// not count. Quotations do not count either where the text has enough words of
// its own, since two reporters may quote the same speech.
func Read(text string) Signature {
	own := shingles(text, true)
	if all := shingles(text, false); 3*len(own) < len(all) {
		own = all
	}
	s := Signature{Shingles: uint32(len(own))}
	var least [minima]uint64
	for i := range least {
		least[i] = math.MaxUint64
	}
	for _, h := range own {
		for i := range least {
			// A product's high bits, which decide, depend on all bits of h.
			least[i] = min(least[i], (h^seeds[i])*0xd6e8feb86659fd93)
		}
	}
	for i := range least {
		s.Minima[i] = uint16(mix(least[i]))
	}
	return s
}

// seeds make one hash function into many.
var seeds = func() (out [minima]uint64) {
	for i := range out {
		out[i] = mix(uint64(i+1) * 0x9e3779b97f4a7c15)
	}
	return out
}()

// mix is the finalizer of SplitMix64 (Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// shingles hashes the runs of words, each once. Fewer words than a run has make
// one shingle.
func shingles(text string, unquoted bool) []uint64 {
	out := make([]uint64, 0, len(text)/6)
	var run [shingleWords]uint64
	n := 0
	for w := range words(text, unquoted) {
		if w == 0 {
			n = 0 // a quotation was left out: no run goes across
			continue
		}
		copy(run[:], run[1:])
		run[shingleWords-1] = w
		n++
		if n >= shingleWords {
			out = append(out, join(run[:]))
		}
	}
	if len(out) == 0 && n > 0 {
		out = append(out, join(run[:]))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func join(run []uint64) uint64 {
	var h uint64
	for _, w := range run {
		h = mix(h ^ w)
	}
	return h
}

// longestQuote is how many bytes a quotation may have; what is longer lacks its
// closing mark.
const longestQuote = 2000

// words yields a hash of each word of a text, without regard to capitals; where
// a quotation is left out, 0.
func words(text string, unquoted bool) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		const offset, prime = 0xcbf29ce484222325, 0x100000001b3 // FNV-1a, by runes
		var h uint64
		for i := 0; i < len(text); {
			r, size := utf8.DecodeRuneInString(text[i:])
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				if h == 0 {
					h = offset
				}
				h = (h ^ uint64(unicode.ToLower(r))) * prime
				i += size
				continue
			}
			if h != 0 && !yield(h) {
				return
			}
			h = 0
			i += size
			if unquoted && (r == '"' || r == '“') {
				closing := "\""
				if r == '“' {
					closing = "”"
				}
				rest := text[i:min(len(text), i+longestQuote)]
				if end := strings.Index(rest, closing); end >= 0 {
					if !yield(0) {
						return
					}
					i += end + len(closing)
				}
			}
		}
		if h != 0 {
			yield(h)
		}
	}
}

// Resemblance estimates which part of their shingles two texts share, 0 to 1.
func (s *Signature) Resemblance(t *Signature) float64 {
	n := 0
	for i, m := range s.Minima {
		if m == t.Minima[i] {
			n++
		}
	}
	return float64(n) / minima
}

// CopyOf reports whether two texts are near-duplicates.
func (s *Signature) CopyOf(t *Signature) bool {
	few, many := min(s.Shingles, t.Shingles), max(s.Shingles, t.Shingles)
	if few == 0 {
		return false
	}
	j := s.Resemblance(t)
	switch {
	case few < minShingles:
		return few == many && j == 1
	case few < shortText:
		return j >= alikeShort
	case j >= alike:
		return true
	}
	// |A and B| follows from the resemblance and the sizes.
	shared := j * float64(few+many) / (1 + j)
	return j >= alikeCut && shared >= contained*float64(few)
}

// bandKeys yields a number for each band of a signature; none for a text
// without words. Two bands may rarely have one number, which costs a comparison.
func bandKeys(s *Signature) iter.Seq2[int, uint32] {
	return func(yield func(int, uint32) bool) {
		if s.Shingles == 0 {
			return
		}
		for b := range bands {
			h := uint64(b + 1)
			for _, m := range s.Minima[b*bandRows : (b+1)*bandRows] {
				h = h<<16 | uint64(m)
			}
			if !yield(b, uint32(mix(h))) {
				return
			}
		}
	}
}
