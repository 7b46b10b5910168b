package link

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

// news makes articles like those of a large archive: a few names in many of
// them, most names in few, and many things that no one names.
func news(articles, named, unnamed, entities int) []Article {
	r := rand.New(rand.NewPCG(1, 2))
	given := []string{"Alexei", "Aleksey", "John", "Jack", "William", "Bill", "Maria", "Anna", "Peter", "Sergei", "Sergey", "Kim", "Olga", "Robert", "Bob"}
	syllables := []string{"na", "val", "ko", "rin", "ber", "ste", "mo", "lar", "dev", "sha", "ton", "gri", "pa", "ul", "ek", "zin", "ho", "tra", "mel", "wy"}
	word := func() string {
		w := ""
		for range 2 + r.IntN(3) {
			w += syllables[r.IntN(len(syllables))]
		}
		return string(w[0]-32) + w[1:]
	}
	names := make([]Local, entities)
	for i := range names {
		l := &names[i]
		l.Named = true
		switch r.IntN(4) {
		case 0, 1:
			l.Name, l.Type = given[r.IntN(len(given))]+" "+word(), nlp.Person
		case 2:
			l.Name, l.Type = word()+" "+[]string{"Group", "Ltd", "Bank", "Ministry", "Court", "Foundation"}[r.IntN(6)], nlp.Organization
		case 3:
			l.Name, l.Type = word(), []nlp.EntityType{nlp.Place, nlp.Product, nlp.Organization, nlp.Person}[r.IntN(4)]
		}
		l.Handle = nlp.Slug(l.Name)
	}
	things := []string{"government", "users", "police", "court", "company", "officials", "president", "protesters", "ministry", "lawyer"}
	out := make([]Article, articles)
	for i := range out {
		a := &out[i]
		a.ID = fmt.Sprintf("article-%06d", i)
		seen := map[string]bool{}
		add := func(l Local) {
			if !seen[l.Handle] {
				seen[l.Handle] = true
				a.Locals = append(a.Locals, l)
			}
		}
		for range named {
			u := r.Float64()
			l := names[int(u*u*u*float64(entities))]
			l.Mentions = 1 + r.IntN(6)
			switch words := strings.Fields(l.Name); r.IntN(20) {
			case 0:
				l.Names = distinct([]string{l.Name, word()}) // an error of analysis
			case 1, 2, 3, 4, 5, 6, 7:
				l.Names = distinct([]string{l.Name, words[len(words)-1]})
			}
			add(l)
		}
		for range unnamed {
			n := things[r.IntN(len(things))]
			if r.IntN(2) == 0 {
				n = word() + " " + n
			}
			add(Local{Handle: nlp.Slug(n), Name: n, Type: nlp.Organization, Descriptions: []string{"the " + n}, Mentions: 1})
		}
		slices.SortFunc(a.Locals, compareHandles)
	}
	return out
}

// Linking 50,000 entities named in 200,000 places.
func BenchmarkLink50k(b *testing.B) {
	articles := news(20000, 10, 4, 50000)
	for b.Loop() {
		l := newLinker(b)
		l.Update(nil, articles)
		b.ReportMetric(float64(entityCount(l)), "entities")
	}
}

// What a store of a million claims starts with: a million locals of 240,000
// entities.
func BenchmarkLinkMillion(b *testing.B) {
	articles := news(50000, 15, 6, 1100000)
	locals := 0
	for i := range articles {
		locals += len(articles[i].Locals)
	}
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		l := newLinker(b)
		l.Load(slices.Values(articles))
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(entityCount(l)), "entities")
		b.ReportMetric(float64(locals), "locals")
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
		runtime.KeepAlive(l)
	}
}

// Adding one article to 50,000 entities, and taking it out again.
func BenchmarkAddOne(b *testing.B) {
	articles := news(20200, 10, 4, 50000)
	l := newLinker(b)
	l.Update(nil, articles[:20000])
	i := 0
	for b.Loop() {
		a := articles[20000+i%200]
		l.Update(nil, []Article{a})
		l.Update([]string{a.ID}, nil)
		i++
	}
}

func BenchmarkLexicon(b *testing.B) {
	for b.Loop() {
		newLinker(b)
	}
}

// entityCount is the number of entities that have nodes.
func entityCount(l *Linker) int {
	n := len(l.namesakes)
	for h := range l.handles.n {
		if l.handles.at(h).entity != nil {
			n++
		}
	}
	return n
}
