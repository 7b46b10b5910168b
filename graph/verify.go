package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"

	"github.com/newsgraph/newsgraph/nlp"
)

// Problem is something in the store that does not hold.
type Problem struct {
	// What is at fault: "text" (not the bytes whose hash is noted), "record"
	// (not what was stored with the article), "span" (words that do not stand
	// where they should), "index", "quads" or "curation".
	What    string `json:"what"`
	Article string `json:"article,omitempty"`
	Claim   string `json:"claim,omitempty"`
	Message string `json:"message"`
	Warning bool   `json:"warning,omitempty"` // nothing is broken, but somebody should look
}

// VerifyOptions are the settings of Verify.
type VerifyOptions struct {
	Quads    bool      // also compare the quads with ones made anew: takes memory for the whole graph
	Progress func(int) // is told the number of articles that have been read; may be nil
}

// Verified counts what Verify has looked at.
type Verified struct {
	Articles, Claims, Mentions int
	Spans                      int // words compared with the text
	Quads                      int64
	Problems, Warnings         int
}

// Verify reads the whole store again: that each text is the one whose hash is
// noted, that every quote, argument and mention stands where its span says, that
// index and, if asked for, quads say what the articles say, and that the
// curation log speaks of what is there. It calls found for each problem; an
// error of its own means that it could not go on. This process writes nothing
// meanwhile, and where quads are compared no other does.
func (s *Store) Verify(ctx context.Context, opts VerifyOptions, found func(Problem)) (Verified, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	v := verifier{ctx: ctx, store: s, opts: opts}
	v.report = func(p Problem) {
		if p.Warning {
			v.done.Warnings++
		} else {
			v.done.Problems++
		}
		found(p)
	}
	if err := v.run(); err != nil {
		return v.done, fmt.Errorf("graph: verify: %w", err)
	}
	return v.done, nil
}

type verifier struct {
	ctx    context.Context
	store  *Store
	opts   VerifyOptions
	report func(Problem)
	done   Verified
}

func (v *verifier) run() error {
	s := v.store
	// Articles are read as of what the index knows, but quads have one state.
	tx, err := s.articles.begin(v.ctx, v.opts.Quads)
	if err != nil {
		return err
	}
	defer tx.rollback()
	if !v.opts.Quads {
		tx.asOf(s.indexed)
	} else if err := s.settled(v.ctx, tx); err != nil {
		return err
	}
	if err := v.articles(tx); err != nil {
		return err
	}
	v.curation()
	if !v.opts.Quads {
		return nil
	}
	return v.quads(tx)
}

// settled takes in what other processes have written, in a transaction that keeps
// them from writing more. Quads that cannot follow stay as they are: they are
// for the caller to look at. The caller holds s.writing.
func (s *Store) settled(ctx context.Context, tx articleTx) error {
	if err := s.catchUp(ctx, tx); err != nil {
		return err
	}
	if s.replay(ctx) != nil {
		return ctx.Err()
	}
	return s.measure()
}

// articles checks every article with all that was found in it.
func (v *verifier) articles(tx articleTx) error {
	x := v.store.index
	known := 0
	for r, err := range tx.records() {
		if err != nil {
			return err
		}
		if err := v.ctx.Err(); err != nil {
			return err
		}
		text, err := tx.text(r.ID)
		if err != nil {
			return err
		}
		v.article(r, string(text))
		if a, ok := x.byArt[r.ID]; !ok || len(x.articles[a].rows) != len(r.claims) {
			v.report(Problem{What: "index", Article: r.ID, Message: "the index has other claims of the article than the store: open the store again, and mend it with `newsgraph rebuild`"})
		} else {
			known++
		}
		v.done.Articles++
		if v.opts.Progress != nil {
			v.opts.Progress(v.done.Articles)
		}
	}
	if known < len(x.byArt) {
		v.report(Problem{What: "index", Message: fmt.Sprintf("the index has %d articles that the store lacks", len(x.byArt)-known)})
	}
	return nil
}

func (v *verifier) article(r *record, text string) {
	sum := sha256.Sum256([]byte(text))
	if got := hex.EncodeToString(sum[:]); got != r.SHA256 {
		v.report(Problem{What: "text", Article: r.ID, Message: fmt.Sprintf("the text's SHA-256 is %s, but %s was noted: read the article again", got, r.SHA256)})
	}
	article := r.Article
	article.Text = text
	if digest, err := contentDigest(article, r.claims, r.mentions); err != nil || digest != r.ContentDigest {
		v.report(Problem{What: "record", Article: r.ID, Message: "article, claims and mentions are not those that were stored together: read the article again"})
	}
	if len(r.claims) != r.ClaimCount {
		v.report(Problem{What: "record", Article: r.ID, Message: fmt.Sprintf("%d claims, but %d were noted", len(r.claims), r.ClaimCount)})
	}
	for i := range r.claims {
		v.done.Claims++
		c := &r.claims[i]
		for field, q := range claimSpans(c) {
			v.done.Spans++
			if !stands(text, q) {
				v.report(Problem{What: "span", Article: r.ID, Claim: c.ID, Message: fmt.Sprintf("%s %q does not stand at bytes %d to %d", field, q.Text, q.Start, q.End)})
			}
		}
	}
	for i := range r.mentions {
		v.done.Mentions++
		v.done.Spans++
		if m := &r.mentions[i]; !stands(text, nlp.Quoted{Text: m.Text, Start: m.Start, End: m.End}) {
			v.report(Problem{What: "span", Article: r.ID, Message: fmt.Sprintf("mention %q of %s does not stand at bytes %d to %d", m.Text, m.Entity, m.Start, m.End)})
		}
	}
}

