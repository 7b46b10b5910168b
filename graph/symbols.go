package graph

import "strings"

// symbols numbers strings that occur many times, as handles, names and types
// do. Each is counted, and forgotten with its last use; number 0 is the empty
// string and is not counted.
type symbols struct {
	list   []symbol
	byText map[string]int32
	free   []int32
}

type symbol struct {
	text string
	uses int32
}

func newSymbols() symbols {
	return symbols{list: make([]symbol, 1), byText: make(map[string]int32)}
}

// reserve makes room for n strings.
func (s *symbols) reserve(n int) {
	s.list = append(make([]symbol, 0, max(n, 1)), symbol{})
	s.byText = make(map[string]int32, n)
}

// use counts one more use of the string.
func (s *symbols) use(text string) int32 {
	if text == "" {
		return 0
	}
	i, ok := s.byText[text]
	if !ok {
		i = int32(len(s.list))
		if n := len(s.free); n > 0 {
			i, s.free = s.free[n-1], s.free[:n-1]
		} else {
			s.list = append(s.list, symbol{})
		}
		// Names are often cut from an article's text; a copy lets the text go.
		text = strings.Clone(text)
		s.list[i].text = text
		s.byText[text] = i
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
	delete(s.byText, y.text)
	*y = symbol{}
	s.free = append(s.free, i)
}

// find is the number of a string in use.
func (s *symbols) find(text string) (int32, bool) {
	i, ok := s.byText[text]
	return i, ok || text == ""
}

func (s *symbols) text(i int32) string { return s.list[i].text }
