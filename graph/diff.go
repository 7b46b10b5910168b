package graph

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// Difference is what one store has otherwise than another.
type Difference struct {
	Articles []Change `json:"articles"` // in order of id
	Claims   []Change `json:"claims"`   // in order of article, then of its text, those removed last
	Entities []Change `json:"entities"` // in order of id; phrases are left out
}

// Change is an article, a claim or an entity that is new, gone or otherwise.
type Change struct {
	Change  string        `json:"change"` // "added", "removed" or "changed"
	ID      string        `json:"id"`     // of a changed claim, the new one
	Text    string        `json:"text"`   // title, "SUBJECT | RELATION | OBJECT", or name
	Article string        `json:"article,omitempty"`
	Fields  []FieldChange `json:"fields,omitempty"` // of what has changed
	Cause   Cause         `json:"cause"`
}

// FieldChange is a field with what it was and is; empty for nothing.
type FieldChange struct {
	Field string `json:"field"`
	Was   string `json:"was"`
	Now   string `json:"now"`
}

// Cause says why something has changed.
type Cause struct {
	// Kind is "new article", "removed article", "changed article", "analysis"
	// (the same article, read by other rules or models), "curation", or "linking"
	// (what other articles, gazetteer or word lists make of names).
	Kind      string `json:"kind"`
	Article   string `json:"article,omitempty"`
	Judgement string `json:"judgement,omitempty"`
}

// Causes of changes, see Cause.Kind.
const (
	causeNew      = "new article"
	causeRemoved  = "removed article"
	causeChanged  = "changed article"
	causeAnalysis = "analysis"
	causeCuration = "curation"
	causeLinking  = "linking"
)

// Any reports whether there is a difference at all.
func (d *Difference) Any() bool { return len(d.Articles)+len(d.Claims)+len(d.Entities) > 0 }

// Diff compares two stores: what b has otherwise than a, and why.
func Diff(ctx context.Context, a, b *Store) (Difference, error) {
	d := differ{ctx: ctx, causes: make(map[string]Cause), out: Difference{Articles: []Change{}, Claims: []Change{}, Entities: []Change{}}}
	if a == b {
		return d.out, nil
	}
	a.mu.RLock()
	defer a.mu.RUnlock()
	b.mu.RLock()
	defer b.mu.RUnlock()
	d.was, d.now = a.index, b.index
	err := a.viewArticles(ctx, func(was articleTx) error {
		return b.viewArticles(ctx, func(now articleTx) error {
			d.wasTx, d.nowTx = was, now
			return d.run()
		})
	})
	if err != nil {
		return Difference{}, fmt.Errorf("graph: diff: %w", err)
	}
	return d.out, nil
}

type differ struct {
	ctx          context.Context
	was, now     *index
	wasTx, nowTx articleTx
	causes       map[string]Cause       // of what an article brings, by its id
	judgements   []Judgement            // that hold in one of the two only
	concerned    map[string]string      // entity of either: the judgement among these that names it
	moved        map[string][2][]string // entity of either: handles that it has lost and gained in articles of both
	out          Difference
}

func (d *differ) run() error {
	d.compareLogs()
	d.moved = make(map[string][2][]string)
	ids := slices.Collect(maps.Keys(d.was.byArt))
	for id := range d.now.byArt {
		if _, ok := d.was.byArt[id]; !ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		if err := d.ctx.Err(); err != nil {
			return err
		}
		if err := d.article(id); err != nil {
			return err
		}
	}
	d.entities()
	return nil
}

