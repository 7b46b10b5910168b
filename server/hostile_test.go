package server

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"
)

// hostileInputs is how many inputs the test sends, half of them to Gizmo.
const hostileInputs = 1000

const hostileDeadline = 250 * time.Millisecond

// A machine that stalls makes an answer late; what is the program's fault comes
// again. So an input that is answered late is sent again, with a growing pause
// before.
const (
	hostileTries = 5
	hostilePause = 250 * time.Millisecond // before the second try, twice as long before each further one
)

// inputs makes hostile queries: valid beginnings with arguments of every wrong
// kind, endless loops, growing strings, deep and wide nesting, broken syntax and
// bytes that are no text. The same seed gives the same inputs.
type inputs struct{ *rand.Rand }

func (r inputs) pick(list ...string) string { return list[r.IntN(len(list))] }

// pieces joins up to n results of f.
func (r inputs) pieces(n int, separator string, f func() string) string {
	list := make([]string, r.IntN(n+1))
	for i := range list {
		list[i] = f()
	}
	return strings.Join(list, separator)
}

// argument is a JavaScript value that no step of a path may choke on.
func (r inputs) argument(depth int) string {
	if depth <= 0 {
		return r.pick(`"<vidora>"`, `"<fines>"`, `null`, `undefined`, `0`, `-1`, `1e308`, `NaN`, `""`, `"x"`, `true`, `/x/`, `Symbol("x")`, `[]`, `{}`,
			`function(){}`, `new Date(NaN)`, `"\ud800"`, `"\u0000"`, `g`, `[[[]]]`, `new Array(4294967295)`, `iri("vidora")`, `gt(1)`, `like("%")`,
			`regex("(a+)+$")`, `regex("[", true)`, `lt({})`, `iri({})`, `lang("x")`, `typed("1", "xsd:integer")`, `{valueOf: function(){ while(true){} }}`,
			`{toString: function(){ throw 1 }}`, `{toString: function(){ return "x".repeat(200000) }}`, `{valueOf: function(){ return ++g.n * 1e9 || 1 }}`,
			`Array.of`, `Number`, `Array(20000).fill("x".repeat(200000))`, `9007199254740993`, `"x".repeat(100000)`, `new Map([[1, 2]])`, `arguments`)
	}
	switch r.IntN(5) {
	case 0:
		return r.path(depth - 1)
	case 1:
		return "[" + r.pieces(3, ", ", func() string { return r.argument(depth - 1) }) + "]"
	case 2:
		return "{a: " + r.argument(depth-1) + "}"
	case 3:
		return "function(d){ return " + r.argument(depth-1) + " }"
	}
	return r.argument(0)
}

func (r inputs) path(depth int) string {
	var b strings.Builder
	b.WriteString(r.pick("g.V()", "g.M()", "g.V("+r.argument(0)+")", "graph.Vertex("+r.argument(depth)+")", `g.V("<vidora>")`))
	for range r.IntN(6) {
		fmt.Fprintf(&b, ".%s(%s)", r.pick("out", "in", "both", "is", "has", "hasR", "tag", "as", "back", "save", "saveR", "saveOpt", "saveOptR", "and", "or",
			"except", "difference", "intersect", "union", "follow", "followR", "followRecursive", "labels", "labelContext", "inPredicates", "outPredicates",
			"saveInPredicates", "saveOutPredicates", "skip", "limit", "unique", "order", "filter", "Out", "In", "nothing"),
			r.pieces(3, ", ", func() string { return r.argument(depth) }))
	}
	return b.String()
}

