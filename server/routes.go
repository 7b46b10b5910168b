package server

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// Route is one path of the JSON interface, as README.md lists it.
type Route struct {
	Method  string
	Path    string // gin's manner: ":id" stands for one percent-encoded part
	Summary string // one line

	handle func(*api, *gin.Context) error
	upload bool // takes files: a longer body and more time
	slow   bool // may give a large part of the graph: more time, two at once
}

// Routes lists every route of the JSON interface.
var Routes = []Route{
	{Method: http.MethodGet, Path: "/api/search", Summary: "entities whose name or alias matches `q`", handle: (*api).search},
	{Method: http.MethodGet, Path: "/api/entity/:id", Summary: "one entity: name, type, aliases, counts", handle: (*api).entity},
	{Method: http.MethodGet, Path: "/api/ego", Summary: "the network `around` one or more entities, `depth` hops", handle: (*api).ego},
	{Method: http.MethodGet, Path: "/api/top", Summary: "the most reported relations, for a first look", handle: (*api).top},
	{Method: http.MethodGet, Path: "/api/claims", Summary: "claims with quote, context and spans, by subject, relation, object, status, date ...", handle: (*api).claims},
	{Method: http.MethodGet, Path: "/api/claim/:id", Summary: "one claim with its evidence", handle: (*api).claim},
	{Method: http.MethodGet, Path: "/api/paths", Summary: "how the entities `from` and `to` hang together, in at most `hops`", handle: (*api).paths},
	{Method: http.MethodGet, Path: "/api/timeline", Summary: "claims counted by date, of all or `around` entities", handle: (*api).timeline},
	{Method: http.MethodGet, Path: "/api/neighbours/:id", Summary: "how many neighbours an entity has, by type and relation", handle: (*api).neighbours},
	{Method: http.MethodGet, Path: "/api/overview", Summary: "the whole graph from afar: its communities", handle: (*api).overview},
	{Method: http.MethodGet, Path: "/api/events", Summary: "events: what several claims report as one, those with most sources first", handle: (*api).events},
	{Method: http.MethodGet, Path: "/api/event/:id", Summary: "one event with its evidence", handle: (*api).event},
	{Method: http.MethodGet, Path: "/api/disagreements", Summary: "events whose sources differ, side by side", handle: (*api).disagreements},
	{Method: http.MethodGet, Path: "/api/members/:id", Summary: "of what an entity is made, article by article, and why", handle: (*api).members},
	{Method: http.MethodGet, Path: "/api/curation", Summary: "the curation log, the oldest judgement first", handle: (*api).curation},
	{Method: http.MethodPost, Path: "/api/curation", Summary: "add a judgement to the curation log", handle: (*api).curate},
	{Method: http.MethodGet, Path: "/api/articles", Summary: "articles without their text, the newest first; `q`: words of title or source", handle: (*api).articles},
	{Method: http.MethodGet, Path: "/api/article/:id", Summary: "one article: text, claims, mentions", handle: (*api).article},
	{Method: http.MethodPost, Path: "/api/articles", Summary: "add articles: files of a form, or one as the body; answers line by line", handle: (*api).addArticles, upload: true},
	{Method: http.MethodDelete, Path: "/api/article/:id", Summary: "remove an article and all that was said only in it", handle: (*api).removeArticle},
	{Method: http.MethodGet, Path: "/api/coverage/:id", Summary: "trigger words of an article without a claim", handle: (*api).coverage},
	{Method: http.MethodGet, Path: "/api/stats", Summary: "what the store holds", handle: (*api).stats},
	{Method: http.MethodGet, Path: "/api/export", Summary: "the graph, or the part `around` entities, as a file in `format`", handle: (*api).export, slow: true},
	{Method: http.MethodPost, Path: "/api/export", Summary: "exactly the given nodes and edges as a file", handle: (*api).exportShown, slow: true},
	{Method: http.MethodGet, Path: "/graphql", Summary: "typed GraphQL: `query`, `variables`, `operationName`", handle: (*api).graphql},
	{Method: http.MethodPost, Path: "/graphql", Summary: "the same as JSON, as GraphQL clients ask", handle: (*api).graphql},
	{Method: http.MethodGet, Path: "/api/v2/query", Summary: "query `qu` in `lang` (gizmo, graphql, mql), as Cayley's HTTP API", handle: (*api).queryV2},
	{Method: http.MethodPost, Path: "/api/v2/query", Summary: "the same, the query is the body", handle: (*api).queryV2},
	{Method: http.MethodPost, Path: "/api/v1/query/:lang", Summary: "the same, as Cayley's older clients ask", handle: (*api).queryV1},
	{Method: http.MethodGet, Path: "/api/v2/read", Summary: "every quad of the graph as N-Quads, short IRIs as queries name them", handle: (*api).read, slow: true},
	{Method: http.MethodPost, Path: "/api/v2/read", Summary: "the same, as Cayley's clients ask", handle: (*api).read, slow: true},
	{Method: http.MethodGet, Path: "/api/v2/formats", Summary: "export formats, as Cayley lists its own", handle: (*api).formats},
	{Method: http.MethodPost, Path: "/api/v2/write", Summary: "refused: articles come in by `/api/articles`", handle: (*api).noWrites},
	{Method: http.MethodPost, Path: "/api/v2/delete", Summary: "refused: articles come in by `/api/articles`", handle: (*api).noWrites},
	{Method: http.MethodPost, Path: "/api/v2/node/delete", Summary: "refused: articles come in by `/api/articles`", handle: (*api).noWrites},
	{Method: http.MethodPost, Path: "/api/v1/write", Summary: "refused: articles come in by `/api/articles`", handle: (*api).noWrites},
	{Method: http.MethodPost, Path: "/api/v1/write/file/nquad", Summary: "refused: articles come in by `/api/articles`", handle: (*api).noWrites},
	{Method: http.MethodPost, Path: "/api/v1/delete", Summary: "refused: articles come in by `/api/articles`", handle: (*api).noWrites},
}
