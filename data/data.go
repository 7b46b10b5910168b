// Package data embeds the models and lexicons that the analysis loads at its
// start. The sample articles beside them are plain files and not embedded.
package data

import "embed"

// FS holds models/ and lexicon/.
//
//go:embed models lexicon
var FS embed.FS
