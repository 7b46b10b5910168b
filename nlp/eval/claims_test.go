package eval

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

const goldText = "A court in Paris fined Café Corp. on Monday. The company’s owner said it would appeal.\n\nWeather was fair. Nobody was hurt. Café Corp was fined twice."

const goldJSON = `{"published": "2021-05-03", "source": "Wire",
 "entities": [
  {"id": "court", "name": "Paris court", "types": ["organization"], "mentions": ["A court in Paris"]},
  {"id": "cafe", "name": "Café Corp.", "types": ["organization"], "mentions": ["Café Corp.", "The company"]},
  {"id": "owner", "name": "owner", "types": ["person"], "mentions": ["The company’s owner"]}],
 "facts": [
  {"relation": "fines", "also": ["orders"], "subject": "court", "object": "cafe", "quote": "A court in Paris fined Café Corp.",
   "status": "asserted", "said_by": null, "amount": "2600000 EUR", "date": "2021-05", "importance": 3},
  {"relation": "says", "subject": "owner", "object": ["~it would appeal"], "quote": "owner said it would appeal", "status": "asserted"},
  {"relation": "appeals", "subject": ["cafe", "owner"], "object": [null, "~the fine"], "quote": "it would appeal", "status": "planned",
   "said_by": "owner", "importance": 2}]}`

func goldArticle(t *testing.T) *GoldArticle {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"one.json": goldJSON, "one.txt": goldText} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	gold, err := ReadGold(dir)
	if err != nil || len(gold) != 1 {
		t.Fatalf("%d articles, %v", len(gold), err)
	}
	return gold[0]
}

func TestClaimScore(t *testing.T) {
	g := goldArticle(t)
	scored := map[string]bool{"fines": true, "says": true, "appeals": true, "meets": true, "orders": true}
	arg := func(name string) *nlp.Argument { return &nlp.Argument{Name: name} }
	claims := []nlp.Claim{
		{Relation: "fines", Subject: arg("the Paris court"), Object: arg("CAFE CORP"), Quote: "A court in Paris fined Café Corp.", Status: nlp.Asserted,
			Amount: &nlp.Money{Value: 2_600_001, Currency: "EUR"}, Date: &nlp.Dated{Value: "2021-06-01"}},
		{Relation: "orders", Subject: arg("Paris court"), Object: arg("the company"), Quote: "fined Café Corp."},
		{Relation: "fines", Subject: arg("Paris court"), Object: arg("Café Corp"), Quote: "Café Corp was fined twice", Frame: "fines:3"},
		{Relation: "fines", Object: arg("Café Corp"), Quote: "Café Corp was fined twice", Frame: "fines:3"},
		{Relation: "says", Subject: arg("company’s owner"), Object: arg("anything"), Quote: "said it would appeal"},
		{Relation: "appeals", Subject: arg("owner"), Quote: "would appeal", Status: nlp.Asserted, SaidBy: arg("Paris court")},
		{Relation: "open:hurt", Object: arg("Nobody")},
	}
	judged, stated := g.Judge(claims, scored)
	if want := []Judgement{Right, Repeated, Repeated, Wrong, Right, Right, Unscored}; !slices.Equal(judged, want) {
		t.Errorf("judged %v, want %v", judged, want)
	}
	if want := []int{0, 4, 5}; !slices.Equal(stated, want) {
		t.Errorf("stated %v, want %v", stated, want)
	}
	s := NewClaimScore()
	s.Add(g, claims, []nlp.MentionRecord{
		{Text: "Café Corp", Entity: "x", Type: nlp.Organization}, {Text: "The company's owner", Entity: "x", Type: nlp.Organization},
	}, scored)
	for _, x := range []struct {
		name      string
		got, want any
	}{
		{"facts", s.Facts, PRF{2, 2, 3, 2}},
		{"says", s.Says, PRF{1, 1, 1, 1}},
		{"headline", s.Headline, Share{1, 1}},
		{"pairs", s.Pairs, Share{2, 2}},
		{"status", s.Status, Share{1, 2}},
		{"said_by", s.SaidBy, Share{0, 1}},
		{"amount", s.Amount, Share{1, 1}},
		{"date", s.Date, Share{0, 1}},
		{"mentions", s.Mentions, Share{2, 4}},
		{"types", s.Types, Share{1, 2}},
		{"resolution", [2]float64{s.Resolution.P(), s.Resolution.R()}, [2]float64{0.5, 1}},
	} {
		if x.got != x.want {
			t.Errorf("%s: got %v, want %v", x.name, x.got, x.want)
		}
	}
	worst := s.WorstFrames()
	if len(worst) != 1 || worst[0].Frame != "fines:3" || worst[0].Right != 1 || worst[0].Wrong != 1 {
		t.Errorf("worst frames: %+v", worst)
	}
}

func TestSamePhrase(t *testing.T) {
	for _, x := range []struct {
		a, b string
		want bool
	}{
		{"the removal of his videos", "removal of videos", true},
		{"videos", "three of his videos about Navalny", false},
		{"the", "the", false},
		{"U.S.-based app", "u.s.-based apps", true},
	} {
		if got := samePhrase(x.a, x.b); got != x.want {
			t.Errorf("%q, %q: got %v, want %v", x.a, x.b, got, x.want)
		}
	}
}
