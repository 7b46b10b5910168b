package graph

import (
	"hash/maphash"
	"strings"
)

// symbols numbers strings that occur many times, as handles, names and types
// do. Each is counted, and forgotten with its last use; number 0 is the empty
// string and is not counted.
type symbols struct {
	list   []symbol
	byText table
	free   []int32
}

type symbol struct {
	text string
	uses int32
	hash uint32
}

func newSymbols() symbols { return symbols{list: make([]symbol, 1)} }

var symbolSeed = maphash.MakeSeed()

func hashText(text string) uint32 { return uint32(maphash.String(symbolSeed, text)) }

func (s *symbols) lookUp(text string, hash uint32) (int32, bool) {
	return s.byText.find(hash, func(i int32) bool { return s.list[i].hash == hash && s.list[i].text == text })
}

// reserve makes room for n strings.
func (s *symbols) reserve(n int) {
	s.list = append(make([]symbol, 0, max(n, 1)), symbol{})
	s.byText.reserve(n)
}

// use counts one more use of the string.
func (s *symbols) use(text string) int32 {
	if text == "" {
		return 0
	}
	hash := hashText(text)
	i, ok := s.lookUp(text, hash)
	if !ok {
		i = int32(len(s.list))
		if n := len(s.free); n > 0 {
			i, s.free = s.free[n-1], s.free[:n-1]
		} else {
			s.list = append(s.list, symbol{})
		}
		// Names are often cut from an article's text; a copy lets the text go.
		s.list[i] = symbol{text: strings.Clone(text), hash: hash}
		s.byText.add(hash, i, func(n int32) uint32 { return s.list[n].hash })
	}
	s.list[i].uses++
	return i
}

// release takes one use back.
func (s *symbols) release(i int32) {
	if i == 0 {
		return
	}
	y := &s.list[i]
	if y.uses--; y.uses > 0 {
		return
	}
	s.byText.delete(y.hash, i)
	*y = symbol{}
	s.free = append(s.free, i)
}

// find is the number of a string in use.
func (s *symbols) find(text string) (int32, bool) {
	if text == "" {
		return 0, true
	}
	return s.lookUp(text, hashText(text))
}

// shared is the string in the memory of its symbol, where it has one.
func (s *symbols) shared(text string) string {
	if i, ok := s.find(text); ok {
		return s.list[i].text
	}
	return strings.Clone(text)
}

func (s *symbols) text(i int32) string { return s.list[i].text }
