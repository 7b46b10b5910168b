package relation

import (
	"cmp"
	"slices"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// Trace says what became of one frame at one trigger.
type Trace struct {
	Relation string `json:"relation"`
	Frame    string `json:"frame"`
	Trigger  string `json:"trigger"`
	Start    int    `json:"start"` // bytes of the trigger in the text
	End      int    `json:"end"`
	Matched  bool   `json:"matched"`
	Reason   string `json:"reason,omitempty"` // why it did not match
	// Event says of a frame that did not match that its trigger tells of what
	// is done, not of who someone is ("regulator", "mother") or where.
	Event bool `json:"event,omitempty"`
}

// Explain runs the stage on a document and tells, beside the claims it adds,
// which frames had a trigger in the text and why they matched or not.
func (e *Extractor) Explain(doc *nlp.Document) []Trace {
	x := &extraction{e: e, lex: e.words, traces: &[]Trace{}}
	x.run(doc)
	doc.Claims = append(doc.Claims, x.finish()...)
	var out []Trace
	seen := map[Trace]bool{} // a frame that made several claims of one trigger
	for _, c := range doc.Claims {
		t := Trace{Relation: c.Relation, Frame: c.Frame, Trigger: c.Trigger, Start: c.TriggerStart, End: c.TriggerEnd, Matched: true}
		if !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	out = append(out, *x.traces...)
	slices.SortFunc(out, func(a, b Trace) int {
		if c := cmp.Compare(a.Start, b.Start); c != 0 {
			return c
		}
		if a.Matched != b.Matched {
			if a.Matched {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Frame, b.Frame)
	})
	return out
}

func (f *frame) tellsEvent() bool {
	return f.kind < entity && !has(f.subj, "self") && !has(f.obj, "self")
}

// miss records why a frame did not match; it is false, for returning.
func (x *extraction) miss(i int, f *frame, reason string) bool {
	if x.traces != nil {
		tok := x.t.tok(i)
		*x.traces = append(*x.traces, Trace{
			Relation: f.relation, Frame: f.name, Trigger: x.doc.Cut(tok.Span), Start: tok.Start, End: tok.End, Reason: reason, Event: f.tellsEvent(),
		})
	}
	return false
}
