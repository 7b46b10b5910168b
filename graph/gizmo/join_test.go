package gizmo

import (
	"strings"
	"testing"
)

// TestJoin checks that a script whose strings are bounded means what it says.
func TestJoin(t *testing.T) {
	_, qs := loadStock(t)
	for script, want := range map[string]string{
		`var a = "a", b = "b"; g.emit(a + b + 1 + 2 + (1 + 2) + a)`:                                                                     `"ab123a"`,
		`var a = 1, b = 2; g.emit(a + b); g.emit(a + b + "")`:                                                                           `"3" 3`,
		"var a = 'a', b = 'b'; g.emit(`${a}-${b}${a}.`); g.emit(`x`); g.emit(``)":                                                       `"" "a-ba." "x"`,
		"var a = {valueOf: () => 4, toString: () => 's'}; g.emit(a + a); g.emit(`${a}`)":                                                `"s" 8`,
		"var t = ''; function f(x) { t += x; return x } f(1) + f(2) + f(3); `${f(4)}${f(5)}`; g.emit(t)":                                `"12345"`,
		"var t = ''; function o(x) { return {toString() { t += x; return x }} } `${o(1)}${(t += 'a', o(2))}`; g.emit(t)":                `"1a2"`,
		`var o = {n: 0, get s() { this.n++; return "x" }, set s(v) { this.v = v }}; o.s += "y"; g.emit([o.n, o.v])`:                     `[1,"xy"]`,
		`var n = 0, a = ["x"]; a[n++] += "y"; g.emit([n, a])`:                                                                           `[1,["xy"]]`,
		`function* f() { g.emit("a" + (yield 1) + (yield 2)) } var i = f(); i.next(); i.next("b"); i.next("c")`:                         `"abc"`,
		`class A { #p = "p" + this.q; static s = "s" + A.name; constructor(z = "z" + this.#p) { this.z = z } } g.emit(new A().z + A.s)`: `"zpundefinedsA"`,
		"var tag = (parts, x) => parts.length + ':' + x; g.emit(tag`a${'b' + 'c'}d`)":                                                   `"2:bc"`,
		`var f = (a, b = a + "!") => a + b; g.emit(f("x")); var {c = "c" + 1} = {}; g.emit(c)`:                                          `"c1" "xx!"`,
		`for (var s = "", i = 0; (s + i).length < 4; i++) s += i + ","; g.emit(s)`:                                                      `"0,1,"`,
		`try { Symbol("x") + "" } catch (e) { g.emit(e instanceof TypeError) }`:                                                         `true`,
		// Functions of the engine that get strings for objects.
		`g.emit(["1", "2"].map(Number)); g.emit(Number("3")); g.emit(Math.max(1, "5"))`:                           `3 5 [1,2]`,
		`g.emit("a-b-c".replace(/-/g, (m, at) => at)); g.emit("a-b".replace("-", undefined))`:                     `"a1b3c" "aundefinedb"`,
		`g.emit("ab".replace({toString: () => "a"}, {toString: () => "x"})); g.emit("a".concat({}, 1))`:           `"a[object Object]1" "xb"`,
		`g.emit("a,b,c".split(/,/, 2)); g.emit("a,b".split(",", undefined)); g.emit("a1b2".match(/\d/g))`:         `["1","2"] ["a","b"] ["a","b"]`,
		`g.emit("x".padStart({valueOf: () => 3}, "ab")); g.emit("x".repeat("2")); g.emit(String(new Error("m")))`: `"Error: m" "abx" "xx"`,
		`g.emit([2, 1].sort()); g.emit([1, 2].toSorted((a, b) => b - a)); g.emit([1].concat([2], 3))`:             `[1,2,3] [1,2] [2,1]`,
		`g.emit(Symbol("x").toString()); g.emit(/a/g.toString()); g.emit(encodeURIComponent("ä"))`:                `"%C3%A4" "/a/g" "Symbol(x)"`,
	} {
		rows, _, err := Run(t.Context(), qs, script, Options{})
		if err != nil {
			t.Errorf("%s: %v", script, err)
			continue
		}
		if got := strings.Join(printRows(t, rows), " "); got != want {
			t.Errorf("%s: got %s, want %s", script, got, want)
		}
	}
}

// TestTooLong has what would make long strings or lists of short ones inside
// one instruction. The script cannot catch it where it joins strings itself.
func TestTooLong(t *testing.T) {
	_, qs := loadStock(t)
	const long = `var s = "x".repeat(200000), o = {toString: () => s}, a = Array(20000).fill(s); `
	for _, c := range []struct {
		script, words string
		column        int // of line 1
	}{
		{`var s = "x"; for(;;) s += s`, "524288 characters", 22},
		{`var s = "x"; for(;;) try { s = s + s } catch (e) {} finally { continue }`, "too long", 32},
		{"var s = 'x'; for(;;) s = `${s}${s}`", "too long", 26},
		{"var s = 'ä'; for(;;) s = `${s}${s}${s}${s}${s}${s}${s}${s}`", "too long", 27},
		{`var o = {s: "x"}; for(;;) o.s += o.s`, "too long", 27},
		{`with ({"+": 1}) { var s = "x"; for(;;) s += s }`, "no with", 1},
		{`Object.defineProperty(this, "+", {value: 1})`, "redefine", 0},
		{long + `this["+"] = 1; g.emit(s + s)`, "too long", 0},
		{long + `var e = new Error(s); e.name = s; e.toString()`, "too long", 0},
		{long + `"".concat(o, o)`, "too long", 0},
		{long + `"".concat.apply("", Array(20000).fill(o))`, "too long", 0},
		{long + `"".repeat.call(o, 200000)`, "too long", 0},
		{`var n = 0; "x".repeat({valueOf: () => n++ ? 1e9 : 1}); "x".padEnd({valueOf: () => n++ ? 1 : 1e9}); g.emit(n); throw 1`, "uncaught 1", 0},
		{`"x".repeat(2000).replace(/x/g, Array.of)`, "too long", 0},
		{long + `"xxxx".replace(/x/g, () => s)`, "too long", 0},
		{long + `"xxxx".replaceAll("x", {toString: () => s})`, "too long", 0},
		{`JSON.stringify("\"".repeat(200000))`, "too long", 0},
		{long + `JSON.stringify(a)`, "too large", 0},
		{long + `g.emit(a)`, "too large", 0},
		{long + `g.V(a)`, "too long", 0},
		{long + `g.V.apply(g, Array(20000).fill(Array(20000).fill("a")))`, "too long", 0},
		{long + `a.concat.apply(a, Array(20000).fill(a))`, "too long", 0},
		{long + `Math.max.apply(null, a)`, "too long", 0},
		{long + `Object.entries(s)`, "too long", 0},
		{long + `"x".matchAll(o)`, "too long", 0},
		{`Object.assign.apply(null, Array(20000).fill({}))`, "too many", 0},
	} {
		_, _, err := Run(t.Context(), qs, c.script, Options{})
		fault, ok := err.(*Error)
		if !ok || !strings.Contains(fault.Message, c.words) || c.column > 0 && (fault.Line != 1 || fault.Column != c.column) {
			t.Errorf("%s: got error %v, want one at column %d that says %q", c.script, err, c.column, c.words)
		}
	}
	_, _, err := Run(t.Context(), qs, long+`for(;;) g.emit(s)`, Options{Limit: 1000})
	if err != ErrMemory {
		t.Errorf("rows that share a long string: got error %v, want %v", err, ErrMemory)
	}
}
