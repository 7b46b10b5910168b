package server

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/graph/export"
)

// export writes what the parameters select as a file to save. It is made in
// memory first, so that a failure is still an error with its status.
func (a *api) export(c *gin.Context) error {
	p := params{c: c}
	name := p.text("format")
	q := graph.EgoQuery{Centers: p.list("around"), Depth: p.number("depth", 4), Limit: p.number("limit", maxExport), Filter: p.filter()}
	if p.err == nil && name == "" {
		p.complain("parameter format is missing")
	}
	if p.err != nil {
		return p.err
	}
	format, err := exportFormat(name)
	if err != nil {
		return err
	}
	if q.Limit == 0 {
		q.Limit = maxExport
	}
	sel, err := export.Select(c.Request.Context(), a.store, q)
	if err != nil {
		return err
	}
	return a.sendExport(c, format, sel, export.Options{}, fileName(q.Centers))
}

func exportFormat(name string) (export.Format, error) {
	i := slices.IndexFunc(export.Formats, func(f export.Format) bool { return f.Name == name })
	if i < 0 {
		var names []string
		for _, f := range export.Formats {
			names = append(names, f.Name)
		}
		return export.Format{}, problem(http.StatusBadRequest, "unknown export format %q, there are %s", name, strings.Join(names, ", "))
	}
	return export.Formats[i], nil
}

func (a *api) sendExport(c *gin.Context, format export.Format, sel export.Selection, opts export.Options, file string) error {
	if err := sel.Complete(c.Request.Context(), a.store, format.Name); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := export.Write(&b, format.Name, sel, opts); err != nil {
		return err
	}
	if sel.Graph.Truncated {
		c.Header("X-Truncated", "true")
	}
	c.Header("Content-Disposition", `attachment; filename="`+file+format.Extension+`"`)
	c.Data(http.StatusOK, format.MediaType, b.Bytes())
	return nil
}

// fileName makes a name of the entities around which the graph was cut, from
// letters that no file system and no header minds.
func fileName(centers []string) string {
	safe := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}
	name := "newsgraph"
	for _, id := range centers {
		if part := strings.Map(safe, id); part != "" && len(name)+len(part) < 80 {
			name += "-" + part
		}
	}
	return name
}
