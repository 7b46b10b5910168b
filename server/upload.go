package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"iter"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/nlp"
)

// Upload is a file that came with a request.
type Upload struct {
	Name string // relative path, with slashes
	Body []byte
}

// Ingested is what became of one article of an upload, or of a file that gave
// none.
type Ingested struct {
	File      string `json:"file"`
	Article   string `json:"article,omitempty"` // its ID
	Title     string `json:"title,omitempty"`
	Claims    int    `json:"claims"`
	Unchanged bool   `json:"unchanged,omitempty"` // it was in the store as it is
	Error     string `json:"error,omitempty"`     // why it is not in the store
}

// Ingest analyses uploads and stores them; it yields each article once it is
// stored. The error is one that ends the work. It is given by the program, as
// this package knows nothing of analysis.
type Ingest func(ctx context.Context, files []Upload) iter.Seq2[Ingested, error]

// Gap is a trigger word in an article for which no claim was made.
type Gap struct {
	Start     int      `json:"start"` // bytes in the article's text, half open
	End       int      `json:"end"`
	Trigger   string   `json:"trigger"`
	Relations []string `json:"relations"` // those that the word may stand for
	Reason    string   `json:"reason"`    // why the first of them was not found
}

// Coverage finds the gaps of an article, in order of text.
type Coverage func(ctx context.Context, a nlp.Article) ([]Gap, error)

// Bounds of an upload.
const (
	maxFiles    = 5000
	maxFileName = 512
	uploadTime  = 30 * time.Minute // to send files and to analyse them
)

// writable refuses to write where the server was told not to.
func (a *api) writable() error {
	if a.opts.ReadOnly {
		return problem(http.StatusForbidden, "the server only reads: it was started with --read-only")
	}
	return nil
}

// addArticles takes files as a multipart form, or one as the body itself, and
// tells what became of each article as it goes, one JSON object a line. The
// body is read to its end first: browsers do not listen while they send.
func (a *api) addArticles(c *gin.Context) error {
	if err := a.writable(); err != nil {
		return err
	}
	if a.opts.Ingest == nil {
		return problem(http.StatusNotImplemented, "this server takes no articles")
	}
	// One upload is in memory at a time.
	return inTurn(c, a.uploading, func() error { return a.ingest(c) })
}

func (a *api) ingest(c *gin.Context) error {
	files, err := uploads(c)
	if err != nil {
		return err
	}
	lines := lineWriter(c)
	var done struct {
		Done     bool   `json:"done"`
		Articles int    `json:"articles"` // now in the store
		Failed   int    `json:"failed"`
		Claims   int    `json:"claims"`
		Error    string `json:"error,omitempty"` // what ended the work before its end
	}
	for one, err := range a.opts.Ingest(c.Request.Context(), files) {
		if err != nil {
			_, done.Error = a.tell(c, err)
			break
		}
		if one.Error != "" {
			done.Failed++
		} else {
			done.Articles++
			done.Claims += one.Claims
		}
		if lines.write(one) != nil {
			return nil // the client went away
		}
	}
	done.Done = done.Error == ""
	return lines.end(done)
}

// uploads reads the files of a request.
func uploads(c *gin.Context) ([]Upload, error) {
	kind, args, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err == nil && kind == "multipart/form-data" {
		return formFiles(multipart.NewReader(c.Request.Body, args["boundary"]))
	}
	p := params{c: c}
	name := p.text("name")
	if p.err != nil {
		return nil, p.err
	}
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, problem(http.StatusBadRequest, "the body is empty: send an article, or files as multipart/form-data")
	}
	if name == "" {
		// The same text pasted twice is one article.
		sum := sha256.Sum256(body)
		name = "pasted-" + hex.EncodeToString(sum[:4])
	}
	if name, err = uploadName(name); err != nil {
		return nil, err
	}
	return []Upload{{name, body}}, nil
}

func formFiles(form *multipart.Reader) ([]Upload, error) {
	var files []Upload
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			break
		}
		var size *http.MaxBytesError
		if errors.As(err, &size) {
			return nil, err
		}
		if err != nil {
			return nil, problem(http.StatusBadRequest, "the form cannot be read: %v", err)
		}
		// FileName gives the last part of the path alone.
		_, disposition, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		if err != nil || disposition["filename"] == "" {
			continue // a field that is no file
		}
		if len(files) == maxFiles {
			return nil, problem(http.StatusRequestEntityTooLarge, "more than %d files: send them in several requests", maxFiles)
		}
		name, err := uploadName(disposition["filename"])
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(part)
		if errors.As(err, &size) {
			return nil, err
		}
		if err != nil {
			return nil, problem(http.StatusBadRequest, "file %s did not come through: %v", name, err)
		}
		files = append(files, Upload{name, body})
	}
	if len(files) == 0 {
		return nil, problem(http.StatusBadRequest, "the form holds no file")
	}
	return files, nil
}

// uploadName makes a relative path of what a client calls a file. No file of
// that name is ever opened; articles are named after it.
func uploadName(name string) (string, error) {
	if len(name) > maxFileName {
		return "", problem(http.StatusBadRequest, "a file's name is longer than %d bytes", maxFileName)
	}
	if !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		return "", problem(http.StatusBadRequest, "the file name %q is not plain text", name)
	}
	clean := strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/")
	if clean == "" {
		return "", problem(http.StatusBadRequest, "the file name %q names nothing", name)
	}
	return clean, nil
}

func (a *api) removeArticle(c *gin.Context) error {
	if err := a.writable(); err != nil {
		return err
	}
	p := params{c: c}
	id := p.path("id")
	if p.err != nil {
		return p.err
	}
	if err := a.store.Remove(c.Request.Context(), id); err != nil {
		return err
	}
	return send(c, gin.H{"removed": id})
}

func (a *api) coverage(c *gin.Context) error {
	p := params{c: c}
	id := p.path("id")
	if p.err != nil {
		return p.err
	}
	if a.opts.Coverage == nil {
		return problem(http.StatusNotImplemented, "this server cannot read articles anew")
	}
	info, _, _, err := a.store.Article(id)
	if err != nil {
		return err
	}
	return inTurn(c, a.reading, func() error {
		gaps, err := a.opts.Coverage(c.Request.Context(), info.Article)
		if err != nil {
			return err
		}
		return send(c, gin.H{"article": id, "gaps": list(gaps)})
	})
}
