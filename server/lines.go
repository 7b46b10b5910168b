package server

import (
	"bufio"
	"encoding/json"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// receiveTime is how long a client may take to receive one piece of an answer
// that is written while it is made.
const receiveTime = 30 * time.Second

// flushTime is how long a line waits for others before it goes out.
const flushTime = 100 * time.Millisecond

// piecemeal writes an answer of any length: what counts is not how long the
// whole takes, but that the client keeps up.
type piecemeal struct {
	gin.ResponseWriter
	connection *http.ResponseController
}

func newPiecemeal(c *gin.Context) piecemeal {
	return piecemeal{c.Writer, http.NewResponseController(c.Writer)}
}

func (p piecemeal) Write(b []byte) (int, error) {
	// Recorders of tests have no deadline to set.
	_ = p.connection.SetWriteDeadline(time.Now().Add(receiveTime))
	return p.ResponseWriter.Write(b)
}

// lines writes an answer of one JSON value a line.
type lines struct {
	out     piecemeal
	buf     *bufio.Writer
	enc     *json.Encoder
	flushed time.Time
	err     error // that of the connection: the client went away
}

func lineWriter(c *gin.Context) *lines {
	l := &lines{out: newPiecemeal(c)}
	l.buf = bufio.NewWriterSize(l.out, 32<<10)
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
		l.out.Header().Set("Content-Type", ndjson)
		l.out.WriteHeader(http.StatusOK)
	}
	if l.err = l.enc.Encode(v); l.err == nil && time.Since(l.flushed) > flushTime {
		l.flush()
	}
	return l.err
}

func (l *lines) flush() {
	if l.err = l.buf.Flush(); l.err == nil {
		l.out.Flush()
		l.flushed = time.Now()
	}
}

// end writes the last line. That the client is gone by then is no error.
func (l *lines) end(v any) error {
	if l.write(v) == nil {
		l.flush()
	}
	return nil
}