// compareLogs finds the judgements that only one of the two goes by, and the
// entities that they name.
func (d *differ) compareLogs() {
	hold := func(x *index) map[string]Judgement {
		out := make(map[string]Judgement)
		for _, v := range x.curated.log {
			if !v.Undone && v.Kind != "undo" && v.Kind != "note" {
				out[v.ID] = v.Judgement
			}
		}
		return out
	}
	was, now := hold(d.was), hold(d.now)
	for _, x := range []struct{ in, notIn map[string]Judgement }{{now, was}, {was, now}} {
		for _, id := range slices.Sorted(maps.Keys(x.in)) {
			if _, ok := x.notIn[id]; !ok {
				d.judgements = append(d.judgements, x.in[id])
			}
		}
	}
	d.concerned = make(map[string]string)
	for _, j := range d.judgements {
		for _, handle := range j.Entities {
			for _, x := range []*index{d.was, d.now} {
				if e, ok := x.entity(handle); ok && d.concerned[x.entities[e].id] == "" {
					d.concerned[x.entities[e].id] = j.ID
				}
			}
		}
	}
}

// article compares what two stores have of one article.
func (d *differ) article(id string) error {
	a, inWas := d.was.byArt[id]
	b, inNow := d.now.byArt[id]
	switch {
	case !inWas:
		cause := Cause{Kind: causeNew, Article: id}
		d.causes[id] = cause
		d.out.Articles = append(d.out.Articles, Change{Change: "added", ID: id, Text: d.now.articles[b].Title, Cause: cause})
		claims, err := linkedClaims(d.now, d.nowTx, id)
		if err != nil {
			return err
		}
		for i := range claims {
			d.claim("added", &claims[i], nil, cause)
		}
		return nil
	case !inNow:
		cause := Cause{Kind: causeRemoved, Article: id}
		d.causes[id] = cause
		d.out.Articles = append(d.out.Articles, Change{Change: "removed", ID: id, Text: d.was.articles[a].Title, Cause: cause})
		claims, err := linkedClaims(d.was, d.wasTx, id)
		if err != nil {
			return err
		}
		for i := range claims {
			d.claim("removed", &claims[i], nil, cause)
		}
		return nil
	}
	was, now := &d.was.articles[a], &d.now.articles[b]
	d.members(id, was, now)
	cause := Cause{Kind: causeAnalysis, Article: id}
	if fields := articleFields(was, now); len(fields) > 0 {
		cause.Kind = causeChanged
		d.out.Articles = append(d.out.Articles, Change{Change: "changed", ID: id, Text: now.Title, Fields: fields, Cause: cause})
	}
	if was.ContentDigest != now.ContentDigest {
		d.causes[id] = cause
	} else if d.sameRows(was, now) {
		return nil
	}
	return d.claims(id, cause)
}

// articleFields is what about an article itself has changed.
func articleFields(was, now *article) []FieldChange {
	return changedFields([]FieldChange{
		{"title", was.Title, now.Title}, {"source", was.Source, now.Source}, {"url", was.URL, now.URL},
		{"author", was.Author, now.Author}, {"published", was.Published, now.Published},
		{"language", was.Language, now.Language}, {"sha256", was.SHA256, now.SHA256},
	})
}

func changedFields(list []FieldChange) []FieldChange {
	return slices.DeleteFunc(list, func(f FieldChange) bool { return f.Was == f.Now })
}

// sameRows reports whether the claims of an article that is the same in both
// have the same entities as arguments, and the same are called wrong.
func (d *differ) sameRows(was, now *article) bool {
	for i := range was.rows {
		v, w := &d.was.rows[was.rows[i]], &d.now.rows[now.rows[i]]
		if v.wrong != w.wrong {
			return false
		}
		for role := range v.args {
			if d.was.argumentID(v, role) != d.now.argumentID(w, role) {
				return false
			}
		}
	}
	return true
}

func (x *index) argumentID(v *row, role int) string {
	if n := v.args[role]; n != none {
		return x.entities[x.locals[n].entity].id
	}
	return ""
}

// members notes the locals of an article that belong to other entities now.
func (d *differ) members(id string, was, now *article) {
	for _, n := range was.locals {
		l := &d.was.locals[n]
		handle := d.was.symbols.text(l.handle)
		m, ok := d.now.localOf(d.now.byArt[id], handle)
		if !ok {
			continue
		}
		from, to := d.was.entities[l.entity].id, d.now.entities[d.now.locals[m].entity].id
		if from == to {
			continue
		}
		lost, gained := d.moved[from], d.moved[to]
		lost[0] = append(lost[0], handle+"@"+id)
		gained[1] = append(gained[1], handle+"@"+id)
		d.moved[from], d.moved[to] = lost, gained
	}
}

