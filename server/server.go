// Package server answers HTTP: a JSON interface over a graph.Store, queries in
// the manner of Cayley's own HTTP interface, and the explorer's pages.
//
// In goes a request, out goes what one method of the store returned, as JSON.
// The answers are the structs of packages graph and nlp, or one of these:
//
//	GET  /api/search?q=&limit=          {"entities": [graph.EntityInfo]}, best first
//	GET  /api/entity/:id                graph.EntityInfo
//	GET  /api/ego?around=&depth=&limit=&order=
//	                                    graph.Subgraph around one or more entities
//	GET  /api/top?limit=                graph.Subgraph of the most reported relations
//	GET  /api/claims?FILTER&offset=&limit=
//	                                    {"claims": [graph.ClaimView], "total", "offset", "truncated"}
//	GET  /api/claim/:id                 graph.ClaimView
//	GET  /api/paths?from=&to=&hops=&limit=&FILTER
//	                                    graph.Paths between two entities; the filter's dates are since and until
//	GET  /api/timeline?around=&FILTER   graph.Timeline
//	GET  /api/neighbours/:id?FILTER     graph.Neighbourhood
//	GET  /api/overview?FILTER           graph.Overview
//	GET  /api/events?FILTER&disagreed=1&field=&offset=&limit=
//	                                    {"events": [graph.Event], "total", "offset", "truncated"}
//	GET  /api/event/:id                 graph.EventView
//	GET  /api/disagreements?...         /api/events with disagreed=1
//	GET  /api/members/:id               {"members": [graph.Member]}
//	GET  /api/curation                  {"judgements": [graph.JudgementView]}
//	POST /api/curation                  a graph.Judgement in, as stored out with status 201
//	GET  /api/articles?q=&offset=&limit= {"articles": [graph.ArticleInfo], "total", "offset", "truncated"}
//	POST /api/articles?name=            files as multipart/form-data, or one file as the body; out come lines of
//	                                    Ingested, then {"done": true, "articles", "failed", "claims"}, or "error"
//	                                    where the work ended early
//	DELETE /api/article/:id             {"removed": id}
//	GET  /api/coverage/:id              {"article": id, "gaps": [Gap]}
//	GET  /api/article/:id               {"article": graph.ArticleInfo, "claims": [nlp.Claim], "mentions": [nlp.MentionRecord]}
//	GET  /api/stats                     graph.Stats and "read_only"
//	GET  /api/export?format=&around=&depth=
//	                                    a file in one of export.Formats; X-Truncated: true where a limit cut it
//	POST /api/export                    {"format", "nodes": [id], "edges": [id], "filter": {FILTER}, "base"} in, a file of
//	                                    exactly these out, with the claims that pass the filter
//	GET  /graphql?query=&variables=&operationName=
//	                                    typed GraphQL; package graphql has the schema
//	POST /graphql                       the same as {"query", "variables", "operationName"}, or the query alone
//	                                    as application/graphql
//	GET  /api/v2/query?lang=&qu=&limit= {"result": rows or null}; GraphQL: {"data": rows}
//	POST /api/v2/query?lang=            the same, the query is the body
//	POST /api/v1/query/:lang            the same
//	GET  /api/v2/read                   N-Quads, streamed; POST as well
//	GET  /api/v2/formats                the export formats as Cayley lists its own
//	POST /api/v1/write and the other writing routes of Cayley answer 403
//
// FILTER is any of subject, object, entity (ids), relation, status, type,
// article (each may be repeated), from, to (YYYY-MM-DD), confidence (0 to 1),
// asof (YYYY-MM-DD: as known then), wrong (1: also what curation calls wrong);
// /api/ego takes it as well, with order=reported or recent. Ids in a path are
// percent-encoded. Routes is the same list for programs.
//
// An error is {"error": "what is wrong"} with its status; its cause goes to the
// log only when the server is at fault. Every request has a deadline and every
// list a limit; what a limit cut says "truncated": true.
//
// The server writes articles and judgements, unless it is told to only read;
// queries never write. It knows no users and does no TLS. It is meant for the
// loopback interface: requests under a foreign Host name or from another site's
// page are refused. Answers are not compressed, as they seldom
// leave the machine.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/server/graphql"
)

// Options are the settings of a server. The zero value is useful.
type Options struct {
	Timeout time.Duration // of one request; 0 means 10 seconds
	// SlowTimeout is for requests that may ask for the whole graph, exports
	// above all; 0 means 5 minutes.
	SlowTimeout time.Duration
	RowLimit    int   // most rows of a query's answer; 0 means 10,000
	BodyLimit   int64 // bytes of a request's body; 0 means 1 MiB
	// UploadLimit is the bytes of articles that one request may add; 0 means 64 MiB.
	UploadLimit int64
	ReadOnly    bool     // refuse articles and judgements
	Ingest      Ingest   // adds articles; nil refuses them
	Coverage    Coverage // finds what an article's analysis left out; nil refuses to
	// Hosts are names under which the server may be addressed beside localhost,
	// the loopback addresses and the address a connection came in on. Without
	// this check any web page could reach the server by DNS rebinding.
	Hosts  []string
	Logger *slog.Logger // nil means slog.Default()
}

func (o Options) withDefaults() Options {
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Second
	}
	if o.SlowTimeout <= 0 {
		o.SlowTimeout = 5 * time.Minute
	}
	if o.RowLimit <= 0 {
		o.RowLimit = 10_000
	}
	if o.BodyLimit <= 0 {
		o.BodyLimit = 1 << 20
	}
	if o.UploadLimit <= 0 {
		o.UploadLimit = 64 << 20
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return o
}

var releaseMode = sync.OnceFunc(func() { gin.SetMode(gin.ReleaseMode) })

// New makes the handler of all routes and pages over the store.
func New(store *graph.Store, opts Options) http.Handler {
	releaseMode()
	opts = opts.withDefaults()
	api := &api{store: store, opts: opts, typed: graphql.New(store, opts.Logger),
		uploading: make(chan struct{}, 1), reading: make(chan struct{}, 1), slow: make(chan struct{}, 2)}

	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	engine.UseRawPath = true // an id may hold an encoded slash
	engine.UnescapePathValues = true
	engine.ForwardedByClientIP = false
	engine.Use(api.recoverPanic, securityHeaders, api.checkHost, api.checkOrigin)
	for _, r := range Routes {
		engine.Handle(r.Method, r.Path, api.bounded(r))
	}
	pages := newPages()
	engine.NoRoute(func(c *gin.Context) {
		if !pages.serve(c) {
			api.fail(c, problem(http.StatusNotFound, "no such page: %s", c.Request.URL.Path))
		}
	})
	engine.NoMethod(func(c *gin.Context) {
		api.fail(c, problem(http.StatusMethodNotAllowed, "method %s is not allowed here", c.Request.Method))
	})
	return engine
}

// Serve answers connections of the listener until ctx ends, then lets running
// requests finish for up to five seconds. A shutdown by ctx is no error.
func Serve(ctx context.Context, ln net.Listener, h http.Handler, opts Options) error {
	opts = opts.withDefaults()
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      opts.Timeout + 30*time.Second, // a large answer over a slow line
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    256 << 10, // an address may name every entity of a large view
		ErrorLog:          slog.NewLogLogger(opts.Logger.Handler(), slog.LevelWarn),
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ln) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := srv.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return srv.Close()
}
