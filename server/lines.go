package server

import (
	"bufio"
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// lineTime is how long a client may take to receive what lines.write hands on.
const lineTime = 30 * time.Second

// flushTime is how long a line waits for others before it goes out.
const flushTime = 100 * time.Millisecond

// lines writes an answer of one JSON value a line.
type lines struct {
	c          *gin.Context
	connection *http.ResponseController
	buf        *bufio.Writer
	enc        *json.Encoder
	flushed    time.Time
	err        error // that of the connection: the client went away
}

func lineWriter(c *gin.Context) *lines {
	l := &lines{c: c, connection: http.NewResponseController(c.Writer), buf: bufio.NewWriterSize(c.Writer, 32<<10)}
	l.enc = json.NewEncoder(l.buf)
	l.enc.SetEscapeHTML(false)
	return l
}

// started reports whether the header has gone out.
func (l *lines) started() bool { return !l.flushed.IsZero() }

// write writes one line; the first one sends the header.
func (l *lines) write(v any) error {
	if l.err != nil {
		return l.err
	}
	if !l.started() {
		l.c.Header("Content-Type", ndjson)
		l.c.Status(http.StatusOK)
		// Recorders of tests have no deadline to set.
		_ = l.connection.SetWriteDeadline(time.Now().Add(lineTime))
	}
	if l.err = l.enc.Encode(v); l.err == nil && time.Since(l.flushed) > flushTime {
		l.flush()
	}
	return l.err
}

func (l *lines) flush() {
	if l.err = l.buf.Flush(); l.err == nil {
		l.c.Writer.Flush()
		l.flushed = time.Now()
		_ = l.connection.SetWriteDeadline(l.flushed.Add(lineTime))
	}
}

// end writes the last line. That the client is gone by then is no error.
func (l *lines) end(v any) error {
	if l.write(v) == nil {
		l.flush()
	}
	return nil
}
