package server

import (
	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/graph/export"
	"github.com/newsgraph/newsgraph/nlp"
)

// shown is what a client has in view and wants as a file.
type shown struct {
	Format string      `json:"format"`
	Base   string      `json:"base"`  // see export.Options
	Nodes  []string    `json:"nodes"` // ids
	Edges  []string    `json:"edges"`
	Filter shownFilter `json:"filter"` // that under which the edges were found
}

// shownFilter is a graph.Filter under the names of FILTER.
type shownFilter struct {
	Subject    string           `json:"subject"`
	Object     string           `json:"object"`
	Entity     string           `json:"entity"`
	Relation   []string         `json:"relation"`
	Status     []nlp.Status     `json:"status"`
	Type       []nlp.EntityType `json:"type"`
	Article    []string         `json:"article"`
	From       string           `json:"from"`
	To         string           `json:"to"`
	Confidence float64          `json:"confidence"`
	AsOf       string           `json:"asof"`
	Wrong      bool             `json:"wrong"`
}

func (f shownFilter) filter(p *params) graph.Filter {
	return graph.Filter{
		Subject: f.Subject, Object: f.Object, Entity: f.Entity, Relations: f.Relation,
		Statuses: known(p, "status", f.Status, nlp.Statuses), Types: known(p, "type", f.Type, entityTypes), Articles: f.Article,
		From: p.isDate("from", f.From), To: p.isDate("to", f.To), MinConfidence: f.Confidence, AsOf: p.isDate("asof", f.AsOf), Wrong: f.Wrong,
	}
}

// exportShown writes exactly the nodes and edges of the request.
func (a *api) exportShown(c *gin.Context) error {
	var want shown
	if err := readJSON(c, &want); err != nil {
		return err
	}
	p := params{c: c}
	filter := want.Filter.filter(&p)
	if len(want.Nodes) == 0 {
		p.complain("nodes is empty: name what to export")
	}
	if len(want.Nodes) > maxExport {
		p.complain("nodes holds more than %d ids", maxExport)
	}
	if p.err != nil {
		return p.err
	}
	format, err := exportFormat(want.Format)
	if err != nil {
		return err
	}
	sel, err := export.Pick(c.Request.Context(), a.store, want.Nodes, want.Edges, filter)
	if err != nil {
		return err
	}
	return a.sendExport(c, format, sel, export.Options{Base: want.Base}, "newsgraph")
}
