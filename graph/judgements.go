package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/newsgraph/newsgraph/graph/link"
	"github.com/newsgraph/newsgraph/nlp"
)

const judgementPrefix = "judgement:"

// identify gives a judgement its ID: of its content, and of how many equal ones
// stand before it in the log, so that what was undone can be said again.
func (j *Judgement) identify(before []Judgement) {
	j.ID = ""
	content, err := json.Marshal(j)
	if err != nil { // a Judgement holds strings alone
		panic(err)
	}
	equal := 0
	for _, o := range before {
		o.ID = ""
		if other, err := json.Marshal(o); err == nil && string(other) == string(content) {
			equal++
		}
	}
	sum := sha256.Sum256(append(content, strconv.Itoa(equal)...))
	j.ID = judgementPrefix + hex.EncodeToString(sum[:6])
}

// review gives IDs to lines of the log that were written without one, drops
// those that a merge of two logs has brought in twice, and tells which have
// been undone. An undo counts for what stands before it and can be undone
// itself.
func review(log []Judgement) []JudgementView {
	seen := make(map[string]bool, len(log))
	var out []JudgementView
	for i, j := range log {
		if j.ID == "" {
			j.identify(log[:i])
		}
		if !seen[j.ID] {
			seen[j.ID] = true
			out = append(out, JudgementView{Judgement: j})
		}
	}
	undone := make(map[string]bool)
	for i := len(out) - 1; i >= 0; i-- {
		v := &out[i]
		v.Undone = undone[v.ID]
		if v.Kind == "undo" && !v.Undone {
			undone[v.Undoes] = true
		}
	}
	return out
}

// curated is what the judgements that hold mean for the index.
type curated struct {
	log     []JudgementView
	linking []link.Judgement
	naming  []Judgement     // rename and retype, the oldest first
	wrong   map[string]bool // claims
	digest  string          // of the log
}

func newCurated(log []Judgement) curated {
	c := curated{log: review(log), wrong: make(map[string]bool)}
	h := sha256.New()
	for _, v := range c.log {
		if line, err := json.Marshal(v); err == nil {
			h.Write(line)
		}
		if v.Undone {
			continue
		}
		switch v.Kind {
		case link.Same, link.Different, link.Split:
			c.linking = append(c.linking, link.Judgement{Kind: v.Kind, Entities: v.Entities})
		case "rename", "retype":
			c.naming = append(c.naming, v.Judgement)
		case "wrong":
			c.wrong[v.Claim] = true
		}
	}
	c.digest = string(h.Sum(nil))
	return c
}

// naming is what a curator calls an entity; empty fields say nothing.
type naming struct {
	name string
	kind nlp.EntityType
}

// judge makes the index follow another state of the curation log.
func (x *index) judge(log []Judgement, j *journal) {
	before := x.curated
	x.curated = newCurated(log)
	if !slices.EqualFunc(before.linking, x.curated.linking, func(a, b link.Judgement) bool {
		return a.Kind == b.Kind && slices.Equal(a.Entities, b.Entities)
	}) {
		x.follow(x.linker.SetJudgements(x.curated.linking), j)
	}
	changed := make(map[claimID]bool)
	for _, sets := range [][2]map[string]bool{{before.wrong, x.curated.wrong}, {x.curated.wrong, before.wrong}} {
		for id := range sets[0] {
			if !sets[1][id] {
				packed, _ := packClaimID(id)
				changed[packed] = true
			}
		}
	}
	if len(changed) == 0 {
		return
	}
	var rows []int32
	for i := range x.rows {
		if r := &x.rows[i]; r.article != none && changed[r.id] {
			rows = append(rows, int32(i))
		}
	}
	for _, i := range rows {
		j.count(x.derivedQuads(i), -1)
	}
	x.unhook(rows, j)
	for _, i := range rows {
		x.rows[i].wrong = !x.rows[i].wrong
	}
	x.hook(rows, j)
	for _, i := range rows {
		j.count(x.derivedQuads(i), 1)
	}
}

// rename finds the entities that curation names, by the handles as they are
// linked now.
func (x *index) rename(j *journal) {
	names := make(map[int32]naming)
	for _, judgement := range x.curated.naming {
		for _, id := range judgement.Entities {
			e, ok := x.entity(id)
			if !ok {
				continue
			}
			n := names[e]
			if judgement.Kind == "rename" {
				n.name = judgement.Name
			} else {
				n.kind = nlp.EntityType(judgement.Type)
			}
			names[e] = n
		}
	}
	for _, e := range slices.Sorted(maps.Keys(x.names)) {
		if names[e] != x.names[e] {
			j.entity(e)
		}
	}
	for _, e := range slices.Sorted(maps.Keys(names)) {
		if x.names[e] != names[e] {
			j.entity(e)
		}
	}
	x.names = names
}
