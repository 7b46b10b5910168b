package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cayleygraph/quad"

	"github.com/newsgraph/newsgraph/nlp"
)

// The vocabulary of the graph. IRIs are short inside; exports resolve them.
//
//	<tiktok> <rdf:type> <Organization> .
//	<tiktok> <rdfs:label> "TikTok" .
//	<tiktok> <alias> "Tik Tok" .
//	<tiktok> <sameAs> <http://www.wikidata.org/entity/Q48938223> .    where the gazetteer says so
//	<moscow-court> <fines> <tiktok> .                          asserted, however often
//	<claim:9f3a> <rdf:type> <Claim> <article:003> .            what a claim says is labelled
//	<claim:9f3a> <subject> <moscow-court> <article:003> .      with its article
//	<claim:9f3a> <judged> "wrong" <article:003> .              by curation; such a claim has no plain edge
//	<article:003> <title> "..." <article:003> .
//	<article:007> <copyOf> <article:003> <article:007> .       a near-duplicate that came out later
//	<claim:9f3a> <event> <event:51c0> <article:003> .          where other claims report the same
//	<event:51c0> <rdf:type> <ReportedEvent> .                  independent sources and what they differ in:
//	<event:51c0> <sources> 3 .    <event:51c0> <disagreement> "amount" .
const (
	predType  = quad.IRI("rdf:type")
	predLabel = quad.IRI("rdfs:label")
	predAlias = quad.IRI("alias")
	predSame  = quad.IRI("sameAs")

	classClaim   = quad.IRI("Claim")
	classArticle = quad.IRI("Article")

	articlePrefix = "article:"
	claimPrefix   = "claim:"
)

// reserved are the predicates that a relation may not be called: its plain
// edges would be taken for descriptions of entities.
var reserved = map[string]bool{string(predType): true, string(predLabel): true, string(predAlias): true, string(predSame): true}

// judgedWrong marks a claim that curation calls wrong.
func judgedWrong(claim, article string) quad.Quad {
	return quad.Quad{Subject: iri(claim), Predicate: quad.IRI("judged"), Object: quad.String("wrong"), Label: iri(articlePrefix + article)}
}

// describeEvent is the quads of an event. Its predicates are others than those
// of claims, so that a step against <object> finds claims alone, and its class
// is not that of entities such as the Olympic Games.
func describeEvent(e *Event) []quad.Quad {
	var quads []quad.Quad
	add := func(predicate quad.IRI, object quad.Value) {
		quads = append(quads, quad.Quad{Subject: iri(e.ID), Predicate: predicate, Object: object})
	}
	add(predType, quad.IRI("ReportedEvent"))
	add("eventRelation", relationIRI(e.Relation))
	add("sources", quad.Int(e.Sources))
	for _, s := range e.Subjects {
		add("eventSubject", iri(s.ID))
	}
	for _, o := range e.Objects {
		add("eventObject", iri(o.ID))
	}
	if e.Start != "" {
		add("eventStart", quad.String(e.Start))
	}
	if e.End != "" {
		add("eventEnd", quad.String(e.End))
	}
	for _, d := range e.Disagreements {
		add("disagreement", quad.String(d.Field))
	}
	return quads
}

// partOf says to which event a claim belongs.
func partOf(claim, article, event string) quad.Quad {
	return quad.Quad{Subject: iri(claim), Predicate: quad.IRI("event"), Object: iri(event), Label: iri(articlePrefix + article)}
}

// maxIRI is the length in bytes above which an IRI is cut and ends in a hash.
const maxIRI = 512

