package server

import (
	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/graph"
)

// maxEvents is less than maxClaims, since disagreements carry their claims.
const maxEvents = 500

func (a *api) events(c *gin.Context) error {
	p := params{c: c}
	return a.sendEvents(c, &p, p.flag("disagreed"))
}

func (a *api) disagreements(c *gin.Context) error { return a.sendEvents(c, &params{c: c}, true) }

func (a *api) sendEvents(c *gin.Context, p *params, disagreed bool) error {
	q := graph.EventQuery{Filter: p.filter(), Disagreed: disagreed, Field: p.choice("field", graph.DisagreementFields...), Offset: p.number("offset", maxOffset), Limit: p.number("limit", maxEvents)}
	if p.err != nil {
		return p.err
	}
	events, total, err := a.store.Events(c.Request.Context(), q)
	if err != nil {
		return err
	}
	return send(c, struct {
		Events []graph.Event `json:"events"`
		page
	}{list(events), newPage(total, q.Offset, len(events))})
}

func (a *api) event(c *gin.Context) error {
	p := params{c: c}
	id := p.path("id")
	if p.err != nil {
		return p.err
	}
	e, err := a.store.Event(c.Request.Context(), id)
	if err != nil {
		return err
	}
	return send(c, e)
}
