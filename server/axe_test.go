package server

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axeScript reads axe-core, which `npm ci` in server/ui brings.
func axeScript(t *testing.T) string {
	t.Helper()
	name := filepath.Join("ui", "node_modules", "axe-core", "axe.min.js")
	script, err := os.ReadFile(name)
	if err == nil {
		return string(script)
	}
	if os.Getenv("NEWSGRAPH_BROWSER_TESTS") == "require" {
		t.Fatalf("%v: run `npm ci` in server/ui, or unset NEWSGRAPH_BROWSER_TESTS", err)
	}
	t.Skip("NOT TESTED: whether the explorer's pages are accessible. Run `npm ci` in server/ui to run this test.")
	return ""
}

// TestAccessible looks for violations on each place, in both themes.
func TestAccessible(t *testing.T) {
	if testing.Short() {
		t.Skip("short: goes through all places twice")
	}
	script := axeScript(t)
	b := openTab(t, 1440, 900, append(disputedEntries(t), crowd(60))...)
	type violation struct{ ID, Help, Target, Summary string }
	for _, theme := range []string{"light", "dark"} {
		b.theme(theme)
		for _, p := range shotList() {
			b.open(p.target)
			if p.prepare != nil {
				p.prepare(b)
			}
			b.run(chromedp.Evaluate[chromedp.Void](script))
			b.run(chromedp.Evaluate[chromedp.Void](`window.violations = null; axe.run(document, {resultTypes: ['violations']}).then(
				(r) => { window.violations = r.violations.flatMap((v) => v.nodes.map((n) => ({ID: v.id, Help: v.help, Target: n.target.flat().join(' '), Summary: n.failureSummary}))); },
				(err) => { window.violations = [{ID: 'axe', Help: String(err), Target: '', Summary: ''}]; })`))
			b.wait(`window.violations !== null`)
			for _, v := range eval[[]violation](b, `window.violations`) {
				t.Errorf("%s, %s: %s: %s at %s\n%s", p.name, theme, v.ID, v.Help, v.Target, strings.ReplaceAll(v.Summary, "\n", "\n\t"))
			}
		}
	}
}
