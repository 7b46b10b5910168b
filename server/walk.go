package server

import (
	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/graph"
)

// maxPathHops and maxPaths are what graph.PathQuery allows.
const (
	maxPathHops = 4
	maxPaths    = 10
)

// paths answers how two entities hang together. Its from and to are entities,
// so the dates of its filter are called since and until.
func (a *api) paths(c *gin.Context) error {
	p := params{c: c}
	q := graph.PathQuery{From: p.text("from"), To: p.text("to"), Hops: p.number("hops", maxPathHops), Limit: p.number("limit", maxPaths),
		Filter: p.filterBetween("since", "until")}
	if p.err == nil && (q.From == "" || q.To == "") {
		p.complain("parameters from and to are the ids of the entities between which to look")
	}
	if p.err != nil {
		return p.err
	}
	found, err := a.store.Paths(c.Request.Context(), q)
	if err != nil {
		return err
	}
	found.Nodes, found.Edges, found.Paths = list(found.Nodes), list(found.Edges), list(found.Paths)
	return send(c, found)
}

func (a *api) timeline(c *gin.Context) error {
	p := params{c: c}
	around, filter := p.listOf("around", maxNodes), p.filter()
	if p.err != nil {
		return p.err
	}
	t, err := a.store.Timeline(c.Request.Context(), around, filter)
	if err != nil {
		return err
	}
	t.Buckets = list(t.Buckets)
	return send(c, t)
}

func (a *api) neighbours(c *gin.Context) error {
	p := params{c: c}
	id, filter := p.path("id"), p.filter()
	if p.err != nil {
		return p.err
	}
	n, err := a.store.Neighbours(c.Request.Context(), id, filter)
	if err != nil {
		return err
	}
	return send(c, n)
}

func (a *api) overview(c *gin.Context) error {
	p := params{c: c}
	filter := p.filter()
	if p.err != nil {
		return p.err
	}
	o, err := a.store.Overview(c.Request.Context(), filter)
	if err != nil {
		return err
	}
	o.Communities, o.Nodes, o.Links = list(o.Communities), list(o.Nodes), list(o.Links)
	return send(c, o)
}