// claimState is a claim with what curation says of it.
type claimState struct {
	nlp.Claim
	wrong bool
}

// linkedClaims reads an article's claims with the entities of the graph, in
// order of text.
func linkedClaims(x *index, tx articleTx, id string) ([]claimState, error) {
	r, err := tx.record(id)
	if err != nil {
		return nil, err
	}
	x.linkRecord(r)
	out := make([]claimState, len(r.claims))
	for i, c := range r.claims {
		out[i] = claimState{c, x.curated.wrong[c.ID]}
	}
	slices.SortStableFunc(out, func(a, b claimState) int { return cmp.Compare(a.Start, b.Start) })
	return out, nil
}

// claims compares the claims of an article that both have. Claims with one id
// are one; of the rest, those at one trigger are one that has changed.
func (d *differ) claims(id string, cause Cause) error {
	was, err := linkedClaims(d.was, d.wasTx, id)
	if err != nil {
		return err
	}
	now, err := linkedClaims(d.now, d.nowTx, id)
	if err != nil {
		return err
	}
	type place struct {
		quote string
		at    int
	}
	gone, kept := make(map[string]*claimState), make(map[string]*claimState)
	for i := range was {
		gone[was[i].ID] = &was[i]
	}
	for i := range now {
		if c := gone[now[i].ID]; c != nil {
			kept[c.ID] = c
			delete(gone, c.ID)
		}
	}
	left := make(map[place][]*claimState)
	for i := range was {
		if c := &was[i]; gone[c.ID] != nil {
			k := place{c.Quote, c.TriggerStart}
			left[k] = append(left[k], c)
		}
	}
	for i := range now {
		c := &now[i]
		k := place{c.Quote, c.TriggerStart}
		switch list := left[k]; {
		case kept[c.ID] != nil:
			d.compareClaims(kept[c.ID], c, cause)
		case len(list) > 0:
			left[k] = list[1:]
			delete(gone, list[0].ID)
			d.compareClaims(list[0], c, cause)
		default:
			d.claim("added", c, nil, cause)
		}
	}
	for i := range was {
		if c := &was[i]; gone[c.ID] != nil {
			d.claim("removed", c, nil, cause)
		}
	}
	return nil
}

// compareClaims tells how a claim has changed, if it has.
func (d *differ) compareClaims(was, now *claimState, cause Cause) {
	own := changedFields([]FieldChange{
		{"relation", was.Relation, now.Relation}, {"trigger", was.Trigger, now.Trigger},
		{"status", string(was.Status), string(now.Status)},
		{"amount", amountText(was.Amount), amountText(now.Amount)}, {"date", dateText(was.Date), dateText(now.Date)},
		{"reason", quotedText(was.Reason), quotedText(now.Reason)},
		{"instrument", quotedText(was.Instrument), quotedText(now.Instrument)},
		{"confidence", decimalText(was.Confidence), decimalText(now.Confidence)},
		{"start", strconv.Itoa(was.Start), strconv.Itoa(now.Start)}, {"end", strconv.Itoa(was.End), strconv.Itoa(now.End)},
	})
	linked := make([]FieldChange, 0, 4)
	a, b := arguments(&was.Claim), arguments(&now.Claim)
	for role, field := range argumentRoles {
		linked = append(linked, FieldChange{field, argumentText(a[role]), argumentText(b[role])})
	}
	linked = changedFields(linked)
	judged := changedFields([]FieldChange{{"wrong", strconv.FormatBool(was.wrong), strconv.FormatBool(now.wrong)}})
	fields := slices.Concat(own, linked, judged)
	if len(fields) == 0 {
		return
	}
	switch {
	case len(judged) > 0:
		cause = Cause{Kind: causeCuration}
		for _, j := range d.judgements {
			if j.Claim == now.ID {
				cause.Judgement = j.ID
			}
		}
	case len(own) == 0 && was.ID == now.ID:
		cause = Cause{Kind: causeLinking}
		for _, f := range linked {
			for _, id := range []string{f.Was, f.Now} {
				if j := d.concerned[id]; j != "" && cause.Judgement == "" {
					cause = Cause{Kind: causeCuration, Judgement: j}
				}
			}
		}
	}
	d.claim("changed", now, fields, cause)
}

