package eval

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
	"github.com/newsgraph/newsgraph/nlp/english"
	"github.com/newsgraph/newsgraph/nlp/relation"
)

// Events compare claims with the sentences of the PLOVER gold records, each of
// which names one event: who (source), did what (predicate), to whom (target),
// and its kind. A claim is turned into events as such coders write them: the
// subject is the source; the target is the object or another actor that the
// predicate governs; what somebody demands has the one who demands as source
// and the one who shall act as target. An actor matches when the words shared
// make up half of both, or one holds all words of the other.

// eventRecord is a gold record.
type eventRecord struct {
	ID     string
	Date   string
	Text   string
	Event  string // one of PLOVER's words
	Words  string `json:"eventText"`
	Source actors
	Target actors
}

// actors are written as one object, a list of them, or strings.
type actors []string

func (a *actors) UnmarshalJSON(b []byte) error {
	var list []json.RawMessage
	if json.Unmarshal(b, &list) != nil {
		list = []json.RawMessage{b}
	}
	for _, raw := range list {
		var named struct{ ActorText string }
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			if err := json.Unmarshal(raw, &named); err != nil {
				return err
			}
			text = named.ActorText
		}
		if text != "" {
			*a = append(*a, text)
		}
	}
	return nil
}

// Event is one event of a sentence. Actors and predicate are words of it.
type Event struct {
	Source    []string `json:"source"`
	Predicate string   `json:"predicate"`
	Target    []string `json:"target"`
	Type      string   `json:"type,omitempty"`
}

// SentenceEvents are the events of a record, as other scorers read them.
type SentenceEvents struct {
	ID     string  `json:"id"`
	Events []Event `json:"events"`
}

// EventScores measures who did what to whom on the development records.
func EventScores(in Inputs) ([]Score, error) {
	gold, found, err := PloverEvents(in)
	if err != nil {
		return nil, err
	}
	var pair, triple, typed, typedTriple Share
	emitted := 0
	for i, g := range gold {
		p, t, y, ty := g.compare(found[i].Events)
		pair.add(p)
		triple.add(t)
		typed.add(y)
		typedTriple.add(ty)
		emitted += len(found[i].Events)
	}
	const data = "plover-dev"
	return []Score{
		{"events", data, "source and target: recall", 100 * pair.Value()},
		{"events", data, "with predicate: recall", 100 * triple.Value()},
		{"events", data, "type: recall", 100 * typed.Value()},
		{"events", data, "all four: recall", 100 * typedTriple.Value()},
		{"events", data, "events a record (number)", float64(emitted) / float64(len(gold))},
	}, nil
}

// PloverEvents runs the analysis on the gold records' sentences.
func PloverEvents(in Inputs) ([]eventRecord, []SentenceEvents, error) {
	path := filepath.Join(in.Shared, "bench", "events", "plover_gsr_dev.json")
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("events: %w", err)
	}
	var gold []eventRecord
	if err := json.Unmarshal(file, &gold); err != nil {
		return nil, nil, fmt.Errorf("events: %s: %w", path, err)
	}
	gold = slices.DeleteFunc(gold, func(g eventRecord) bool { return g.Event == "DOCUMENT" })
	kinds := map[string]string{}
	err = relationRows(filepath.Join(in.Shared, "relations.tsv"), func(name, plover string, _ bool) { kinds[name] = plover })
	if err != nil {
		return nil, nil, err
	}
	pipeline, err := english.New(in.Models, relation.Options{Open: true})
	if err != nil {
		return nil, nil, err
	}
	var out []SentenceEvents
	for _, g := range gold {
		doc := pipeline.Run(nlp.Article{ID: g.ID, Text: g.Text, Published: g.Date})
		out = append(out, SentenceEvents{g.ID, eventsOf(doc, kinds)})
	}
	return gold, out, nil
}

