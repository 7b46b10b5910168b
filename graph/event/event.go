// Package event finds which claims report one thing that happened, which
// articles are copies of one another, and where the sources of an event differ.
//
// In go claims whose arguments are linked entities (Claim) and the texts of
// articles (Read). Out come events with their claims and disagreements (Grouper)
// and clusters of near-duplicate articles (Copies). Everything is a pure
// function of what goes in: no order, clock or random source has a part in it.
//
// Claims fall into blocks by AppendKey; claims of different blocks are never one
// event, so that a change of a claim touches one block. Within a block, an
// event is made of what single articles report (accounts), joined while
// arguments, dates and amounts are compatible. What is missing is compatible:
// an unnamed agent, a missing date. Where something missing fits several events
// equally well, it joins none of them.
//
// The package does not say which of the sources is right, does not compare
// amounts of different currencies, and knows neither the store nor its index.
package event

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/newsgraph/newsgraph/nlp"
)

// Claim is what grouping needs to know of a claim. Dates are YYYYMMDD; a month
// is its first to its 31st day, as the index keeps it; 0 is unknown.
type Claim struct {
	ID       string // of the claim
	Article  string
	Copies   string // cluster of the article's near-duplicates, "" for one that has none; claims of one cluster are one source
	Relation string
	Kind     Kind // of the relation

	Subject Argument // zero: the text names no agent
	Object  Argument // zero: none
	Place   Argument // zero: none given

	Amounts   []Amount // the same sum in one or more currencies
	From, To  int32    // first and last day of the event as the text dates it
	Published int32    // day on which the article came out
	Status    nlp.Status
}

// Argument is a linked entity or a phrase; Lexicon.Argument makes it. The zero
// Argument stands for none.
type Argument struct {
	ID    string
	Name  string // what a phrase or an unnamed entity is known by
	Type  nlp.EntityType
	Named bool // whether any text gives it a name; phrases and "a court" have none

	words   string   // of what has no name: its words without a number before them
	count   float64  // that number, 0 for none
	about   bool     // whether the number is hedged
	lexicon *Lexicon // knows the level of a named place
}

// Amount is a sum of money.
type Amount struct {
	Value       float64
	Currency    string // ISO 4217
	Approximate bool   // "more than", "about"
}

// Event is claims that report one thing. Integers in Claims are indices into
// the block given to Grouper.Group.
type Event struct {
	ID            string   // "event:" and twelve hex digits, see identify
	Claims        []int    // by publication (unknown last), article and id
	Subjects      []string // entity ids, named ones first, then those with most sources
	Objects       []string
	From, To      int32 // what the claims' dates have in common, as YYYYMMDD; 0 unknown
	Published     int32 // the first report; 0 unknown
	Articles      int
	Sources       int // independent ones: a cluster of copies counts once
	Disagreements []Disagreement
}

// Disagreement is a field in which independent sources differ.
type Disagreement struct {
	Field     string // amount, currency, date, place, subject, object, status
	Hint      string // plain words, "" where nothing is known of the cause
	Positions []Position
}

// Position is one of the values.
type Position struct {
	Value   string // "34000 USD", "2021-04-06", an entity's id, a status, ...
	Claims  []int  // indices into the block, in order of Event.Claims
	Sources int    // independent ones
}

// AppendKey appends the name of the block that the claim belongs to, nothing
// where its relation makes no events. Where the object is a phrase or has no
// name, its words and the subject tell what is meant, or the place; where these
// have no name either, only copies of one article can mean the same. What else
// the claim says does not matter.
func AppendKey(b []byte, c *Claim) []byte {
	if c.Kind == None {
		return b
	}
	b = append(b, c.Relation...)
	words := c.Object.words
	switch {
	case c.Object.Named && c.Kind == State: // many owners are no disagreement
		b = append(append(b, "\x00b"...), c.Object.ID...)
		return append(append(b, 0), c.Subject.ID...)
	case c.Object.Named:
		return append(append(b, "\x00o"...), c.Object.ID...)
	case c.Subject.Named:
		b = append(append(b, "\x00s"...), c.Subject.ID...)
	case c.Place.Named && words != "":
		b = append(append(b, "\x00p"...), c.Place.ID...)
	default:
		b = append(append(b, "\x00c"...), c.source()...)
		b = append(append(b, 0), c.Subject.words...)
	}
	return append(append(b, 0), words...)
}

// source is what counts as one independent source.
func (c *Claim) source() string {
	if c.Copies != "" {
		return c.Copies
	}
	return c.Article
}

// identify makes an event's id of the claim that was published first: later
// articles leave it as it is.
func identify(first *Claim) string {
	sum := sha256.Sum256([]byte(first.ID))
	return "event:" + hex.EncodeToString(sum[:6])
}