func (r inputs) gizmo() string {
	final := func() string {
		return fmt.Sprintf("%s.%s(%s)", r.path(2), r.pick("all", "count", "toArray", "toValue", "tagArray", "tagValue", "forEach", "map", "getLimit", "All", "GetLimit"),
			r.pieces(2, ", ", func() string { return r.argument(1) }))
	}
	switch r.IntN(12) {
	case 0:
		return r.pick("for(;;) ", "while(true) ", "do ; while(1); ", "for (var i = 0; i < 1e9; i++) ") + "{ try { " + final() + " } catch (e) {} finally { continue } }"
	case 1:
		return fmt.Sprintf("var s = %s; for(;;) s %s s", r.argument(0), r.pick("+=", "= s +", "= [s,", "= {a:")+r.pick("", "]", "}"))
	case 2:
		return "var a = []; for(;;) a.push(" + r.argument(1) + ")"
	case 3:
		return "g.emit(" + r.argument(3) + ")"
	case 4:
		return fmt.Sprintf("new Array(%d).%s(%s)", 1<<r.IntN(33), r.pick("join", "fill", "map", "sort", "concat", "indexOf", "reverse", "slice", "splice", "keys", "toString"), r.argument(1))
	case 5:
		return fmt.Sprintf("%q.%s(%s, %s)", strings.Repeat("ab", r.IntN(5000)), r.pick("repeat", "padEnd", "concat", "concat.apply", "split", "replace", "replaceAll", "match", "matchAll", "localeCompare", "normalize"),
			r.argument(0), r.argument(0))
	case 6:
		open := r.pick("(", "[", "{a:", "!", "-", "typeof ", "new ", "x=>", "a?b:", "`${", "if(1)", "function(){", "/", "'", "/*", "async ", "yield ")
		return strings.Repeat(open, 1+r.IntN(12_000))
	case 7:
		return fmt.Sprintf("function f(x){ return %s } f(%s)", r.pick("f(x)", "f(x) + f(x)", "[x].map(f)", "f.apply(null, [x])", "g.V().forEach(f)"), r.argument(1))
	case 8:
		return r.broken(final())
	case 9:
		return fmt.Sprintf("var p = %s; for (var i = 0; i < %d; i++) p = p.%s(%s); p.%s()", r.path(0), 1+r.IntN(2000),
			r.pick("out", "both", "and", "or", "follow", "except", "tag", "followRecursive"), r.pick("", "p", `"<fines>"`, "g.M().out()"), r.pick("all", "count"))
	case 10:
		return fmt.Sprintf("%s.%s = %s; %s", r.pick("g", "Object.prototype", "Array.prototype", "String.prototype", "g.V().__proto__"), r.pick("all", "toString", "length", "V", "then", "valueOf"),
			r.argument(1), final())
	}
	return final()
}

func (r inputs) selection(depth int) string {
	return "{" + r.pieces(4, " ", func() string {
		field := r.pick("id", "name", "nodes", "entities", "claims", "edges", "node", "subject", "object", "events", "__typename", "__schema", "types", "fields", "type", "ofType",
			"evidence", "paths", "fines", "*", "x: id", "...F", "... on Entity", "article")
		if r.IntN(3) == 0 {
			field += "(" + r.pick("first", "id", "after", "filter", "limit", "offset", "name", "") + ": " +
				r.pick("1", "-1", "1e99", "99999999999999999999", `"x"`, "null", "[]", "{a: {b: [1]}}", "$v", "true", `"""x"""`, "ENUM", "[[[[1]]]]") + ")"
		}
		if r.IntN(6) == 0 {
			field += " @" + r.pick("skip(if: true)", "include(if: $v)", "rev", "opt", "label(v: 1)", "unnest", "nothing")
		}
		if depth > 0 && r.IntN(2) == 0 {
			field += r.selection(depth - 1)
		}
		return field
	}) + "}"
}

func (r inputs) graphql() string {
	switch r.IntN(8) {
	case 0:
		return strings.Repeat(r.pick("{a", "{entities{edges{node", "[", "(", "...", "\"\"\"", "#\n", "{__schema{types"), 1+r.IntN(3000))
	case 1:
		n := 1 + r.IntN(2000)
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "a%d: entities(first: 100){edges{node{id}}} ", i)
		}
		return "{" + b.String() + "}"
	case 2:
		return "{...A} fragment A on Query {...B} fragment B on Query {...A " + r.selection(2) + "}"
	case 3:
		var b strings.Builder
		b.WriteString("{...F0}")
		for i := range 30 {
			fmt.Fprintf(&b, " fragment F%d on Query {a: __typename ...F%d ...F%d}", i, i+1, i+1)
		}
		return b.String() + " fragment F30 on Query {__typename}"
	case 4:
		return r.broken("query Q($v: Int = 1) " + r.selection(4))
	}
	return r.pick("", "query ", "mutation ", "subscription ", "query Q($v: Boolean!) ") + r.selection(5)
}

func (r inputs) mql() string {
	value := func() string {
		return r.pick("null", "[]", "{}", `"<vidora>"`, "1", "-1e400", "true", `[{"id": null}]`, "[[[]]]", `{"id": {}}`, `"\ud800"`, `""`)
	}
	switch r.IntN(4) {
	case 0:
		return strings.Repeat(r.pick("[", `{"a":`, `[{"<fines>":`), 1+r.IntN(5000))
	case 1:
		return r.broken(`[{"id": null, "<fines>": ` + value() + `}]`)
	}
	return "[{" + r.pieces(5, ", ", func() string {
		return strconv.Quote(r.pick("id", "!", "<fines>", "!<fines>", "@a:<fines>", "", "@", "<rdf:type>", "*", "\x1e", "label")) + ": " + value()
	}) + "}]"
}

