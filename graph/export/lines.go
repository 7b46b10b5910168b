package export

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/newsgraph/newsgraph/graph"
)

// writeClaims writes one claim a line, as `newsgraph extract` prints it but
// with the linked entities, and with what the store knows of its article.
func writeClaims(w io.Writer, sel Selection, _ Options) error {
	for _, c := range sel.Claims {
		c.FirstSeen = ""
		if err := encodeLine(w, c); err != nil {
			return err
		}
	}
	return nil
}

// writeMentions writes one mention a line.
func writeMentions(w io.Writer, sel Selection, _ Options) error {
	for _, m := range sel.Mentions {
		if err := encodeLine(w, m); err != nil {
			return err
		}
	}
	return nil
}

func encodeLine(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// withMentions adds the mentions of the articles whose claims are selected, in
// order of text.
func withMentions(ctx context.Context, store *graph.Store, sel *Selection) error {
	done := map[string]bool{}
	for i := range sel.Claims {
		id := sel.Claims[i].Article
		if done[id] {
			continue
		}
		done[id] = true
		if err := ctx.Err(); err != nil {
			return err
		}
		mentions, err := store.Mentions(id)
		if errors.Is(err, graph.ErrNotFound) {
			continue // a writer took it away meanwhile
		}
		if err != nil {
			return err
		}
		sel.Mentions = append(sel.Mentions, mentions...)
	}
	return nil
}
