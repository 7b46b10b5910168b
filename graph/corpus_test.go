package graph

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/newsgraph/newsgraph/nlp"
)

// corpus makes articles of twenty claims each that resemble news: few entities
// are in a large part of the claims and most in one or two (a Zipf law), an
// article keeps to a topic and repeats its entities, two entities mostly have to
// do with each other in one way, every tenth object is a phrase, and some claims
// name no agent or no object. The same number of articles gives the same corpus.
func corpus(articles int) iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		rng := rand.New(rand.NewPCG(1, 2))
		n := max(corpusClaims*articles/5, 50)
		everywhere := rand.NewZipf(rng, 1.1, 3, uint64(n-1))
		topics := max(n/500, 4)
		ofTopic := rand.NewZipf(rng, 1.1, 3, uint64(n/topics-1))
		for i := range articles {
			topic := rng.IntN(topics)
			draw := func() int {
				if rng.IntN(5) < 3 {
					return int(ofTopic.Uint64())*topics + topic
				}
				return int(everywhere.Uint64())
			}
			about := [3]int{draw(), draw(), draw()}
			argument := func() *nlp.Argument {
				e := draw()
				if rng.IntN(2) == 0 {
					e = about[rng.IntN(len(about))]
				}
				return named(entityName(e), entityTypes[e%len(entityTypes)])
			}
			var claims []nlp.Claim
			for j := range corpusClaims {
				c := say("", relationsOfCorpus[min(rng.IntN(40), rng.IntN(40))%len(relationsOfCorpus)], "",
					withStatus(nlp.Statuses[rng.IntN(4)*rng.IntN(2)]),
					on(fmt.Sprintf("20%02d-%02d-%02d", 10+rng.IntN(15), 1+rng.IntN(12), 1+rng.IntN(28))))
				c.Confidence = float64(50+rng.IntN(50)) / 100
				if rng.IntN(20) > 0 {
					c.Subject = argument()
				}
				switch rng.IntN(10) {
				case 0:
					c.Object = named(fmt.Sprintf("that clause %d of %d holds", j, i), nlp.Phrase)
				case 1:
				default:
					c.Object = argument()
				}
				if c.Subject != nil && c.Object != nil && rng.IntN(3) > 0 {
					c.Relation = relationsOfCorpus[(len(c.Subject.ID)*7+len(c.Object.ID)*5+int(c.Subject.ID[0])+int(c.Object.ID[2]))%len(relationsOfCorpus)]
					c.Trigger = c.Relation
				}
				for _, a := range []*nlp.Argument{c.Subject, c.Object} {
					if a != nil {
						c.Quote += a.Name + " " + c.Relation + " "
					}
				}
				claims = append(claims, c)
			}
			e := report(fmt.Sprintf("article-%06d", i), claims...)
			e.Article.Published = fmt.Sprintf("20%02d-%02d-%02d", 10+i%15, 1+i%12, 1+i%28)
			if !yield(e) {
				return
			}
		}
	}
}

const corpusClaims = 20 // of an article

var (
	entityTypes       = []nlp.EntityType{nlp.Person, nlp.Organization, nlp.Person, nlp.Place, nlp.Product}
	relationsOfCorpus = []string{"fines", "bans", "owns", "accuses", "arrests", "meets", "orders", "praises", "sues", "visits", "warns", "leads"}
)

// entityName is a name of two words that no other number has. First words
// repeat, as given names do.
func entityName(e int) string {
	return coin(e*7%1200, 2) + " " + coin(e, 4)
}

// coin spells a number in syllables.
func coin(n, syllables int) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	var out []byte
	for i := range syllables {
		c, v := consonants[n%len(consonants)], vowels[n/len(consonants)%len(vowels)]
		n /= len(consonants) * len(vowels)
		if i == 0 {
			c -= 'a' - 'A'
		}
		out = append(out, c, v)
	}
	return string(out)
}
