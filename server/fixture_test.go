package server

import (
	"fmt"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/graph"
	"github.com/newsgraph/newsgraph/nlp"
)

// The fixture is a small invented world told in sentences whose parts are
// given beside them, so that every span can be looked up in the text.

var families = map[string]string{
	"fines": "law", "blocks": "law", "investigates": "law", "sues": "law", "orders": "law", "restricts": "law", "passes": "politics",
	"mutes": "platform", "removes": "platform", "suspends": "platform", "accuses": "speech", "denies": "speech", "requests": "speech",
	"criticizes": "speech", "owns": "business", "acquires": "business", "leads": "person", "works_for": "person", "attacks": "conflict",
	"located_in": "place", "meets": "politics", "organizes": "event",
}

var kinds = map[string]nlp.EntityType{
	"Vidora": nlp.Product, "Chirp": nlp.Organization, "Northern Court": nlp.Organization, "Ministry of Links": nlp.Organization,
	"Ana Žižková": nlp.Person, "Björn Ødegård": nlp.Person, "Ulla Park": nlp.Person, "Freedonia": nlp.Place, "Ruritania": nlp.Place,
	"Port Élan": nlp.Place, "Open Lines": nlp.Organization, "Quiet Screens Act": nlp.Law, "March of Lamps": nlp.Event, "The Long Feed": nlp.Work,
	"Hollow Group": nlp.Organization, "Students": nlp.Group, "Lantern Radio": nlp.Organization, "Kestrel Media Holding International": nlp.Organization,
	"Senate": nlp.Organization, "Lumen": nlp.Product, "Anti-Monopoly Office": nlp.Organization, "Tor Velin": nlp.Person,
}

// told is one sentence and the claim in it. An argument is "words=Name" where
// the words stand for the name; a phrase has no kind.
type told struct {
	sentence                   string
	subject, trigger, relation string
	object                     string
	more                       func(*nlp.Claim, func(string) nlp.Quoted)
}

func status(s nlp.Status, cue string) func(*nlp.Claim, func(string) nlp.Quoted) {
	return func(c *nlp.Claim, find func(string) nlp.Quoted) {
		c.Status = s
		if cue != "" {
			q := find(cue)
			c.Cue = &q
		}
	}
}

type report struct {
	article nlp.Article
	told    []told
}

