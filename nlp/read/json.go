package read

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
)

// The names under which dumps hold the parts of an article, the surest first;
// compared in lower case without underscores and hyphens. They are those of
// NewsAPI, news-please, Common Crawl's news, JSON Feed, schema.org and GDELT's
// and political science's event coders.
var (
	textNames      = []string{"text", "content", "contenttext", "body", "maintext", "articlebody", "articletext", "fulltext", "contenthtml", "eventtext"}
	idNames        = []string{"id", "articleid", "guid", "uuid", "docid"}
	titleNames     = []string{"title", "headline", "name"}
	sourceNames    = []string{"source", "sourcename", "publisher", "sourcedomain", "outlet", "publication", "site", "sitename", "domain"}
	urlNames       = []string{"url", "link", "canonicalurl", "sourceurl", "weburl", "permalink"}
	authorNames    = []string{"author", "authors", "byline", "creator"}
	publishedNames = []string{"published", "publishedat", "datepublished", "datepublish", "pubdate", "publisheddate", "publicationdate", "publishdate", "seendate", "date", "timestamp", "created"}
	languageNames  = []string{"language", "lang", "inlanguage"}
	listNames      = []string{"articles", "items", "results", "data", "docs", "documents", "rows", "entries"}
)

var errNotRow = errors.New("no text field")

// jsonLines reads an object a line.
func (r *reader) jsonLines(in input, b *bufio.Reader) {
	var buf []byte
	var c counts
	for n := 1; ; n++ {
		line, long, err := r.line(b, buf, r.MaxArticle)
		if err != nil {
			if err != io.EOF {
				r.fail(fmt.Errorf("read %s:%d: %w", in.name(), n, err))
			}
			break
		}
		buf = line
		if long {
			if !r.fail(fmt.Errorf("read %s:%d: %w", in.name(), n, tooLarge(r.MaxArticle))) {
				return
			}
			continue
		}
		if n == 1 {
			line = bytes.TrimPrefix(line, bomUTF8)
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if !r.rows(in, &c, fmt.Sprintf("%s:%d", in.name(), n), n, line) {
			return
		}
	}
	r.other(in, c)
}

// jsonValues reads an array of objects, or objects one after the other.
func (r *reader) jsonValues(in input, b *bufio.Reader) {
	limited := &budget{r: &interruptible{r.ctx, b}, limit: r.MaxArticle + peekSize}
	limited.refill()
	if head, _ := b.Peek(len(bomUTF8)); bytes.Equal(head, bomUTF8) {
		b.Discard(len(bomUTF8))
	}
	d := json.NewDecoder(limited)
	fail := func(err error) {
		var syntax *json.SyntaxError
		at := d.InputOffset()
		if errors.As(err, &syntax) {
			at = max(at, syntax.Offset)
		}
		if err == io.ErrUnexpectedEOF || err == io.EOF {
			err = errors.New("bad JSON: the file ends too early")
		} else if syntax != nil {
			err = fmt.Errorf("bad JSON: %w", err)
		}
		r.fail(fmt.Errorf("read %s:%d: %w", in.name(), limited.lineAt(at), err))
	}
	array := false
	if head, _ := b.Peek(peekSize); bytes.HasPrefix(bytes.TrimSpace(head), []byte("[")) {
		if _, err := d.Token(); err != nil {
			fail(err)
			return
		}
		array = true
	}
	var c counts
	for n := 1; ; n++ {
		if array && !d.More() {
			if _, err := d.Token(); err != nil {
				fail(err)
				return
			}
			break
		}
		var row json.RawMessage
		limited.refill()
		if err := d.Decode(&row); err != nil {
			if err == io.EOF && !array {
				break
			}
			fail(err)
			return
		}
		line := limited.lineAt(d.InputOffset() - int64(len(row)))
		if !r.rows(in, &c, fmt.Sprintf("%s:%d", in.name(), line), n, row) {
			return
		}
	}
	if c == (counts{}) {
		r.fail(fmt.Errorf("read %s: %w", in.name(), errNoText))
		return
	}
	r.other(in, c)
}

// counts are of the rows of one file.
type counts struct {
	rows     int // articles and errors
	textless int // rows without a text field before the first of these
}

// other tells of the rows without text of a file that was found in a
// directory: if it has no other rows, it is some other program's file. (Named by
// the user, each such row is an error.)
func (r *reader) other(in input, c counts) {
	switch {
	case c.textless == 0:
	case c.rows > 0:
		r.fail(fmt.Errorf("read %s: %d rows: %w", in.name(), c.textless, errNotRow))
	case r.Skipped != nil:
		r.Skipped(in.path, "JSON without article text")
	}
}

// rows reads the article of one JSON value, or the articles of the list in it,
// and reports whether more are wanted; where is the row's place for messages.
func (r *reader) rows(in input, c *counts, where string, number int, raw []byte) bool {
	fail := func(err error) bool {
		c.rows++
		return r.fail(fmt.Errorf("read %s: %w", where, err))
	}
	if !utf8.Valid(raw) {
		return fail(fmt.Errorf("invalid UTF-8 at byte %d of the row", invalidAt(raw)))
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			err = fmt.Errorf("a JSON %s, not an object", wrong.Value)
		} else {
			err = fmt.Errorf("bad JSON: %w", err)
		}
		return fail(err)
	}
	row := fields(object)
	a, err := row.article()
	if err == errNotRow {
		if list := row.list(); list != nil {
			for i, item := range list {
				if !r.rows(in, c, fmt.Sprintf("%s: item %d", where, i+1), i+1, item) {
					return false
				}
			}
			return true
		}
		if in.walked && c.rows == 0 {
			c.textless++
			return true
		}
	}
	if err != nil {
		return fail(err)
	}
	c.rows++
	switch {
	case a.ID != "":
	case a.URL != "":
		sum := sha256.Sum256([]byte(a.URL))
		a.ID = "url-" + hex.EncodeToString(sum[:8])
	case number == 1:
		a.ID = r.fileID(in)
	default:
		a.ID = fmt.Sprintf("%s-%d", in.base(), number)
	}
	return r.emit(a)
}

