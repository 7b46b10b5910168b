package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

func TestGraphQL(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "g.db")
	must(t, "--db", db, "build", write(t, filepath.Join(dir, "fine.txt"), fine))
	out := must(t, "--db", db, "graphql", "--variables", `{"id": "tiktok"}`,
		`query($id: ID!) { entity(id: $id) { name claims(filter: {relations: ["fines"]}) { nodes { subject { name } evidence { quote { text } } } } } }`)
	var got struct {
		Entity struct {
			Name   string
			Claims struct {
				Nodes []struct {
					Evidence struct{ Quote struct{ Text string } }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	if c := got.Entity.Claims.Nodes; got.Entity.Name != "TikTok" || len(c) == 0 || !strings.Contains(c[0].Evidence.Quote.Text, "fine") {
		t.Errorf("got %s", out)
	}
	if schema := must(t, "graphql", "--schema"); !strings.Contains(schema, "type Claim {") {
		t.Errorf("got %.200s", schema)
	}
	for want, args := range map[string][]string{
		"line 1, column 3: Cannot": {"{ nothing }"},
		"--variables":              {"--variables", "[", "{ stats { claims } }"},
		"one query":                {},
	} {
		if _, _, err := command(t, "", append([]string{"--db", db, "graphql"}, args...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want an error that says %q", args, err, want)
		}
	}
}