var world = []report{
	{nlp.Article{ID: "lamp-1", Title: "Court fines Vidora – “too loud”, it says", Source: "The Lamp", Published: "2021-04-06", URL: "https://lamp.example/1"}, []told{
		{sentence: "MENU  Home · Wörld · Señal"},
		{sentence: "The Northern Court — “Ναι”, said one clerk — fined Vidora 2.6 million crowns on April 6 for leaving up 3 clips 🎬 of the march.",
			subject: "The Northern Court=Northern Court", trigger: "fined", relation: "fines", object: "Vidora", more: func(c *nlp.Claim, find func(string) nlp.Quoted) {
				c.Amount = &nlp.Money{Quoted: find("2.6 million crowns"), Value: 2_600_000, Currency: "CZK"}
				c.Date = &nlp.Dated{Quoted: find("April 6"), Value: "2021-04-06"}
				q := find("leaving up 3 clips 🎬 of the march")
				c.Reason = &q
			}},
		{sentence: "Ana Žižková, who leads Open Lines, accused the Ministry of Links of pressing judges.", subject: "Ana Žižková", trigger: "accused", relation: "accuses", object: "the Ministry of Links=Ministry of Links"},
		{sentence: "Ana Žižková leads Open Lines.", subject: "Ana Žižková", trigger: "leads", relation: "leads", object: "Open Lines"},
		{sentence: "The ministry denied that it had pressed anybody.", subject: "The ministry=Ministry of Links", trigger: "denied", relation: "denies", object: "that it had pressed anybody"},
		{sentence: "Chirp owns Vidora and is owned by Hollow Group.", subject: "Chirp", trigger: "owns", relation: "owns", object: "Vidora"},
		{sentence: "Hollow Group owns Chirp, filings <script>alert(1)</script> show.", subject: "Hollow Group", trigger: "owns", relation: "owns", object: "Chirp"},
	}},
	{nlp.Article{ID: "wire/2", Title: "Vidora muted critic, group says", Source: "Port Wire", Published: "2021-04-09"}, []told{
		{sentence: "Vidora muted Björn Ødegård for a week.", subject: "Vidora", trigger: "muted", relation: "mutes", object: "Björn Ødegård"},
		{sentence: "The Ministry of Links asked Vidora to delete the clips.", subject: "The Ministry of Links=Ministry of Links", trigger: "asked", relation: "requests", object: "Vidora"},
		{sentence: "The Ministry of Links may block Vidora.", subject: "The Ministry of Links=Ministry of Links", trigger: "block", relation: "blocks", object: "Vidora", more: status(nlp.Possible, "may")},
		{sentence: "The Ministry of Links ordered Vidora to keep its users' data in Ruritania.", subject: "The Ministry of Links=Ministry of Links", trigger: "ordered", relation: "orders", object: "Vidora"},
		{sentence: "The Ministry of Links slowed Vidora down on Friday.", subject: "The Ministry of Links=Ministry of Links", trigger: "slowed", relation: "restricts", object: "Vidora"},
		{sentence: "It fined the app a second time, 4 million crowns, on June 2.", subject: "It=Northern Court", trigger: "fined", relation: "fines", object: "the app=Vidora", more: func(c *nlp.Claim, find func(string) nlp.Quoted) {
			c.Amount = &nlp.Money{Quoted: find("4 million crowns"), Value: 4_000_000, Currency: "CZK"}
			c.Date = &nlp.Dated{Quoted: find("June 2"), Value: "2021-06-02"}
		}},
		{sentence: "Vidora is based in Port Élan.", subject: "Vidora", trigger: "is based in", relation: "located_in", object: "Port Élan"},
		{sentence: "Port Élan lies in Freedonia.", subject: "Port Élan", trigger: "lies in", relation: "located_in", object: "Freedonia"},
		{sentence: "Vidora did not remove The Long Feed.", subject: "Vidora", trigger: "remove", relation: "removes", object: "The Long Feed", more: status(nlp.Negated, "not")},
		{sentence: "Vidora removed The Long Feed on Monday.", subject: "Vidora", trigger: "removed", relation: "removes", object: "The Long Feed"},
	}},
	{nlp.Article{ID: "echo-3", Title: "A busy week for the Ministry of Links", Source: "Echo", Published: "2021-05-20", URL: "https://echo.example/3"}, []told{
		{sentence: "The Senate passed the Quiet Screens Act.", subject: "The Senate=Senate", trigger: "passed", relation: "passes", object: "the Quiet Screens Act=Quiet Screens Act"},
		{sentence: "Ulla Park leads the Ministry of Links.", subject: "Ulla Park", trigger: "leads", relation: "leads", object: "the Ministry of Links=Ministry of Links"},
		{sentence: "Tor Velin works for the Ministry of Links.", subject: "Tor Velin", trigger: "works for", relation: "works_for", object: "the Ministry of Links=Ministry of Links"},
		{sentence: "Ulla Park met Tor Velin.", subject: "Ulla Park", trigger: "met", relation: "meets", object: "Tor Velin"},
		{sentence: "The Ministry of Links blocked Lantern Radio.", subject: "The Ministry of Links=Ministry of Links", trigger: "blocked", relation: "blocks", object: "Lantern Radio"},
		{sentence: "The Ministry of Links investigates Kestrel Media Holding International.", subject: "The Ministry of Links=Ministry of Links", trigger: "investigates", relation: "investigates", object: "Kestrel Media Holding International"},
		{sentence: "Kestrel Media Holding International sued Chirp.", subject: "Kestrel Media Holding International", trigger: "sued", relation: "sues", object: "Chirp"},
		{sentence: "Chirp wants to acquire Lumen next year.", subject: "Chirp", trigger: "acquire", relation: "acquires", object: "Lumen", more: status(nlp.Planned, "wants")},
		{sentence: "The Anti-Monopoly Office investigates Chirp.", subject: "The Anti-Monopoly Office=Anti-Monopoly Office", trigger: "investigates", relation: "investigates", object: "Chirp"},
		{sentence: "Students organized the March of Lamps.", subject: "Students", trigger: "organized", relation: "organizes", object: "the March of Lamps=March of Lamps"},
		{sentence: "Open Lines criticized the Quiet Screens Act.", subject: "Open Lines", trigger: "criticized", relation: "criticizes", object: "the Quiet Screens Act=Quiet Screens Act"},
		{sentence: "Open Lines allegedly attacked Lumen, Tor Velin said.", subject: "Open Lines", trigger: "attacked", relation: "attacks", object: "Lumen", more: func(c *nlp.Claim, find func(string) nlp.Quoted) {
			status(nlp.Alleged, "allegedly")(c, find)
			q := find("Tor Velin")
			c.SaidBy = &nlp.Argument{ID: "tor-velin", Name: "Tor Velin", Mention: q.Text, Type: nlp.Person, Start: q.Start, End: q.End}
		}},
		{sentence: "Vidora suspended Students for a day.", subject: "Vidora", trigger: "suspended", relation: "suspends", object: "Students"},
		{sentence: "Lantern Radio was raided.", trigger: "raided", relation: "attacks", object: "Lantern Radio"},
		{sentence: "Ruritania praised Vidora loudly.", subject: "Ruritania", trigger: "praised", relation: "open:praise", object: "Vidora"},
	}},
}

