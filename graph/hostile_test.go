package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// hostile is queries that hang, exhaust or end a careless server. want is what
// is expected: an error of the query ("query"), a deadline ("time"), too much
// ("large"), rows ("rows"), or whatever ("").
var hostile = []struct{ lang, want, text string }{
	// What ends the process with Cayley's own session.
	{"gizmo", "rows", `g.emit("" + iri("a"))`},
	{"gizmo", "query", `iri(1)`},
	{"gizmo", "query", `str({})`},
	{"gizmo", "query", `g.V().out({}).all()`},
	{"gizmo", "query", `g.V().out(function(){}).all()`},
	{"gizmo", "query", `g.V().out("<p>", 5).all()`},
	{"gizmo", "rows", `g.V("<tiktok>").except(g.V("<unknown>")).all()`},
	{"gizmo", "query", `a={};a.a=a;g.emit(a)`},
	{"gizmo", "query", `a=[];a[0]=a;g.emit(a)`},
	{"gizmo", "query", `g.V().labels().back("x").all()`},
	{"gizmo", "query", `g.V("<tiktok>").followR(g.M().labels()).all()`},
	{"gizmo", "query", `g.V().tag(1).all()`},
	{"gizmo", "query", `g.V().save().all()`},
	{"gizmo", "query", `g.V().save(g.M()).all()`},
	{"gizmo", "query", `g.V().has().all()`},
	{"gizmo", "query", `g.V().filter().all()`},
	{"gizmo", "query", `g.V().filter(1).all()`},
	{"gizmo", "query", `g.V().filter(regex("(")).all()`},
	{"gizmo", "query", `g.V().limit("x").all()`},
	{"gizmo", "query", `g.V().skip(-1).all()`},
	{"gizmo", "query", `g.V().skip(NaN).all()`},
	{"gizmo", "query", `g.V(null).all()`},
	{"gizmo", "query", `g.V(undefined).all()`},
	{"gizmo", "query", `g.V(Symbol("x")).all()`},
	{"gizmo", "query", `g.V(/x/).all()`},
	{"gizmo", "query", `g.V().and(1).all()`},
	{"gizmo", "rows", `g.V("<tiktok>").and(null).all()`},
	{"gizmo", "query", `g.V().followRecursive().all()`},
	{"gizmo", "query", `g.V().followRecursive({}).all()`},
	{"gizmo", "query", `g.V().forEach(1)`},
	{"gizmo", "query", `g.V().forEach()`},
	{"gizmo", "query", `g.V().forEach(function(d){ throw new Error("mine") })`},
	{"gizmo", "query", `g.V().forEach(function(d){ throw d })`},
	{"gizmo", "query", `g.V.call(1).all.call({})`},
	{"gizmo", "query", `g.V().all.call(null)`},
	{"gizmo", "", `var p = g.V(); p.all = 1; p.all()`},
	{"gizmo", "rows", `try { g.V({}) } catch (e) { g.emit(e.message) }`},
	{"gizmo", "", `g.V().is().all()`},
	{"gizmo", "", `g.V("").all()`},
	{"gizmo", "", `g.V("\u0000", "\ud800").all()`},
	{"gizmo", "", `g.V(1e308, -0, NaN, Infinity).all()`},
	{"gizmo", "", `g.V().back("nothing").all()`},
	{"gizmo", "", `g.V("<tiktok>").in().in().out().out().unique().order().skip(2).limit(2).all()`},
	{"gizmo", "", `g.emit(null); g.emit(undefined)`},
	{"gizmo", "query", `g.emit(g.V())`},
	{"gizmo", "query", `g.emit(gt(1))`},
	{"gizmo", "rows", `g.emit({get a(){ return 1 }})`},
	{"gizmo", "query", `g.emit({get a(){ throw 1 }})`},
	{"gizmo", "rows", `g.emit(function(){}); g.emit(1)`},
	{"gizmo", "rows", `g.emit(new Date(0))`},
	{"gizmo", "", `g.emit(new Date(NaN))`},
	// Syntax.
	{"gizmo", "query", `g.V(`},
	{"gizmo", "query", "\x00\xff"},
	{"gizmo", "query", `return 1`},
	{"gizmo", "query", `let a; let a;`},
	{"gizmo", "query", `nothing.at.all`},
	{"gizmo", "", ``},
	{"gizmo", "query", strings.Repeat("(", 60_000)},
	{"gizmo", "query", strings.Repeat("[", 60_000)},
	{"gizmo", "", strings.Repeat("!", 60_000) + "1"},
	{"gizmo", "", strings.Repeat("a=>", 20_000) + "1"},
	{"gizmo", "", strings.Repeat("a?b:", 15_000) + "1"},
	{"gizmo", "", strings.Repeat("new ", 15_000) + "Object"},
	{"gizmo", "", strings.Repeat("if(1)", 12_000) + ";"},
	{"gizmo", "", strings.Repeat("x=", 30_000) + "1"},
	{"gizmo", "", strings.Repeat("1**", 20_000) + "1"},
	{"gizmo", "", strings.Repeat("typeof ", 9_000) + "1"},
	{"gizmo", "", strings.Repeat("a:", 30_000) + ";"},
	{"gizmo", "", "1" + strings.Repeat("+1", 30_000)},
	{"gizmo", "query", strings.Repeat(" ", 70_000)},
	// Time.
	{"gizmo", "time", `while(true){}`},
	{"gizmo", "time", `for(;;) try { while(true){} } catch(e) {}`},
	{"gizmo", "time", `for(;;) try { g.V().count() } finally { continue }`},
	{"gizmo", "query", `new Array(4294967295).join("x")`},
	{"gizmo", "query", `new Array(4294967295).fill(1)`},
	{"gizmo", "query", `new Array(4294967295).indexOf(1)`},
	{"gizmo", "query", `new Array(4294967295).map(function(x){return x})`},
	{"gizmo", "query", `new Array(4294967295).sort()`},
	{"gizmo", "query", `Array.prototype.indexOf.call({length: 9007199254740991}, 1)`},
	{"gizmo", "query", `Array.prototype.push.apply([], {length: 4294967295})`},
	{"gizmo", "query", `Array.from({length: 4294967295})`},
	{"gizmo", "", `Math.max.apply(null, new Array(4294967295))`},
	{"gizmo", "", `[...new Array(4294967295)]`},
	{"gizmo", "", `Math.max(...new Array(4294967295))`},
	{"gizmo", "", `new Set(new Array(4294967295))`},
	{"gizmo", "", `var [...a] = new Array(4294967295)`},
	{"gizmo", "", `Array.from(new Array(4294967295).keys())`},
	{"gizmo", "", `Array.from((function*(){ for(;;) yield 1 })())`},
	{"gizmo", "", `for (var x of new Array(4294967295)) {}`},
	{"gizmo", "", `new Array(4294967295) + ""`},
	{"gizmo", "", `Object.keys(new Array(4294967295))`},
	{"gizmo", "", `g.emit(new Array(4294967295))`},
	{"gizmo", "", `g.V(new Array(4294967295))`},
	{"gizmo", "", `g.V().tag(new Array(4294967295))`},
	{"gizmo", "query", `"x".repeat(4294967295)`},
	{"gizmo", "query", `"x".repeat(1e300)`},
	{"gizmo", "query", `"x".padEnd(4294967295)`},
	{"gizmo", "query", `"x".repeat(200000).replace(/x/g, "y".repeat(200000))`},
	{"gizmo", "query", "\"x\".repeat(200000).replace(/x/g, '$`$`')"},
	{"gizmo", "query", "\"x\".repeat(200000).replaceAll('x', '$`$`')"},
	{"gizmo", "query", "/x/g[Symbol.replace](\"x\".repeat(200000), '$`$`')"},
	{"gizmo", "", `/^(a+)+\1$/.test("a".repeat(40) + "b")`},
	{"gizmo", "", `/^(?=(a+)+$)b/.test("a".repeat(40) + "b")`},
	{"gizmo", "", `"a".repeat(40).match("^(a+)+\\1b$")`},
	{"gizmo", "", `/((((a{1,100}){1,100}){1,100}){1,5})$/.test("a".repeat(200000))`},
	{"gizmo", "query", `g.V().filter(regex("((((a{1,100}){1,100}){1,100}){1,5})$")).all()`},
	{"gizmo", "", `var a = "x".repeat(200000), b = []; for (var i = 0; i < 20000; i++) b.push(a + i % 7); b.sort(); b.join()`},
	{"gizmo", "query", `10n ** 10n ** 10n ** 10n`},
	{"gizmo", "query", `BigInt(10)`},
	{"gizmo", "query", `eval("1")`},
	{"gizmo", "query", `(function(){}).constructor("return 1")()`},
	{"gizmo", "query", `(async function(){}).constructor("return 1")()`},
	{"gizmo", "query", `(function*(){}).constructor("return 1")()`},
	{"gizmo", "query", `(()=>1).constructor("return 1")()`},
	{"gizmo", "", `(async function f(){ for(;;) await null })()`},
	{"gizmo", "", `(async function f(){ await null; f() })()`},
	{"gizmo", "query", `new Uint8Array(1e10)`},
	{"gizmo", "query", `new Proxy({}, {})`},
	{"gizmo", "", `JSON.parse("[".repeat(100000))`},
	{"gizmo", "query", `JSON.parse("[".repeat(500) + "]".repeat(500))`},
	{"gizmo", "query", `var a = []; for (var i = 0; i < 60; i++) a = [a, a]; JSON.stringify(a)`},
	{"gizmo", "query", `var a = [1]; for (var i = 0; i < 40; i++) a = [a, a]; "" + a`},
	{"gizmo", "", `var a = []; for (var i = 0; i < 1e5; i++) a = [a]; "" + a`},
	{"gizmo", "query", `var a = []; for (var i = 0; i < 60; i++) a = [a, a]; g.emit(a)`},
	{"gizmo", "query", `var a = 1; for (var i = 0; i < 1e3; i++) a = {a: a}; g.emit(a)`},
	{"gizmo", "query", `(function f(){ f() })()`},
	{"gizmo", "query", `(function f(){ [1].forEach(f) })()`},
	{"gizmo", "query", `function f(){ g.V("<tiktok>").forEach(f) } f()`},
	{"gizmo", "query", `var o = {toString: function(){ return "" + o }}; "" + o`},
	{"gizmo", "", `var f = function(){}; for (var i = 0; i < 1e5; i++) f = Object.create(f); f.x`},
	// Memory.
	{"gizmo", "query", `var s = "x"; for(;;) s += s`},
	{"gizmo", "query", `var s = "x"; for(;;) try { s += s } catch (e) {} finally { continue }`},
	{"gizmo", "query", "var s = 'x'; for(;;) s = `${s}${s}`"},
	{"gizmo", "query", `var o = {toString: () => "x".repeat(200000)}; "".concat.apply("", Array(20000).fill(o))`},
	{"gizmo", "query", `var n = 0; "x".padEnd({valueOf: () => n++ ? 1e9 : 1}).nothing.at.all`},
	{"gizmo", "query", `"x".repeat(2000).replace(/x/g, () => "x".repeat(2000))`},
	{"gizmo", "query", `JSON.stringify(Array(20000).fill("x".repeat(200000)))`},
	{"gizmo", "query", `g.emit(Array(20000).fill("x".repeat(200000)))`},
	{"gizmo", "query", `g.V(Array(20000).fill("ä".repeat(200000))).all()`},
	{"gizmo", "query", `g.V.apply(g, Array(20000).fill(Array(20000).fill("a"))).all()`},
	{"gizmo", "query", `[].concat.apply([], Array(20000).fill(Array(20000)))`},
	{"gizmo", "query", `Math.max.apply(null, Array(20000).fill("x".repeat(200000)))`},
	{"gizmo", "time", `for(;;) Array(20000).fill("1".repeat(200000)).map(Number)`},
	{"gizmo", "time", `for(;;) Array(20000).fill(["x".repeat(200000)]).sort()`},
	{"gizmo", "", `var a = []; for(;;) a.push({})`},
	{"gizmo", "", `var a = []; for(;;) a.push("x".repeat(200000) + a.length)`},
	{"gizmo", "", `var m = new Map(); for(var i = 0;; i++) m.set(i, i)`},
	{"gizmo", "", `var o = {}; for(var i = 0;; i++) o["k" + i] = i`},
	// Rows and paths.
	{"gizmo", "rows", `for(;;) g.emit(1)`},
	{"gizmo", "rows", `for(;;) g.V().all()`},
	{"gizmo", "query", `var p = g.V(); for(;;) p = p.out()`},
	{"gizmo", "query", `var p = g.M(); for(;;) p = p.follow(p)`},
	{"gizmo", "query", `var p = g.V(); for(;;) p = p.and(p)`},
	{"gizmo", "query", `var p = g.V(); for(;;) p = p.out(p)`},
	{"gizmo", "", `g.V().both().both().both().both().both().both().both().both().count()`},
	{"gizmo", "", `g.emit(g.V().both().both().both().both().both().both().both().both().toArray())`},
	{"gizmo", "", `var p = g.V(); for (var i = 0; i < 300; i++) p = p.both(); p.all()`},
	{"gizmo", "", `var p = g.V(); for (var i = 0; i < 900; i++) p = p.out("<bans>"); p.all()`},
	{"gizmo", "", `var p = g.V(); for (var i = 0; i < 9; i++) p = p.or(p); p.count()`},
	{"gizmo", "", `g.V().followRecursive(g.M().out(), 1000000).all()`},
	{"gizmo", "", `g.V().followRecursive(g.M().or(g.V()), -1).all()`},
	{"gizmo", "query", `g.V().followRecursive(g.M().both(), -1).all()`},
	{"gizmo", "", `g.V().followRecursive(g.M(), -1).all()`},
	{"gizmo", "", `g.V().intersect(g.V().out()).intersect(g.V().in()).difference(g.V("<tiktok>")).all()`},
	{"gizmo", "", `g.V().order().order().unique().unique().count()`},
	{"gizmo", "", `g.V().saveInPredicates("a").saveOutPredicates("b").inPredicates().outPredicates().all()`},
	{"gizmo", "", `g.V().labelContext(g.V()).out().labelContext(null).in().all()`},
	{"gizmo", "", `g.V().labelContext("<nothing>").both().all()`},
	{"gizmo", "", `g.addDefaultNamespaces(); g.addNamespace("", ""); g.V(g.IRI("rdf:type")).all()`},
	{"gizmo", "query", `require("fs")`},
	{"gizmo", "query", `process.exit(1)`},
	{"gizmo", "query", `g.V("<a>").s.qs`},
	{"gizmo", "", `Object.getPrototypeOf(g.V()).all.call(g.M())`},

	{"graphql", "query", ``},
	{"graphql", "query", `{`},
	{"graphql", "query", `{nodes(id:)}`},
	{"graphql", "query", `mutation {a}`},
	{"graphql", "query", `query ($a: Int) {a(b: $a)}`},
	{"graphql", "query", `{...F} fragment F on X {a}`},
	{"graphql", "query", `{*}`},
	{"graphql", "query", `{a @nothing}`},
	{"graphql", "query", `{nodes(first: "x"){id}}`},
	{"graphql", "query", `{nodes(first: [1, 2]){id}}`},
	{"graphql", "query", `{nodes(id: {a: 1}){id}}`},
	{"graphql", "query", `{nodes(id: [[1, 2]]){id}}`},
	{"graphql", "query", strings.Repeat("{a", 5_000)},
	{"graphql", "query", strings.Repeat("[", 60_000)},
	{"graphql", "query", `{nodes(id: ` + strings.Repeat("[", 30_000) + `)}`},
	{"graphql", "", `{nodes(id: ""){id}}`},
	{"graphql", "", `{nodes(first: -1){id}}`},
	{"graphql", "", `{nodes(first: 0){id}}`},
	{"graphql", "", `{nodes(offset: 99999999999999999999){id}}`},
	{"graphql", "", `{nodes(id: "<unknown>"){id}}`},
	{"graphql", "", `{nodes{id, subject @rev @opt {id, object {id}}}}`},
	{"graphql", "", `{nodes{*}}`},
	{"graphql", "", `{nodes{id @label(v: <article:001>), status}}`},
	{"graphql", "", `{nodes @unnest {id}}`},
	{"graphql", "", "{nodes(id: \"\\u0000\"){id}}"},
	{"graphql", "", "\xff\xfe{nodes{id}}"},

	{"mql", "query", ``},
	{"mql", "query", `{`},
	{"mql", "", `null`},
	{"mql", "", `1`},
	{"mql", "", `"x"`},
	{"mql", "", `[]`},
	{"mql", "", `[{}]`},
	{"mql", "", `{}`},
	{"mql", "", `[[]]`},
	{"mql", "", `[1, 2]`},
	{"mql", "", `[{"id": null}]`},
	{"mql", "", `[{"id": {}}]`},
	{"mql", "", `[{"id": [[]]}]`},
	{"mql", "", `[{"": null}]`},
	{"mql", "", `[{"id": ""}]`},
	{"mql", "", `[{"!": []}]`},
	{"mql", "", `[{"@a:": null}]`},
	{"mql", "", `[{"@": null, "@x:<status>": null}]`},
	{"mql", "", `[{"\u001e": null, "id": null}]`},
	{"mql", "", `[{"id": null, "<object>": [{"id": null, "<subject>": [{"id": null}]}]}]`},
	{"mql", "query", strings.Repeat("[", 60_000)},
	{"mql", "query", strings.Repeat(`{"a":`, 10_000)},

	{"sparql", "query", `select * {?s ?p ?o}`},
	{"", "query", ``},
}

