package read

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// input is one file to read, or standard input.
type input struct {
	path   string // "-" is standard input
	walked bool   // found in a directory, not named by the user
	size   int64
}

// name is what messages call the input.
func (in input) name() string {
	if in.path == "-" {
		return "standard input"
	}
	return in.path
}

// base is the file's base name without the extensions that tell formats.
func (in input) base() string {
	if in.path == "-" {
		return "stdin"
	}
	base := filepath.Base(in.path)
	for _, packed := range []string{".gz", ".zst", ".bz2"} {
		base = strings.TrimSuffix(base, packed)
	}
	return cmp.Or(strings.TrimSuffix(base, filepath.Ext(base)), base)
}

// inputs yields the files of paths in order, each once.
func inputs(paths []string, skipped func(path, reason string)) iter.Seq2[input, error] {
	if skipped == nil {
		skipped = func(string, string) {}
	}
	return func(yield func(input, error) bool) {
		seen := map[string]bool{}
		more := true
		add := func(in input) bool {
			if clean := filepath.Clean(in.path); in.path == "-" || !seen[clean] {
				seen[clean] = true
				more = yield(in, nil)
			}
			return more
		}
		for _, path := range paths {
			if path == "-" {
				if !add(input{path: path}) {
					return
				}
				continue
			}
			found, err := expand(path)
			if err != nil {
				if !yield(input{}, err) {
					return
				}
				continue
			}
			for _, p := range found {
				info, err := os.Stat(p)
				if err == nil && !info.IsDir() {
					add(input{path: p, size: info.Size()})
				} else if err == nil {
					files := 0
					err = walk(p, skipped, func(in input) bool { files++; return add(in) })
					if err == nil && files == 0 && more {
						err = fmt.Errorf("read: no articles in %s", p)
					}
				} else {
					err = fmt.Errorf("read: %w", err)
				}
				if more && err != nil {
					more = yield(input{}, err)
				}
				if !more {
					return
				}
			}
		}
	}
}

// expand returns the files that a path means: itself, or what a pattern finds.
func expand(path string) ([]string, error) {
	_, err := os.Stat(path)
	if err == nil {
		return []string{path}, nil
	}
	if errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(path, "*?[") {
		found, bad := filepath.Glob(path)
		if bad != nil {
			return nil, fmt.Errorf("read: pattern %s: %w", path, bad)
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("read: nothing matches %s", path)
		}
		return found, nil
	}
	return nil, fmt.Errorf("read: %w", err)
}

// walk calls add for the files below dir in order of their names, until it
// returns false. Hidden files, links to directories (which may form loops) and
// what is no regular file are passed over.
func walk(dir string, skipped func(path, reason string), add func(input) bool) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	slices.SortFunc(entries, func(a, b os.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if e.IsDir() {
			if err := walk(path, skipped, add); err != nil {
				return err
			}
			continue
		}
		info, err := os.Stat(path)
		switch {
		case err != nil:
			skipped(path, "broken link")
		case !info.Mode().IsRegular():
			skipped(path, "not a regular file")
		default:
			if !add(input{path: path, walked: true, size: info.Size()}) {
				return nil
			}
		}
	}
	return nil
}

// Size adds up the bytes of the files that Articles would read, compressed as
// they are, for a progress bar. Paths that cannot be read count nothing; known is
// false where standard input is among them.
func Size(paths []string) (bytes int64, known bool) {
	known = true
	for in, err := range inputs(paths, nil) {
		if err == nil {
			bytes += in.size
			known = known && in.path != "-"
		}
	}
	return bytes, known
}
