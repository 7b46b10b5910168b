package coref

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
	"golang.org/x/text/unicode/norm"
)

// name is one way of writing a name in the document, such as "Navalny", with
// all candidates written so.
type name struct {
	key    string   // letters and digits of words, run together: one key for "Tik Tok" and "TikTok"
	words  []string // lower case, without diacritics, determiner, titles and possessive
	cands  []int
	typ    nlp.EntityType
	title  gender // shown by a title such as "Mr"
	given  gender // of the given name, for people
	caps   bool   // written in capitals, as acronyms are
	person bool
}

// joinNames makes names of the candidates and joins those that mean one thing.
// The rules run from the surest to the least sure; what a rule needs to be
// unique is looked up in indices, so that a document of nothing but names
// takes time linear in its length.
func (a *analysis) joinNames() {
	byKey := map[string]int{}
	for i := range a.cands {
		c := &a.cands[i]
		if c.kind != nlp.Name || c.coord {
			continue
		}
		n, ok := a.readName(i)
		if !ok {
			continue
		}
		at, seen := byKey[n.key]
		if !seen {
			at = len(a.names)
			byKey[n.key] = at
			a.names = append(a.names, n)
		}
		f := &a.names[at]
		f.cands = append(f.cands, i)
		f.caps = f.caps && n.caps
		if f.title == anyGender {
			f.title = n.title
		}
		c.name = at
		if len(f.cands) > 1 {
			a.join(f.cands[0], i)
		}
	}
	for i := range a.names {
		a.settle(&a.names[i])
	}
	a.joinPeople()
	a.joinAliases()
	a.joinShortForms(byKey)
	a.joinReordered()
	a.joinAcronyms()
	a.appositions()
	a.spreadGender()
}

// nameSpan returns the tokens of the name in candidate i: those of ner's
// mention, else the proper nouns around the head.
func (a *analysis) nameSpan(i int) (int, int) {
	c := &a.cands[i]
	first, last := -1, -1
	for m := c.mention; m >= 0 && m < len(a.doc.Mentions) && a.doc.Mentions[m].First <= c.head; m++ {
		if x := &a.doc.Mentions[m]; a.cand[m] == int32(i) && x.Kind == nlp.Name && (first < 0 || x.Last-x.First < last-first) {
			first, last = x.First, x.Last
		}
	}
	if first >= 0 {
		return max(first, 0), min(last, len(a.doc.Tokens))
	}
	proper := func(j int) bool {
		t := a.doc.Tokens[j].Tag
		return t == "NNP" || t == "NNPS"
	}
	first, last = c.head, c.head+1
	for first > c.first && proper(first-1) {
		first--
	}
	for last < c.last && (proper(last) || a.rels[last] == "flat") {
		last++
	}
	return first, last
}

func (a *analysis) readName(i int) (name, bool) {
	first, last := a.nameSpan(i)
	n := name{caps: true}
	start := a.nameStart(first, last, a.cands[i].class != group && a.cands[i].class != place)
	for j := first; j < start; j++ {
		if g := a.lex.titles[strings.TrimSuffix(lowerASCII(a.doc.Tokens[j].Text), ".")]; g != anyGender {
			n.title = g
		}
	}
	for j := start; j < last; j++ {
		t := &a.doc.Tokens[j]
		w := fold(t.Text)
		if w == "" || t.Tag == "POS" {
			continue
		}
		n.caps = n.caps && t.Text == strings.ToUpper(t.Text)
		// Parts of "Glawischnig-Piesczek" and "A/S" are one word.
		if k := len(n.words); k > 0 && !t.Space && w != "," && w != "." && w != "(" {
			n.words[k-1] += w
			continue
		}
		n.words = append(n.words, w)
	}
	// A title may stand before the name's span: "Mr" "Navalny".
	if first > 0 && n.title == anyGender {
		n.title = a.lex.titles[strings.TrimSuffix(lowerASCII(a.doc.Tokens[first-1].Text), ".")]
	}
	n.key = keyOf(n.words)
	return n, n.key != ""
}