// What a query is held to. A machine that stalls makes an answer late, or a
// deadline of what would have been refused; what is the program's fault comes
// again. So a query that fails is asked again, with a growing pause before.
const (
	hostileTimeout = 700 * time.Millisecond
	hostileTries   = 5
	hostilePause   = 250 * time.Millisecond // before the second try, twice as long before each further one
	hostileFaults  = 5                      // queries that may fail before the test gives up
)

// attempt is how a query was answered once.
type attempt struct {
	took    time.Duration
	outcome string // as in hostile
	result  Result
	err     error
}

func (a attempt) String() string {
	return fmt.Sprintf("%q after %v, rows %.80s, error %v", a.outcome, a.took.Round(time.Millisecond), fmt.Sprint(a.result.Rows), a.err)
}

// ask asks a query until the answer is in time and no deadline, or ok likes the
// deadline: another answer that ok does not like, no slowness explains. It
// returns the attempts, of which the last counts.
func ask(t *testing.T, s *Store, lang, text string, ok func(attempt) bool) (tries []attempt, good bool) {
	t.Helper()
	for n := range hostileTries {
		if n > 0 {
			time.Sleep(hostilePause << (n - 1))
		}
		a := askOnce(t, s, lang, text)
		tries = append(tries, a)
		if a.took <= hostileTimeout+slack && (a.outcome != "time" || ok(a)) {
			return tries, ok(a)
		}
	}
	return tries, false
}

