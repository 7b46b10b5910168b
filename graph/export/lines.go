package export

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
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

// Mention is a mention with the entity that linking made of it.
type Mention struct {
	nlp.MentionRecord        // Entity is the linked one
	Handle            string `json:"handle"` // what the article calls it, as "HANDLE@ARTICLE"
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
		_, _, mentions, err := store.Article(id)
		if errors.Is(err, graph.ErrNotFound) {
			continue // a writer took it away meanwhile
		}
		if err != nil {
			return err
		}
		for _, m := range mentions {
			one := Mention{MentionRecord: m, Handle: m.Entity + "@" + id}
			if linked, err := store.Entity(one.Handle); err == nil {
				one.Entity = linked.ID
			}
			sel.Mentions = append(sel.Mentions, one)
		}
	}
	return nil
}