// iri makes an IRI of any string: characters that N-Quads does not allow
// between < and >, and the percent sign itself, are percent-encoded, so that
// different strings stay different.
func iri(s string) quad.IRI {
	if strings.IndexFunc(s, badInIRI) < 0 && utf8.ValidString(s) {
		return shorten(s)
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if badInIRI(r) || r == utf8.RuneError && size == 1 {
			for _, c := range []byte(s[i : i+size]) {
				const digits = "0123456789ABCDEF"
				b.WriteByte('%')
				b.WriteByte(digits[c>>4])
				b.WriteByte(digits[c&15])
			}
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return shorten(b.String())
}

func badInIRI(r rune) bool {
	switch r {
	case '<', '>', '"', '{', '}', '|', '^', '`', '\\', '%':
		return true
	}
	// Space, controls, and what Unicode calls no character.
	return r <= ' ' || r >= 0x7f && r <= 0xa0 || r == 0x2028 || r == 0x2029 || r >= 0xfff0 && r <= 0xffff
}

func shorten(s string) quad.IRI {
	if len(s) <= maxIRI {
		return quad.IRI(s)
	}
	sum := sha256.Sum256([]byte(s))
	cut := maxIRI - 2*len(sum) - 1
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return quad.IRI(s[:cut] + "-" + hex.EncodeToString(sum[:]))
}

// literal makes a value of any string: valid UTF-8 without the controls that
// break XML and terminals.
func literal(s string) quad.String {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.IndexFunc(s, badInLiteral) >= 0 {
		s = strings.Map(func(r rune) rune {
			if badInLiteral(r) {
				return -1
			}
			return r
		}, s)
	}
	return quad.String(s)
}

func badInLiteral(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f || r == 0xfffe || r == 0xffff
}

// className is the class of an entity type: "organization" gives
// <Organization>.
func className(t nlp.EntityType) quad.IRI {
	s := string(t)
	if s == "" {
		s = string(nlp.Other)
	}
	r, size := utf8.DecodeRuneInString(s)
	return iri(strings.ToUpper(string(r)) + s[size:])
}

// relationIRI is the predicate of a relation.
func relationIRI(relation string) quad.IRI {
	if reserved[relation] {
		relation = "open:" + relation
	}
	return iri(relation)
}

// describe is the quads of an entity or phrase.
func describe(id, name string, t nlp.EntityType, aliases []string, wikidata string) []quad.Quad {
	node := iri(id)
	quads := []quad.Quad{
		{Subject: node, Predicate: predType, Object: className(t)},
		{Subject: node, Predicate: predLabel, Object: literal(name)},
	}
	for _, a := range aliases {
		quads = append(quads, quad.Quad{Subject: node, Predicate: predAlias, Object: literal(a)})
	}
	if wikidata != "" {
		quads = append(quads, quad.Quad{Subject: node, Predicate: predSame, Object: iri(wikidataBase + wikidata)})
	}
	return quads
}

// wikidataBase begins the IRIs of Wikidata's entities.
const wikidataBase = "http://www.wikidata.org/entity/"

// plainEdge is the quad of everything that asserts the relation.
func plainEdge(subject, relation, object string) quad.Quad {
	return quad.Quad{Subject: iri(subject), Predicate: relationIRI(relation), Object: iri(object)}
}

// labelled collects the quads of one article.
type labelled struct {
	label quad.IRI
	quads []quad.Quad
}

func (l *labelled) add(subject quad.IRI, predicate string, object quad.Value) {
	l.quads = append(l.quads, quad.Quad{Subject: subject, Predicate: quad.IRI(predicate), Object: object, Label: l.label})
}

func (l *labelled) addText(subject quad.IRI, predicate, text string) {
	if text != "" {
		l.add(subject, predicate, literal(text))
	}
}

// argumentRoles are the predicates of a claim's arguments, in their order.
var argumentRoles = [4]string{"subject", "object", "saidBy", "place"}

const placeRole = 3

// articleQuads is all that carries the article's label: its metadata and its
// claims.
func articleQuads(a ArticleInfo, claims []nlp.Claim) []quad.Quad {
	l := labelled{label: iri(articlePrefix + a.ID), quads: make([]quad.Quad, 0, 8+16*len(claims))}
	l.add(l.label, string(predType), classArticle)
	l.addText(l.label, "title", a.Title)
	l.addText(l.label, "source", a.Source)
	l.addText(l.label, "url", a.URL)
	l.addText(l.label, "author", a.Author)
	l.addText(l.label, "published", a.Published)
	l.addText(l.label, "language", a.Language)
	l.addText(l.label, "sha256", a.SHA256)
	for i := range claims {
		l.addClaim(&claims[i])
	}
	return l.quads
}

func (l *labelled) addClaim(c *nlp.Claim) {
	node := iri(c.ID)
	l.add(node, string(predType), classClaim)
	l.add(node, "article", l.label)
	l.add(node, "relation", relationIRI(c.Relation))
	for role, a := range arguments(c) {
		if a != nil {
			l.add(node, argumentRoles[role], iri(a.ID))
		}
	}
	l.addText(node, "status", string(c.Status))
	l.addText(node, "trigger", c.Trigger)
	l.addText(node, "quote", c.Quote)
	l.add(node, "start", quad.Int(c.Start))
	l.add(node, "end", quad.Int(c.End))
	l.add(node, "confidence", quad.Float(c.Confidence))
	if c.Cue != nil {
		l.addText(node, "cue", c.Cue.Text)
	}
	if c.Reason != nil {
		l.addText(node, "reason", c.Reason.Text)
	}
	if c.Instrument != nil {
		l.addText(node, "instrument", c.Instrument.Text)
	}
	if c.Amount != nil {
		l.add(node, "amount", quad.Float(c.Amount.Value))
		l.addText(node, "currency", c.Amount.Currency)
		// One value for each, since two predicates would not say which sum is in
		// which currency.
		for _, m := range c.Amount.Also {
			l.addText(node, "alsoAmount", strconv.FormatFloat(m.Value, 'f', -1, 64)+" "+m.Currency)
		}
	}
	if c.Date != nil {
		l.addText(node, "date", c.Date.Value)
		// The string serves Cayley's GraphQL, which cannot print a time; the
		// time serves comparisons such as gt(new Date("2021-04-01")).
		if t, err := time.Parse(time.DateOnly, c.Date.Value); err == nil {
			l.add(node, "time", quad.Time(t))
		}
	}
}
