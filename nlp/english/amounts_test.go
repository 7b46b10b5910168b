package english

import (
	"fmt"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

// A claim's amount keeps the same sum in other currencies, with its place in
// the text.
func TestAmountsInOtherCurrencies(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"A court in Moscow has fined Google 2.6 million roubles ($34,000) over banned content.", "2600000 RUB; 34000 USD"},
		{"The regulator fined Meta €1.2 billion ($1.3bn; £1.04 billion) on Monday.", "1200000000 EUR; 1300000000 USD; 1040000000 GBP"},
		{"A court in Pretoria has fined Google 50,000 rand, or about $2,700, for breaking the law.", "50000 ZAR; about 2700 USD"},
		{"Italy fined TikTok 10 million euros -- roughly $11 million -- in March.", "10000000 EUR; about 11000000 USD"},
		{"The court ordered a fine of about $120,000 against Twitter.", "about 120000 USD"},
		{"Ghana fined Shell 3 million cedis and 4 million dollars on Monday.", "3000000 GHS"},
		{"The court ordered a fine of $3 million ($4 million with costs) against Apple.", "3000000 USD"},
	} {
		doc := pipeline().Run(nlp.Article{ID: "a", Text: c.text})
		got := ""
		for _, claim := range doc.Claims {
			if claim.Relation != "fines" || claim.Amount == nil {
				continue
			}
			var parts []string
			for _, m := range append([]nlp.Money{*claim.Amount}, claim.Amount.Also...) {
				about := ""
				if m.Approximate {
					about = "about "
				}
				parts = append(parts, fmt.Sprintf("%s%.0f %s", about, m.Value, m.Currency))
				if m.Text == "" || c.text[m.Start:m.End] != m.Text {
					t.Errorf("%s: %q is not at %d-%d", c.text, m.Text, m.Start, m.End)
				}
			}
			got = strings.Join(parts, "; ")
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
}
