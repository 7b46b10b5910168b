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
}

// Routes lists every route of the JSON interface.
var Routes = []Route{
	{http.MethodGet, "/api/search", "entities whose name or alias matches `q`", (*api).search},
	{http.MethodGet, "/api/entity/:id", "one entity: name, type, aliases, counts", (*api).entity},
	{http.MethodGet, "/api/ego", "the network `around` one or more entities, `depth` hops", (*api).ego},
	{http.MethodGet, "/api/top", "the most reported relations, for a first look", (*api).top},
	{http.MethodGet, "/api/claims", "claims with quote, context and spans, by subject, relation, object, status, date ...", (*api).claims},
	{http.MethodGet, "/api/claim/:id", "one claim with its evidence", (*api).claim},
	{http.MethodGet, "/api/articles", "articles without their text, the newest first", (*api).articles},
	{http.MethodGet, "/api/article/:id", "one article: text, claims, mentions", (*api).article},
	{http.MethodGet, "/api/stats", "what the store holds", (*api).stats},
	{http.MethodGet, "/api/export", "the graph, or the part `around` entities, as a file in `format`", (*api).export},
	{http.MethodGet, "/api/v2/query", "query `qu` in `lang` (gizmo, graphql, mql), as Cayley's HTTP API", (*api).queryV2},
	{http.MethodPost, "/api/v2/query", "the same, the query is the body", (*api).queryV2},
	{http.MethodPost, "/api/v1/query/:lang", "the same, as Cayley's older clients ask", (*api).queryV1},
	{http.MethodGet, "/api/v2/formats", "export formats, as Cayley lists its own", (*api).formats},
	{http.MethodPost, "/api/v2/write", "refused: the server only reads", (*api).readOnly},
	{http.MethodPost, "/api/v2/delete", "refused: the server only reads", (*api).readOnly},
	{http.MethodPost, "/api/v2/node/delete", "refused: the server only reads", (*api).readOnly},
	{http.MethodPost, "/api/v1/write", "refused: the server only reads", (*api).readOnly},
	{http.MethodPost, "/api/v1/write/file/nquad", "refused: the server only reads", (*api).readOnly},
	{http.MethodPost, "/api/v1/delete", "refused: the server only reads", (*api).readOnly},
}
