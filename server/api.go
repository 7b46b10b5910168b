package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/server/graphql"
)

// Most that one request may ask for.
const (
	maxHits     = 100
	maxNodes    = 2000
	maxExport   = 10_000 // entities
	maxClaims   = 1000
	maxArticles = 1000
	maxOffset   = 1 << 30
)

type api struct {
	store     *graph.Store
	opts      Options
	typed     *graphql.Engine
	uploading chan struct{} // one slot: bodies of uploads are large
	reading   chan struct{} // one slot: articles that are read anew
	slow      chan struct{} // two slots: requests for large parts of the graph
}

// send writes v as JSON. It is encoded before the first byte goes out, so that
// what cannot be encoded still becomes an error.
func send(c *gin.Context, v any) error { return sendStatus(c, http.StatusOK, v) }

func sendStatus(c *gin.Context, status int, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // the type is JSON and never sniffed
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("server: encode answer: %w", err)
	}
	kind := c.Writer.Header().Get("Content-Type")
	if kind == "" {
		kind = "application/json; charset=utf-8"
	}
	c.Data(status, kind, b.Bytes())
	return nil
}

// list keeps an empty list from becoming null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func sendSubgraph(c *gin.Context, g graph.Subgraph) error {
	g.Nodes, g.Edges = list(g.Nodes), list(g.Edges)
	return send(c, g)
}

func (a *api) search(c *gin.Context) error {
	p := params{c: c}
	q, limit := p.text("q"), p.number("limit", maxHits)
	if p.err != nil {
		return p.err
	}
	found, err := a.store.Search(c.Request.Context(), q, limit)
	if err != nil {
		return err
	}
	return send(c, gin.H{"entities": list(found)})
}

func (a *api) entity(c *gin.Context) error {
	p := params{c: c}
	id := p.path("id")
	if p.err != nil {
		return p.err
	}
	e, err := a.store.Entity(id)
	if err != nil {
		return err
	}
	return send(c, e)
}

func (a *api) ego(c *gin.Context) error {
	p := params{c: c}
	q := graph.EgoQuery{Centers: p.listOf("around", maxNodes), Depth: p.number("depth", 4), Limit: p.number("limit", maxNodes),
		Order: p.choice("order", "reported", "recent"), Filter: p.filter()}
	if p.err == nil && len(q.Centers) == 0 {
		p.complain("parameter around is missing: the id of an entity")
	}
	if p.err != nil {
		return p.err
	}
	g, err := a.store.Ego(c.Request.Context(), q)
	if err != nil {
		return err
	}
	return sendSubgraph(c, g)
}

func (a *api) top(c *gin.Context) error {
	p := params{c: c}
	limit := p.number("limit", maxNodes)
	if p.err != nil {
		return p.err
	}
	g, err := a.store.Top(c.Request.Context(), limit)
	if err != nil {
		return err
	}
	return sendSubgraph(c, g)
}

// page says where in a longer list an answer stands.
type page struct {
	Total     int  `json:"total"`
	Offset    int  `json:"offset"`
	Truncated bool `json:"truncated"` // there is more behind it
}

func newPage(total, offset, shown int) page {
	return page{Total: total, Offset: offset, Truncated: offset+shown < total}
}

func (a *api) claims(c *gin.Context) error {
	p := params{c: c}
	filter, offset, limit := p.filter(), p.number("offset", maxOffset), p.number("limit", maxClaims)
	if p.err != nil {
		return p.err
	}
	views, total, err := a.store.Claims(c.Request.Context(), filter, offset, limit)
	if err != nil {
		return err
	}
	return send(c, struct {
		Claims []graph.ClaimView `json:"claims"`
		page
	}{list(views), newPage(total, offset, len(views))})
}

func (a *api) claim(c *gin.Context) error {
	p := params{c: c}
	id := p.path("id")
	if p.err != nil {
		return p.err
	}
	view, err := a.store.Claim(id)
	if err != nil {
		return err
	}
	return send(c, view)
}

func (a *api) articles(c *gin.Context) error {
	p := params{c: c}
	words, offset, limit := p.text("q"), p.number("offset", maxOffset), p.number("limit", maxArticles)
	if p.err != nil {
		return p.err
	}
	infos, total, err := a.store.Articles(c.Request.Context(), words, offset, limit)
	if err != nil {
		return err
	}
	return send(c, struct {
		Articles []graph.ArticleInfo `json:"articles"`
		page
	}{list(infos), newPage(total, offset, len(infos))})
}

func (a *api) article(c *gin.Context) error {
	p := params{c: c}
	id := p.path("id")
	if p.err != nil {
		return p.err
	}
	info, claims, mentions, err := a.store.Article(id)
	if err != nil {
		return err
	}
	return send(c, struct {
		Article  graph.ArticleInfo   `json:"article"`
		Claims   []nlp.Claim         `json:"claims"`
		Mentions []nlp.MentionRecord `json:"mentions"`
	}{info, list(claims), list(mentions)})
}

func (a *api) stats(c *gin.Context) error {
	return send(c, struct {
		graph.Stats
		ReadOnly bool `json:"read_only"` // the server takes neither articles nor judgements
	}{a.store.Stats(), a.opts.ReadOnly})
}
