package nn

import (
	"unicode"
	"unicode/utf8"
)

// Word is what a model may know of a word form besides its vector, as hashes.
// Digits count as 0 and letters as lower case, except in Form and Shape.
type Word struct {
	Form   uint64    // exact
	Lower  uint64    // lower case, digits as 0
	Suffix [4]uint64 // last one to four letters
	Prefix [3]uint64 // first one to three letters
	Shape  uint64    // letters as x and X, digits as d, runs cut to two
	Flags  uint64    // bits: digit, hyphen, capital first, capital later, letters
}

const (
	hasDigit = 1 << iota
	hasHyphen
	capitalFirst
	capitalLater
	hasLetter
)

const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

// WordOf hashes a word. Of longer words than 64 letters the rest is ignored.
func WordOf(s string) Word {
	var letters [64]rune
	w := Word{Form: hashSeed, Lower: hashSeed, Shape: hashSeed}
	n, last, run := 0, rune(0), 0
	for i, r := range s {
		if n == len(letters) {
			break
		}
		w.Form = (w.Form ^ uint64(r)) * hashPrime
		low, class := r, r
		switch {
		case 'a' <= r && r <= 'z':
			class = 'x'
			w.Flags |= hasLetter
		case r < utf8.RuneSelf && '0' <= r && r <= '9' || r >= utf8.RuneSelf && unicode.IsDigit(r):
			low, class = '0', 'd'
			w.Flags |= hasDigit
		case r == '-':
			w.Flags |= hasHyphen
		case unicode.IsUpper(r):
			low, class = unicode.ToLower(r), 'X'
			w.Flags |= hasLetter | capitalLater
			if i == 0 {
				w.Flags = w.Flags&^capitalLater | capitalFirst
			}
		case unicode.IsLetter(r):
			class = 'x'
			w.Flags |= hasLetter
		}
		letters[n] = low
		n++
		w.Lower = (w.Lower ^ uint64(low)) * hashPrime
		if class != last {
			last, run = class, 0
		}
		if run++; run <= 2 {
			w.Shape = (w.Shape ^ uint64(class)) * hashPrime
		}
	}
	h := uint64(hashSeed)
	for k := range w.Suffix {
		if k < n {
			h = (h ^ uint64(letters[n-1-k])) * hashPrime
		}
		w.Suffix[k] = h
	}
	h = hashSeed
	for k := range w.Prefix {
		if k < n {
			h = (h ^ uint64(letters[k])) * hashPrime
		}
		w.Prefix[k] = h
	}
	return w
}

// Mix folds x into the hash h. Features are hashed by mixing their parts in
// order, the first part being a number of the kind of feature.
func Mix(h, x uint64) uint64 {
	h ^= x
	h *= 0x9E3779B97F4A7C15
	return h ^ h>>29
}
