package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// recoverPanic turns a panic into a 500; the stack goes to the log.
func (a *api) recoverPanic(c *gin.Context) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(v)
		}
		a.opts.Logger.Error("panic", "path", c.Request.URL.Path, "value", fmt.Sprint(v), "stack", string(debug.Stack()))
		a.fail(c, problem(http.StatusInternalServerError, "internal error; the server's log has the cause"))
	}()
	c.Next()
}

// policy allows what the explorer needs and nothing from elsewhere: no inline
// script or style, no other host, no framing.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func securityHeaders(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store") // pages set their own
}

// checkHost refuses requests that name another host than this server.
func (a *api) checkHost(c *gin.Context) {
	if !a.knownHost(c.Request) {
		a.fail(c, problem(http.StatusForbidden, "host %q is not served here: `newsgraph serve --host NAME` allows one", c.Request.Host))
	}
}

func (a *api) knownHost(r *http.Request) bool {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
	if host == "localhost" || slices.ContainsFunc(a.opts.Hosts, func(h string) bool { return strings.EqualFold(h, host) }) {
		return true
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	if ip.IsLoopback() {
		return true
	}
	// A page of another site can make the browser send any name, but an
	// address only if it is the one that is connected to.
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ok && local.AddrPort().Addr().Unmap() == ip.Unmap()
}

var crossOrigin = http.NewCrossOriginProtection()

// checkOrigin refuses what a page of another site posts.
func (a *api) checkOrigin(c *gin.Context) {
	if err := crossOrigin.Check(c.Request); err != nil {
		a.fail(c, problem(http.StatusForbidden, "request from another site"))
	}
}

// bounded is a route's handler with a deadline and a limit on the body.
func (a *api) bounded(r Route) gin.HandlerFunc {
	timeout, body := a.opts.Timeout, a.opts.BodyLimit
	switch {
	case r.upload:
		timeout, body = uploadTime, a.opts.UploadLimit
	case r.slow:
		timeout = max(timeout, a.opts.SlowTimeout)
	}
	return func(c *gin.Context) {
		if r.upload || r.slow {
			// Those of Serve are for ordinary requests. Recorders of tests have
			// none to set.
			connection, end := http.NewResponseController(c.Writer), time.Now().Add(timeout)
			_, _ = connection.SetReadDeadline(end), connection.SetWriteDeadline(end)
		}
		ctx, cancel := context.WithTimeout(c.Request.Context(), timeout)
		defer cancel()
		c.Request = c.Request.WithContext(ctx)
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, body)
		handle := r.handle
		if r.slow {
			handle = func(a *api, c *gin.Context) error { return inTurn(c, a.slow, func() error { return r.handle(a, c) }) }
		}
		if err := handle(a, c); err != nil {
			a.fail(c, err)
		}
	}
}

// inTurn does the work when one of the slots is free.
func inTurn(c *gin.Context, slots chan struct{}, work func() error) error {
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
		return work()
	case <-c.Request.Context().Done():
		return c.Request.Context().Err()
	}
}
