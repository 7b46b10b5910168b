package graph

// Ref names an entity without counting anything.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
}

// Event is claims that report one thing that happened: one relation with
// compatible arguments and dates.
type Event struct {
	ID            string         `json:"id"` // "event:" and twelve hex digits
	Relation      string         `json:"relation"`
	Family        string         `json:"family"`
	Subjects      []Ref          `json:"subjects"`
	Objects       []Ref          `json:"objects"`
	Start         string         `json:"start,omitempty"` // ISO date; of the event, as its sources give it together
	End           string         `json:"end,omitempty"`
	Published     string         `json:"published,omitempty"` // ISO date of the first article that reports it
	Claims        int            `json:"claims"`
	Articles      int            `json:"articles"`
	Sources       int            `json:"sources"` // independent ones: near-duplicate articles count once
	Disagreements []Disagreement `json:"disagreements"`
}

// EventView is an event with its evidence.
type EventView struct {
	Event
	Evidence []ClaimView `json:"evidence"` // in order of publication
}

// Disagreement is a field in which the sources of an event differ. Nothing
// says which of them is right.
type Disagreement struct {
	ID        string     `json:"id"` // EVENT "/" FIELD
	Event     string     `json:"event"`
	Relation  string     `json:"relation"`
	Field     string     `json:"field"`          // one of DisagreementFields
	Hint      string     `json:"hint,omitempty"` // "digit slip", "different currency", "later report", ...
	Positions []Position `json:"positions"`      // two or more, the one with most sources first
}

// DisagreementFields lists the fields in which sources can differ.
var DisagreementFields = []string{"amount", "currency", "date", "object", "place", "status", "subject"}

// Position is one of the values that sources give.
type Position struct {
	Value   string      `json:"value"`
	Sources int         `json:"sources"` // independent ones
	Claims  []ClaimView `json:"claims"`
}

// EventQuery asks for events, those with most sources first.
type EventQuery struct {
	Filter    Filter // an event passes with any of its claims
	Disagreed bool   // only those with disagreements
	Field     string // only those with a disagreement in this field; empty for all
	Offset    int
	Limit     int // 0 means 100
}
