package graph

import (
	"reflect"
	"slices"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

// lean is the part of a record that its summary keeps.
func lean(r record) *record {
	arg := func(a *nlp.Argument) *nlp.Argument {
		if a == nil {
			return nil
		}
		return &nlp.Argument{ID: a.ID, Name: a.Name, Mention: a.Mention, Type: a.Type}
	}
	claims := make([]nlp.Claim, len(r.claims))
	for i, c := range r.claims {
		k := nlp.Claim{
			Article: c.Article, ID: c.ID, Relation: c.Relation, Status: c.Status, Start: c.Start, Confidence: c.Confidence,
			Subject: arg(c.Subject), Object: arg(c.Object), SaidBy: arg(c.SaidBy), Place: arg(c.Place),
		}
		if c.Date != nil {
			k.Date = &nlp.Dated{Value: c.Date.Value}
		}
		if c.Amount != nil {
			k.Amount = &nlp.Money{Quoted: nlp.Quoted{Text: c.Amount.Text}, Value: c.Amount.Value, Currency: c.Amount.Currency, Approximate: c.Amount.Approximate}
			for _, m := range c.Amount.Also {
				m.Start, m.End = 0, 0
				k.Amount.Also = append(k.Amount.Also, m)
			}
		}
		claims[i] = k
	}
	mentions := make([]nlp.MentionRecord, 0, len(r.mentions))
	for _, m := range r.mentions {
		m.Start, m.End = 0, 0
		at := len(mentions)
		for i := range mentions {
			if mentions[i] == m {
				at = i + 1
			}
		}
		mentions = slices.Insert(mentions, at, m)
	}
	r.claims, r.mentions = claims, mentions
	return &r
}

func rich() Entry {
	e := report("a\x00b", say("Moscow court", "fines", "TikTok", on("2021-04-06"), func(c *nlp.Claim) {
		c.Amount = &nlp.Money{Quoted: nlp.Quoted{Text: "about $34,000", Start: 3, End: 9}, Value: 34000, Currency: "USD", Approximate: true,
			Also: []nlp.Money{{Quoted: nlp.Quoted{Text: "2.6m roubles", Start: 12, End: 24}, Value: 2_600_000, Currency: "RUB"}}}
		c.SaidBy, c.Place = named("Interfax", nlp.Organization), named("Moscow", nlp.Place)
		c.Reason = &nlp.Quoted{Text: "for it"}
	}), say("", "arrests", "Navalny", withStatus(nlp.Negated)), say("Dorsey", "resigns_from", ""))
	e.Mentions = append(e.Mentions, nlp.MentionRecord{Article: e.Article.ID, Text: "it", Entity: "tiktok", Name: "TikTok", Type: nlp.Organization, Kind: "pronoun", Start: 9, End: 11})
	return e
}

func TestSummary(t *testing.T) {
	for _, e := range append(sample(), rich(), report("empty")) {
		e, err := clean(e)
		if err != nil {
			t.Fatal(err)
		}
		r, err := newRecord(&e, "test")
		if err != nil {
			t.Fatal(err)
		}
		data, err := encodeSummary(r)
		if err != nil {
			t.Fatal(err)
		}
		got, current, err := decodeSummary(data)
		if err != nil || !current {
			t.Fatalf("decode: current %v, %v", current, err)
		}
		if want := lean(*r); !reflect.DeepEqual(got, want) {
			t.Errorf("article %q:\ngot  %+v\nwant %+v", r.ID, got, want)
		}
		for n := range data {
			if _, current, err := decodeSummary(data[:n]); err == nil && current {
				t.Fatalf("a summary cut at %d of %d bytes was read", n, len(data))
			}
		}
	}
}

func FuzzDecodeSummary(f *testing.F) {
	e, err := clean(rich())
	if err != nil {
		f.Fatal(err)
	}
	r, err := newRecord(&e, "test")
	if err != nil {
		f.Fatal(err)
	}
	data, err := encodeSummary(r)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, _, err := decodeSummary(data); err != nil {
			return
		}
	})
}
