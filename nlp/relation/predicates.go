package relation

import (
	"bufio"
	"fmt"
	"io/fs"
	"strings"

	"github.com/newsgraph/newsgraph/nlp"
)

// predicates is what the extraction knows about words besides the frames:
// data/lexicon/predicates.tsv, one property of one word a line.
//
//	effect       value FORM STATUS: what the word does to a clause it embeds
//	             (FORM inf, ger, that or any; "agree inf planned")
//	speech       value says or claim: reports what somebody states; says-verbs
//	             give a claim of their own
//	light        verb that only lends its subject to a noun ("launched an inquiry")
//	receive      verb whose subject is the target of its object ("received an order")
//	control      value object: a gerund behind it has the object as agent
//	             ("fined Twitter for failing"); a noun whose complement's agent
//	             is its target ("pressure on TikTok to remove")
//	oblique      value PREPOSITION: the phrase with it controls the complement
//	             ("called on Putin to resign")
//	transparent  value ROLES: the noun stands for the word in that role
//	document     noun whose possessor speaks through it ("RIAA's notice alleged")
//	money        relation that an amount of money can belong to
//	price        value RELATION: noun whose amount is that of the relation
//	adjunct      value reason or instrument: what a phrase or clause with this
//	             preposition or conjunction gives
//	stative      verb whose participle describes the noun before it ("the region,
//	             comprising Czechia")
//	report       noun whose clause says what somebody states ("reports that ...")
//	targeting    participle whose object is the target of a noun ("restrictions
//	             targeting apps")
//	hedge        value STATUS: an adverb or adjective that weakens what it modifies
type predicates struct {
	effects           map[string]nlp.Status // "verb agree inf"
	speech            map[string]string     // lemma: says or claim
	lightVerbs        map[string]bool
	lightObject       map[string]bool
	receiveVerbs      map[string]bool
	objectControl     map[string]bool
	nounObjectControl map[string]bool
	obliqueControl    map[string]bool // "call on"
	transparent       map[string][]string
	hedges            map[string]nlp.Status
	demonyms          map[string]string
	targeting         map[string]bool
	documents         map[string]bool
	stative           map[string]bool
	money             map[string]bool   // relations
	prices            map[string]string // noun: relation
	priced            map[string]bool   // relations that a noun stands for
	reasons           map[string]bool   // prepositions and conjunctions
	instruments       map[string]bool
	reports           map[string]bool
	effectWords       map[string]bool // "verb agree "
}

// controlsObject reports a verb whose object is the agent of a gerund behind
// a preposition.
func (p *predicates) controlsObject(lemma string) bool { return p.objectControl[lemma] }

func loadPredicates(fsys fs.FS) (*predicates, error) {
	p := &predicates{
		effects: map[string]nlp.Status{}, speech: map[string]string{}, lightVerbs: map[string]bool{},
		lightObject: map[string]bool{}, receiveVerbs: map[string]bool{}, objectControl: map[string]bool{},
		nounObjectControl: map[string]bool{}, obliqueControl: map[string]bool{}, transparent: map[string][]string{},
		hedges: map[string]nlp.Status{}, demonyms: map[string]string{}, effectWords: map[string]bool{}, targeting: map[string]bool{}, documents: map[string]bool{}, stative: map[string]bool{},
		money: map[string]bool{}, prices: map[string]string{}, priced: map[string]bool{}, reasons: map[string]bool{}, instruments: map[string]bool{}, reports: map[string]bool{},
	}
	err := eachRow(fsys, "lexicon/predicates.tsv", 4, func(row []string) error {
		words, pos, class, value := row[0], row[1], row[2], row[3]
		for _, word := range strings.Split(words, ",") {
			word = strings.TrimSpace(word)
			switch class {
			case "effect":
				form, status, ok := strings.Cut(value, " ")
				if !ok {
					return fmt.Errorf("effect wants FORM STATUS, got %q", value)
				}
				p.effects[pos+" "+word+" "+form] = nlp.Status(status)
				p.effectWords[pos+" "+word+" "] = true
			case "speech":
				p.speech[word] = value
			case "light":
				if pos == "noun" {
					p.lightObject[word] = true
				} else {
					p.lightVerbs[word] = true
				}
			case "receive":
				p.receiveVerbs[word] = true
			case "control":
				if pos == "noun" {
					p.nounObjectControl[word] = true
				} else {
					p.objectControl[word] = true
				}
			case "oblique":
				p.obliqueControl[word+" "+value] = true
			case "money":
				p.money[word] = true
			case "price":
				p.prices[word], p.priced[value] = value, true
			case "adjunct":
				if value == "reason" {
					p.reasons[word] = true
				} else {
					p.instruments[word] = true
				}
			case "stative":
				p.stative[word] = true
			case "report":
				p.reports[word] = true
			case "document":
				p.documents[word] = true
			case "targeting":
				p.targeting[word] = true
			case "transparent":
				p.transparent[word] = strings.Split(value, "/")
			case "hedge":
				p.hedges[word] = nlp.Status(value)
			default:
				return fmt.Errorf("unknown class %q", class)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = eachRow(fsys, "lexicon/demonyms.tsv", 3, func(row []string) error {
		for _, d := range strings.Split(row[1], "|") {
			if _, taken := p.demonyms[strings.ToLower(d)]; !taken && d != "" {
				p.demonyms[strings.ToLower(d)] = row[0]
			}
		}
		return nil
	})
	return p, err
}

// eachRow calls use for the rows of a TSV file behind its header; lines
// that start with "#" are comments.
func eachRow(fsys fs.FS, name string, columns int, use func(row []string) error) error {
	f, err := fsys.Open(name)
	if err != nil {
		return fmt.Errorf("relation: %w", err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	header := true
	for line := 1; sc.Scan(); line++ {
		text := strings.TrimRight(sc.Text(), " \r")
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if header {
			header = false
			continue
		}
		row := strings.Split(text, "\t")
		if len(row) != columns {
			return fmt.Errorf("relation: %s:%d: want %d columns, got %d", name, line, columns, len(row))
		}
		if err := use(row); err != nil {
			return fmt.Errorf("relation: %s:%d: %w", name, line, err)
		}
	}
	return sc.Err()
}