// askOnce ends the test for an answer that no slowness explains.
func askOnce(t *testing.T, s *Store, lang, text string) attempt {
	t.Helper()
	start := time.Now()
	r, err := s.Query(t.Context(), lang, text, QueryOptions{Timeout: hostileTimeout, Limit: 10})
	a := attempt{time.Since(start), "rows", r, err}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		a.outcome = "time"
	case errors.Is(err, ErrTooLarge):
		a.outcome = "large"
	case errors.Is(err, ErrQuery):
		a.outcome = "query"
	case err != nil:
		t.Fatalf("%s %.80q: unexpected error after %v: %v", lang, text, a.took, err)
	default:
		if _, err := json.Marshal(r); err != nil {
			t.Fatalf("%s %.80q: result: %v", lang, text, err)
		}
	}
	return a
}

// TestHostileQueries sends what should not hurt and checks that it does not:
// each answer comes within the deadline and half a second, memory comes back,
// and a good query still works.
func TestHostileQueries(t *testing.T) { onBackends(t, testHostileQueries) }

func testHostileQueries(t *testing.T, b backend) {
	s := b.open(t)
	mustAdd(t, s, sample()...)
	before := heap()
	faults := 0
	for _, q := range hostile {
		tries, good := ask(t, s, q.lang, q.text, func(a attempt) bool { return q.want == "" || a.outcome == q.want })
		if len(tries) > 1 || testing.Verbose() {
			t.Logf("%s %.80q: %v", q.lang, q.text, tries)
		}
		if !good {
			t.Errorf("%s %.80q: %d times not %q within %v", q.lang, q.text, len(tries), q.want, hostileTimeout+slack)
			if faults++; faults == hostileFaults {
				t.Fatal("too many faults, the other queries are not asked")
			}
		}
	}
	tries, good := ask(t, s, "gizmo", `g.V("<tiktok>").in("<fines>").all()`, func(a attempt) bool {
		rows, _ := a.result.Rows.([]any)
		return len(rows) == 1
	})
	if !good {
		t.Errorf("a good query afterwards: %v, want one row", tries)
	}
	const growth = 64 << 20
	var after []uint64
	for range 50 { // what ends in the background may take its time
		after = append(after, heap())
		if after[len(after)-1] <= before+growth {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("%d bytes of heap before, %v afterwards, more than %d more", before, after, growth)
}