// eventsOf turns the claims of a document into events.
func eventsOf(doc *nlp.Document, kinds map[string]string) []Event {
	var out []Event
	add := func(e Event) {
		if len(e.Source)+len(e.Target) == 0 || slices.ContainsFunc(out, func(o Event) bool {
			return slices.Equal(o.Source, e.Source) && slices.Equal(o.Target, e.Target) && o.Predicate == e.Predicate && o.Type == e.Type
		}) {
			return
		}
		out = append(out, e)
	}
	for i := range doc.Claims {
		c := &doc.Claims[i]
		head := headToken(doc, c)
		if kinds[c.Relation] == "" && c.Relation != "says" && !strings.HasPrefix(c.Relation, "open:") || head < 0 {
			continue // a state, not an event
		}
		kind := eventType(c, kinds)
		predicate := c.Trigger
		if c.Cue != nil {
			predicate = c.Cue.Text + " " + predicate
		}
		// Subjects of one trigger act together.
		var source []string
		for k := range doc.Claims {
			if o := &doc.Claims[k]; o.Relation == c.Relation && o.TriggerStart == c.TriggerStart && o.Subject != nil {
				if w := wording(o.Subject); !slices.Contains(source, w) {
					source = append(source, w)
				}
			}
		}
		targets := governed(doc, head, c)
		if c.Object != nil {
			targets = append([]string{wording(c.Object)}, targets...)
		}
		if c.Status == nlp.Requested && c.SaidBy != nil {
			for _, s := range source {
				add(Event{[]string{wording(c.SaidBy)}, predicate, []string{s}, "DEMAND"})
			}
		}
		for _, t := range targets {
			if !slices.Contains(source, t) {
				add(Event{source, predicate, []string{t}, kind})
			}
		}
		if len(targets) == 0 {
			add(Event{source, predicate, nil, kind})
		}
	}
	return out
}

// wording is what the text calls an argument, or its name where that is a
// pronoun.
func wording(a *nlp.Argument) string {
	if a.Mention == "" || !strings.ContainsAny(a.Mention, " ") && strings.ToLower(a.Mention) == a.Mention {
		return a.Name
	}
	return a.Mention
}

// headToken is the token of the claim's trigger that governs the others.
func headToken(doc *nlp.Document, c *nlp.Claim) int {
	for i, tok := range doc.Tokens {
		if tok.Start >= c.TriggerStart && tok.End <= c.TriggerEnd {
			if g := tok.Head; g < 0 || doc.Tokens[g].Start < c.TriggerStart || doc.Tokens[g].End > c.TriggerEnd {
				return i
			}
		}
	}
	return -1
}

// governed lists the other actors that depend on a predicate, outside its
// subject.
func governed(doc *nlp.Document, head int, c *nlp.Claim) []string {
	var out []string
	end := 0 // of the outermost mention so far
	for _, m := range doc.Mentions {
		switch {
		case m.Kind == nlp.Pronoun, m.Entity < 0, m.End <= end:
			continue
		case c.Subject != nil && m.Start < c.Subject.End && c.Subject.Start < m.End:
			continue
		case c.Object != nil && m.Start < c.Object.End && c.Object.Start < m.End:
			continue
		}
		switch m.Type {
		case nlp.Person, nlp.Organization, nlp.Place, nlp.Group:
		default:
			continue
		}
		for i, steps := m.Head, 0; i >= 0 && steps < 64; i, steps = doc.Tokens[i].Head, steps+1 {
			if i == head {
				end = m.End
				if w := doc.Cut(m.Span); !slices.Contains(out, w) {
					out = append(out, w)
				}
				break
			}
			if rel, _, _ := strings.Cut(doc.Tokens[i].Rel, ":"); rel == "nsubj" && doc.Tokens[i].Head == head {
				break
			}
		}
	}
	return out
}

// friendly are the kinds of cooperation.
var friendly = map[string]bool{
	"": true, "AGREE": true, "CONSULT": true, "SUPPORT": true, "COOPERATE": true, "AID": true, "CONCEDE": true, "RETREAT": true,
}

