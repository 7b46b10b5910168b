// Package ui holds the explorer's pages as they are served: the bundle that
// build.mjs makes of src. Building newsgraph takes the committed dist; only who
// changes src needs Node (`npm ci && npm run build` in this folder).
package ui

import (
	"embed"
	"io/fs"
)

//go:embed dist
var dist embed.FS

// Files holds index.html and what it loads, by base name.
var Files = files()

func files() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the name is constant
	}
	return sub
}
