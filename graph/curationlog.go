package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// curationLog is the text file of judgements beside an embedded store, or
// wherever Options.Curation says, as in a directory under git. It is made of
// lines of JSON, a Judgement each, and is only ever appended to; lines that git
// brings from elsewhere are as good as our own.
type curationLog struct{ path string }

// logContent is what a read of the log finds.
type logContent struct {
	judgements []Judgement
	whole      int64 // length in bytes without a torn last line
	open       bool  // the last line lacks its newline
	torn       error // what was cut short and is passed over, or nil
}

// read reads the whole log; a missing file is an empty one, an empty line means
// nothing. A last line without a newline that is no JSON was cut short by a
// crash: it was never acknowledged and is passed over. Any other line that is
// no judgement is an error, since to leave one out would undo a decision.
func (l curationLog) read() (logContent, error) {
	var c logContent
	data, err := os.ReadFile(l.path)
	if errors.Is(err, fs.ErrNotExist) {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("curation log: %w", err)
	}
	n := 0
	for line := range bytes.Lines(data) {
		n++
		c.open = line[len(line)-1] != '\n'
		if len(bytes.TrimSpace(line)) > 0 {
			var j Judgement
			if err := json.Unmarshal(line, &j); err != nil && c.open {
				c.open, c.torn = false, fmt.Errorf("curation log %s:%d: passed over a line that was cut short", l.path, n)
				return c, nil
			} else if err != nil {
				return c, fmt.Errorf("curation log %s:%d: %w; mend or delete the line", l.path, n, err)
			}
			if !slices.Contains(JudgementKinds, j.Kind) {
				return c, fmt.Errorf("curation log %s:%d: unknown kind %q; mend or delete the line", l.path, n, j.Kind)
			}
			c.judgements = append(c.judgements, j)
		}
		c.whole += int64(len(line))
	}
	return c, nil
}

// append adds judgements behind the last whole line and waits until they are
// on the disk.
func (l curationLog) append(judgements []Judgement) error {
	c, err := l.read()
	if err != nil {
		return err
	}
	var lines bytes.Buffer
	if c.open {
		lines.WriteByte('\n')
	}
	enc := json.NewEncoder(&lines)
	enc.SetEscapeHTML(false)
	for _, j := range judgements {
		if err := enc.Encode(j); err != nil {
			return fmt.Errorf("curation log: %w", err)
		}
	}
	if err := os.MkdirAll(filepath.Dir(l.path), 0o755); err != nil {
		return fmt.Errorf("curation log: %w", err)
	}
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("curation log: %w", err)
	}
	err = f.Truncate(c.whole)
	if err == nil {
		_, err = f.WriteAt(lines.Bytes(), c.whole)
	}
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("curation log: %w", err)
	}
	return nil
}