// disputed is what three papers say of one fine, and two of one raid.
var disputed = []report{
	{nlp.Article{ID: "lamp-fine", Title: "Court fines Lumen", Source: "The Lamp", Published: "2022-03-02"}, []told{
		{sentence: "The Northern Court fined Lumen 340,000 crowns on March 1.", subject: "The Northern Court=Northern Court", trigger: "fined", relation: "fines", object: "Lumen", more: fine("340,000 crowns", 340_000, "March 1", "2022-03-01")},
		{sentence: "Hollow Group sued Lumen on February 3.", subject: "Hollow Group", trigger: "sued", relation: "sues", object: "Lumen", more: on("February 3", "2022-02-03")},
	}},
	{nlp.Article{ID: "wire-fine", Title: "Lumen has to pay", Source: "Port Wire", Published: "2022-03-02"}, []told{
		{sentence: "Lumen must pay: the Northern Court fined Lumen 34,000 crowns on March 1, a clerk told reporters after a hearing that lasted all day.", subject: "the Northern Court=Northern Court", trigger: "fined", relation: "fines", object: "Lumen", more: fine("34,000 crowns", 34_000, "March 1", "2022-03-01")},
		{sentence: "In another case, Hollow Group sued Lumen on February 5, papers show.", subject: "Hollow Group", trigger: "sued", relation: "sues", object: "Lumen", more: on("February 5", "2022-02-05")},
	}},
	{nlp.Article{ID: "echo-fine", Title: "A fine for the search engine", Source: "Echo", Published: "2022-03-03"}, []told{
		{sentence: "On March 1 the Northern Court fined Lumen 340,000 crowns, the highest sum so far this year.", subject: "the Northern Court=Northern Court", trigger: "fined", relation: "fines", object: "Lumen", more: fine("340,000 crowns", 340_000, "March 1", "2022-03-01")},
	}},
}

func on(words, date string) func(*nlp.Claim, func(string) nlp.Quoted) {
	return func(c *nlp.Claim, find func(string) nlp.Quoted) {
		c.Date = &nlp.Dated{Quoted: find(words), Value: date}
	}
}

func fine(amount string, value float64, words, date string) func(*nlp.Claim, func(string) nlp.Quoted) {
	return func(c *nlp.Claim, find func(string) nlp.Quoted) {
		c.Amount = &nlp.Money{Quoted: find(amount), Value: value, Currency: "CZK"}
		on(words, date)(c, find)
	}
}

// disputedEntries is the world, and reports in it that differ.
func disputedEntries(t testing.TB) []graph.Entry {
	t.Helper()
	return append(worldEntries(t), entries(t, disputed)...)
}

