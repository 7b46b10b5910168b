package link

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/newsgraph/newsgraph/nlp"
)

// Gazetteer is the user's list of things with their names. What bears a name of
// it is that thing, wherever no other entry has the name too.
type Gazetteer struct {
	Entries []Entry
}

// Entry is one thing of a gazetteer.
type Entry struct {
	Name     string
	Aliases  []string
	Weak     []string       // names that others may share: they link only to what another name has shown
	Type     nlp.EntityType // "" for any
	Wikidata string         // "Q312"
}

// ReadGazetteer reads a gazetteer in one of two formats, told apart by the first
// character:
//
//   - CSV with a header row that names its columns: name, and any of aliases
//     (parted by ; or |), type (person, organization, ...) and wikidata
//     (Q312, or an address that ends so). Other columns are left aside.
//   - FollowTheMoney entities as JSON Lines: schema, and in properties name,
//     alias, weakAlias and wikidataId. Entities without a name (ownerships,
//     directorships) are left aside.
//
// An error names the line.
func ReadGazetteer(r io.Reader) (*Gazetteer, error) {
	br := bufio.NewReader(r)
	if bom, _ := br.Peek(3); string(bom) == "\ufeff" {
		br.Discard(3)
	}
	for {
		c, err := br.ReadByte()
		if errors.Is(err, io.EOF) {
			return nil, errors.New("gazetteer: the file is empty; it needs a header row with a column name, or FollowTheMoney entities as JSON Lines")
		}
		if err != nil {
			return nil, fmt.Errorf("gazetteer: %w", err)
		}
		if c == ' ' || c == '\t' {
			continue
		}
		if err := br.UnreadByte(); err != nil {
			return nil, fmt.Errorf("gazetteer: %w", err)
		}
		if c == '{' {
			return readFollowTheMoney(br)
		}
		return readCSV(br)
	}
}

func readCSV(r io.Reader) (*Gazetteer, error) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = -1
	cr.TrimLeadingSpace = true
	header, err := cr.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("gazetteer: no header row with a column name")
	}
	if err != nil {
		return nil, fmt.Errorf("gazetteer: %w", err)
	}
	columns := map[string]int{}
	for i, h := range header {
		columns[strings.ToLower(strings.TrimSpace(h))] = i
	}
	if _, ok := columns["name"]; !ok {
		return nil, fmt.Errorf("gazetteer: line 1: no column name in the header row %q", strings.Join(header, ","))
	}
	g := &Gazetteer{}
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return g, nil
		}
		if err != nil {
			return nil, fmt.Errorf("gazetteer: %w", err) // csv's errors name the line
		}
		line, _ := cr.FieldPos(0)
		if len(row) > len(header) {
			return nil, fmt.Errorf("gazetteer: line %d: %d columns, the header row has %d", line, len(row), len(header))
		}
		cell := func(names ...string) string {
			for _, n := range names {
				if i, ok := columns[n]; ok && i < len(row) {
					return strings.TrimSpace(row[i])
				}
			}
			return ""
		}
		e := Entry{Name: cell("name"), Type: nlp.EntityType(strings.ToLower(cell("type"))), Wikidata: cell("wikidata")}
		for _, a := range strings.FieldsFunc(cell("aliases"), func(r rune) bool { return r == ';' || r == '|' }) {
			if a = strings.TrimSpace(a); a != "" {
				e.Aliases = append(e.Aliases, a)
			}
		}
		if e.Name == "" && len(e.Aliases) == 0 && e.Wikidata == "" {
			continue // an empty row
		}
		if err := g.add(e); err != nil {
			return nil, fmt.Errorf("gazetteer: line %d: %w", line, err)
		}
	}
}

// schemata of FollowTheMoney that are no organization. Others with a name are.
var schemata = map[string]nlp.EntityType{
	"Person": nlp.Person, "Address": nlp.Place, "Vessel": nlp.Product, "Vehicle": nlp.Product, "Airplane": nlp.Product,
	"Asset": nlp.Product, "Security": nlp.Product, "CryptoWallet": nlp.Product, "Event": nlp.Event, "CourtCase": nlp.Event,
	"Document": nlp.Work, "Article": nlp.Work, "LegalEntity": "", "Thing": "",
}

