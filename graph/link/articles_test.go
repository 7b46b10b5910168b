package link

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/newsgraph/newsgraph/nlp"
)

func TestNewArticle(t *testing.T) {
	mention := func(entity, name, text, kind string, typ nlp.EntityType) nlp.MentionRecord {
		return nlp.MentionRecord{Article: "a", Entity: entity, Name: name, Text: text, Kind: kind, Type: typ}
	}
	arg := func(id, name, mention string, typ nlp.EntityType) *nlp.Argument {
		return &nlp.Argument{ID: id, Name: name, Mention: mention, Type: typ}
	}
	got := NewArticle("a", []nlp.MentionRecord{
		mention("tiktok", "TikTok", "TikTok", "name", nlp.Product),
		mention("tiktok", "TikTok", "the\n platform", "nominal", nlp.Product),
		mention("tiktok", "TikTok", "its", "pronoun", nlp.Product),
		mention("tiktok", "TikTok", "TikTok", "name", nlp.Product),
		mention("users", "users", "users", "nominal", nlp.Group),
		mention("", "lost", "lost", "name", nlp.Person),
	}, []nlp.Claim{
		{Subject: arg("tiktok", "TikTok", "the Chinese app", nlp.Organization), Object: arg("phrase:1", "his video", "his video", nlp.Phrase)},
		{Subject: arg("moscow-court", "Moscow court", "A Moscow court", nlp.Organization), Object: arg("ofcom", "Ofcom", "Ofcom", nlp.Organization)},
		{SaidBy: arg("ofcom", "Ofcom", "the regulator", nlp.Organization), Place: arg("", "", "", nlp.Place)},
	})
	want := Article{ID: "a", Locals: []Local{
		{Handle: "moscow-court", Name: "Moscow court", Type: nlp.Organization, Descriptions: []string{"A Moscow court"}},
		{Handle: "ofcom", Name: "Ofcom", Type: nlp.Organization, Named: true, Names: []string{"Ofcom"}, Descriptions: []string{"the regulator"}},
		{Handle: "tiktok", Name: "TikTok", Type: nlp.Product, Named: true, Names: []string{"TikTok"}, Descriptions: []string{"the platform"}, Mentions: 4},
		{Handle: "users", Name: "users", Type: nlp.Group, Descriptions: []string{"users"}, Mentions: 1},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestNameLike(t *testing.T) {
	for s, want := range map[string]bool{
		"TikTok": true, "iPhone": true, "University of Southern Indiana": true, "The Hague": true, "van der Bellen": false,
		"Moscow court": false, "police": false, "Police": true, "": false, "2021": false, "4chan": false, "X": true,
	} {
		if got := nameLike(s); got != want {
			t.Errorf("nameLike(%q): got %v, want %v", s, got, want)
		}
	}
}

func TestResolve(t *testing.T) {
	l := newLinker(t)
	l.Update(nil, []Article{
		parseArticle("a1", "person Alexei Navalny\n- group users = users"),
		parseArticle("a2", "person Aleksei Navalny\nperson Alexei Navalny @ alexei@home"),
		parseArticle("mail@example", "person Aleksei Navalny\n- group users = users"),
		parseArticle("a4", "person Washington"),
		parseArticle("a5", "place Washington"),
		parseArticle("a6", "place Washington"),
	})
	for id, want := range map[string]string{
		"alexei-navalny":               "aleksei-navalny",
		"aleksei-navalny":              "aleksei-navalny",
		"alexei-navalny@a1":            "aleksei-navalny",
		"aleksei-navalny@mail@example": "aleksei-navalny",
		"alexei@home":                  "aleksei-navalny",
		"alexei@home@a2":               "aleksei-navalny",
		"users":                        "users@a1",
		"users@mail@example":           "users@mail@example",
		"washington":                   "washington",
		"washington@a4":                "washington@a4",
		"washington@a5":                "washington",
		"nobody":                       "",
		"users@a2":                     "",
		"@":                            "",
		"":                             "",
	} {
		if got, ok := l.Resolve(id); got != want || ok != (want != "") {
			t.Errorf("Resolve(%q): got %q, %v, want %q", id, got, ok, want)
		}
	}
	if d, ok := l.Describe("washington"); !ok || d.Type != nlp.Place {
		t.Errorf("washington is %+v", d)
	}
	if _, ok := l.Describe("nobody"); ok {
		t.Error("nobody is described")
	}
	n := 0
	for p := range l.Placed("a1") {
		n++
		if e := l.Entity("a1", p.Handle); e != p.Entity {
			t.Errorf("Placed gives %s for %s, Entity %s", p.Entity, p.Handle, e)
		}
	}
	if n != 2 {
		t.Errorf("%d locals, want 2", n)
	}
}

// Thousands of people of one surname are one component; adding one more must not
// take time in its square.
func TestManyNamesakes(t *testing.T) {
	var articles []Article
	for i := range 3000 {
		name := fmt.Sprintf("Given%dx Marlow", i)
		articles = append(articles, parseArticle(fmt.Sprint("a", i), "person "+name+"; Marlow\nperson Marlow; Mr Marlow"))
	}
	l := newLinker(t)
	l.Update(nil, articles)
	moved := l.Update(nil, []Article{parseArticle("z", "person Marlow")})
	if want := (Moved{"z", "marlow", "", "marlow@z"}); len(moved) != 1 || moved[0] != want {
		t.Errorf("moved %v, want %v", moved, want)
	}
}

// Any handles, names and references: no panic, and the same result as from
// scratch.
func FuzzHandles(f *testing.F) {
	f.Add("Alexei Navalny", "person", "alexei-navalny", "a1", "Navalny", "the Russian president")
	f.Add("", "", "", "", "", "")
	f.Add("@", "place", "a@b", "b@c", "A/S", "Russia's internet watchdog")
	f.Add("Jr.", "person", "-2", "\x00", "II", "\xff's regulator")
	f.Add(", ,", "organization", "x-2", "x", "&", "the Côte d’Ivoire president")
	lex := newLinker(f).lex
	f.Fuzz(func(t *testing.T, name, typ, handle, article, other, description string) {
		if article == "b" {
			return // it would replace the other
		}
		defer func(start time.Time) {
			if d := time.Since(start); d > 5*time.Second {
				t.Errorf("it took %v", d)
			}
		}(time.Now())
		a := Article{ID: article, Locals: []Local{
			{Handle: handle, Name: name, Type: nlp.EntityType(typ), Named: true, Names: []string{name, other}, Descriptions: []string{description}},
			{Handle: handle + "-2", Name: other, Type: nlp.Person, Named: true},
			{Handle: other, Name: description, Descriptions: []string{description}},
		}}
		b := parseArticle("b", "person Alexei Navalny; Navalny = the Russian president\norganization Roskomnadzor = Russia's internet watchdog")
		judgements := []Judgement{{Same, []string{handle, "alexei-navalny"}}, {Split, []string{handle, other + "@" + article}}, {Different, []string{handle + "@" + article, "@"}}}
		l := newEmpty(lex, someGazetteer)
		l.SetJudgements(judgements)
		l.Update(nil, []Article{a})
		l.Update(nil, []Article{b})
		checkMembers(t, l)
		l.Resolve(handle)
		m := newEmpty(lex, someGazetteer)
		m.Update([]string{article}, []Article{b, a})
		m.SetJudgements(judgements)
		if g, w := snapshot(l), snapshot(m); fmt.Sprint(g) != fmt.Sprint(w) {
			t.Errorf("in two steps %v, at once %v", g, w)
		}
		l.Update([]string{article, "b"}, nil)
		if n := entityCount(l) + len(l.nodeNum); n != 0 {
			t.Errorf("%d things left of nothing", n)
		}
	})
}
