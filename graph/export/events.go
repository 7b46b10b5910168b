package export

import (
	"context"
	"errors"
	"slices"

	"github.com/newsgraph/newsgraph/graph"
)

// withEvents adds the events that claims of the selection report together with
// others, in order of their IDs. Their disagreements show all sides, also
// claims that the selection's filter left out: one side alone is no
// disagreement.
func withEvents(ctx context.Context, store *graph.Store, sel *Selection) error {
	var ids []string
	for i := range sel.Claims {
		if id := sel.Claims[i].Event; id != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		view, err := store.Event(ctx, id)
		if errors.Is(err, graph.ErrNotFound) {
			continue // a writer took it away meanwhile
		}
		if err != nil {
			return err
		}
		sel.Events = append(sel.Events, view)
	}
	return nil
}

// event is an event as JSON has it: claims by what is needed to look them up.
type event struct {
	graph.Event
	Evidence      []citation     `json:"evidence"`
	Disagreements []disagreement `json:"disagreements"`
}

type citation struct {
	Claim   string `json:"claim"`
	Article string `json:"article"`
	Quote   string `json:"quote"`
}

type disagreement struct {
	ID        string     `json:"id"`
	Field     string     `json:"field"`
	Hint      string     `json:"hint,omitempty"`
	Positions []position `json:"positions"`
}

type position struct {
	Value   string     `json:"value"`
	Sources int        `json:"sources"`
	Claims  []citation `json:"claims"`
}

func citations(claims []graph.ClaimView) []citation {
	out := make([]citation, len(claims))
	for i, c := range claims {
		out[i] = citation{c.ID, c.Article, c.Quote}
	}
	return out
}

func events(sel Selection) []event {
	out := make([]event, len(sel.Events))
	for i, v := range sel.Events {
		e := event{Event: v.Event, Evidence: citations(v.Evidence), Disagreements: []disagreement{}}
		for _, d := range v.Disagreements {
			one := disagreement{ID: d.ID, Field: d.Field, Hint: d.Hint}
			for _, p := range d.Positions {
				one.Positions = append(one.Positions, position{p.Value, p.Sources, citations(p.Claims)})
			}
			e.Disagreements = append(e.Disagreements, one)
		}
		out[i] = e
	}
	return out
}

// disagreementNodes are the disagreements as nodes of JSON-LD, with what each
// side says and the claims that say it. The events themselves are quads.
func disagreementNodes(sel Selection, base string) []any {
	var out []any
	for _, e := range sel.Events {
		for _, d := range e.Disagreements {
			var positions []any
			for _, p := range d.Positions {
				var claims []any
				for _, c := range p.Claims {
					claims = append(claims, map[string]any{"@id": base + c.ID})
				}
				positions = append(positions, map[string]any{"value": p.Value, "statedBy": claims})
			}
			node := map[string]any{"@id": base + d.ID, "@type": "Disagreement", "event": map[string]any{"@id": base + e.ID},
				"field": d.Field, "position": positions}
			if d.Hint != "" {
				node["hint"] = d.Hint
			}
			out = append(out, node)
		}
	}
	return out
}