// rowFields are the fields of a row under the form of their names that the
// lists above use.
type rowFields map[string]json.RawMessage

func fields(object map[string]json.RawMessage) rowFields {
	row := rowFields{}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		key := strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
		if _, taken := row[key]; !taken {
			row[key] = object[name]
		}
	}
	return row
}

func (row rowFields) article() (nlp.Article, error) {
	text := row.text()
	if text == "" {
		for _, name := range textNames {
			if _, ok := row[name]; ok {
				return nlp.Article{}, errors.New("empty text")
			}
		}
		return nlp.Article{}, errNotRow
	}
	a := nlp.Article{
		ID:        row.value(idNames),
		Title:     squeeze(row.value(titleNames)),
		Source:    squeeze(row.value(sourceNames)),
		URL:       row.value(urlNames),
		Author:    squeeze(row.value(authorNames)),
		Published: isoDate(row.value(publishedNames)),
		Language:  isoLanguage(row.value(languageNames)),
		Text:      text,
	}
	if strings.HasPrefix(text, "<") && looksHTML([]byte(text)) {
		a.Text = fragmentText(text)
		if a.Text == "" {
			return nlp.Article{}, errNoText
		}
	}
	return a, nil
}

// text returns the first text field that is a string with words in it. The
// mark of a text cut off by NewsAPI ("... [+1234 chars]") is left out.
func (row rowFields) text() string {
	for _, name := range textNames {
		var s string
		if json.Unmarshal(row[name], &s) == nil && strings.TrimSpace(s) != "" {
			if i := strings.LastIndex(s, "[+"); i > 0 && strings.HasSuffix(s, " chars]") {
				s = strings.TrimRight(s[:i], " ")
			}
			return s
		}
	}
	return ""
}

// value returns the first of the named fields that says something: a string, a
// number, the name in an object, or the names in a list, joined.
func (row rowFields) value(names []string) string {
	for _, name := range names {
		if raw, ok := row[name]; ok {
			if s := scalar(raw, 0); s != "" {
				return s
			}
		}
	}
	return ""
}

func scalar(raw json.RawMessage, depth int) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || depth > 2 {
		return ""
	}
	switch raw[0] {
	case '"':
		var s string
		json.Unmarshal(raw, &s)
		return strings.TrimSpace(s)
	case '{':
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) != nil {
			return ""
		}
		row := fields(object)
		for _, name := range []string{"name", "title", "@value", "#text", "domain", "href", "$oid", "id"} {
			if s := scalar(row[name], depth+1); s != "" {
				return s
			}
		}
	case '[':
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil {
			return ""
		}
		var parts []string
		for _, item := range list {
			if s := scalar(item, depth+1); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, ", ")
	case 'n', 't', 'f':
	default:
		return string(raw)
	}
	return ""
}

// list returns the rows of an answer that holds them in a field.
func (row rowFields) list() []json.RawMessage {
	for _, name := range listNames {
		var list []json.RawMessage
		if raw, ok := row[name]; ok && json.Unmarshal(raw, &list) == nil && len(list) > 0 && bytes.HasPrefix(list[0], []byte("{")) {
			return list
		}
	}
	return nil
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// budget bounds what may be read between two refills, and remembers where
// lines begin.
type budget struct {
	r           io.Reader
	limit, left int
	read        int64
	lines       []int64 // offsets of line ends
}

func (b *budget) refill() { b.left = b.limit }

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, tooLarge(b.limit - peekSize)
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	for i, c := range p[:n] {
		if c == '\n' {
			b.lines = append(b.lines, b.read+int64(i))
		}
	}
	b.left -= n
	b.read += int64(n)
	return n, err
}

// lineAt returns the number of the line, from 1, that holds the byte at offset.
func (b *budget) lineAt(offset int64) int {
	n, _ := slices.BinarySearch(b.lines, offset)
	return n + 1
}
