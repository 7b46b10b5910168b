package server

import (
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
	lines := lineWriter(c)
	opts.Row = func(row any) error {
		return lines.write(struct {
			Row any `json:"row"`
		}{row})
	}
	result, err := a.store.Query(c.Request.Context(), lang, text, opts)
	if err != nil && !lines.started() {
		return err
	}
	end := struct {
		Truncated bool         `json:"truncated"`
		Error     string       `json:"error,omitempty"`
		Explain   []gizmo.Step `json:"explain,omitempty"`
	}{Truncated: result.Truncated, Explain: result.Explain}
	if err != nil && lines.err == nil {
		_, end.Error = a.tell(c, err)
	}
	return lines.end(end)
}