func argumentText(a *nlp.Argument) string {
	if a == nil {
		return ""
	}
	return a.ID
}

func amountText(m *nlp.Money) string {
	if m == nil {
		return ""
	}
	return strings.TrimSpace(decimalText(m.Value) + " " + m.Currency)
}

func dateText(d *nlp.Dated) string {
	if d == nil {
		return ""
	}
	return d.Value
}

func quotedText(q *nlp.Quoted) string {
	if q == nil {
		return ""
	}
	return q.Text
}

func decimalText(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func (d *differ) claim(change string, c *claimState, fields []FieldChange, cause Cause) {
	name := func(a *nlp.Argument) string {
		if a == nil {
			return "-"
		}
		return a.Name
	}
	d.out.Claims = append(d.out.Claims, Change{
		Change: change, ID: c.ID, Article: c.Article, Fields: fields, Cause: cause,
		Text: name(c.Subject) + " | " + c.Relation + " | " + name(c.Object),
	})
}

// entities compares those that claims refer to.
func (d *differ) entities() {
	shown := func(x *index, id string) *entity {
		if e, ok := x.byEntity[id]; ok && x.entities[e].uses > 0 && x.entities[e].kind != nlp.Phrase {
			return &x.entities[e]
		}
		return nil
	}
	ids := make(map[string]bool)
	for _, x := range []*index{d.was, d.now} {
		for e := range x.entities {
			if id := x.entities[e].id; shown(x, id) != nil {
				ids[id] = true
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		was, now := shown(d.was, id), shown(d.now, id)
		c := Change{ID: id}
		switch {
		case was == nil:
			c.Change, c.Text = "added", now.name
		case now == nil:
			c.Change, c.Text = "removed", was.name
		default:
			moved := d.moved[id]
			c.Change, c.Text = "changed", now.name
			c.Fields = changedFields([]FieldChange{
				{"name", was.name, now.name}, {"type", string(was.kind), string(now.kind)}, {"wikidata", was.wikidata, now.wikidata},
				{"members", strings.Join(moved[0], " "), strings.Join(moved[1], " ")},
			})
			if len(c.Fields) == 0 {
				continue
			}
		}
		c.Cause = d.entityCause(id, was, now)
		d.out.Entities = append(d.out.Entities, c)
	}
}

// entityCause is the first that explains the change of an entity: a judgement
// that names it, else an article that speaks of it.
func (d *differ) entityCause(id string, was, now *entity) Cause {
	if j := d.concerned[id]; j != "" {
		return Cause{Kind: causeCuration, Judgement: j}
	}
	var found []Cause
	for _, side := range []struct {
		x *index
		e *entity
	}{{d.was, was}, {d.now, now}} {
		if side.e == nil {
			continue
		}
		for _, n := range side.e.members {
			if c, ok := d.causes[side.x.articles[side.x.locals[n].article].ID]; ok {
				found = append(found, c)
			}
		}
	}
	if len(found) == 0 {
		return Cause{Kind: causeLinking}
	}
	return slices.MinFunc(found, func(a, b Cause) int {
		// What an article brings explains more than how it was read.
		return cmp.Or(cmp.Compare(causeRank[a.Kind], causeRank[b.Kind]), strings.Compare(a.Article, b.Article))
	})
}

var causeRank = map[string]int{causeNew: 0, causeRemoved: 1, causeChanged: 2, causeAnalysis: 3}
