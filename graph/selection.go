package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cayleygraph/quad"

	"github.com/newsgraph/newsgraph/nlp"
)

// SelectionQuads is the quads of a part of the graph: its entities, its claims
// with their articles, the plain edges that these claims assert, and events.
// They stand in the order of their N-Quads, each once. Nodes for unknown agents
// have none.
func SelectionQuads(nodes []EntityInfo, claims []ClaimView, events ...EventView) []quad.Quad {
	var quads []quad.Quad
	known := make(map[string]bool, len(nodes))
	for _, n := range nodes {
		known[n.ID] = true
		if !strings.HasPrefix(n.ID, unknownPrefix) {
			quads = append(quads, describe(n.ID, n.Name, n.Type, n.Aliases, n.Wikidata)...)
		}
	}
	for i := range claims {
		v := &claims[i]
		article := ArticleInfo{Article: nlp.Article{ID: v.Article, Title: v.Title, Source: v.Source, URL: v.URL, Published: v.Published}}
		quads = append(quads, articleQuads(article, []nlp.Claim{v.Claim})...)
		if v.Event != "" {
			quads = append(quads, partOf(v.ID, v.Article, v.Event))
		}
		if v.Wrong {
			quads = append(quads, judgedWrong(v.ID, v.Article))
		} else if v.Subject != nil && v.Object != nil && v.Status == nlp.Asserted {
			quads = append(quads, plainEdge(v.Subject.ID, v.Relation, v.Object.ID))
		}
		for _, a := range []*nlp.Argument{v.Subject, v.Object, v.SaidBy, v.Place} {
			if a != nil && !known[a.ID] {
				known[a.ID] = true
				quads = append(quads, describe(a.ID, a.Name, a.Type, nil, "")...)
			}
		}
	}
	for i := range events {
		quads = append(quads, describeEvent(&events[i].Event)...)
	}
	lines := make(map[quad.Quad]string, len(quads))
	for _, q := range quads {
		lines[q] = q.NQuad()
	}
	slices.SortFunc(quads, func(a, b quad.Quad) int { return cmp.Compare(lines[a], lines[b]) })
	return slices.Compact(quads)
}
