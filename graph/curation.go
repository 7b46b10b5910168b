package graph

// Judgement is one line of the curation log. It wins over everything that the
// program works out, in articles of today and of tomorrow. Entities are named
// by their ID or by any of their handles, "HANDLE" for that of all articles
// and "HANDLE@ARTICLE" for that of one.
type Judgement struct {
	ID       string   `json:"id"`                 // "judgement:" and twelve hex digits of its content
	Kind     string   `json:"kind"`               // one of JudgementKinds
	Entities []string `json:"entities,omitempty"` // same, different, split, rename, retype, note
	Claim    string   `json:"claim,omitempty"`    // wrong, note
	Name     string   `json:"name,omitempty"`     // rename
	Type     string   `json:"type,omitempty"`     // retype
	Undoes   string   `json:"undoes,omitempty"`   // undo: a judgement's ID
	Note     string   `json:"note,omitempty"`     // why, in the curator's words
	By       string   `json:"by,omitempty"`
	Time     string   `json:"time,omitempty"` // RFC 3339, as the caller gives it
}

// JudgementKinds lists what a judgement can say:
// same: the entities are one; different: the first is none of the others;
// split: the handles after the first leave that entity and are one of their
// own; rename, retype: the entity has this name, this type; wrong: the article
// does not say what the claim says; note: a remark; undo: as if the other
// judgement had never been made.
var JudgementKinds = []string{"same", "different", "split", "rename", "retype", "wrong", "note", "undo"}

// JudgementView is a judgement as the log shows it.
type JudgementView struct {
	Judgement
	Undone bool `json:"undone,omitempty"`
}

// Member is an entity as one article has it, and why it is linked to the rest.
type Member struct {
	Handle   string   `json:"handle"` // "HANDLE@ARTICLE"
	Article  string   `json:"article"`
	Name     string   `json:"name"`
	Type     string   `json:"type"`
	Names    []string `json:"names"` // names and descriptions in the article
	Mentions int      `json:"mentions"`
	Reasons  []Reason `json:"reasons"`
}

// Reason says why a member belongs to its entity.
type Reason struct {
	Kind  string  `json:"kind"`           // "same name", "spelling", "acronym", "description", "curation" ...
	With  string  `json:"with,omitempty"` // the handle it was compared with
	Score float64 `json:"score"`          // probability that the two are one, 0 to 1
}
