package link

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/newsgraph/newsgraph/data"
	"github.com/newsgraph/newsgraph/nlp"
)

// snapshot is every local's entity, and every entity's description.
func snapshot(l *Linker) map[string]string {
	out := map[string]string{}
	for id := range l.artNum {
		for _, v := range l.articles[l.artNum[id]].locals {
			h := l.handles.at(v.handle).name
			e := l.Entity(id, h)
			d, ok := l.Describe(e)
			if !ok {
				d.Name = "NOT DESCRIBED"
			}
			r, _ := l.Resolve(h + "@" + id)
			plain, _ := l.Resolve(h)
			out[h+"@"+id] = fmt.Sprint(e, " ", d, " ", r == e, " ", plain)
		}
	}
	return out
}

// corpus makes random articles out of few names, so that they meet in every way.
type corpus struct{ *rand.Rand }

func (r corpus) pick(list ...string) string { return list[r.IntN(len(list))] }

func (r corpus) local() Local {
	given := r.pick("Alexei", "Aleksey", "Alex", "A.", "Yulia", "John", "Jack", "William", "Bill", "Mrs", "")
	surname := r.pick("Navalny", "Navalnyy", "Smith", "Zelensky", "Zelenskiy", "Navalny Jr", "George W. Bush", "Bush")
	var name, typ string
	named := true
	switch r.IntN(7) {
	case 0, 1, 2:
		name, typ = given+" "+surname, "person"
		if given == "" {
			name = surname
		}
	case 3:
		name = r.pick("Roskomnadzor", "RFE/RL", "Radio Free Europe/Radio Liberty", "TikTok", "Tik Tok", "ByteDance", "ByteDance Ltd.", "Salling", "Salling Group",
			"ECJ", "European Court of Justice", "EUCJ", "Meta", "Facebook", "Alfa Bank", "OPEC", "Organic Produce Export Council")
		typ = r.pick("organization", "product", "other")
	case 4:
		name = r.pick("Supreme Court", "National Bank", "Russian Supreme Court", "Supreme Court of Russia", "First National Bank", "Interior Ministry")
		typ = r.pick("organization", "place")
	case 5:
		name, typ = r.pick("Russia", "US", "United States", "Paris", "Paris, Texas", "Paris, France", "Ukraine", "Washington"), "place"
	case 6:
		name = r.pick("Russia's internet watchdog", "the Russian internet watchdog", "the government", "users")
		typ, named = "organization", false
	}
	l := Local{Handle: nlp.Slug(name), Name: name, Type: nlp.EntityType(typ), Named: named, Mentions: r.IntN(4)}
	if named && r.IntN(3) == 0 {
		l.Names = []string{r.pick("RFE/RL", "ECJ", "Facebook", "Meta", "Mr. Smith", "Mrs Navalny", "Salling", "Alexei Navalny", "John Smith")}
	}
	if named && r.IntN(3) == 0 {
		l.Descriptions = []string{r.pick("Russia's internet watchdog", "the Russian bank", "a Ukrainian bank", "the platform")}
	}
	if !named {
		l.Descriptions = []string{name}
	}
	return l
}

func (r corpus) article(id string) Article {
	seen := map[string]bool{}
	a := Article{ID: id}
	for range r.IntN(6) {
		if l := r.local(); !seen[l.Handle] {
			seen[l.Handle] = true
			a.Locals = append(a.Locals, l)
		}
	}
	slices.SortFunc(a.Locals, compareHandles)
	return a
}

func (r corpus) judgement(articles map[string]Article) Judgement {
	j := Judgement{Kind: r.pick(Same, Different, Split)}
	ids := slices.Sorted(maps.Keys(articles))
	for range 2 + r.IntN(2) {
		ref := r.local().Handle
		if len(ids) > 0 && r.IntN(2) == 0 {
			a := articles[ids[r.IntN(len(ids))]]
			if len(a.Locals) > 0 {
				ref = a.Locals[r.IntN(len(a.Locals))].Handle
			}
			if r.IntN(2) == 0 {
				ref += "@" + a.ID
			}
		}
		j.Entities = append(j.Entities, ref)
	}
	return j
}

