package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/graph/export"
)

// requestError is an error that the server itself found with a request.
type requestError struct {
	status  int
	message string
}

func (e *requestError) Error() string { return e.message }

func problem(status int, format string, args ...any) error {
	return &requestError{status, fmt.Sprintf(format, args...)}
}

// statusClosed stands in the log where the client went away before the answer
// (nginx's number; nobody receives it).
const statusClosed = 499

// explain turns an error into a status and the words the client may read.
func explain(err error) (status int, message string) {
	var own *requestError
	var size *http.MaxBytesError
	switch {
	case errors.As(err, &own):
		return own.status, own.message
	case errors.As(err, &size):
		return http.StatusRequestEntityTooLarge, fmt.Sprintf("the request's body is larger than %d bytes", size.Limit)
	case errors.Is(err, graph.ErrNotFound):
		return http.StatusNotFound, err.Error()
	case errors.Is(err, graph.ErrQuery), errors.Is(err, graph.ErrTooLarge), errors.Is(err, export.ErrFormat):
		return http.StatusBadRequest, err.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusGatewayTimeout, "the deadline passed before the answer was complete; ask for less"
	case errors.Is(err, context.Canceled):
		return statusClosed, "the client went away"
	}
	return http.StatusInternalServerError, "internal error; the server's log has the cause"
}

// tell is a status and the words about an error that the client may read; the
// server's own faults are logged.
func (a *api) tell(c *gin.Context, err error) (status int, message string) {
	status, message = explain(err)
	if status == http.StatusInternalServerError {
		a.opts.Logger.Error("request", "method", c.Request.Method, "path", c.Request.URL.Path, "err", err)
	}
	return status, message
}

// fail answers with an error.
func (a *api) fail(c *gin.Context, err error) {
	status, message := a.tell(c, err)
	if c.Writer.Written() {
		c.Abort()
		return
	}
	c.AbortWithStatusJSON(status, gin.H{"error": message})
}