// nameStart returns the first token of the name in [first, last) behind
// determiners and, of people, titles: that is "Fahie" in "BVI Premier Fahie".
func (a *analysis) nameStart(first, last int, titled bool) int {
	start := first
	for j := first; j < last-1; j++ {
		w := strings.TrimSuffix(lowerASCII(a.doc.Tokens[j].Text), ".")
		g, title := a.lex.titles[w]
		switch {
		case j == start && (w == "the" || w == "a" || w == "an" || mark(w)):
			start = j + 1
		case titled && title && (j == start || g == anyGender):
			start = j + 1
		}
	}
	return start
}

// fold lowers a word and strips its diacritics and possessive ending.
func fold(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.TrimSuffix(lowerASCII(s), "'s")
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if r == '’' {
			r = '\''
		}
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return strings.TrimSuffix(b.String(), "'s")
}

// settle finds the type of a name from the mentions written so.
func (a *analysis) settle(n *name) {
	var votes [8]int
	types := [...]nlp.EntityType{nlp.Person, nlp.Organization, nlp.Place, nlp.Product, nlp.Event, nlp.Law, nlp.Work, nlp.Group}
	best := -1
	for _, i := range n.cands {
		m := a.cands[i].mention
		if m < 0 {
			continue
		}
		for k, t := range types {
			if a.doc.Mentions[m].Type == t {
				votes[k]++
				if best < 0 || votes[k] > votes[best] {
					best = k
				}
			}
		}
	}
	if best >= 0 {
		n.typ = types[best]
	}
	if len(n.words) == 2 && n.typ != nlp.Place && a.calledPerson(n) {
		n.typ = nlp.Person
	}
	if len(n.words) > 0 {
		n.given = a.lex.given[n.words[0]]
	}
	n.person = n.typ == nlp.Person || n.typ == "" && (n.title != anyGender || len(n.words) > 1 && n.given != anyGender)
}

// calledPerson says whether an apposition to the name describes a person: "Roya
// Ensafi, the founder of ...".
func (a *analysis) calledPerson(n *name) bool {
	for _, i := range n.cands {
		for c := a.child[a.cands[i].head]; c >= 0; c = a.next[c] {
			if t := &a.doc.Tokens[c]; a.rels[c] == "appos" && t.Tag == "NN" && a.sure(int(c)) && a.lex.nouns[lowerASCII(t.Lemma)].class == person {
				return true
			}
		}
	}
	return false
}

// compatible says whether things of two types may be one: ner tells a company
// from its product, or a country from its government, only so well.
func compatible(x, y nlp.EntityType) bool {
	loose := func(t nlp.EntityType) bool { return t == "" || t == nlp.Other || t == nlp.Phrase }
	if x == y || loose(x) || loose(y) {
		return true
	}
	pair := func(p, q nlp.EntityType) bool { return x == p && y == q || x == q && y == p }
	return pair(nlp.Organization, nlp.Product) || pair(nlp.Organization, nlp.Work) || pair(nlp.Product, nlp.Work) ||
		pair(nlp.Organization, nlp.Group) || pair(nlp.Organization, nlp.Place) || pair(nlp.Law, nlp.Work) || pair(nlp.Event, nlp.Other)
}

func (a *analysis) find(i int) int {
	for a.cands[i].node != i {
		a.cands[i].node = a.cands[a.cands[i].node].node
		i = a.cands[i].node
	}
	return i
}

// join makes one entity of two candidates; the earlier stays the root.
func (a *analysis) join(i, j int) {
	i, j = a.find(i), a.find(j)
	if i > j {
		i, j = j, i
	}
	a.cands[j].node = i
}

func (a *analysis) joinForms(x, y int) { a.join(a.names[x].cands[0], a.names[y].cands[0]) }

