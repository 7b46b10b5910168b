package segment

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/newsgraph/newsgraph/nlp"
)

// metadata fills those fields of the article that are empty and that the page
// shows: the headline's words, the date nearest below the headline, the byline,
// the paper's name. What came with the article is kept.
func (s *Segmenter) metadata(a *nlp.Article, ps []paragraph, headline, top int) {
	if a.Title == "" && headline >= 0 {
		a.Title = squeeze(ps[headline].text)
	}
	if a.Published == "" {
		a.Published = s.furniture.published(ps, headline, top)
	}
	for i := range ps {
		if a.Author == "" && ps[i].known == byline {
			if m := s.furniture.byline.FindStringSubmatch(ps[i].text); m != nil && m[1] != "" {
				a.Author = strings.TrimRight(strings.TrimSpace(m[1]), " •·|,-")
			}
		}
	}
	if a.Source == "" {
		a.Source = s.furniture.outlet(ps, headline, top)
	}
}

// published looks for the publication date: in the lines below the headline, in
// those above it, nearest first, in the first paragraph's dateline, and in the
// lines below the text. A site's header shows the day of the visit as well,
// which is why the lines below the headline come first.
func (l *furnitureLexicon) published(ps []paragraph, headline, top int) string {
	for i := headline + 1; i < min(top+3, len(ps)); i++ {
		if d := l.lineDate(&ps[i]); d != "" {
			return d
		}
	}
	for i := headline - 1; i >= 0; i-- {
		if d := l.lineDate(&ps[i]); d != "" {
			return d
		}
	}
	if top < len(ps) {
		if d := l.dateline(ps, top); d != "" {
			return d
		}
	}
	for i := len(ps) - 1; i > top; i-- {
		if d := l.lineDate(&ps[i]); d != "" && ps[i].date {
			return d
		}
	}
	return ""
}

// lineDate returns the full date of a short line of furniture.
func (l *furnitureLexicon) lineDate(p *paragraph) string {
	if p.kind != nlp.Furniture || len(p.plain) > 120 {
		return ""
	}
	return l.findDate(p.plain)
}

var (
	monthDay = regexp.MustCompile(`\b([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4})\b)?`)
	dayMonth = regexp.MustCompile(`\b(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\b\.?(?:,? (\d{4})\b)?`)
	isoDate  = regexp.MustCompile(`\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})`)
	numeric  = regexp.MustCompile(`\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b`)
	anyYear  = regexp.MustCompile(`\b(?:19|20)\d\d\b`)
)

// findDate returns the first full date of a line in lower case.
func (l *furnitureLexicon) findDate(line string) string {
	y, m, d := l.dateIn(line)
	return isoDay(y, m, d)
}

// dateIn returns the first date of a line; the year is 0 where none stands.
func (l *furnitureLexicon) dateIn(line string) (year, month, day int) {
	if g := isoDate.FindStringSubmatch(line); g != nil {
		return number(g[1]), number(g[2]), number(g[3])
	}
	for _, g := range monthDay.FindAllStringSubmatch(line, -1) {
		if m := l.months[g[1]]; m > 0 {
			return number(g[3]), m, number(g[2])
		}
	}
	for _, g := range dayMonth.FindAllStringSubmatch(line, -1) {
		if m := l.months[g[2]]; m > 0 {
			return number(g[3]), m, number(g[1])
		}
	}
	if g := numeric.FindStringSubmatch(line); g != nil {
		a, b, y := number(g[1]), number(g[2]), number(g[3])
		switch { // 3/4/2021 is March to some and April to others
		case a > 12:
			return y, b, a
		case b > 12 || a == b:
			return y, a, b
		}
	}
	return 0, 0, 0
}

// dateline reads the date from the beginning of the first paragraph: "Moscow,
// April 10: ...". The year, where it is missing, is the latest that the article
// mentions.
func (l *furnitureLexicon) dateline(ps []paragraph, top int) string {
	head := ps[top].text[:min(len(ps[top].text), 80)]
	end := -1
	for _, mark := range []string{": ", " — ", " – ", " -- ", " - "} {
		if i := strings.Index(head, mark); i > 0 && (end < 0 || i < end) {
			end = i
		}
	}
	if end < 0 || !datelineWords(head[:end], l) {
		return ""
	}
	year, month, day := l.dateIn(strings.ToLower(head[:end]))
	if month == 0 {
		return ""
	}
	if year == 0 {
		for i := range ps {
			for _, y := range anyYear.FindAllString(ps[i].text, -1) {
				year = max(year, number(y))
			}
		}
	}
	return isoDay(year, month, day)
}

// datelineWords reports whether the words are capitalised names, numbers and
// marks only.
func datelineWords(s string, l *furnitureLexicon) bool {
	for w := range strings.FieldsSeq(s) {
		if c := strings.TrimLeft(w, "(")[:]; c == "" || lower(c[0]) && !l.dateWord[strings.Trim(c, ".,)")] {
			return false
		}
	}
	return true
}

// isoDay formats a date, empty if there is no such day.
func isoDay(year, month, day int) string {
	if year < 1800 || year > 2200 || month < 1 || month > 12 || day < 1 {
		return ""
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day)
}

func monthNumber(name string) int {
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(m.String(), name) {
			return int(m)
		}
	}
	return 0
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// outlet returns the paper's name: what a pattern of the lexicon takes from a
// line outside of the running text or from the first paragraph's dateline, else
// the first line above the headline that is a name such as papers have.
func (l *furnitureLexicon) outlet(ps []paragraph, headline, top int) string {
	for i := range ps {
		p := &ps[i]
		if p.kind != nlp.Furniture && i != top {
			continue
		}
		for _, re := range l.source {
			if m := re.FindStringSubmatch(p.text[:min(len(p.text), 300)]); m != nil {
				return strings.TrimSpace(m[1])
			}
		}
	}
	for i := range max(headline, 0) {
		p := &ps[i]
		name := p.known == notFurniture && !p.date && !p.ends && p.words >= 2 && p.words <= 6 && p.small <= 2 && !strings.ContainsAny(p.text, "|>»,:")
		if name && (l.paperWord(p.plain) || i == 0 && p.words <= 4 && p.capital == p.words) {
			return squeeze(p.text)
		}
	}
	return ""
}

// paperWord reports whether one of the words is one that papers are called by.
func (l *furnitureLexicon) paperWord(plain string) bool {
	for w := range strings.FieldsSeq(plain) {
		if l.paper[w] {
			return true
		}
	}
	return false
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
