package server

import (
	"bufio"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/graph/export"
)

// The routes of this file keep to Cayley's HTTP API, so that its clients work:
// cayleygraph/cayley, server/http/api_v2.go and internal/http/query.go.

func (a *api) queryV2(c *gin.Context) error {
	p := params{c: c}
	lang := p.text("lang")
	if p.err == nil && lang == "" {
		p.complain("parameter lang is missing: one of %s", strings.Join(graph.Languages, ", "))
	}
	if p.err != nil {
		return p.err
	}
	return a.query(c, lang)
}

func (a *api) queryV1(c *gin.Context) error {
	p := params{c: c}
	lang := p.path("lang")
	if p.err != nil {
		return p.err
	}
	return a.query(c, lang)
}

func (a *api) query(c *gin.Context, lang string) error {
	text := c.Query("qu")
	if c.Request.Method == http.MethodPost {
		body, err := io.ReadAll(c.Request.Body)
		if err != nil {
			return err
		}
		text = string(body)
	}
	p := params{c: c}
	most := a.opts.RowLimit
	stream := c.NegotiateFormat(gin.MIMEJSON, ndjson) == ndjson
	if stream {
		most = maxStreamed
	}
	limit := p.number("limit", most)
	if c.Query("limit") == "-1" { // Cayley's word for no limit
		p.err, limit = nil, most
	}
	if p.err == nil && strings.TrimSpace(text) == "" {
		p.complain("the query is empty")
	}
	if p.err != nil {
		return p.err
	}
	opts := graph.QueryOptions{Limit: limit, Timeout: a.opts.Timeout, Explain: c.Query("explain") == "1"}
	if stream {
		return a.streamRows(c, lang, text, opts)
	}
	result, err := a.store.Query(c.Request.Context(), lang, text, opts)
	if err != nil {
		return err
	}
	if rows, ok := result.Rows.([]any); ok && len(rows) == 0 {
		result.Rows = nil
	}
	if lang == "graphql" {
		return send(c, struct {
			Rows      any  `json:"data"`
			Truncated bool `json:"truncated,omitempty"`
		}{result.Rows, result.Truncated})
	}
	return send(c, result)
}

func (a *api) formats(c *gin.Context) error {
	type format struct {
		ID    string   `json:"id"`
		Write bool     `json:"write"`
		Ext   []string `json:"ext"`
		Mime  []string `json:"mime"`
	}
	out := make([]format, len(export.Formats))
	for i, f := range export.Formats {
		out[i] = format{ID: f.Name, Write: true, Ext: []string{f.Extension}, Mime: []string{f.MediaType}}
	}
	return send(c, out)
}

// read streams all quads. The status has gone out when something fails, so the
// connection is cut: half a graph must not look like a whole one.
func (a *api) read(c *gin.Context) error {
	p := params{c: c}
	for _, name := range []string{"sub", "pred", "obj", "label"} {
		if p.text(name) != "" {
			p.complain("parameter %s is not supported: ask for a part of the graph by a query", name)
		}
	}
	p.choice("format", "nquads")
	if p.err != nil {
		return p.err
	}
	c.Header("Content-Type", "application/n-quads; charset=utf-8")
	out := bufio.NewWriterSize(newPiecemeal(c), 64<<10)
	for q, err := range a.store.Quads(c.Request.Context()) {
		if err != nil {
			if !c.Writer.Written() {
				return err
			}
			panic(http.ErrAbortHandler)
		}
		out.WriteString(q.NQuad())
		if err := out.WriteByte('\n'); err != nil {
			return nil // the client went away
		}
	}
	// A bufio.Writer keeps its first error; there is nobody left to tell.
	_ = out.Flush()
	return nil
}

// noWrites refuses to store quads: the graph is made of articles and judgements
// alone, so that it can be made anew.
func (a *api) noWrites(*gin.Context) error {
	return problem(http.StatusForbidden, "queries only read: articles are added by POST /api/articles or `newsgraph build`, corrections by POST /api/curation")
}