// broken changes some bytes.
func (r inputs) broken(s string) string {
	b := []byte(s)
	for range 1 + r.IntN(4) {
		if len(b) == 0 {
			break
		}
		i := r.IntN(len(b))
		switch r.IntN(3) {
		case 0:
			b[i] = byte(r.IntN(256))
		case 1:
			b = append(b[:i], b[i+1:]...)
		case 2:
			b = append(b[:i:i], append([]byte(r.pick("\xff\xfe", "\x00", "(", "}", "\"", "\u2028")), b[i:]...)...)
		}
	}
	return string(b)
}

// TestHostileInputs sends a thousand hostile inputs to a server and checks that
// it answers each in time, does not grow beyond its bound and works afterwards.
func TestHostileInputs(t *testing.T) {
	n := hostileInputs
	if testing.Short() {
		n /= 10
	}
	srv := httptest.NewServer(newHandler(t, Options{Timeout: hostileDeadline}, append(worldEntries(t), crowd(150))...))
	defer srv.Close()
	debug.FreeOSMemory()
	before, peak := residentBytes(t), int64(0)
	r := inputs{rand.New(rand.NewPCG(6, 7))}
	codes := make(map[int]int)
	slowest := time.Duration(0)
	for i := range n {
		var path, body string
		switch i % 6 {
		case 0, 1, 2:
			path, body = "/api/v2/query?lang=gizmo", r.gizmo()
		case 3:
			path, body = "/api/v2/query?lang=graphql", r.graphql()
		case 4:
			query, err := json.Marshal(map[string]any{"query": r.graphql(), "variables": map[string]any{"v": r.pick("1", "x")}})
			if err != nil {
				t.Fatal(err)
			}
			path, body = "/graphql", string(query)
		case 5:
			path, body = "/api/v2/query?lang=mql", r.mql()
		}
		var answer reply
		var took []time.Duration
		for len(took) < hostileTries {
			answer = post(t, srv.URL+path, body, len(took))
			slowest = max(slowest, answer.took)
			if answer.took <= hostileDeadline+slack {
				break
			}
			took = append(took, answer.took)
			t.Logf("input %d, %s %.200q: answered after %v", i, path, body, answer.took)
		}
		if len(took) == hostileTries {
			t.Errorf("input %d, %s %.200q: answered after %v", i, path, body, took)
		}
		codes[answer.status]++
		if !json.Valid(answer.body) {
			t.Errorf("input %d, %s %.200q: status %d, no JSON: %.200q", i, path, body, answer.status, answer.body)
		}
		if answer.status >= 500 && answer.status != http.StatusGatewayTimeout {
			t.Errorf("input %d, %s %.200q: status %d: %.200s", i, path, body, answer.status, answer.body)
		}
		if i%10 == 0 {
			peak = max(peak, residentBytes(t))
		}
	}
	t.Logf("%d inputs, status %v, slowest %v, memory %d MB before, %d MB at most", n, codes, slowest, before>>20, peak>>20)
	if grown := peak - before; grown > growth {
		t.Errorf("the process grew by %d MB, more than %d MB", grown>>20, growth>>20)
	}
	var tries []string
	for n := range hostileTries {
		answer := post(t, srv.URL+"/api/v2/query?lang=gizmo", `g.V("<vidora>").In("<fines>").All()`, n)
		if answer.status == http.StatusOK && strings.Contains(string(answer.body), "northern-court") {
			return
		}
		tries = append(tries, fmt.Sprintf("after %v status %d, %s", answer.took, answer.status, answer.body))
		if answer.status != http.StatusGatewayTimeout {
			break // no slowness explains that
		}
	}
	t.Errorf("a good query afterwards: %q", tries)
}

// reply is how an input was answered once.
type reply struct {
	took   time.Duration
	status int
	body   []byte
}

// post sends an input for the nth time, the first being 0.
func post(t *testing.T, url, body string, n int) reply {
	t.Helper()
	if n > 0 {
		time.Sleep(hostilePause << (n - 1))
	}
	start := time.Now()
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatalf("%s %.200q: after %v: %v", url, body, time.Since(start), err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s %.200q: after %v: %v", url, body, time.Since(start), err)
	}
	return reply{time.Since(start), resp.StatusCode, answer}
}

// residentBytes is the memory that the process holds; where the system does not
// tell, what the runtime has obtained.
func residentBytes(t *testing.T) int64 {
	t.Helper()
	if b, err := os.ReadFile("/proc/self/statm"); err == nil {
		if fields := strings.Fields(string(b)); len(fields) > 1 {
			pages, err := strconv.ParseInt(fields[1], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return pages * int64(os.Getpagesize())
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.Sys - m.HeapReleased)
}
