package graph

import (
	"encoding/json"
	"testing"
)

func TestQuerySmoke(t *testing.T) {
	s := openTest(t)
	mustAdd(t, s, sample()...)
	for _, q := range [][2]string{
		{"gizmo", `g.V("<tiktok>").In("<fines>").All()`},
		{"gizmo", `g.V().Tag("who").Out("<bans>").Tag("whom").All()`},
		{"gizmo", `g.V().has("<rdf:type>","<Organization>").except(g.V("<nobody>")).order().limit(3).all()`},
		{"gizmo", `g.emit(g.V("<tiktok>").in().count())`},
		{"gizmo", "\n  g.V({}).all()"},
		{"gizmo", "g.emit(g.V(\"<tiktok>\").in().toArray()); g.emit(g.V(\"<tiktok>\").in('<fines>', 'p').tagArray())"},
		{"gizmo", "g.V('<tiktok>').in(null,'pred').forEach(function(d){ g.emit(d.pred + ' ' + d.id) })"},
		{"gizmo", "g.V().labels().all()"},
		{"gizmo", "g.V('<tiktok>').tag('x').labels().back('x').all()"},
		{"gizmo", "g.V('<india>').followRecursive(g.M().both(['<bans>','<fines>'])).all()"},
		{"gizmo", "g.V('<tiktok>').labelContext('<article:001>').in('<object>').all()"},
		{"graphql", `{nodes(id: "<tiktok>"){id, fines @rev {id}}}`},
		{"graphql", `{nodes(status: "asserted", first: 2){id, quote, subject {rdfs_label: id}}}`},
		{"mql", `[{"id":"<tiktok>","<rdfs:label>":null,"!<fines>":[]}]`},
	} {
		r, err := s.Query(t.Context(), q[0], q[1], QueryOptions{})
		b, _ := json.Marshal(r)
		t.Log(q[1], string(b), err)
	}
}