// joinPeople joins full names that are variants of each other ("Alexei",
// "Aleksei" and "A." Navalny), then surnames and given names alone with the one
// full name that has them.
func (a *analysis) joinPeople() {
	byLast, byFirst := map[string][]int{}, map[string][]int{}
	for i := range a.names {
		n := &a.names[i]
		if !n.person || len(n.words) < 2 {
			continue
		}
		first, last := n.words[0], n.words[len(n.words)-1]
		for _, j := range byLast[last] {
			if givenVariant(first, a.names[j].words[0]) && !genderClash(n, &a.names[j]) {
				a.joinForms(j, i)
				break
			}
		}
		for _, j := range byFirst[first] {
			if o := a.names[j].words; len(last) > 5 && last[0] == o[len(o)-1][0] && near(last, o[len(o)-1], 2) {
				a.joinForms(j, i)
				break
			}
		}
		byLast[last] = appendFew(byLast[last], i)
		byFirst[first] = appendFew(byFirst[first], i)
	}
	for i := range a.names {
		n := &a.names[i]
		if len(n.words) != 1 {
			continue
		}
		if j := a.nearestForm(i, byLast[n.words[0]]); j >= 0 {
			// ner takes many a bare surname for a place or company.
			if n.person || n.typ == "" || n.typ == nlp.Other || a.lex.known[n.key]&(a.lex.sets["company"]|a.lex.sets["platform"]) == 0 && !a.located(n) {
				a.joinForms(i, j)
				n.person, n.typ = true, nlp.Person
			}
			continue
		}
		if !n.person {
			continue
		}
		if j := a.nearestForm(i, byFirst[n.words[0]]); j >= 0 {
			a.joinForms(i, j)
		} else if len(n.words[0]) >= 5 && len(byLast) < 200 {
			a.joinMisspelt(i)
		}
	}
}

// located says whether a name stands after a preposition of place.
func (a *analysis) located(n *name) bool {
	for _, i := range n.cands {
		for c := a.child[a.cands[i].head]; c >= 0; c = a.next[c] {
			switch lowerASCII(a.doc.Tokens[c].Text) {
			case "in", "at", "near", "across", "into":
				return true
			}
		}
	}
	return false
}

// joinMisspelt joins a surname with the one full name whose surname differs in
// a letter: "Yahya Sarea", later "Saree".
func (a *analysis) joinMisspelt(i int) {
	w, found := a.names[i].words[0], -1
	for j := range a.names {
		o := a.names[j].words
		if !a.names[j].person || len(o) < 2 || !near(w, o[len(o)-1], 1) || w[0] != o[len(o)-1][0] {
			continue
		}
		if found >= 0 && a.find(a.names[found].cands[0]) != a.find(a.names[j].cands[0]) {
			return
		}
		found = j
	}
	if found >= 0 && !genderClash(&a.names[i], &a.names[found]) {
		a.joinForms(i, found)
	}
}

// appendFew keeps an index entry short: a surname with more than 20 bearers
// helps nobody.
func appendFew(s []int, i int) []int {
	if len(s) < 20 {
		s = append(s, i)
	}
	return s
}

// nearestForm picks the form that stands last before the first use of form i,
// or the first after it.
func (a *analysis) nearestForm(i int, forms []int) int {
	n, best, bestAt := &a.names[i], -1, -1
	at := n.cands[0]
	for _, j := range forms {
		if genderClash(n, &a.names[j]) {
			continue
		}
		before := -1
		for _, c := range a.names[j].cands {
			if c < at {
				before = c
			}
		}
		if best < 0 || before > bestAt {
			best, bestAt = j, before
		}
	}
	return best
}

func genderClash(x, y *name) bool {
	g, h := x.title, y.title
	if g == anyGender && len(x.words) > 1 {
		g = x.given
	}
	if h == anyGender && len(y.words) > 1 {
		h = y.given
	}
	return g != anyGender && h != anyGender && g != h
}

// givenVariant says whether two given names may be spellings of one: equal, an
// initial, or close in letters after the same first one.
func givenVariant(x, y string) bool {
	if x == y {
		return true
	}
	if x == "" || y == "" || x[0] != y[0] {
		return false
	}
	if len(strings.TrimSuffix(x, ".")) == 1 || len(strings.TrimSuffix(y, ".")) == 1 {
		return true
	}
	return len(x) >= 4 && len(y) >= 4 && near(x, y, 2)
}

