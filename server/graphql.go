package server

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/server/graphql"
)

// graphqlMedia is the media type under which a query that cannot run has a
// status of its own (GraphQL over HTTP, working draft of 2025). Older clients
// ask for application/json and look into the answer.
const graphqlMedia = "application/graphql-response+json"

func (a *api) graphql(c *gin.Context) error {
	req, err := graphqlRequest(c)
	if err != nil {
		return err
	}
	if strings.TrimSpace(req.Query) == "" {
		return problem(http.StatusBadRequest, "the query is empty")
	}
	answer := a.typed.Exec(c.Request.Context(), req)
	status := http.StatusOK
	if strings.Contains(c.GetHeader("Accept"), graphqlMedia) {
		c.Header("Content-Type", graphqlMedia+"; charset=utf-8")
		if answer.Data == nil {
			status = http.StatusBadRequest
		}
	}
	return sendStatus(c, status, answer)
}

// graphqlRequest reads a query from the address, or from a body of JSON or of
// the query alone.
func graphqlRequest(c *gin.Context) (graphql.Request, error) {
	var req graphql.Request
	if c.Request.Method == http.MethodGet {
		req.Query, req.OperationName = c.Query("query"), c.Query("operationName")
		if vars := c.Query("variables"); vars != "" {
			if err := json.Unmarshal([]byte(vars), &req.Variables); err != nil {
				return req, problem(http.StatusBadRequest, "variables are not a JSON object: %v", err)
			}
		}
		return req, nil
	}
	if kind, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type")); kind == "application/graphql" {
		body, err := io.ReadAll(c.Request.Body)
		req.Query = string(body)
		return req, err
	}
	return req, readJSON(c, &req)
}
