// Package link joins the entities of articles into entities of the graph.
//
// An article calls its entities by handles of its own (nlp.Slug of a name).
// What goes in are articles with their local entities, a gazetteer and the
// curator's judgements; what comes out is, for each local entity, the ID of the
// entity that it is part of, and the reasons. The ID is the handle that most
// articles of the entity use; one that is a surname or "Supreme Court" alone
// counts only where there is no fuller one. Where another entity has a better
// right to that handle, and for an entity that no article names, it is
// "HANDLE@ARTICLE".
//
// Names are one that spell, transliterate, abbreviate or turn round the same
// words, that a list or the gazetteer calls one, or that an article shows to be.
// A person is no place and no organization; a surname alone goes to the one full
// name of its article or, unless it is frequent, of the corpus; juniors, kings
// and middle initials are kept apart, and so are institutions of one name in
// different places. Where two things would do, nothing is joined. It does not
// look at what articles are about: two people of one full name become one until
// a curator parts them.
//
// The result is a pure function of the set of articles, the gazetteer and the
// list of judgements: neither the order of ingest nor what was removed again
// leaves a trace. The package reads no files but its lexicons, stores nothing
// and knows nothing of the graph.
package link

import "github.com/newsgraph/newsgraph/nlp"

// Article is what linking knows of one article.
type Article struct {
	ID     string
	Locals []Local // one for each handle, in order of Handle
}

// Local is an entity as one article has it.
type Local struct {
	Handle       string // never empty, once in an article; the first counts
	Name         string // canonical name in the article
	Type         nlp.EntityType
	Named        bool     // whether any mention is a name
	Names        []string // different wordings of mentions that are names, sorted
	Descriptions []string // different wordings of other mentions, pronouns left out, sorted
	Mentions     int      // in the text; 0 where only claims tell of it
}

// Moved says that a local entity is part of another entity than before.
type Moved struct {
	Article, Handle string
	From, To        string // IDs of entities; From "" for a new local, To "" for one that is gone
}

// Entity describes a linked entity.
type Entity struct {
	ID       string
	Name     string
	Type     nlp.EntityType
	Wikidata string // "Q312", only from the gazetteer
}

// Member is a local entity with the reasons why it is part of its entity.
type Member struct {
	Article string
	Local
	Reasons []Reason // the best first; none where it is alone
}

// Reason says why a local entity and another handle are one.
type Reason struct {
	Kind  string  // "same name", "spelling", "acronym", "description", "gazetteer", "curation" ...
	With  string  // "HANDLE" or "HANDLE@ARTICLE"
	Score float64 // probability that the two are one, 0 to 1
}

// Judgement is what a curator says of entities, each named by "HANDLE" (the one
// that articles most often mean by it) or "HANDLE@ARTICLE".
type Judgement struct {
	Kind     string // Same, Different or Split
	Entities []string
}

// Kinds of judgements.
const (
	Same      = "same"      // all are one
	Different = "different" // the first is none of the others
	Split     = "split"     // those after the first leave it and are one of their own
)
