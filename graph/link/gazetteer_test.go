package link

import (
	"reflect"
	"strings"
	"testing"

	"github.com/newsgraph/newsgraph/nlp"
)

func TestReadGazetteer(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []Entry
		err        string
	}{
		{"csv", "\ufeffName,Aliases,Type,Wikidata,Note\n\"Navalny, Alexei\",Alyosha; Lyosha|,Person,https://www.wikidata.org/wiki/Q180962,x\n\nTikTok\n",
			[]Entry{{Name: "Navalny, Alexei", Aliases: []string{"Alyosha", "Lyosha"}, Type: nlp.Person, Wikidata: "Q180962"}, {Name: "TikTok"}}, ""},
		{"columns in any order", "wikidata,name\nQ42,Meta\n", []Entry{{Name: "Meta", Wikidata: "Q42"}}, ""},
		{"followthemoney", "{\"id\":\"Q7747\",\"schema\":\"Person\",\"properties\":{\"name\":[\"Vladimir Putin\",\"V. Putin\"],\"weakAlias\":[\"Vova\"]}}\n\n" +
			"{\"id\":\"o\",\"schema\":\"Ownership\",\"properties\":{\"owner\":[\"x\"]}}\n{\"id\":\"c\",\"schema\":\"Company\",\"properties\":{\"name\":[\"Meta\"],\"wikidataId\":[\"Q380\"]}}",
			[]Entry{{Name: "Vladimir Putin", Aliases: []string{"V. Putin"}, Weak: []string{"Vova"}, Type: nlp.Person, Wikidata: "Q7747"},
				{Name: "Meta", Type: nlp.Organization, Wikidata: "Q380"}}, ""},
		{"empty", " \n", nil, "no header row"},
		{"nothing", "", nil, "empty"},
		{"no name column", "label,type\nx,person\n", nil, "line 1: no column name"},
		{"bad type", "name,type\nMeta,organization\nTikTok,app\n", nil, `line 3: TikTok: type "app"`},
		{"bad id", "name,wikidata\nMeta,380\n", nil, `line 2: Meta: "380" is no Wikidata id`},
		{"no name", "name,type\n,person\n", nil, ""},
		{"no name but alias", "name,aliases\n,x\n", nil, "line 2: an entry has no name"},
		{"too many columns", "name\na,b\n", nil, "line 2: 2 columns"},
		{"quote", "name\n\"open\n", nil, "line"},
		{"bad json", "{\"schema\":\"Person\",\"properties\":{\"name\":[\"a\"]}}\n{\"schema\":", nil, "line 2"},
		{"json of another kind", "{\"name\":\"x\"}", nil, "line 1: no FollowTheMoney entity: it has no schema"},
		{"not UTF-8", "name\n\xff\n", nil, "UTF-8"},
	} {
		g, err := ReadGazetteer(strings.NewReader(c.text))
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: got error %v, want one with %q", c.name, err, c.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for i := range g.Entries {
			if e := &g.Entries[i]; len(e.Aliases) == 0 {
				e.Aliases = nil
			}
		}
		if !reflect.DeepEqual(g.Entries, c.want) {
			t.Errorf("%s: got %+v, want %+v", c.name, g.Entries, c.want)
		}
	}
}

func FuzzGazetteer(f *testing.F) {
	f.Add("name,aliases,type,wikidata\nMeta,Facebook|FB,organization,Q380\n")
	f.Add(`{"id":"Q7747","schema":"Person","properties":{"name":["Vladimir Putin"]}}`)
	f.Add("name\n\"")
	lex := newLinker(f).lex
	f.Fuzz(func(t *testing.T, text string) {
		g, err := ReadGazetteer(strings.NewReader(text))
		if err != nil {
			return
		}
		l := newEmpty(lex, g)
		l.Update(nil, []Article{parseArticle("a", "organization Meta\nperson Vladimir Putin\nplace Paris, Texas")})
		checkMembers(t, l)
	})
}
