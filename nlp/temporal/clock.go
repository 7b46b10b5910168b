package temporal

// clock reads a time of the day: "8:00 P.M.", "3pm EST", "22:30", "noon",
// "8 o'clock". The hour stands in v.a, without a date.
func (p *parser) clock(i int) (value, int, bool) {
	a := p.at(i)
	v := value{kind: kindTime}
	v.a.prec = precMinute
	if a.w != nil && (a.w.text == "noon" || a.w.text == "midnight" || a.w.text == "midday") {
		v.a.h = a.w.hour
		return v, i + 1, true
	}
	if a.kind != digits && !(a.w != nil && a.w.class&cCard != 0 && a.w.card >= 1 && a.w.card <= 12) {
		return value{}, 0, false
	}
	if p.joined(i) && p.gluedNumber(i-1) {
		return value{}, 0, false
	}
	h := a.val
	if a.kind != digits {
		h = a.w.card
	}
	end := i + 1
	minutes := false
	switch {
	case a.kind == digits && a.plain && a.places <= 2 && p.ch(end) == ':' && p.joined(end) && p.joined(end+1) && p.at(end+1).kind == digits && p.at(end+1).places == 2 && p.at(end+1).plain:
		v.a.min = int(p.at(end + 1).val)
		minutes = true
		end += 2
		if p.ch(end) == ':' && p.joined(end) && p.at(end+1).kind == digits && p.at(end+1).places == 2 {
			end += 2
		}
	case a.decimal && p.has(end, cHalf): // "2.30pm"
		v.a.min = int(h*100+0.5) % 100
		h = float64(int(h))
	case a.kind == digits && a.plain && a.places == 4 && (p.has(end, cHalf) || p.at(end).upper && p.has(end, cZone) && len(p.at(end).w.text) == 3):
		v.a.min = int(h) % 100
		h = float64(int(h) / 100)
		minutes = p.has(end, cZone)
	case a.kind == digits && (!a.plain || a.places > 2):
		return value{}, 0, false
	}
	switch {
	case p.has(end, cHalf) && (h >= 1 && h <= 12 || minutes):
		w := p.at(end).w
		if h == 12 {
			h = 0
		}
		if h < 12 {
			h += float64(w.half)
		}
		end++
	case p.isAny(end, "o'clock", "oclock"):
		end++
	case minutes && a.kind == digits:
	default:
		return value{}, 0, false
	}
	if h < 0 || h > 24 || v.a.min > 59 {
		return value{}, 0, false
	}
	v.a.h = int(h) % 24
	if p.has(end, cZone) && p.at(end).upper {
		end++
	}
	return v, end, true
}

// clockOn gives a time of the day its date: one that follows, else the date
// mentioned last, else the day of writing.
func (p *parser) clockOn(v value, i, end int) (value, int, bool) {
	j := end
	if p.is(j, "local") && p.is(j+1, "time") {
		j += 2
	}
	for p.isAny(j, "on", "the") || p.ch(j) == ',' {
		j++
	}
	if d, dend, ok := p.base(j); ok && d.kind == kindDate && !d.interval && d.a.prec == precDay && !p.is(dend, "at") {
		d.kind = kindTime
		d.a.h, d.a.min, d.a.prec = v.a.h, v.a.min, precMinute
		return d, dend, true
	}
	switch {
	case p.anchor.prec == precDay:
		v.a.y, v.a.m, v.a.d = p.anchor.y, p.anchor.m, p.anchor.d
	case p.refPrec == precDay:
		v.a.y, v.a.m, v.a.d = p.ref.Year(), int(p.ref.Month()), p.ref.Day()
	}
	v.relative = true
	return v, end, true
}

// withTime reads the time or part of the day after a date: "Tuesday at 8 pm",
// "yesterday morning". A part of the day leaves the value a date.
func (p *parser) withTime(v value, end int) (value, int) {
	if p.has(end, cDayPart) && p.at(end).w.text != "noon" && p.at(end).w.text != "midnight" {
		return v, end + 1
	}
	j := end
	if p.ch(j) == ',' {
		j++
	}
	if p.isAny(j, "at", "around", "about") {
		j++
	}
	if p.isAny(j, "around", "about") {
		j++
	}
	if c, cend, ok := p.clock(j); ok && v.a.prec == precDay {
		v.kind = kindTime
		v.a.h, v.a.min, v.a.prec = c.a.h, c.a.min, precMinute
		return v, cend
	}
	return v, end
}
