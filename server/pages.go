package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/server/ui"
)

// pages serves the explorer's files out of the binary. index.html stands for
// every page of the explorer; its script reads the address.
type pages map[string]asset

type asset struct {
	body []byte
	kind string // media type
	etag string
}

func newPages() pages {
	out := pages{}
	err := fs.WalkDir(ui.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(ui.Files, name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		out[name] = asset{body, mediaType(name), `"` + hex.EncodeToString(sum[:12]) + `"`}
		return nil
	})
	if err != nil {
		panic(err) // an embedded file cannot be missing
	}
	return out
}

// mediaType does not trust the machine's own tables for what the page needs.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// serve answers a request for a page or a file and reports whether there is one.
func (p pages) serve(c *gin.Context) bool {
	if m := c.Request.Method; m != http.MethodGet && m != http.MethodHead {
		return false
	}
	name := strings.TrimPrefix(c.Request.URL.Path, "/")
	if isPage(name) {
		name = "index.html"
	} else if rest, ok := strings.CutPrefix(name, "assets/"); ok {
		name = rest
	} else {
		return false
	}
	file, ok := p[name]
	if !ok {
		return false
	}
	h := c.Writer.Header()
	h.Set("Content-Type", file.kind)
	h.Set("ETag", file.etag)
	h.Set("Cache-Control", "no-cache") // ask again, mostly answered by 304
	c.Status(http.StatusOK)            // gin begins with 404 here; ServeContent sets the others
	http.ServeContent(c.Writer, c.Request, name, time.Time{}, bytes.NewReader(file.body))
	return true
}

func isPage(name string) bool {
	switch name {
	case "", "query", "articles", "disagreements", "add", "curation":
		return true
	}
	return strings.HasPrefix(name, "articles/")
}
