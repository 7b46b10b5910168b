package export

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

// ftmSchemata are the schemata of FollowTheMoney that stand for types of
// entities. It has none for laws and works; phrases and unknown agents are no
// entities to it.
var ftmSchemata = map[nlp.EntityType]string{
	nlp.Person: "Person", nlp.Organization: "Organization", nlp.Group: "LegalEntity", nlp.Place: "Address", nlp.Event: "Event",
	nlp.Product: "Asset", nlp.Law: "Asset", nlp.Work: "Asset", nlp.Other: "Asset",
}

// ftmEntity is a line of FollowTheMoney: every value is a list of strings.
type ftmEntity struct {
	ID         string              `json:"id"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"`
}

func ftm(schema string, parts ...string) ftmEntity {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return ftmEntity{"ng-" + hex.EncodeToString(sum[:10]), schema, map[string][]string{}}
}

// set keeps what is there, each value once, in order, and short enough.
func (e ftmEntity) set(property string, limit int, values ...string) {
	var kept []string
	for _, v := range values {
		if v = strings.TrimSpace(dropControls(v)); v == "" || len(v) > limit || slices.Contains(kept, v) {
			continue
		}
		kept = append(kept, v)
	}
	if kept != nil {
		e.Properties[property] = kept
	}
}

// Lengths that FollowTheMoney allows.
const (
	ftmName = 384
	ftmText = 65_000
	ftmLink = 4096
)

// ftmDates are the dates that FollowTheMoney knows: a year, a month or a day.
var ftmDates = regexp.MustCompile(`^\d{4}(-\d\d(-\d\d)?)?$`)

func ftmDate(s string) string {
	if ftmDates.MatchString(s) {
		return s
	}
	return ""
}

func webLink(s string) string {
	if u, err := url.Parse(s); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return s
}

// writeFTM writes FollowTheMoney (followthemoney.tech) as JSON Lines for Aleph
// and its kin: entities, articles, and a link for each relation that an article
// asserts, with its quotes. Relations that texts only deny, plan or allege are
// left out: readers show a link as a fact.
func writeFTM(w io.Writer, sel Selection, _ Options) error {
	entities := map[string]string{} // IDs of FollowTheMoney by ours
	for _, n := range sel.Graph.Nodes {
		schema, ok := ftmSchemata[n.Type]
		if !ok || strings.HasPrefix(n.ID, "unknown:") {
			continue
		}
		e := ftm(schema, "entity", n.ID)
		e.set("name", ftmName, n.Name)
		e.set("alias", ftmName, n.Aliases...)
		e.set("wikidataId", 32, n.Wikidata)
		if n.Type == nlp.Place {
			e.set("full", 250, n.Name)
		}
		entities[n.ID] = e.ID
		if err := encodeLine(w, e); err != nil {
			return err
		}
	}
	byEdge := map[string][]*graph.ClaimView{}
	articles := map[string]string{}
	documented := map[[2]string]bool{} // article and entity
	for i := range sel.Claims {
		c := &sel.Claims[i]
		if c.Subject != nil && c.Object != nil && c.Status == nlp.Asserted {
			id := c.Subject.ID + "|" + c.Relation + "|" + c.Object.ID
			byEdge[id] = append(byEdge[id], c)
		}
		if articles[c.Article] == "" {
			a := ftm("Article", "article", c.Article)
			a.set("fileName", ftmName, c.Article)
			a.set("title", ftmName, c.Title)
			a.set("publisher", ftmName, c.Source)
			a.set("sourceUrl", ftmLink, webLink(c.URL))
			a.set("publishedAt", 32, ftmDate(c.Published))
			articles[c.Article] = a.ID
			if err := encodeLine(w, a); err != nil {
				return err
			}
		}
		for _, end := range []*nlp.Argument{c.Subject, c.Object} {
			if end == nil || entities[end.ID] == "" || documented[[2]string{c.Article, end.ID}] {
				continue
			}
			documented[[2]string{c.Article, end.ID}] = true
			d := ftm("Documentation", "documentation", c.Article, end.ID)
			d.set("document", 200, articles[c.Article])
			d.set("entity", 200, entities[end.ID])
			if err := encodeLine(w, d); err != nil {
				return err
			}
		}
	}
	for _, e := range sel.Graph.Edges {
		claims := byEdge[e.ID]
		if len(claims) == 0 || entities[e.Source] == "" || entities[e.Target] == "" {
			continue
		}
		var quotes, sources, links []string
		for _, c := range claims {
			quotes = append(quotes, c.Quote)
			sources = append(sources, cmp.Or(c.Source, c.Article))
			links = append(links, webLink(c.URL))
		}
		l := ftm("UnknownLink", "edge", e.ID)
		l.set("subject", 200, entities[e.Source])
		l.set("object", 200, entities[e.Target])
		l.set("role", ftmName, strings.TrimPrefix(strings.ReplaceAll(e.Relation, "_", " "), "open:"))
		l.set("startDate", 32, ftmDate(e.FirstDate))
		l.set("endDate", 32, ftmDate(e.LastDate))
		l.set("summary", ftmText, quotes...)
		l.set("publisher", ftmName, sources...)
		l.set("sourceUrl", ftmLink, links...)
		if err := encodeLine(w, l); err != nil {
			return err
		}
	}
	return nil
}
