package temporal

// timex reads the time expression that begins at atom i, ranges included:
//
//	from 2004 to 2009     January 23 - March 9 2014     between Monday and Friday
func (p *parser) timex(i int) (value, int, bool) {
	j := i
	between := p.is(i, "between")
	if between || p.is(i, "from") {
		j++
		if p.is(j, "the") {
			j++
		}
	}
	v, end, ok := p.point(j)
	if !ok {
		return value{}, 0, false
	}
	if w, wend, ok := p.through(v, j, end, between, j > i); ok {
		return w, wend, true
	}
	if j > i {
		return value{}, 0, false // the point without its preposition comes next
	}
	return v, end, true
}

// through reads the other end of a range that begins with v = [i, end).
func (p *parser) through(v value, i, end int, between, from bool) (value, int, bool) {
	if v.kind != kindDate || v.interval && v.a.prec == precDay && !v.relative || v.a.prec == precNone && !v.yearless {
		return value{}, 0, false
	}
	k := end
	switch {
	case p.ch(k) == '-' || p.ch(k) == '~':
		k++
		if p.ch(k) == '-' {
			k++
		}
	case p.isAny(k, "through", "thru", "until", "till") || p.is(k, "to") || between && p.is(k, "and"):
		k++
	default:
		return value{}, 0, false
	}
	if p.is(k, "the") {
		k++
	}
	w, wend, ok := p.point(k)
	if !ok || w.kind != kindDate {
		// "March 9-12", "1890-91"
		return p.shortEnd(v, i, k)
	}
	if p.at(k).kind == digits && wend == k+1 && v.a.prec == precDay {
		return value{}, 0, false // "April 6 - 2021 was": no range
	}
	if v.relative && !w.relative && v.interval {
		return value{}, 0, false
	}
	a, b := v.a, w.a
	if w.interval {
		b = w.b
	}
	switch {
	case v.yearless && !w.yearless && !w.relative && b.y != 0:
		a.y = b.y
		if b.before(a) {
			a.y--
		}
	case w.yearless && a.y != 0 && b.prec >= precMonth && !w.weekday:
		b.y = a.y
		if b.before(a) {
			b.y++
		}
	case w.weekday && v.a.y != 0:
		if b.y != 0 && b.before(a) {
			b = day(b.time().AddDate(0, 0, 7))
		}
	}
	if a.y != 0 && b.y != 0 && b.before(a) {
		return value{}, 0, false
	}
	if a.prec == precYear && b.prec != precYear || a.prec != precYear && b.prec == precYear && !v.yearless {
		if !from {
			return value{}, 0, false
		}
	}
	r := interval(a, b)
	r.yearless = v.yearless && w.yearless
	r.relative = v.relative || w.relative
	if a.y == 0 || b.y == 0 {
		r.a, r.b = stamp{}, stamp{}
		r.yearless = true
	}
	return r, wend, true
}

// shortEnd reads the second half of "March 9-12" and "1890-91".
func (p *parser) shortEnd(v value, i, k int) (value, int, bool) {
	a := p.at(k)
	if a.kind != digits || !a.plain || v.interval {
		return value{}, 0, false
	}
	n := int(a.val)
	switch {
	case v.a.prec == precYear && a.places == 2 && v.a.y > 1000 && n > v.a.y%100 && !p.has(k+1, cUnit|cMonth):
		return interval(v.a, year(v.a.y-v.a.y%100+n)), k + 1, true
	case v.a.prec == precDay && a.places <= 2 && n > v.a.d && n <= daysIn(v.a.y, v.a.m) && p.at(k-2).kind == digits && !p.has(k+1, cUnit|cHalf|cScale) && p.ch(k+1) != ':':
		b := v.a
		b.d = n
		end := k + 1
		r := interval(v.a, b)
		r.yearless = v.yearless
		// "March 9-12, 2014"
		if y, yend, ok := p.trailingYear(end); ok {
			r.a.y, r.b.y, r.yearless = y, y, false
			end = yend
		}
		if r.a.y == 0 {
			r.a, r.b = stamp{}, stamp{}
		}
		return r, end, true
	}
	return value{}, 0, false
}

// point reads one time expression that is no range, with a time of the day and
// a part of a period where they stand with it.
func (p *parser) point(i int) (value, int, bool) {
	if v, end, ok := p.edged(i); ok {
		return v, end, true
	}
	return p.whole(i)
}

// whole reads a time expression without "early", "end of" and their like.
func (p *parser) whole(i int) (value, int, bool) {
	if v, end, ok := p.clock(i); ok {
		return p.clockOn(v, i, end)
	}
	v, end, ok := p.base(i)
	if !ok {
		return value{}, 0, false
	}
	if v.kind == kindDate && !v.interval && v.a.prec == precDay {
		v, end = p.withTime(v, end)
	}
	return v, end, true
}

// base tries every form of a date, a duration and a set.
func (p *parser) base(i int) (value, int, bool) {
	for _, f := range [...]func(*parser, int) (value, int, bool){
		(*parser).span, (*parser).set, (*parser).calendar, (*parser).era, (*parser).fiscal, (*parser).part,
		(*parser).deictic, (*parser).directed, (*parser).season, (*parser).feast, (*parser).bare,
	} {
		if v, end, ok := f(p, i); ok {
			return v, end, true
		}
	}
	return value{}, 0, false
}

// edged reads a part of a period: "early 2020", "mid-May", "late last month",
// "the end of the year", "earlier this year". The value is that of the period,
// for "by the end of" its last day.
func (p *parser) edged(i int) (value, int, bool) {
	j := i
	if p.is(j, "the") {
		j++
	}
	w := p.at(j).w
	if w == nil || w.class&(cEdge|cRel) == 0 {
		return value{}, 0, false
	}
	edge := w.edge
	rel := w.class&cRel != 0
	j++
	if p.ch(j) == '-' {
		j++
	}
	of := p.isAny(j, "of", "in")
	if of {
		j++
	}
	if p.is(j, "on") && rel {
		j++
	}
	if p.is(j, "the") {
		j++
	}
	if edge == "start" && !of || edge == "end" && !of {
		return value{}, 0, false
	}
	v, end, ok := p.whole(j)
	if ok && v.kind != kindDate && v.kind != kindTime {
		ok = false
	}
	if ok && rel && v.kind == kindTime {
		return value{}, 0, false
	}
	if !ok {
		// "the end of the year", "the start of the week"
		u := p.at(j).w
		if u == nil || u.class&cUnit == 0 || u.class&cUnits != 0 || !of || p.refPrec != precDay {
			return value{}, 0, false
		}
		if v, ok = p.current(u.unit, 0); !ok {
			return value{}, 0, false
		}
		end = j + 1
		v.relative = true
		if d, dend, ok := p.calendar(end); ok && u.unit == 'D' && d.a.prec == precDay {
			return d, dend, true // "by the end of the day Saturday"
		}
	}
	led := i - 1
	if p.is(led, "the") {
		led--
	}
	if edge == "end" && v.a.y != 0 && (p.isAny(led, "by", "until", "till", "before") || v.relative && v.a.prec == precYear) {
		r := point(v.lastDay())
		r.relative, r.yearless = v.relative, v.yearless
		return r, end, true
	}
	return v, end, true
}
