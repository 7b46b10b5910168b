package tag

import (
	"fmt"
	"strings"

	"github.com/newsgraph/newsgraph/nlp/nn"
)

// Classes tells which parts of speech a dictionary lists for a word: bits of
// noun, verb, adjective and adverb. Words that are nouns only are not listed,
// since an unknown word is taken for one anyway.
type Classes map[string]uint8

const (
	Noun = 1 << iota
	Verb
	Adjective
	Adverb
)

// ReadClasses reads lines of a lower-cased word and the letters n, v, a and r
// of its classes, parted by a tab.
func ReadClasses(list []byte) (Classes, error) {
	c := Classes{}
	for line := range strings.Lines(string(list)) {
		word, letters, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || word == "" {
			return nil, fmt.Errorf("classes: bad line %q", line)
		}
		for i, l := range "nvar" {
			if strings.ContainsRune(letters, l) {
				c[word] |= 1 << i
			}
		}
	}
	return c, nil
}

// endings are those of inflection, with a tag whose words end so.
var endings = [...][2]string{{"s", "VBZ"}, {"ed", "VBD"}, {"ing", "VBG"}, {"er", "JJR"}, {"est", "JJS"}}

// AppendFeatures appends the rows of a token: its own, and what the dictionary,
// unless it is nil, says of it and of the word that it may be inflected from.
func (c Classes) AppendFeatures(dst []uint32, text string, place nn.Place) []uint32 {
	dst = nn.AppendFeatures(dst, text, place)
	if c == nil {
		return dst
	}
	low := strings.ToLower(text)
	dst = append(dst, uint32(nn.Mix(0x7654321, uint64(c[low]))>>24))
	for i, e := range endings {
		if len(low) > len(e[0])+2 && strings.HasSuffix(low, e[0]) {
			return append(dst, uint32(nn.Mix(nn.Mix(0x7654322, uint64(i)), uint64(c[Regular(low, e[1])]))>>24))
		}
	}
	return dst
}
