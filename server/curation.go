package server

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/newsgraph/newsgraph/graph"
)

func (a *api) members(c *gin.Context) error {
	p := params{c: c}
	id := p.path("id")
	if p.err != nil {
		return p.err
	}
	members, err := a.store.Members(id)
	if err != nil {
		return err
	}
	for i := range members {
		members[i].Names, members[i].Reasons = list(members[i].Names), list(members[i].Reasons)
	}
	return send(c, gin.H{"members": list(members)})
}

func (a *api) curation(c *gin.Context) error {
	return send(c, gin.H{"judgements": list(a.store.Curation())})
}

// curate stores a judgement under the time at which it came in.
func (a *api) curate(c *gin.Context) error {
	if err := a.writable(); err != nil {
		return err
	}
	var j graph.Judgement
	if err := readJSON(c, &j); err != nil {
		return err
	}
	j.ID, j.Time = "", time.Now().UTC().Format(time.RFC3339)
	stored, err := a.store.Curate(c.Request.Context(), j)
	if err != nil {
		return err
	}
	return sendStatus(c, http.StatusCreated, stored)
}

// readJSON decodes a body that is one JSON object and nothing else. The media
// type is asked for because a form of another site cannot send it.
func readJSON(c *gin.Context, into any) error {
	if kind, _, _ := mime.ParseMediaType(c.GetHeader("Content-Type")); kind != "application/json" {
		return problem(http.StatusUnsupportedMediaType, "the body must be JSON with Content-Type: application/json")
	}
	dec := json.NewDecoder(c.Request.Body)
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil {
		if _, err = dec.Token(); err == io.EOF {
			return nil
		}
		if err == nil {
			err = errors.New("more than one value")
		}
	}
	var size *http.MaxBytesError
	if errors.As(err, &size) || c.Request.Context().Err() != nil {
		return err
	}
	return problem(http.StatusBadRequest, "the body is not the JSON that is wanted here: %v", err)
}