func worldEntries(t testing.TB) []graph.Entry {
	t.Helper()
	return entries(t, world)
}

func entries(t testing.TB, reports []report) []graph.Entry {
	t.Helper()
	var out []graph.Entry
	for _, w := range reports {
		var sentences []string
		for _, s := range w.told {
			sentences = append(sentences, s.sentence)
		}
		e := graph.Entry{Article: w.article}
		e.Article.Text = strings.Join(sentences, "\n\n")
		at := 0
		for _, s := range w.told {
			if s.relation != "" {
				e.Claims = append(e.Claims, s.claim(t, w.article.ID, at))
			}
			at += len(s.sentence) + 2
		}
		for _, c := range e.Claims {
			for _, a := range []*nlp.Argument{c.Subject, c.Object} {
				if a != nil && a.Type != nlp.Phrase {
					e.Mentions = append(e.Mentions, nlp.MentionRecord{Article: e.Article.ID, Text: a.Mention, Start: a.Start, End: a.End,
						Entity: a.ID, Name: a.Name, Type: a.Type, Kind: "name"})
				}
			}
		}
		out = append(out, e)
	}
	return out
}

func (s told) claim(t testing.TB, article string, at int) nlp.Claim {
	t.Helper()
	find := func(words string) nlp.Quoted {
		i := strings.Index(s.sentence, words)
		if i < 0 {
			t.Fatalf("%q is not in %q", words, s.sentence)
		}
		return nlp.Quoted{Text: words, Start: at + i, End: at + i + len(words)}
	}
	argument := func(spec string) *nlp.Argument {
		if spec == "" {
			return nil // the text names no agent
		}
		words, name, found := strings.Cut(spec, "=")
		if !found {
			name = words
		}
		q := find(words)
		if kind, ok := kinds[name]; ok {
			return &nlp.Argument{ID: nlp.Slug(name), Name: name, Mention: words, Type: kind, Start: q.Start, End: q.End}
		}
		return &nlp.Argument{ID: nlp.PhraseID(article, words), Name: words, Mention: words, Type: nlp.Phrase, Start: q.Start, End: q.End}
	}
	trigger := find(s.trigger)
	c := nlp.Claim{Article: article, Relation: s.relation, Trigger: s.trigger, TriggerStart: trigger.Start, TriggerEnd: trigger.End,
		Subject: argument(s.subject), Object: argument(s.object), Status: nlp.Asserted, Confidence: 0.9,
		Quote: s.sentence, Start: at, End: at + len(s.sentence)}
	if s.more != nil {
		s.more(&c, find)
		if c.Status != nlp.Asserted {
			c.Confidence = 0.6
		}
	}
	c.Identify()
	return c
}

// crowd is one entity with n neighbours, for what limits do.
func crowd(n int) graph.Entry {
	var b strings.Builder
	e := graph.Entry{Article: nlp.Article{ID: "crowd", Title: "Hub meets everybody", Source: "Echo", Published: "2022-01-01"}}
	for i := range n {
		name := fmt.Sprintf("Guest %03d", i)
		at := b.Len()
		fmt.Fprintf(&b, "Hub met %s.\n", name)
		c := nlp.Claim{Article: "crowd", Relation: "meets", Trigger: "met", TriggerStart: at + 4, TriggerEnd: at + 7, Status: nlp.Asserted, Confidence: 0.8,
			Subject: &nlp.Argument{ID: "hub", Name: "Hub", Mention: "Hub", Type: nlp.Organization, Start: at, End: at + 3},
			Object:  &nlp.Argument{ID: nlp.Slug(name), Name: name, Mention: name, Type: nlp.Person, Start: at + 8, End: at + 8 + len(name)},
			Quote:   "Hub met " + name + ".", Start: at, End: at + 9 + len(name)}
		c.Identify()
		e.Claims = append(e.Claims, c)
	}
	e.Article.Text = b.String()
	return e
}

func openStore(t testing.TB, entries ...graph.Entry) *graph.Store {
	t.Helper()
	store, err := graph.Open(t.Context(), "", graph.Options{Version: "test", Families: families})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := store.Add(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	return store
}
