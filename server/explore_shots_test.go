package server

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// exploreShots is the pictures of the Explore place beyond its first look.
func exploreShots() []shot {
	ask := func(key, there string) func(*tab) {
		return func(b *tab) {
			b.run(chromedp.KeyEvent(key))
			b.wait(`!!document.querySelector('` + there + `')`)
		}
	}
	return []shot{
		{"table", "/?around=vidora&as=table", nil},
		{"map", "/?as=overview", func(b *tab) { b.wait(`document.querySelectorAll('[data-community]').length > 1`) }},
		{"path", "/?path=senate&path=lumen", func(b *tab) { b.wait(`document.querySelectorAll('.path .evidence').length > 2`) }},
		{"no-path", "/?path=hub&path=vidora", nil},
		{"disputed", "/?around=vidora&select=" + url.QueryEscape("edge:vidora|removes|long-feed"), func(b *tab) { b.wait(`document.querySelectorAll('#right .evidence').length > 1`) }},
		{"expand", "/?with=hub&with=vidora&select=node:hub", func(b *tab) {
			b.click(`[data-act=expand]`)
			b.wait(`!!document.querySelector('dialog [data-bring]')`)
		}},
		{"picked", "/?around=vidora&pick=chirp&pick=northern-court", nil},
		{"dated", "/?around=vidora&from=2021-04-01&to=2021-04-30", nil},
		{"nothing", "/?around=vidora&nofamily=law,platform,speech,conflict,politics,roles,place,open", nil},
		{"keys", "/", ask("?", "dialog .keys")},
		{"views", "/", ask("s", "dialog .save-view")},
		{"gizmo", "/?around=vidora", click(`[data-act=gizmo]`)},
		{"export", "/?around=vidora", func(b *tab) {
			b.click(`.strip .menu summary`)
			b.wait(`document.querySelectorAll('.sheet [data-format]').length > 4`)
		}},
	}
}

// TestShotsOfSizes writes pictures of 15, 60 and 300 entities, where
// TestShots writes those of the places.
func TestShotsOfSizes(t *testing.T) {
	if *shots == "" {
		t.Skip("no -shots directory given")
	}
	entries := web(300, 900)
	b := openTab(t, 1440, 900, entries...)
	for _, n := range []int{15, 60, 300} {
		q := url.Values{"with": webIDs(entries, n)}
		for _, width := range []int64{1024, 1440, 2560} {
			b.resize(width, width*5/8)
			for _, theme := range []string{"light", "dark"} {
				b.theme(theme)
				b.open("/?" + q.Encode())
				b.settled()
				png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(*shots, fmt.Sprintf("web%d-%s-%d.png", n, theme, width)), png, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
