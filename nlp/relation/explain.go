package relation

import "github.com/newsgraph/newsgraph/nlp"

// Trace says what became of one frame at one trigger.
type Trace struct {
	Relation string `json:"relation"`
	Frame    string `json:"frame"`
	Trigger  string `json:"trigger"`
	Start    int    `json:"start"` // bytes of the trigger in the text
	End      int    `json:"end"`
	Matched  bool   `json:"matched"`
	Reason   string `json:"reason,omitempty"` // why it did not match
}

// Explain runs the stage on a document and tells, beside the claims it adds,
// which frames had a trigger in the text and why they matched or not.
func (e *Extractor) Explain(doc *nlp.Document) []Trace {
	x := &extraction{e: e, lex: e.words, traces: &[]Trace{}}
	x.run(doc)
	doc.Claims = append(doc.Claims, x.finish()...)
	seen := map[string]bool{}
	for _, c := range doc.Claims {
		seen[c.Frame] = true
	}
	var out []Trace
	for name := range seen {
		for _, c := range doc.Claims {
			if c.Frame == name {
				out = append(out, Trace{Relation: c.Relation, Frame: name, Trigger: c.Trigger, Start: c.TriggerStart, End: c.TriggerEnd, Matched: true})
				break
			}
		}
	}
	out = append(out, *x.traces...)
	sortTraces(out)
	return out
}

func sortTraces(ts []Trace) {
	for i := 1; i < len(ts); i++ {
		for j := i; j > 0 && before(ts[j], ts[j-1]); j-- {
			ts[j], ts[j-1] = ts[j-1], ts[j]
		}
	}
}

func before(a, b Trace) bool {
	if a.Start != b.Start {
		return a.Start < b.Start
	}
	if a.Matched != b.Matched {
		return a.Matched
	}
	return a.Frame < b.Frame
}

// miss records why a frame did not match; it is false, for returning.
func (x *extraction) miss(i int, f *frame, reason string) bool {
	if x.traces != nil {
		tok := x.t.tok(i)
		*x.traces = append(*x.traces, Trace{
			Relation: f.relation, Frame: f.name, Trigger: x.doc.Cut(tok.Span), Start: tok.Start, End: tok.End, Reason: reason,
		})
	}
	return false
}
