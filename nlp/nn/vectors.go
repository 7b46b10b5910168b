package nn

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Vectors is a table of word vectors, the most frequent word first. It is a
// model file of kind "vectors" with the sections "words" (lower-cased words,
// each ended by a line feed) and "rows" (one int8 row a word).
type Vectors struct {
	index map[string]int32
	words []string
	rows  Quantized
}

// ReadVectors opens a table. The file's bytes stay in use.
func ReadVectors(file []byte) (*Vectors, error) {
	m, err := OpenModel(file, "vectors")
	if err != nil {
		return nil, err
	}
	list, err := m.Bytes("words")
	if err != nil {
		return nil, err
	}
	v := &Vectors{}
	if v.rows, err = m.Quantized("rows"); err != nil {
		return nil, err
	}
	if n := bytes.Count(list, []byte{'\n'}); n != v.rows.Rows {
		return nil, fmt.Errorf("nn: vectors model: %d words but %d rows", n, v.rows.Rows)
	}
	v.index = make(map[string]int32, v.rows.Rows)
	v.words = make([]string, v.rows.Rows)
	all := string(list)
	for i := range v.words {
		n := 0
		for all[n] != '\n' {
			n++
		}
		v.words[i], all = all[:n], all[n+1:]
		v.index[v.words[i]] = int32(i)
	}
	return v, nil
}

// WriteVectors makes the file that ReadVectors opens. Words are lower-cased,
// distinct and without line feeds; row i of m belongs to words[i].
func WriteVectors(words []string, m Matrix) []byte {
	var list bytes.Buffer
	for _, w := range words {
		list.WriteString(w)
		list.WriteByte('\n')
	}
	w := NewModelWriter("vectors")
	w.Bytes("words", list.Bytes())
	w.Quantized("rows", Quantize(m))
	return w.File()
}

// Len is the number of words.
func (v *Vectors) Len() int { return v.rows.Rows }

// Dim is the number of elements of a vector.
func (v *Vectors) Dim() int { return v.rows.Cols }

// Word returns word i.
func (v *Vectors) Word(i int) string { return v.words[i] }

// Row writes the vector of word i to dst, which holds at least Dim elements.
func (v *Vectors) Row(i int, dst []float32) { v.rows.Row(i, dst) }

// Index returns the index of a lower-cased word, -1 where it has none.
func (v *Vectors) Index(word string) int {
	if i, ok := v.index[word]; ok {
		return int(i)
	}
	return -1
}

// Find returns the index of a token's word, -1 where none is near enough. It
// lower-cases and folds typographic marks; a number that is not listed becomes
// one of the same shape with every digit 5; of a hyphenated word the last part
// is tried. It does not allocate.
func (v *Vectors) Find(token string) int {
	var buf [64]byte
	w := appendFolded(buf[:0], token)
	if w == nil {
		return -1
	}
	if i, ok := v.index[string(w)]; ok {
		return int(i)
	}
	hyphen, digits := -1, false
	for i, c := range w {
		switch {
		case c >= '0' && c <= '9':
			w[i], digits = '5', true
		case c == '-':
			hyphen = i
		}
	}
	if digits {
		if i, ok := v.index[string(w)]; ok {
			return int(i)
		}
	}
	if hyphen > 0 && hyphen < len(w)-2 {
		if i, ok := v.index[string(w[hyphen+1:])]; ok {
			return int(i)
		}
	}
	return -1
}

// appendFolded appends the token as the table spells it to dst, which has no
// more than its capacity to give: nil for longer tokens.
func appendFolded(dst []byte, token string) []byte {
	switch token {
	case "``", "''":
		return append(dst, '"')
	case "-LRB-", "-lrb-", "[":
		return append(dst, '(')
	case "-RRB-", "-rrb-", "]":
		return append(dst, ')')
	}
	if len(token)+utf8.UTFMax > cap(dst) {
		return nil
	}
	for _, r := range token {
		if len(dst)+utf8.UTFMax > cap(dst) { // lower case can be longer than upper
			return nil
		}
		switch r {
		case '‘', '’', '´', '`':
			r = '\''
		case '“', '”', '«', '»':
			r = '"'
		case '–', '‐', '‑':
			r = '-'
		case '—':
			dst = append(dst, '-')
			r = '-'
		case '…':
			dst = append(dst, '.', '.')
			r = '.'
		}
		if r < utf8.RuneSelf {
			if r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
			dst = append(dst, byte(r))
			continue
		}
		dst = utf8.AppendRune(dst, unicode.ToLower(r))
	}
	return dst
}