var someGazetteer = &Gazetteer{Entries: []Entry{
	{Name: "TikTok", Aliases: []string{"ByteDance"}, Type: nlp.Organization, Wikidata: "Q48938223"},
	{Name: "John Smith", Aliases: []string{"Jack Smith"}, Weak: []string{"Smith"}, Type: nlp.Person, Wikidata: "Q1"},
	{Name: "Bill Smith", Weak: []string{"Bush"}, Type: nlp.Person},
	{Name: "RFE/RL", Aliases: []string{"OPEC"}},
}}

func newLinker(t testing.TB) *Linker {
	t.Helper()
	l, err := New(data.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestPure adds, replaces and removes articles and changes judgements at random,
// and compares each state with that of a linker which saw all at once in another
// order; what Update says moved must be the difference.
func TestPure(t *testing.T) {
	lex := newLinker(t).lex
	fresh := func() *Linker {
		l := newEmpty(lex, someGazetteer)
		l.narrowSize = 3
		return l
	}
	rounds := 150
	if testing.Short() {
		rounds = 20
	}
	for seed := range uint64(rounds) {
		r := corpus{rand.New(rand.NewPCG(seed, 7))}
		l := fresh()
		articles := map[string]Article{}
		var judgements []Judgement
		for step := range 25 {
			before := entitiesOf(l)
			var moved []Moved
			switch k := r.IntN(10); {
			case k < 6:
				var remove []string
				var add []Article
				for range r.IntN(3) {
					id := fmt.Sprintf("a%02d", r.IntN(14))
					if r.IntN(3) == 0 {
						remove = append(remove, id)
						delete(articles, id)
					}
				}
				for range r.IntN(4) {
					a := r.article(fmt.Sprintf("a%02d", r.IntN(14)))
					add = append(add, a)
					articles[a.ID] = a
				}
				moved = l.Update(remove, add)
			case k < 8:
				judgements = append(judgements, r.judgement(articles))
				moved = l.SetJudgements(judgements)
			default:
				if len(judgements) > 0 {
					i := r.IntN(len(judgements))
					judgements = slices.Delete(slices.Clone(judgements), i, i+1)
				}
				moved = l.SetJudgements(judgements)
			}
			want := fresh()
			ids := slices.Sorted(maps.Keys(articles))
			r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
			var all []Article
			for _, id := range ids {
				all = append(all, articles[id])
			}
			if seed%2 == 0 {
				want.SetJudgements(judgements)
			}
			want.Update(nil, all)
			if seed%2 == 1 {
				want.SetJudgements(judgements)
			}
			if g, w := snapshot(l), snapshot(want); !maps.Equal(g, w) {
				for _, k := range slices.Sorted(maps.Keys(w)) {
					if g[k] != w[k] {
						t.Errorf("seed %d step %d: %s: got %s, want %s", seed, step, k, g[k], w[k])
					}
				}
				t.Fatalf("judgements %v", judgements)
			}
			checkMoved(t, before, entitiesOf(l), moved)
			checkMembers(t, l)
			checkPlaced(t, l)
		}
	}
}

func entitiesOf(l *Linker) map[localID]string {
	out := map[localID]string{}
	for id, a := range l.artNum {
		for _, v := range l.articles[a].locals {
			out[localID{id, l.handles.at(v.handle).name}] = l.Entity(id, l.handles.at(v.handle).name)
		}
	}
	return out
}

func checkMoved(t *testing.T, before, after map[localID]string, moved []Moved) {
	t.Helper()
	got := map[localID]bool{}
	for _, m := range moved {
		k := localID{m.Article, m.Handle}
		if got[k] {
			t.Fatalf("%v moved twice", k)
		}
		got[k] = true
		if before[k] != m.From || after[k] != m.To || m.From == m.To {
			t.Fatalf("%+v, but it was %q and is %q", m, before[k], after[k])
		}
	}
	for _, list := range [2]map[localID]string{before, after} {
		for k := range list {
			if before[k] != after[k] && !got[k] {
				t.Fatalf("%v went from %q to %q and was not told", k, before[k], after[k])
			}
		}
	}
}

// checkPlaced holds Placed to Entity: all locals, in order, those of one node of
// one entity.
func checkPlaced(t *testing.T, l *Linker) {
	t.Helper()
	got := map[localID]string{}
	of := map[int32]string{}
	for id := range l.artNum {
		last := ""
		for p := range l.Placed(id) {
			got[localID{id, p.Handle}] = p.Entity
			if p.Handle <= last {
				t.Fatalf("%s: %s comes after %s", id, p.Handle, last)
			}
			last = p.Handle
			if p.Node < 0 {
				if p.Entity != p.Handle+"@"+id {
					t.Fatalf("%s of %s stands in no node, its entity is %s", p.Handle, id, p.Entity)
				}
				continue
			}
			if e, ok := of[p.Node]; ok && e != p.Entity || int(p.Node) >= l.Nodes() {
				t.Fatalf("%+v of %s: node %d of %d is of %s", p, id, p.Node, l.Nodes(), e)
			}
			of[p.Node] = p.Entity
		}
	}
	if want := entitiesOf(l); !maps.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

// checkMembers holds Members to Entity: each local is a member of its entity
// alone, and has a reason where it is not alone.
func checkMembers(t *testing.T, l *Linker) {
	t.Helper()
	of := map[localID]string{}
	for k, e := range entitiesOf(l) {
		if _, ok := of[k]; ok {
			continue
		}
		members := l.Members(e)
		for _, m := range members {
			if of[localID{m.Article, m.Handle}] != "" || l.Entity(m.Article, m.Handle) != e {
				t.Fatalf("%s@%s is a member of %s, its entity is %s", m.Handle, m.Article, e, l.Entity(m.Article, m.Handle))
			}
			of[localID{m.Article, m.Handle}] = e
			if len(members) > 1 && len(m.Reasons) == 0 {
				t.Fatalf("%s@%s is a member of %s for no reason", m.Handle, m.Article, e)
			}
			for _, r := range m.Reasons {
				if r.Score <= 0 || r.Score > 1 || r.Kind == "" || r.With == "" {
					t.Fatalf("reason %+v", r)
				}
			}
		}
		if of[k] == "" {
			t.Fatalf("%v is no member of its entity %s", k, e)
		}
	}
}

// TestLoad compares what is loaded into an empty linker, and into one that holds
// some of it, with what Update makes of it. Of articles of one ID the last counts.
func TestLoad(t *testing.T) {
	lex := newLinker(t).lex
	for seed := range uint64(100) {
		r := corpus{rand.New(rand.NewPCG(seed, 11))}
		var articles []Article
		last := map[string]Article{}
		for range 20 {
			a := r.article(fmt.Sprintf("a%02d", r.IntN(14)))
			articles = append(articles, a)
			last[a.ID] = a
		}
		judgements := []Judgement{r.judgement(last), r.judgement(last)}
		var linkers [3]*Linker
		for i := range linkers {
			linkers[i] = newEmpty(lex, someGazetteer)
			linkers[i].narrowSize = 3
			linkers[i].SetJudgements(judgements)
		}
		want := linkers[0]
		for _, a := range articles {
			want.Update(nil, []Article{a})
		}
		linkers[1].Load(slices.Values(articles))
		linkers[2].Load(slices.Values(articles[:10]))
		linkers[2].Load(slices.Values(articles[10:]))
		for range 2 {
			w := snapshot(want)
			for _, l := range linkers[1:] {
				if g := snapshot(l); !maps.Equal(g, w) {
					t.Fatalf("seed %d: got %v, want %v, judgements %v", seed, g, w, judgements)
				}
				checkMembers(t, l)
				checkPlaced(t, l)
			}
			again := r.article("a03")
			for _, l := range linkers {
				l.Update([]string{"a05"}, []Article{again})
			}
		}
	}
}
