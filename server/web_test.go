package server

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

// web is a graph of n entities and some m relations that resembles one read
// from news: a few hubs with most relations, topics that hang together, names
// of one to four words, dates over three years, all statuses.
func web(n, m int) []graph.Entry {
	r := rand.New(rand.NewPCG(uint64(n), uint64(m)))
	first := strings.Fields("Northern Silver Central United Amber Coastal Federal New Open Harbour Quiet Eastern Lantern Border")
	last := strings.Fields("Court Ministry Broadcasting Office Council Agency Network Group Bank Press Union Assembly Party Board")
	given := strings.Fields("Ana Tor Ulla Björn Mira Odd Petra Jonas Zoë Lev Ines Kofi Rana Emil")
	family := strings.Fields("Velin Park Ødegård Moreau Castel Ito Brandt Sorel Nkemelu Žižková Lindqvist Abara Roth Duarte")
	kinds := []nlp.EntityType{nlp.Organization, nlp.Person, nlp.Person, nlp.Organization, nlp.Place, nlp.Product, nlp.Law, nlp.Event, nlp.Work, nlp.Group}
	relations := strings.Fields("fines blocks investigates sues orders restricts mutes removes suspends accuses denies criticizes owns acquires leads works_for attacks located_in meets organizes")
	type node struct {
		name string
		kind nlp.EntityType
	}
	nodes := make([]node, n)
	for i := range nodes {
		kind := kinds[r.IntN(len(kinds))]
		name := first[r.IntN(len(first))] + " " + last[r.IntN(len(last))]
		if kind == nlp.Person {
			name = given[r.IntN(len(given))] + " " + family[r.IntN(len(family))]
		} else if i%7 == 0 {
			name = name + " of " + first[r.IntN(len(first))]
		}
		nodes[i] = node{fmt.Sprintf("%s %d", name, i+1), kind}
	}
	var out []graph.Entry
	var b strings.Builder
	var e graph.Entry
	flush := func() {
		if len(e.Claims) > 0 {
			e.Article.Text = b.String()
			out = append(out, e)
			b.Reset()
		}
		k := len(out)
		e = graph.Entry{Article: nlp.Article{ID: fmt.Sprintf("web-%03d", k), Title: fmt.Sprintf("Report %d", k+1), Source: "Echo",
			Published: fmt.Sprintf("%d-%02d-%02d", 2020+k%3, 1+k%12, 1+k%28)}}
		if k%5 == 3 {
			e.Article.Published = ""
		}
	}
	flush()
	seen := make(map[string]bool)
	for made := 0; made < m; {
		// A topic is twenty entities; its first ones are named most. One relation in eight leads to another topic.
		topic := r.IntN((n + 19) / 20)
		pick := func(topic int) int { return min(n-1, topic*20+int(20*r.Float64()*r.Float64()*r.Float64())) }
		s, o := pick(topic), pick(topic)
		if r.IntN(8) == 0 {
			o = pick(r.IntN((n + 19) / 20))
		}
		if made < n { // everybody has a relation
			s = made
		}
		relation := relations[r.IntN(len(relations))]
		key := fmt.Sprint(s, relation, o)
		if s == o || seen[key] {
			continue
		}
		seen[key] = true
		made++
		for range 1 + r.IntN(3)*r.IntN(2) {
			subject, object := nodes[s], nodes[o]
			at := b.Len()
			trigger := strings.ReplaceAll(relation, "_", " ")
			quote := fmt.Sprintf("%s %s %s.", subject.name, trigger, object.name)
			b.WriteString(quote + "\n")
			c := nlp.Claim{Article: e.Article.ID, Relation: relation, Trigger: trigger, TriggerStart: at + len(subject.name) + 1, TriggerEnd: at + len(subject.name) + 1 + len(trigger),
				Subject: &nlp.Argument{ID: nlp.Slug(subject.name), Name: subject.name, Mention: subject.name, Type: subject.kind, Start: at, End: at + len(subject.name)},
				Object:  &nlp.Argument{ID: nlp.Slug(object.name), Name: object.name, Mention: object.name, Type: object.kind, Start: at + len(quote) - 1 - len(object.name), End: at + len(quote) - 1},
				Status:  nlp.Statuses[max(0, r.IntN(len(nlp.Statuses)+14)-14)], Quote: quote, Start: at, End: at + len(quote), Confidence: 0.35 + 0.6*(1-r.Float64()*r.Float64())}
			c.Identify()
			e.Claims = append(e.Claims, c)
			if len(e.Claims) >= max(5, m/40) {
				flush()
			}
		}
	}
	flush()
	return out
}

// webIDs is the ids of the entities of web(n, m), the first limit of them.
func webIDs(entries []graph.Entry, limit int) []string {
	seen := make(map[string]bool)
	var ids []string
	for _, e := range entries {
		for _, c := range e.Claims {
			for _, a := range []*nlp.Argument{c.Subject, c.Object} {
				if !seen[a.ID] && len(ids) < limit {
					seen[a.ID] = true
					ids = append(ids, a.ID)
				}
			}
		}
	}
	return ids
}

// star is a hub with n neighbours and m relations to them: those that are more
// than n go to the first neighbours, two or three to each.
func star(n, m int) graph.Entry {
	relations := strings.Fields("fines blocks investigates sues orders restricts mutes removes suspends accuses")
	names := strings.Fields("Google Telegram VKontakte Twitter Facebook Moscow TikTok Apple Yandex Rostelecom Kremlin Meduza Interfax Wikipedia Smart-Voting Duma")
	e := graph.Entry{Article: nlp.Article{ID: "star", Title: "The hub and all others", Source: "Echo", Published: "2022-01-01"}}
	var b strings.Builder
	for i := range m {
		k := i
		if i >= n {
			k = (i - n) % max(1, (m-n+1)/2) // two more for each of the first
			if n == 2 {
				k = 0
			}
		}
		name := names[k%len(names)]
		relation := relations[(i+i/len(relations))%len(relations)]
		at := b.Len()
		quote := "Hub " + relation + " " + name + "."
		b.WriteString(quote + "\n")
		c := nlp.Claim{Article: "star", Relation: relation, Trigger: relation, TriggerStart: at + 4, TriggerEnd: at + 4 + len(relation), Status: nlp.Asserted, Confidence: 0.9,
			Subject: &nlp.Argument{ID: "hub", Name: "Hub", Mention: "Hub", Type: nlp.Organization, Start: at, End: at + 3},
			Object:  &nlp.Argument{ID: nlp.Slug(name), Name: name, Mention: name, Type: nlp.Organization, Start: at + len(quote) - 1 - len(name), End: at + len(quote) - 1},
			Quote:   quote, Start: at, End: at + len(quote)}
		c.Identify()
		e.Claims = append(e.Claims, c)
	}
	e.Article.Text = b.String()
	return e
}