func readFollowTheMoney(r io.Reader) (*Gazetteer, error) {
	g := &Gazetteer{}
	br := bufio.NewReader(r)
	for line := 1; ; line++ {
		text, err := br.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("gazetteer: %w", err)
		}
		last := err != nil
		if text = bytes.TrimSpace(text); len(text) > 0 {
			var v struct {
				ID         string `json:"id"`
				Schema     string `json:"schema"`
				Properties struct {
					Name       []string `json:"name"`
					Alias      []string `json:"alias"`
					WeakAlias  []string `json:"weakAlias"`
					WikidataID []string `json:"wikidataId"`
				} `json:"properties"`
			}
			if err := json.Unmarshal(text, &v); err != nil {
				return nil, fmt.Errorf("gazetteer: line %d: no FollowTheMoney entity: %w", line, err)
			}
			if v.Schema == "" {
				return nil, fmt.Errorf("gazetteer: line %d: no FollowTheMoney entity: it has no schema", line)
			}
			if p := &v.Properties; len(p.Name) > 0 {
				e := Entry{Name: p.Name[0], Aliases: append(p.Name[1:], p.Alias...), Weak: p.WeakAlias, Type: nlp.Organization}
				if t, ok := schemata[v.Schema]; ok {
					e.Type = t
				}
				if len(p.WikidataID) > 0 {
					e.Wikidata = p.WikidataID[0]
				} else if isWikidata(v.ID) {
					e.Wikidata = v.ID
				}
				if err := g.add(e); err != nil {
					return nil, fmt.Errorf("gazetteer: line %d: %w", line, err)
				}
			}
		}
		if last {
			return g, nil
		}
	}
}

// types that an entry may have.
var types = []nlp.EntityType{nlp.Person, nlp.Organization, nlp.Place, nlp.Product, nlp.Event, nlp.Law, nlp.Work, nlp.Group, nlp.Other}

func (g *Gazetteer) add(e Entry) error {
	if e.Name == "" {
		return errors.New("an entry has no name")
	}
	for _, list := range [3][]string{{e.Name}, e.Aliases, e.Weak} {
		for _, s := range list {
			if !utf8.ValidString(s) {
				return fmt.Errorf("name %q is not valid UTF-8; save the file as UTF-8", s)
			}
		}
	}
	if e.Type != "" && !slices.Contains(types, e.Type) {
		return fmt.Errorf("%s: type %q is none of %v", e.Name, e.Type, types)
	}
	if e.Wikidata != "" {
		id := e.Wikidata[strings.LastIndexByte(e.Wikidata, '/')+1:]
		if !isWikidata(id) {
			return fmt.Errorf("%s: %q is no Wikidata id such as Q312", e.Name, e.Wikidata)
		}
		e.Wikidata = id
	}
	g.Entries = append(g.Entries, e)
	return nil
}

func isWikidata(s string) bool {
	return len(s) > 1 && s[0] == 'Q' && s[1] != '0' && strings.Trim(s[1:], "0123456789") == ""
}

// lookup is a gazetteer ready to be asked.
type lookup struct {
	entries []Entry
	byName  map[string][]sense
}

// sense is an entry that bears a name.
type sense struct {
	entry int32
	rank  uint8 // 0 its own name, 1 an alias, 2 a weak alias
}

// newLookup indexes a gazetteer. Entries of one Wikidata id are one.
func newLookup(g *Gazetteer, x *lexicon) *lookup {
	u := &lookup{byName: map[string][]sense{}}
	if g == nil {
		return u
	}
	same := map[string]int32{}
	for _, e := range g.Entries {
		n, ok := same[e.Wikidata]
		if !ok || e.Wikidata == "" {
			n = int32(len(u.entries))
			u.entries = append(u.entries, e)
			same[e.Wikidata] = n
		}
		for rank, list := range [3][]string{{e.Name}, e.Aliases, e.Weak} {
			for _, name := range list {
				u.note(x, name, sense{n, uint8(rank)}, e.Type)
			}
		}
	}
	return u
}

func (u *lookup) note(x *lexicon, name string, s sense, typ nlp.EntityType) {
	classes := []class{classOf(typ)}
	if typ == "" {
		classes = []class{aPerson, aPlace, aThing}
	}
	for _, c := range classes {
		f := x.parse(name, c)
		if f.key == "" {
			continue
		}
		k := senseKey(&f, c)
		if i := slices.IndexFunc(u.byName[k], func(o sense) bool { return o.entry == s.entry }); i >= 0 {
			u.byName[k][i].rank = min(u.byName[k][i].rank, s.rank)
		} else {
			u.byName[k] = append(u.byName[k], s)
		}
	}
}

func senseKey(f *form, c class) string {
	return string('0'+rune(c)) + f.key + "," + f.rest().generation + "," + f.rest().within
}

// find is the one entry that a name means, -1 for none, and whether only a weak
// alias says so.
func (u *lookup) find(f *form, c class) (int32, bool) {
	if len(u.entries) == 0 {
		return none, false
	}
	senses := u.byName[senseKey(f, c)]
	for rank := range uint8(3) {
		found := none
		for _, s := range senses {
			if s.rank != rank {
				continue
			}
			if found != none {
				return none, false
			}
			found = s.entry
		}
		if found != none {
			return found, rank == 2
		}
	}
	return none, false
}