// near says whether at most limit letters must be added, dropped or changed to
// make y of x (Levenshtein distance, banded).
func near(x, y string, limit int) bool {
	if len(x) > 30 || len(y) > 30 || len(x)-len(y) > limit || len(y)-len(x) > limit {
		return false
	}
	var row [31]int
	for j := 0; j <= len(y); j++ {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := diagonal
			if x[i-1] != y[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(y)] <= limit
}

// joinAliases joins names that the alias list gives one canonical name.
func (a *analysis) joinAliases() {
	canonical := map[string]int{}
	for i := range a.names {
		name := a.aliasOf(i)
		if name == "" {
			name = strings.Join(a.names[i].words, " ")
		}
		key := nlp.Slug(name)
		if j, ok := canonical[key]; ok {
			a.joinForms(j, i)
		} else {
			canonical[key] = i
		}
	}
}

// aliasOf returns the canonical name that the alias list has for a form.
func (a *analysis) aliasOf(i int) string {
	n := &a.names[i]
	al, ok := a.lex.aliases[n.key]
	if !ok || al.caps && !n.caps {
		return ""
	}
	return al.name
}

// joinShortForms joins "ByteDance" with "ByteDance Ltd.", "Salling" with
// "Salling Group", "GreatFire" with "GreatFire.org", "Supreme Court" with the
// one "... Supreme Court".
func (a *analysis) joinShortForms(byKey map[string]int) {
	tails := map[string]int{} // last words of longer names: form, or -2 for more than one
	note := func(words []string, i int) {
		k := strings.Join(words, "")
		if j, ok := tails[k]; ok && a.find(a.names[j&0x7fffffff].cands[0]) != a.find(a.names[i].cands[0]) {
			tails[k] = j | 1<<31
		} else if !ok {
			tails[k] = i
		}
	}
	for i := range a.names {
		n := &a.names[i]
		if n.person {
			continue
		}
		for k := len(n.words) - 1; k > 0 && a.lex.suffixes[strings.TrimRight(n.words[k], ".")] != ""; k-- {
			j, ok := byKey[keyOf(n.words[:k])]
			if !ok || n.typ == nlp.Place || a.names[j].typ == nlp.Place {
				continue
			}
			// ner takes many a short company name for a surname.
			o := &a.names[j]
			surname := len(o.words) == 1 && a.find(o.cands[0]) == o.cands[0]
			if o.person && surname || !o.person && compatible(n.typ, o.typ) {
				o.person = false
				a.joinForms(j, i)
			}
		}
		if len(n.words) == 1 {
			if dot := strings.LastIndexByte(n.words[0], '.'); dot > 2 {
				if j, ok := byKey[keyOf([]string{n.words[0][:dot]})]; ok && compatible(n.typ, a.names[j].typ) {
					a.joinForms(j, i)
				}
			}
		}
		if n.typ != nlp.Organization && n.typ != nlp.Law {
			continue
		}
		for k := 1; k+2 <= len(n.words) && k < 4; k++ {
			note(n.words[k:], i)
		}
		for k := 2; k < len(n.words)-1 && k < 6; k++ {
			if n.words[k] == "of" || n.words[k] == "in" || n.words[k] == "for" {
				note(n.words[:k], i)
			}
		}
	}
	for i := range a.names {
		n := &a.names[i]
		if len(n.words) < 2 || n.typ != nlp.Organization && n.typ != nlp.Law {
			continue
		}
		if j, ok := tails[strings.Join(n.words, "")]; ok && j>>31 == 0 && j != i {
			a.joinForms(i, j)
		}
	}
}

// joinReordered joins names of the same content words in another order, where
// the adjective of a country counts as its name: "Constitutional Court of
// Turkey" and "Turkish Constitutional Court".
func (a *analysis) joinReordered() {
	seen := map[string]int{}
	var words []string
	for i := range a.names {
		n := &a.names[i]
		if n.person || len(n.words) < 3 {
			continue
		}
		words = words[:0]
		for _, w := range n.words {
			if little(w) {
				continue
			}
			if c, ok := a.lex.country[w]; ok {
				w = c
			}
			words = append(words, w)
		}
		slices.Sort(words)
		key := strings.Join(words, " ")
		if j, ok := seen[key]; ok {
			a.joinForms(j, i)
		} else {
			seen[key] = i
		}
	}
}

// little says whether a word of a name is left out of its acronym.
func little(w string) bool {
	switch w {
	case "of", "the", "and", "for", "in", "on", "to", "de", "la", "et":
		return true
	}
	return false
}

func keyOf(words []string) string {
	var b strings.Builder
	for _, w := range words {
		for _, r := range w {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// joinAcronyms joins "ECJ" with "European Court of Justice". In brackets right
// after the name, any abbreviation that starts alike will do.
func (a *analysis) joinAcronyms() {
	initials := map[string]int{}
	for i := range a.names {
		n := &a.names[i]
		if n.person || len(n.words) < 2 {
			continue
		}
		for _, k := range acronyms(n.words) {
			if _, ok := initials[k]; !ok {
				initials[k] = i
			}
		}
	}
	for i := range a.names {
		n := &a.names[i]
		if len(n.words) != 1 || !n.caps || len(n.key) < 2 || len(n.key) > 8 {
			continue
		}
		if j, ok := initials[n.key]; ok && !a.names[j].caps {
			a.joinForms(i, j)
			continue
		}
		for _, c := range n.cands {
			if j := a.bracketed(c); j >= 0 && abbreviates(n.key, a.names[j].words) {
				a.joinForms(i, j)
				break
			}
		}
	}
}

// bracketed returns the form of the name right before the bracket in which
// candidate i stands alone, -1 for none.
func (a *analysis) bracketed(i int) int {
	first, last := a.nameSpan(i)
	if first < 2 || last >= len(a.doc.Tokens) || a.doc.Tokens[first-1].Text != "(" || a.doc.Tokens[last].Text != ")" {
		return -1
	}
	for j := i - 1; j >= 0 && j > i-12; j-- {
		if a.cands[j].name < 0 {
			continue
		}
		if _, end := a.nameSpan(j); end == first-1 {
			return a.cands[j].name
		}
	}
	return -1
}

// acronyms gives the initials of words with and without those of little words.
func acronyms(words []string) []string {
	var all, big strings.Builder
	for _, w := range words {
		for _, part := range strings.FieldsFunc(w, func(r rune) bool { return r == '-' || r == '/' }) {
			r, _ := utf8.DecodeRuneInString(part)
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				continue
			}
			all.WriteRune(r)
			if !little(part) {
				big.WriteRune(r)
			}
		}
	}
	if all.Len() == big.Len() {
		return []string{all.String()}
	}
	return []string{all.String(), big.String()}
}

// abbreviates says whether the letters of short stand in order in words, the
// first letters being equal.
func abbreviates(short string, words []string) bool {
	long := keyOf(words)
	if short == "" || long == "" || short[0] != long[0] || len(short) >= len(long) {
		return false
	}
	i := 0
	for j := 0; j < len(long) && i < len(short); j++ {
		if long[j] == short[i] {
			i++
		}
	}
	return i == len(short)
}

// spreadGender gives the candidates of a name the gender that its title or
// given name shows, and its class.
func (a *analysis) spreadGender() {
	shown := map[int]gender{}
	for i := range a.names {
		n := &a.names[i]
		if !n.person {
			continue
		}
		g := n.title
		if g == anyGender && len(n.words) > 1 {
			g = n.given
		}
		if root := a.find(n.cands[0]); g != anyGender && shown[root] == anyGender {
			shown[root] = g
		}
	}
	for i := range a.names {
		n := &a.names[i]
		for _, c := range n.cands {
			x := &a.cands[c]
			if k := classOf(n.typ); k != unknown {
				x.class = k
			} else if n.person {
				x.class = person
			}
			x.gender = neuter
			if x.class == person || x.class == unknown {
				x.gender = shown[a.find(c)]
			}
		}
	}
}
