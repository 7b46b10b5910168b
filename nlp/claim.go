package nlp

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// Status says how a claim stands in its text.
type Status string

const (
	Asserted  Status = "asserted"  // stated as having happened or holding
	Negated   Status = "negated"   // stated as not having happened, or failed or refused
	Planned   Status = "planned"   // will, to be, agreed to
	Alleged   Status = "alleged"   // reportedly, allegedly, accused of
	Requested Status = "requested" // asked, demanded, ordered, urged
	Possible  Status = "possible"  // may, might, could, if
)

// Statuses lists every status, the surest first.
var Statuses = []Status{Asserted, Alleged, Planned, Requested, Possible, Negated}

// Claim is a relation with its arguments, stated in one place of one article.
// It is complete in itself, so that its JSON form is a line of what
// `newsgraph extract` prints and what the graph stores.
type Claim struct {
	Article  string    `json:"article"`
	ID       string    `json:"id"`       // "claim:" and twelve hex digits, see Identify
	Relation string    `json:"relation"` // a relation of data/lexicon, or "open:" and a lemma
	Trigger  string    `json:"trigger"`  // the words that carry the relation
	Subject  *Argument `json:"subject"`  // nil: the text names no agent
	Object   *Argument `json:"object"`

	Status Status    `json:"status"`
	Cue    *Quoted   `json:"cue,omitempty"` // the words that give a status other than asserted
	SaidBy *Argument `json:"said_by"`       // the speaker to whom the article attributes the claim

	Amount     *Money    `json:"amount"`
	Date       *Dated    `json:"date"`
	Place      *Argument `json:"place"`
	Reason     *Quoted   `json:"reason"`
	Instrument *Quoted   `json:"instrument,omitempty"`

	Quote        string  `json:"quote"` // Article.Text[Start:End]
	Start        int     `json:"start"`
	End          int     `json:"end"`
	TriggerStart int     `json:"trigger_start"`
	TriggerEnd   int     `json:"trigger_end"`
	Confidence   float64 `json:"confidence"`      // probability that the claim is right, 0 to 1
	Frame        string  `json:"frame,omitempty"` // which rule of the lexicon made it
}

// Argument is an entity or a plain phrase in a role of a claim.
type Argument struct {
	ID      string     `json:"id,omitempty"`      // entity's identifier; of a phrase, PhraseID
	Name    string     `json:"name"`              // canonical name of the entity; of a phrase, its words
	Mention string     `json:"mention,omitempty"` // the words in the text: Article.Text[Start:End]
	Type    EntityType `json:"type"`
	Start   int        `json:"start"`
	End     int        `json:"end"`
}

// Quoted is a stretch of the article.
type Quoted struct {
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Money is an amount as the article gives it.
type Money struct {
	Quoted
	Value       float64 `json:"value"`
	Currency    string  `json:"currency"`              // ISO 4217
	Approximate bool    `json:"approximate,omitempty"` // "nearly", "about", "over"
	Also        []Money `json:"also,omitempty"`        // the same sum in other currencies, as in brackets: "2.6m roubles ($34,000)"
}

// Dated is a date as the article gives it; Value as in Timex.
type Dated struct {
	Quoted
	Value string `json:"value"`
}

// PhraseID identifies a phrase that is no entity. It is made of article and
// words, so that "his video" of two articles stays two things.
func PhraseID(article, words string) string {
	sum := sha256.Sum256([]byte(article + "\x00" + strings.ToLower(strings.Join(strings.Fields(words), " "))))
	return "phrase:" + hex.EncodeToString(sum[:6])
}

// Identify sets the claim's ID from what it says and where: the same article
// with the same text and models gives the same ID on every run.
func (c *Claim) Identify() {
	h := sha256.New()
	write := func(parts ...string) {
		for _, p := range parts {
			h.Write([]byte(p))
			h.Write([]byte{0})
		}
	}
	arg := func(a *Argument) {
		if a == nil {
			write("-")
			return
		}
		write(a.ID, strconv.Itoa(a.Start), strconv.Itoa(a.End))
	}
	write(c.Article, c.Relation, string(c.Status), c.Quote, strconv.Itoa(c.Start), strconv.Itoa(c.TriggerStart))
	arg(c.Subject)
	arg(c.Object)
	arg(c.SaidBy)
	c.ID = "claim:" + hex.EncodeToString(h.Sum(nil)[:6])
}

// MentionRecord is one mention as other programs read it: a line of
// `newsgraph extract --mentions`.
type MentionRecord struct {
	Article string     `json:"article"`
	Text    string     `json:"text"`
	Start   int        `json:"start"`
	End     int        `json:"end"`
	Entity  string     `json:"entity"`
	Name    string     `json:"name"`
	Type    EntityType `json:"type"`
	Kind    string     `json:"kind"` // name, nominal, pronoun
}

// MentionRecords lists the document's mentions that refer to an entity, in
// order of text.
func (d *Document) MentionRecords() []MentionRecord {
	kinds := [...]string{Name: "name", Nominal: "nominal", Pronoun: "pronoun"}
	out := make([]MentionRecord, 0, len(d.Mentions))
	for _, m := range d.Mentions {
		if m.Entity < 0 {
			continue
		}
		e := d.Entities[m.Entity]
		out = append(out, MentionRecord{
			Article: d.Article.ID, Text: d.Cut(m.Span), Start: m.Start, End: m.End,
			Entity: e.ID, Name: e.Name, Type: e.Type, Kind: kinds[m.Kind],
		})
	}
	return out
}
