package eval

import (
	"encoding/json"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

func TestEventRecord(t *testing.T) {
	var g eventRecord
	err := json.Unmarshal([]byte(`{"id": "1", "event": "AGREE", "eventText": "will visit", "source": [{"actorText": "Foreign Minister Oskar Fischer"}],
		"target": {"actorText": "Albania"}}`), &g)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		event                    Event
		pair, triple, typed, all bool
	}{
		{Event{[]string{"Oskar Fischer"}, "visits", []string{"Albania's capital"}, "AGREE"}, true, true, true, true},
		{Event{[]string{"Fischer"}, "met", []string{"Albania"}, "CONSULT"}, true, false, false, false},
		{Event{[]string{"the minister of a neighbouring country"}, "visit", []string{"Albania"}, "AGREE"}, false, false, true, false},
		{Event{nil, "visit", []string{"Albania"}, ""}, false, false, false, false},
	} {
		pair, triple, typed, all := g.compare([]Event{x.event})
		if pair != x.pair || triple != x.triple || typed != x.typed || all != x.all {
			t.Errorf("%v: got %v %v %v %v, want %v %v %v %v", x.event, pair, triple, typed, all, x.pair, x.triple, x.typed, x.all)
		}
	}
	// Two who act together, in either order.
	g = eventRecord{Event: "CONSULT", Words: "met", Source: actors{"Turkey", "Syria"}}
	if pair, _, _, _ := g.compare([]Event{{Source: []string{"Syria"}, Target: []string{"Turkey"}}}); !pair {
		t.Error("reciprocal event not found")
	}
}

func TestEventType(t *testing.T) {
	kinds := map[string]string{"visits": "CONSULT", "bans": "SANCTION", "attacks": "ASSAULT", "accuses": "ACCUSE"}
	for _, x := range []struct {
		claim nlp.Claim
		want  string
	}{
		{nlp.Claim{Relation: "visits", Status: nlp.Asserted}, "CONSULT"},
		{nlp.Claim{Relation: "visits", Status: nlp.Planned}, "AGREE"},
		{nlp.Claim{Relation: "bans", Status: nlp.Planned}, "THREATEN"},
		{nlp.Claim{Relation: "bans", Status: nlp.Requested}, "DEMAND"},
		{nlp.Claim{Relation: "visits", Status: nlp.Negated}, "REJECT"},
		{nlp.Claim{Relation: "accuses", Status: nlp.Asserted}, "DISAPPROVE"},
		{nlp.Claim{Relation: "attacks", Status: nlp.Asserted, Subject: &nlp.Argument{Name: "rebels", Type: nlp.Group}}, "ASSAULT"},
		{nlp.Claim{Relation: "attacks", Status: nlp.Asserted, Subject: &nlp.Argument{Name: "the Israeli army", Type: nlp.Organization}}, "FIGHT"},
		{nlp.Claim{Relation: "open:walk", Status: nlp.Asserted}, ""},
	} {
		if got := eventType(&x.claim, kinds); got != x.want {
			t.Errorf("%s, %s: got %q, want %q", x.claim.Relation, x.claim.Status, got, x.want)
		}
	}
}
