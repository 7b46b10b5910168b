// Package read turns files, directories, dumps and standard input into
// articles.
//
// What a file is shows in its content, not in its name:
//
//	plain text       the article, kept byte for byte
//	Markdown         the article without its marks; a front matter gives metadata
//	HTML             the main text of the page under its headline; metadata from
//	                 JSON-LD, OpenGraph and other meta tags
//	JSON Lines       an article a line; likewise one object, an array of objects,
//	                 or an object with such an array ("articles", "items", ...)
//
// Each may be compressed with gzip, zstd or bzip2. Text is UTF-8, or UTF-16 with
// a byte order mark; pages may be in any encoding that they declare.
//
// What cannot be read is an error of its own among the articles, and the rest
// goes on. Formats are read as they stream by, so a dump may be of any length,
// but one article is held in memory and has a largest size. The package takes no
// metadata from the words of the text (package segment does that), fetches
// nothing, and follows no links between directories.
package read

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// Options are the bounds and the surroundings of reading.
type Options struct {
	// Stdin is read for the path "-"; nil means os.Stdin.
	Stdin io.Reader
	// MaxArticle is the largest article in bytes, decompressed and as it stands
	// in its file, markup included; 0 means 16 MiB.
	MaxArticle int
	// Progress is told how many more bytes of the files are read, compressed as
	// they are; their sum is what Size returns. It may be nil.
	Progress func(bytes int)
	// Skipped is told of files that a directory holds and that are no articles,
	// such as JSON files of other things. It may be nil.
	Skipped func(path, reason string)
}

// reader reads one list of paths.
type reader struct {
	Options
	ctx   context.Context
	yield func(nlp.Article, error) bool
	ids   map[string]bool // identifiers made from names of files
	done  bool            // the consumer has had enough
}

// Articles reads the articles of paths in order: files, directories with all
// that is in them in order of names, patterns of filepath.Match, and "-". A
// file named twice is read once.
//
// An article's ID is the row's "id" where articles are rows; where a row has
// none, it is made of the URL, so that two rows of one URL are one article,
// else of the file's name and the row's number. Other files give their base
// name without extensions, and with the folder's name before it or a number
// behind it where an earlier file has taken that.
//
// An error tells file and line and stands for one article; one from ctx is
// the last.
func Articles(ctx context.Context, paths []string, o Options) iter.Seq2[nlp.Article, error] {
	if o.MaxArticle == 0 {
		o.MaxArticle = 16 << 20
	}
	if o.Stdin == nil {
		o.Stdin = os.Stdin
	}
	return func(yield func(nlp.Article, error) bool) {
		r := &reader{Options: o, ctx: ctx, yield: yield, ids: map[string]bool{}}
		for in, err := range inputs(paths, o.Skipped) {
			if err != nil {
				r.fail(err)
			} else {
				r.input(in)
			}
			if err := ctx.Err(); err != nil && !r.done {
				r.fail(err)
				return
			}
			if r.done {
				return
			}
		}
	}
}

// A File is one that does not lie on a disk, such as an upload.
type File struct {
	Path    string // for the article's ID and for messages; need not exist
	Content io.Reader
}

// Files reads articles as Articles does, out of files that are open. Each is
// asked for when the one before it has been read to its end.
func Files(ctx context.Context, files iter.Seq[File], o Options) iter.Seq2[nlp.Article, error] {
	if o.MaxArticle == 0 {
		o.MaxArticle = 16 << 20
	}
	return func(yield func(nlp.Article, error) bool) {
		r := &reader{Options: o, ctx: ctx, yield: yield, ids: map[string]bool{}}
		for f := range files {
			r.stream(input{path: f.Path}, f.Content)
			if err := ctx.Err(); err != nil && !r.done {
				r.fail(err)
			}
			if r.done || ctx.Err() != nil {
				return
			}
		}
	}
}

// emit hands out an article; it reports whether more are wanted.
func (r *reader) emit(a nlp.Article) bool {
	r.done = r.done || !r.yield(a, nil)
	return !r.done && r.ctx.Err() == nil
}

func (r *reader) fail(err error) bool {
	r.done = r.done || !r.yield(nlp.Article{}, err)
	return !r.done && r.ctx.Err() == nil
}

func (r *reader) input(in input) {
	stream := r.Stdin
	if in.path != "-" {
		f, err := os.Open(in.path)
		if err != nil {
			r.fail(fmt.Errorf("read: %w", err))
			return
		}
		defer f.Close()
		stream = f
	}
	r.stream(in, stream)
}

