package temporal

import (
	"bufio"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// class says what a word can do in the grammars; a word has several.
type class uint32

const (
	cCard    class = 1 << iota // numbers.tsv
	cScale                     //
	cPlural                    //
	cAbbr                      //
	cOrd                       //
	cPart                      //
	cVague                     //
	cBody                      //
	cMonth                     // timewords.tsv
	cWeekday                   //
	cShort                     //
	cUnit                      //
	cUnits                     //
	cSeason                    //
	cDay                       //
	cDayPart                   //
	cDir                       //
	cEdge                      //
	cRel                       //
	cHalf                      //
	cZone                      //
	cSet                       //
	cDecade                    //
	cFuture                    //
	cHoliday                   // starts a phrase of Word.phrases
	cMoney                     // starts a name or symbol of currencies.tsv
	cPercent                   //
	cApprox                    //
	cPrice                     // numbers.tsv
	cOpen                      // may begin a finding that other words make one
)

// starters are the classes of words that can begin a finding; a sentence
// without them, and without digits, is not looked at further.
const starters = cCard | cScale | cPlural | cPart | cVague | cMonth | cWeekday | cUnit | cUnits | cSeason | cDay |
	cDayPart | cDir | cEdge | cRel | cSet | cDecade | cHoliday | cMoney | cOrd

// word is an entry of the lexicons under one lower-case spelling.
type word struct {
	text    string
	class   class
	card    float64
	scale   float64
	abbr    float64
	part    float64
	vague   float64
	ord     int
	month   int
	weekday int
	unit    byte
	season  [2]int
	day     int
	hour    int
	dir     int
	edge    string
	rel     int
	half    int // 0 am, 12 pm
	set     string
	decade  int
	phrases []phrase
	places  []int32 // currencies that the word speaks for
}

// phrase is an entry of one or more words; words[0] is the word it hangs on.
type phrase struct {
	words []string
	class class
	value string
	money []naming
}

// naming is a currency as one of its names means it.
type naming struct {
	currency int32
	part     bool // names a hundredth of the unit
	weak     bool // the name is a common word
	byRule   bool // meant where no place decides
	symbol   bool
}

type currency struct {
	code   string
	digits int
	weak   bool // the code is a common word
}

type lexicon struct {
	words      map[string]*word
	currencies []currency
	codes      map[string]int32
}

const maxWord = 24 // bytes; longer words are in no list

// columns of the three files; see the comments at their heads.
func load(fsys fs.FS) (*lexicon, error) {
	l := &lexicon{words: map[string]*word{}, codes: map[string]int32{}}
	for _, file := range []struct {
		name    string
		columns int
		row     func([]string) error
	}{
		{"numbers", 3, l.addNumber},
		{"timewords", 3, l.addTime},
		{"currencies", 8, l.addCurrency},
	} {
		path := "lexicon/" + file.name + ".tsv"
		if err := readRows(fsys, path, file.columns, file.row); err != nil {
			return nil, fmt.Errorf("temporal: %w", err)
		}
	}
	return l, nil
}

// readRows calls f for each row after the comments and the header.
func readRows(fsys fs.FS, path string, columns int, f func([]string) error) error {
	file, err := fsys.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	sc := bufio.NewScanner(file)
	header := true
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		if header {
			header = false
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != columns {
			return fmt.Errorf("%s:%d: %d columns, want %d", path, n, len(cells), columns)
		}
		if err := f(cells); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return sc.Err()
}

func (l *lexicon) word(text string) *word {
	w := l.words[text]
	if w == nil {
		w = &word{text: text}
		l.words[text] = w
	}
	return w
}

// phrase returns the phrase of these words, new or not, marking its first word.
func (l *lexicon) phrase(text string, c class) *phrase {
	words := strings.Fields(text)
	w := l.word(words[0])
	w.class |= c
	for i := range w.phrases {
		if p := &w.phrases[i]; p.class == c && strings.Join(p.words, " ") == strings.Join(words, " ") {
			return p
		}
	}
	for _, x := range words[1:] {
		l.word(x)
	}
	w.phrases = append(w.phrases, phrase{words: words, class: c})
	return &w.phrases[len(w.phrases)-1]
}

func (l *lexicon) addNumber(c []string) (err error) {
	text, value := c[0], c[2]
	if text == "" {
		return fmt.Errorf("no word")
	}
	switch c[1] {
	case "approx":
		l.phrase(spread(text), cApprox)
		return nil
	case "percent":
		l.phrase(spread(text), cPercent)
		return nil
	case "key":
		l.word(text)
		return nil
	case "price":
		l.word(text).class |= cPrice
		return nil
	case "body":
		l.word(text).class |= cBody
		return nil
	}
	w := l.word(text)
	v, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return err
	}
	switch c[1] {
	case "card":
		w.class, w.card = w.class|cCard, v
	case "scale":
		w.class, w.scale = w.class|cScale, v
	case "plural":
		w.class, w.scale = w.class|cPlural, v
	case "abbr":
		w.class, w.abbr = w.class|cAbbr, v
	case "ord":
		w.class, w.ord = w.class|cOrd, int(v)
	case "part":
		w.class, w.part = w.class|cPart, v
	case "vague":
		w.class, w.vague = w.class|cVague, v
	default:
		return fmt.Errorf("unknown class %q", c[1])
	}
	return nil
}

func (l *lexicon) addTime(c []string) (err error) {
	text, value := c[0], c[2]
	if text == "" {
		return fmt.Errorf("no word")
	}
	if c[1] == "holiday" {
		if _, ok := holiday(value, 2000); !ok {
			return fmt.Errorf("holiday %q", value)
		}
		l.phrase(spread(text), cHoliday).value = value
		return nil
	}
	if strings.ContainsRune(text, ' ') { // "business day"
		l.phrase(text, cUnit).value = value
		return nil
	}
	w := l.word(text)
	number := func(to *int) {
		*to, err = strconv.Atoi(value)
	}
	switch c[1] {
	case "month":
		w.class |= cMonth
		number(&w.month)
	case "weekday":
		w.class |= cWeekday
		number(&w.weekday)
	case "short":
		w.class |= cShort
	case "unit", "units":
		if len(value) != 1 {
			return fmt.Errorf("unit %q", value)
		}
		w.class, w.unit = w.class|cUnit, value[0]
		if c[1] == "units" {
			w.class |= cUnits
		}
	case "season":
		w.class |= cSeason
		_, err = fmt.Sscanf(value, "%d-%d", &w.season[0], &w.season[1])
	case "day":
		w.class |= cDay
		number(&w.day)
	case "part":
		w.class |= cDayPart
		number(&w.hour)
	case "dir":
		w.class |= cDir
		number(&w.dir)
	case "edge":
		w.class, w.edge = w.class|cEdge, value
	case "rel":
		w.class |= cRel
		number(&w.rel)
	case "half":
		w.class |= cHalf
		if value == "pm" {
			w.half = 12
		}
	case "zone":
		w.class |= cZone
	case "set":
		w.class, w.set = w.class|cSet, value
	case "decade":
		w.class |= cDecade
		number(&w.decade)
	case "open":
		w.class |= cOpen
	case "future":
		w.class |= cFuture
	case "key":
	default:
		return fmt.Errorf("unknown class %q", c[1])
	}
	return err
}

func (l *lexicon) addCurrency(c []string) error {
	digits, err := strconv.Atoi(c[1])
	if err != nil {
		return err
	}
	if len(c[0]) != 3 {
		return fmt.Errorf("code %q", c[0])
	}
	cur := int32(len(l.currencies))
	weak, byRule := set(c[7]), set(c[6])
	l.currencies = append(l.currencies, currency{code: c[0], digits: digits, weak: weak[strings.ToLower(c[0])]})
	l.codes[c[0]] = cur
	// A plural stands for its singular in the columns default and weak.
	has := func(m map[string]bool, name string) bool { return m[name] || m[strings.TrimSuffix(name, "s")] }
	add := func(column string, n naming) {
		for name := range strings.SplitSeq(column, "|") {
			if name == "" {
				continue
			}
			name = strings.ToLower(name)
			n.currency = cur
			n.weak, n.byRule = has(weak, name), has(byRule, name)
			p := l.phrase(spread(name), cMoney)
			p.money = append(p.money, n)
		}
	}
	if !l.currencies[cur].weak {
		add(c[0], naming{}) // "20 usd"
	}
	add(c[2], naming{symbol: true})
	add(c[3], naming{})
	add(c[4], naming{part: true})
	for place := range strings.SplitSeq(c[5], "|") {
		// Of a place of two words the last is enough to tell.
		if f := strings.Fields(place); len(f) > 0 {
			w := l.word(f[len(f)-1])
			w.places = append(w.places, cur)
		}
	}
	return nil
}

func set(column string) map[string]bool {
	m := map[string]bool{}
	for s := range strings.SplitSeq(column, "|") {
		if s != "" {
			m[strings.ToLower(s)] = true
		}
	}
	return m
}

// spread puts spaces where the scanner divides a word: "us$" gives "us $".
func spread(text string) string {
	var b strings.Builder
	last := ' '
	for _, r := range text {
		if last != ' ' && r != ' ' && (kindOf(r) != kindOf(last) || kindOf(r) == mark) && !(r == '.' && kindOf(last) == letters) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		if r != '.' { // a full stop goes with the word before it
			last = r
		}
	}
	return b.String()
}