// eventType is PLOVER's word for a claim. The records use the words of version
// 0.5, the table of relations those of a later one.
func eventType(c *nlp.Claim, kinds map[string]string) string {
	kind := kinds[c.Relation]
	switch {
	case c.Relation == "investigates":
		kind = "INVESTIGATE"
	case c.Relation == "resigns_from":
		return "RETREAT" // announced or done
	case kind == "ASSAULT" && (c.Relation == "invades" || armed(c.Subject)):
		kind = "FIGHT"
	case kind == "ACCUSE":
		kind = "DISAPPROVE"
	case kind == "REQUEST":
		kind = "DEMAND"
	}
	if c.Frame == "orders:must" {
		return "DEMAND" // what somebody says that others must do
	}
	switch c.Status {
	case nlp.Negated:
		return "REJECT"
	case nlp.Requested:
		return "DEMAND"
	case nlp.Planned:
		if kind == "REJECT" || kind == "DEMAND" {
			return kind
		}
		if friendly[kind] {
			return "AGREE"
		}
		return "THREATEN"
	}
	return kind
}

// armedWords are what armed forces of states are called.
var armedWords = regexp.MustCompile(`(?i)\b(army|military|police|troops?|(security|armed|defen[cs]e) forces|soldiers?|navy|air force|tanks?|warplanes?|jets)\b`)

// armed reports a state or its armed forces, whose violence PLOVER calls FIGHT;
// that of others is ASSAULT.
func armed(a *nlp.Argument) bool {
	return a != nil && (a.Type == nlp.Place || armedWords.MatchString(a.Name+" "+a.Mention))
}

// compare reports whether some event has the record's actors, these with its
// predicate, its type, and all of them.
func (g *eventRecord) compare(events []Event) (pair, triple, typed, all bool) {
	reciprocal := len(g.Target) == 0 && len(g.Source) > 1
	for _, e := range events {
		var p bool
		if reciprocal {
			hit := 0
			for _, want := range g.Source {
				if anyActor(e.Source, []string{want}) || anyActor(e.Target, []string{want}) {
					hit++
				}
			}
			p = hit >= 2
		} else {
			p = (anyActor(e.Source, g.Source) || len(g.Source)+len(e.Source) == 0) && (len(g.Target) == 0 || anyActor(e.Target, g.Target))
		}
		t := p && samePredicate(e.Predicate, g.Words)
		y := strings.EqualFold(e.Type, g.Event)
		pair, triple, typed, all = pair || p, triple || t, typed || y, all || t && y
	}
	return pair, triple, typed, all
}

var (
	eventWord = regexp.MustCompile(`[a-z0-9]+`)
	ending    = regexp.MustCompile(`(ing|ed|es|s|e|d)$`)
)

// eventWords are the content words of a phrase.
func eventWords(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range eventWord.FindAllString(strings.ReplaceAll(strings.ToLower(s), "'s", " "), -1) {
		switch w {
		case "the", "a", "an", "of", "in", "on", "at", "to", "for", "and", "or", "by", "with", "from", "that", "this", "its", "their",
			"his", "her", "is", "was", "were", "be", "have", "has", "had", "will", "would":
			continue
		}
		out[w] = true
	}
	return out
}

func anyActor(got, want []string) bool {
	for _, a := range got {
		for _, b := range want {
			x, y := eventWords(a), eventWords(b)
			n := 0
			for w := range x {
				if y[w] {
					n++
				}
			}
			if n > 0 && (4*n >= len(x)+len(y) || n == len(x) || n == len(y)) {
				return true
			}
		}
	}
	return false
}

// samePredicate reports a word in common up to its ending.
func samePredicate(a, b string) bool {
	stems := map[string]bool{}
	for w := range eventWords(a) {
		stems[ending.ReplaceAllString(w, "")] = true
	}
	for w := range eventWords(b) {
		if stems[ending.ReplaceAllString(w, "")] {
			return true
		}
	}
	return false
}