// stream reads an open file.
func (r *reader) stream(in input, stream io.Reader) {
	if r.Progress != nil {
		stream = &counter{stream, r.Progress}
	}
	plain, closeAll, err := decompress(stream)
	if err != nil {
		r.fail(fmt.Errorf("read %s: %w", in.name(), err))
		return
	}
	defer closeAll()
	r.content(in, bufio.NewReaderSize(plain, peekSize))
}

const peekSize = 64 << 10

// content reads a stream of decompressed bytes by what it holds.
func (r *reader) content(in input, b *bufio.Reader) {
	head, err := b.Peek(peekSize)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull && len(head) == 0 {
		r.fail(fmt.Errorf("read %s: %w", in.name(), err))
		return
	}
	switch kind := sniff(head); kind {
	case kindJSONLines:
		r.jsonLines(in, b)
	case kindJSON:
		r.jsonValues(in, b)
	default:
		raw, err := r.all(b)
		if err == nil {
			var a nlp.Article
			a, err = document(kind, raw)
			if err == nil {
				a.ID = r.fileID(in)
				r.emit(a)
				return
			}
		}
		r.fail(fmt.Errorf("read %s: %w", in.name(), err))
	}
}

// Why a file is no article.
var (
	errEmpty  = errors.New("empty file")
	errBinary = errors.New("binary file, not text")
	errNoText = errors.New("no article text")
)

// document makes an article from the bytes of a file that holds one.
func document(kind fileKind, raw []byte) (nlp.Article, error) {
	switch kind {
	case kindEmpty:
		return nlp.Article{}, errEmpty
	case kindBinary:
		return nlp.Article{}, errBinary
	case kindPDF:
		return nlp.Article{}, errors.New("a PDF file; convert it to text first")
	case kindZip:
		return nlp.Article{}, errors.New("a ZIP archive or office document; unpack or convert it first")
	case kindHTML:
		return htmlArticle(raw)
	}
	text, err := utf8Text(raw)
	if err != nil {
		return nlp.Article{}, err
	}
	if strings.TrimSpace(text) == "" {
		return nlp.Article{}, errEmpty
	}
	if kind == kindMarkdown {
		a := markdownArticle(text)
		if a.Text == "" {
			return nlp.Article{}, errNoText
		}
		return a, nil
	}
	return nlp.Article{Text: text}, nil
}

// all reads the whole stream, up to the largest size of an article.
func (r *reader) all(b io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(&interruptible{r.ctx, b}, int64(r.MaxArticle)+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > r.MaxArticle {
		return nil, tooLarge(r.MaxArticle)
	}
	return raw, nil
}

func tooLarge(limit int) error {
	return fmt.Errorf("larger than %d bytes, the largest size of an article", limit)
}

// fileID makes the identifier of an article that is a file.
func (r *reader) fileID(in input) string {
	base := in.base()
	id := base
	if r.ids[id] {
		if dir := filepath.Base(filepath.Dir(in.path)); dir != "." && dir != string(filepath.Separator) {
			base = dir + "-" + base
			id = base
		}
	}
	for n := 2; r.ids[id]; n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	r.ids[id] = true
	return id
}

// counter reports what goes through it.
type counter struct {
	io.Reader
	count func(int)
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.count(n)
	return n, err
}

// interruptible stops reading when its context ends.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (i *interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(p)
}

// line returns the next line without its end, at most limit bytes of it;
// long reports that there was more, which is read and dropped. It gives up
// dropping at a thousand times limit, so that a small compressed file cannot
// keep it busy.
func (r *reader) line(b *bufio.Reader, buf []byte, limit int) (line []byte, long bool, err error) {
	line = buf[:0]
	dropped := 0
	for {
		part, err := b.ReadSlice('\n')
		if len(line)+len(part) > limit+1 {
			long = true
			if dropped += len(part); dropped > 1000*limit {
				return nil, true, io.EOF
			}
		} else {
			line = append(line, part...)
		}
		if err == bufio.ErrBufferFull {
			if r.ctx.Err() != nil {
				return nil, long, r.ctx.Err()
			}
			continue
		}
		if err == io.EOF && (len(line) > 0 || long) {
			err = nil
		}
		return bytes.TrimRight(line, "\r\n"), long, err
	}
}
