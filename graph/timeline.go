package graph

import (
	"context"
	"slices"
	"time"
)

// maxBuckets bounds a Timeline.
const maxBuckets = 120

// units are the stretches of time that buckets can be, the shortest first. The
// last is so long that four-digit years cannot fill too many.
var units = []unit{
	{"day", func(t time.Time) time.Time { return t }, 0, 0, 1},
	{"week", func(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }, 0, 0, 7},
	{"month", func(t time.Time) time.Time { return t.AddDate(0, 0, 1-t.Day()) }, 0, 1, 0},
	{"year", func(t time.Time) time.Time { return january(t.Year()) }, 1, 0, 0},
	{"decade", func(t time.Time) time.Time { return january(t.Year() / 10 * 10) }, 10, 0, 0},
	{"century", func(t time.Time) time.Time { return january(t.Year() / 100 * 100) }, 100, 0, 0},
}

type unit struct {
	name                string
	start               func(time.Time) time.Time
	years, months, days int
}

func (u unit) next(t time.Time) time.Time { return t.AddDate(u.years, u.months, u.days) }

func january(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }

// Timeline counts the claims that tie two of the given entities, or all in
// which a single one takes part, or those of the whole graph where none is
// given. A claim counts once, where its date begins; where that lies before the
// filter's period, with the first day of the period. Entities that do not exist
// have no claims.
func (s *Store) Timeline(ctx context.Context, entities []string, f Filter) (Timeline, error) {
	if len(entities) == 1 && f.Entity == "" {
		f.Entity = entities[0]
		entities = nil
	}
	// Dates repeat, so that counting before sorting keeps the list short.
	counts := make(map[[2]int32]int)
	out := Timeline{Unit: units[0].name, Buckets: []Bucket{}}
	err := s.eachAmong(ctx, entities, f, func(r *row, filter *sieve) {
		if r.from == 0 {
			out.Undated++
			return
		}
		counts[[2]int32{max(r.from, filter.from), max(r.to, filter.from)}]++
	})
	if err != nil || len(counts) == 0 {
		return out, err
	}
	type stretch struct {
		from, to time.Time
		claims   int
	}
	var dated []stretch
	for k, n := range counts {
		dated = append(dated, stretch{calendar(k[0]), calendar(k[1]), n})
	}
	slices.SortFunc(dated, func(a, b stretch) int { return a.from.Compare(b.from) })
	first, last := dated[0].from, dated[len(dated)-1].from
	u := units[slices.IndexFunc(units, func(u unit) bool { return u.fits(first, last) })]
	out.Unit = u.name
	for t := u.start(first); !t.After(last); t = u.next(t) {
		next := u.next(t)
		b := Bucket{Start: t.Format(time.DateOnly), End: next.AddDate(0, 0, -1).Format(time.DateOnly)}
		for len(dated) > 0 && dated[0].from.Before(next) {
			b.Claims += dated[0].claims
			if !dated[0].to.Before(next) {
				b.Vague += dated[0].claims
			}
			dated = dated[1:]
		}
		out.Buckets = append(out.Buckets, b)
	}
	return out, nil
}

// fits reports whether the time from first to last takes few enough units.
func (u unit) fits(first, last time.Time) bool {
	n := 0
	for t := u.start(first); !t.After(last) && n <= maxBuckets; t = u.next(t) {
		n++
	}
	return n <= maxBuckets
}

// eachAmong calls f with the claims that pass the filter and tie two of the
// entities, all that pass where none is given.
func (s *Store) eachAmong(ctx context.Context, entities []string, filter Filter, f func(*row, *sieve)) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	x := s.index
	v := x.sieve(filter)
	if len(entities) == 0 {
		x.candidates(&v, func(i int32) {
			if r := &x.rows[i]; v.passes(r) {
				f(r, &v)
			}
		})
		return ctx.Err()
	}
	in := make(map[int32]bool)
	for _, id := range entities {
		if e, ok := x.node(id); ok {
			in[e] = true
		}
	}
	for e := range in {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, a := range x.ties(e) {
			r := &x.rows[a.row]
			// Each once: at its source.
			if source, _, _ := r.ends(); source == e && in[a.other] && v.passes(r) {
				f(r, &v)
			}
		}
	}
	return nil
}

// calendar is a day of the index, which gives every month 31 days and takes
// what articles state for a date, as a day that exists.
func calendar(day int32) time.Time {
	year, month := int(day/10000), min(max(int(day/100%100), 1), 12)
	last := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return time.Date(year, time.Month(month), min(max(int(day%100), 1), last), 0, 0, 0, 0, time.UTC)
}
