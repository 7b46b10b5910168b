package server

import (
	"encoding/json"

	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/graph/gizmo"
)

// ndjson is the media type of JSON Lines.
const ndjson = "application/x-ndjson"

// maxStreamed is the most rows of a query that are streamed: they take no
// memory.
const maxStreamed = 1_000_000

// streamRows writes each row as it comes. The last line says whether a limit
// cut the answer, or what went wrong on the way.
func (a *api) streamRows(c *gin.Context, lang, text string, opts graph.QueryOptions) error {
	enc := json.NewEncoder(c.Writer)
	enc.SetEscapeHTML(false)
	started := false
	opts.Row = func(row any) error {
		if !started {
			started = true
			c.Header("Content-Type", ndjson)
		}
		return enc.Encode(struct {
			Row any `json:"row"`
		}{row})
	}
	result, err := a.store.Query(c.Request.Context(), lang, text, opts)
	if err != nil && !started {
		return err
	}
	c.Header("Content-Type", ndjson)
	end := struct {
		Truncated bool         `json:"truncated"`
		Error     string       `json:"error,omitempty"`
		Explain   []gizmo.Step `json:"explain,omitempty"`
	}{Truncated: result.Truncated, Explain: result.Explain}
	if err != nil {
		_, end.Error = explain(err)
	}
	return enc.Encode(end)
}