// stands reports whether the text has these words in this place. The text may
// hold bytes that are no UTF-8, which words never do.
func stands(text string, q nlp.Quoted) bool {
	return 0 <= q.Start && q.Start <= q.End && q.End <= len(text) && valid(text[q.Start:q.End]) == q.Text
}

// claimSpans is the words of a claim that stand in the text, by their field. An
// empty span means "not in the text".
func claimSpans(c *nlp.Claim) iter.Seq2[string, nlp.Quoted] {
	return func(yield func(string, nlp.Quoted) bool) {
		more := true
		span := func(field string, q nlp.Quoted) {
			if more && (q.Start != 0 || q.End != 0) {
				more = yield(field, q)
			}
		}
		span("quote", nlp.Quoted{Text: c.Quote, Start: c.Start, End: c.End})
		span("trigger", nlp.Quoted{Text: c.Trigger, Start: c.TriggerStart, End: c.TriggerEnd})
		for role, a := range arguments(c) {
			if a != nil {
				span(argumentRoles[role], nlp.Quoted{Text: a.Mention, Start: a.Start, End: a.End})
			}
		}
		if c.Cue != nil {
			span("cue", *c.Cue)
		}
		if c.Reason != nil {
			span("reason", *c.Reason)
		}
		if c.Instrument != nil {
			span("instrument", *c.Instrument)
		}
		if c.Amount != nil {
			span("amount", c.Amount.Quoted)
			for _, m := range c.Amount.Also {
				span("amount", m.Quoted)
			}
		}
		if c.Date != nil {
			span("date", c.Date.Quoted)
		}
	}
}

// curation checks that what the log speaks of is there. Articles come and go,
// so these are warnings.
func (v *verifier) curation() {
	x := v.store.index
	ids := make(map[string]bool)
	warn := func(j *Judgement, what string) {
		v.report(Problem{What: "curation", Warning: true, Message: fmt.Sprintf("%s (%s): %s is not there", j.ID, j.Kind, what)})
	}
	for i := range x.curated.log {
		j := &x.curated.log[i]
		ids[j.ID] = true
		if j.Undone {
			continue
		}
		for _, id := range j.Entities {
			if _, ok := x.entity(id); !ok {
				warn(&j.Judgement, fmt.Sprintf("entity %q", id))
			}
		}
		if _, ok := x.claim(j.Claim); !ok && j.Claim != "" {
			warn(&j.Judgement, fmt.Sprintf("claim %q", j.Claim))
		}
		if j.Undoes != "" && !ids[j.Undoes] {
			warn(&j.Judgement, fmt.Sprintf("judgement %q", j.Undoes))
		}
	}
}

// maxQuadProblems bounds the quads that are told one by one.
const maxQuadProblems = 100

// quads compares the projection with quads made anew of the records. Both are
// compared by 64-bit hashes; two different quads with one hash would go unseen.
func (v *verifier) quads(tx articleTx) error {
	opts := v.store.opts
	opts.Progress = nil // Verify has its own
	x, err := loadIndex(v.ctx, tx, opts, summarized(tx.records()))
	if err != nil {
		return err
	}
	var want []uint64
	for part, err := range x.allQuads(tx, nil) {
		if err != nil {
			return err
		}
		for _, q := range part {
			want = append(want, maphash.String(quadSeed, q.NQuad()))
		}
	}
	slices.Sort(want)
	if len(slices.Compact(slices.Clone(want))) != len(want) {
		v.report(Problem{What: "quads", Message: "a quad stands twice"})
	}
	have := make([]bool, len(want))
	told := 0
	tell := func(format string, line string) {
		if told++; told <= maxQuadProblems {
			v.report(Problem{What: "quads", Message: fmt.Sprintf(format, line)})
		}
	}
	for q, err := range v.store.Quads(v.ctx) {
		if err != nil {
			return err
		}
		v.done.Quads++
		line := q.NQuad()
		i, ok := slices.BinarySearch(want, maphash.String(quadSeed, line))
		if !ok || have[i] {
			tell("%s is too much: mend it with `newsgraph rebuild`", line)
		} else {
			have[i] = true
		}
	}
	if slices.Contains(have, false) {
		for part, err := range x.allQuads(tx, nil) {
			if err != nil {
				return err
			}
			for _, q := range part {
				line := q.NQuad()
				if i, ok := slices.BinarySearch(want, maphash.String(quadSeed, line)); ok && !have[i] {
					tell("%s is missing: mend it with `newsgraph rebuild`", line)
				}
			}
		}
	}
	if told > maxQuadProblems {
		v.report(Problem{What: "quads", Message: fmt.Sprintf("%d more", told-maxQuadProblems)})
	}
	return nil
}

var quadSeed = maphash.MakeSeed()
