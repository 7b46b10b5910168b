package graph

import (
	"errors"

	"github.com/newsgraph/newsgraph/graph/gizmo"
	"github.com/newsgraph/newsgraph/nlp"
)

// Errors that callers decide on.
var (
	ErrNotFound = errors.New("not found")     // no such entity, claim or article
	ErrQuery    = errors.New("invalid query") // the caller's query text is at fault
)

// Entry is one analysed article as the store takes it: what `newsgraph
// extract` prints about it, and the article itself.
type Entry struct {
	Article  nlp.Article         `json:"article"`
	Claims   []nlp.Claim         `json:"claims"`
	Mentions []nlp.MentionRecord `json:"mentions"`

	// Given is the article as it was read, where analysis has filled in what
	// only its text told (title, source, date); nil means Article. It is what
	// Current compares with.
	Given *nlp.Article `json:"-"`

	// Seen is the ISO date of today as the caller has it, kept as FirstSeen of an
	// article that is not there yet; the graph knows no clock.
	Seen string `json:"-"`
}

// EntityInfo describes an entity of the graph.
//
// An article calls its entities by handles of its own, nlp.Slug of a name.
// Linking joins the handles of all articles that mean one thing into an
// entity, whose ID is the handle that most of them use; a full name goes before
// a surname alone, however often that is used. Where the handle belongs to
// another entity already (namesakes), and for an entity that no article names,
// the ID is "HANDLE@ARTICLE" of its first article. Every
// "HANDLE" and "HANDLE@ARTICLE" is accepted wherever an entity's ID is.
type EntityInfo struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Type     nlp.EntityType `json:"type"`
	Aliases  []string       `json:"aliases,omitempty"`
	Degree   int            `json:"degree"`             // distinct neighbours
	Claims   int            `json:"claims"`             // claims it takes part in
	Articles int            `json:"articles"`           // articles that mention it in a claim
	Wikidata string         `json:"wikidata,omitempty"` // "Q312", only from the user's gazetteer
}

// Edge is all claims of one (subject, relation, object), as the explorer draws
// it. Unnamed agents give a node "unknown:" of their own.
type Edge struct {
	ID         string             `json:"id"` // "SUBJECT|RELATION|OBJECT"
	Source     string             `json:"source"`
	Target     string             `json:"target"`
	Relation   string             `json:"relation"`
	Family     string             `json:"family"`
	Claims     int                `json:"claims"`
	Articles   int                `json:"articles"`
	Statuses   map[nlp.Status]int `json:"statuses"`
	Confidence float64            `json:"confidence"`           // highest of its claims
	FirstDate  string             `json:"first_date,omitempty"` // ISO, of the event, else of publication
	LastDate   string             `json:"last_date,omitempty"`

	Disagreements int `json:"disagreements,omitempty"` // of the events its claims belong to
}

// Subgraph is a part of the graph. Truncated says that a limit cut it; Total
// counts what there would have been.
type Subgraph struct {
	Nodes     []EntityInfo `json:"nodes"`
	Edges     []*Edge      `json:"edges"` // shared between answers: not to be changed
	Truncated bool         `json:"truncated"`
	Total     int          `json:"total"`            // nodes without the limit
	Hidden    int          `json:"hidden,omitempty"` // pairs of nodes whose edges are left out since there were too many
}

// Filter narrows claims; empty fields let everything through.
type Filter struct {
	Subject, Object string   // entity id
	Entity          string   // entity id in either role
	Relations       []string // any of
	Statuses        []nlp.Status
	Types           []nlp.EntityType // of the neighbour, for ego networks
	Articles        []string
	From, To        string  // ISO dates, inclusive; a claim without event date counts by publication
	MinConfidence   float64 // 0 to 1
	AsOf            string  // ISO date: only what articles published by then say; one without a date counts from when it was first seen
	Wrong           bool    // also claims that curation calls wrong
}

// EgoQuery asks for the neighbourhood of one or more entities.
type EgoQuery struct {
	Centers []string // entity ids
	Depth   int      // hops; 0 means 1, at most 4
	Limit   int      // nodes; 0 means 500
	AllTies bool     // edges between all nodes, even where a view could not show so many; see Subgraph.Hidden
	Order   string   // which neighbours a limit keeps: "reported" (default, most claims) or "recent" (newest claim)
	Filter  Filter
}

// ClaimView is a claim with what a reader needs to check it.
type ClaimView struct {
	nlp.Claim
	Title     string `json:"title"`
	Source    string `json:"source"`
	URL       string `json:"url,omitempty"`
	Published string `json:"published,omitempty"`
	Context   string `json:"context"`       // the sentences that hold the quote, cut from the article
	ContextAt int    `json:"context_start"` // byte offset of Context in the article

	FirstSeen string  `json:"first_seen,omitempty"` // ISO date on which the article came into the store
	Event     string  `json:"event,omitempty"`      // id of the event it belongs to, where that has other claims
	Wrong     bool    `json:"wrong,omitempty"`      // curation calls it wrong
	Handles   Handles `json:"handles"`
}

// Handles is what the article itself calls the claim's arguments, as
// "HANDLE@ARTICLE"; the arguments' IDs are those of the linked entities.
type Handles struct {
	Subject string `json:"subject,omitempty"`
	Object  string `json:"object,omitempty"`
	SaidBy  string `json:"said_by,omitempty"`
	Place   string `json:"place,omitempty"`
}

// ArticleInfo is an article without its text, for lists.
type ArticleInfo struct {
	nlp.Article        // Text empty in lists
	SHA256      string `json:"sha256"` // of the text
	ClaimCount  int    `json:"claim_count"`
	FirstSeen   string `json:"first_seen,omitempty"` // ISO date on which it came into the store
	CopyOf      string `json:"copy_of,omitempty"`    // article that it is a near-duplicate of
}

// Stats counts what the store holds.
type Stats struct {
	Articles  int                    `json:"articles"`
	Claims    int                    `json:"claims"`
	Entities  int                    `json:"entities"`
	Quads     int64                  `json:"quads"`
	Relations map[string]int         `json:"relations"`
	Types     map[nlp.EntityType]int `json:"types"`
	Statuses  map[nlp.Status]int     `json:"statuses"`
}

// AddStats says what a batch changed.
type AddStats struct {
	Added, Replaced, Unchanged int // articles
	Claims                     int // claims now held for the added and replaced articles
}

// Result is the answer to a query: rows as the query language shapes them,
// ready for JSON.
type Result struct {
	Rows      any  `json:"result"`
	Truncated bool `json:"truncated,omitempty"`

	Explain []gizmo.Step `json:"explain,omitempty"` // with QueryOptions.Explain
}
