package read

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/unicode"
)

// fileKind is what a file holds.
type fileKind uint8

const (
	kindText fileKind = iota
	kindEmpty
	kindBinary
	kindPDF
	kindZip
	kindHTML
	kindMarkdown
	kindJSON      // values that spread over lines
	kindJSONLines // an object a line
)

// decompress unpacks a stream that begins with the mark of a known format.
func decompress(r io.Reader) (plain io.Reader, closeAll func(), err error) {
	const window = 64 << 20 // of zstd, in bytes
	b := bufio.NewReaderSize(r, peekSize)
	head, _ := b.Peek(4)
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, nil, err
		}
		return z, func() { z.Close() }, nil
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(window))
		if err != nil {
			return nil, nil, err
		}
		return z, z.Close, nil
	case bytes.HasPrefix(head, []byte("BZh")):
		return bzip2.NewReader(b), func() {}, nil
	}
	return b, func() {}, nil
}

var (
	bomUTF8    = []byte("\ufeff")
	bomUTF16LE = []byte{0xff, 0xfe}
	bomUTF16BE = []byte{0xfe, 0xff}
)

// sniff tells a file's kind from its first bytes.
func sniff(head []byte) fileKind {
	if len(head) == 0 {
		return kindEmpty
	}
	if (bytes.HasPrefix(head, bomUTF16LE) || bytes.HasPrefix(head, bomUTF16BE)) && len(head)%2 == 0 {
		return kindText
	}
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return kindPDF
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return kindZip
	case binary(head):
		return kindBinary
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(head, bomUTF8))
	if len(text) == 0 {
		return kindEmpty
	}
	if text[0] == '{' || text[0] == '[' {
		if kind, ok := sniffJSON(text); ok {
			return kind
		}
	}
	if looksHTML(text) {
		return kindHTML
	}
	if looksMarkdown(text) {
		return kindMarkdown
	}
	return kindText
}

// binary reports whether the bytes hold what no text does: NUL, or more than
// one in ten control characters.
func binary(head []byte) bool {
	controls := 0
	for _, c := range head {
		if c == 0 {
			return true
		}
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v' && c != 0x1b {
			controls++
		}
	}
	return controls*10 > len(head)
}

// sniffJSON tells JSON Lines from values that spread over lines, and both from
// text that begins with a bracket.
func sniffJSON(text []byte) (fileKind, bool) {
	after := bytes.TrimSpace(text[1:])
	opens := len(after) == 0 || bytes.IndexByte([]byte(`"{}]`), after[0]) >= 0
	switch {
	case !opens || text[0] == '[' && len(after) > 0 && after[0] == '"':
		return 0, false
	case text[0] == '[':
		return kindJSON, true
	}
	// A row of its own tells JSON Lines, be the first one broken or not.
	n := 0
	for line := range bytes.Lines(text) {
		complete := bytes.HasSuffix(line, []byte("\n"))
		if line[0] == '{' && (json.Valid(line) || n == 0 && !complete) {
			return kindJSONLines, true
		}
		n++
	}
	if first, rest, _ := bytes.Cut(text, []byte("\n")); bytes.HasPrefix(rest, []byte(`{"`)) {
		end := bytes.TrimSpace(first)
		if bytes.IndexByte([]byte("[{,:"), end[len(end)-1]) < 0 {
			return kindJSONLines, true
		}
	}
	return kindJSON, true
}

// looksHTML reports whether the text is a page or a piece of one.
func looksHTML(text []byte) bool {
	if text[0] != '<' {
		return false
	}
	head := bytes.ToLower(text[:min(len(text), 4096)])
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<article", "<p>", "<p ", "<div", "<meta", "<h1", "<main", "<section"} {
		if bytes.Contains(head, []byte(tag)) {
			return true
		}
	}
	return false
}

// utf8Text returns the bytes as text, a byte order mark left out.
func utf8Text(raw []byte) (string, error) {
	if bytes.HasPrefix(raw, bomUTF16LE) || bytes.HasPrefix(raw, bomUTF16BE) {
		if len(raw)%2 == 0 && bytes.IndexByte(raw, 0) >= 0 { // spaces have a zero byte
			text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(raw)
			if err == nil && !bytes.ContainsRune(text, utf8.RuneError) && !binary(text) {
				return string(text), nil
			}
		}
		return "", fmt.Errorf("neither UTF-8 nor UTF-16 text")
	}
	text := bytes.TrimPrefix(raw, bomUTF8)
	if !utf8.Valid(text) {
		at := invalidAt(text)
		return "", fmt.Errorf("invalid UTF-8 at byte %d (0x%02x); convert the file to UTF-8", at+len(raw)-len(text), text[at])
	}
	if binary(text) {
		return "", errBinary
	}
	return string(text), nil
}

// invalidAt returns the offset of the first byte that is not UTF-8.
func invalidAt(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(text)
}
