package graph

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lib/pq"

	"github.com/newsgraph/newsgraph/nlp"
)

// pgTx is a transaction of the article store on PostgreSQL. What it writes goes
// to the database in bulk: deletions and COPYs when it ends.
type pgTx struct {
	ctx context.Context
	tx  *sql.Tx
	at  int64 // the batch up to which it sees; all by default
	new int64 // where it may write, the batch that this is

	lastArticle string // of the claim read last, whose text is mostly wanted next
	lastText    []byte

	removed  [][]byte // keys of articles
	articles [][]any  // rows to add
	claims   [][]any  // rows to add
	changed  []string // IDs of articles
	logged   int      // judgements
}

func (p *postgres) begin(ctx context.Context, write bool) (articleTx, error) {
	opts := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	if write {
		// Once the row is locked, each statement sees what others have committed.
		opts = &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	}
	tx, err := p.db.BeginTx(ctx, opts)
	if err != nil {
		return nil, err
	}
	t := &pgTx{ctx: ctx, tx: tx, at: forever - 1}
	if write {
		var n int64
		if err := tx.QueryRowContext(ctx, "SELECT CAST(value AS BIGINT) FROM newsgraph_meta WHERE key = 'sequence' FOR UPDATE").Scan(&n); err != nil {
			return nil, errors.Join(err, tx.Rollback())
		}
		t.new = n + 1
	}
	return t, nil
}

// forever is when an article is gone that is there.
const forever = math.MaxInt64

func (t *pgTx) asOf(sequence uint64) { t.at = int64(sequence) }

// rollback can only fail on a transaction that has ended.
func (t *pgTx) rollback() { _ = t.tx.Rollback() }

func (t *pgTx) commit() error {
	if err := t.flush(); err != nil {
		return err
	}
	return t.tx.Commit()
}

func (t *pgTx) sequence() (uint64, error) {
	var v string
	if err := t.tx.QueryRowContext(t.ctx, "SELECT value FROM newsgraph_meta WHERE key = 'sequence'").Scan(&v); err != nil {
		return 0, err
	}
	return strconv.ParseUint(v, 10, 64)
}

// keptBatches is how many batches a process may miss and still follow article
// by article; one that has missed more reads everything.
const keptBatches = 1000

func (t *pgTx) setSequence(n uint64) error {
	if err := t.flush(); err != nil {
		return err
	}
	rows := make([][]any, 0, len(t.changed)+t.logged)
	for _, id := range t.changed {
		rows = append(rows, []any{int64(n), []byte(id)})
	}
	if t.logged > 0 {
		rows = append(rows, []any{int64(n), nil})
	}
	if err := t.copy("newsgraph_changes", rows, "sequence", "article"); err != nil {
		return err
	}
	if n > keptBatches {
		for _, q := range []string{
			"DELETE FROM newsgraph_changes WHERE sequence <= $1",
			"DELETE FROM newsgraph_claims c USING newsgraph_articles a WHERE a.gone <= $1 AND c.article = a.key AND c.born = a.born",
			"DELETE FROM newsgraph_articles WHERE gone <= $1",
		} {
			if _, err := t.tx.ExecContext(t.ctx, q, int64(n-keptBatches)); err != nil {
				return err
			}
		}
	}
	_, err := t.tx.ExecContext(t.ctx, "UPDATE newsgraph_meta SET value = $1 WHERE key = 'sequence'", strconv.FormatUint(n, 10))
	return err
}

func (t *pgTx) extent() (extent, error) {
	var v []byte
	err := t.tx.QueryRowContext(t.ctx, "SELECT value FROM newsgraph_meta WHERE key = 'extent'").Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return extent{}, nil
	}
	return decodeExtent(v), err
}

func (t *pgTx) setExtent(n extent) error {
	data, err := n.encode()
	if err != nil {
		return err
	}
	_, err = t.tx.ExecContext(t.ctx, "INSERT INTO newsgraph_meta VALUES ('extent', $1) ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value", string(data))
	return err
}

func (t *pgTx) missed(after uint64) (ids []string, known bool, err error) {
	last, err := t.sequence()
	if err != nil || after == 0 || after > last || last-after >= keptBatches {
		return nil, false, err
	}
	rows, err := t.tx.QueryContext(t.ctx, "SELECT DISTINCT article FROM newsgraph_changes WHERE sequence > $1 ORDER BY article", int64(after))
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()
	known = true
	for rows.Next() {
		var id []byte
		if err := rows.Scan(&id); err != nil {
			return nil, false, err
		}
		if id != nil { // else it is a judgement
			ids = append(ids, string(id))
		}
	}
	return ids, known, rows.Err()
}

func (t *pgTx) put(r *record, text string) error {
	key := articleKey(r.ID)
	stored, err := json.Marshal(r.stored)
	if err != nil {
		return err
	}
	mentions, err := json.Marshal(r.mentions)
	if err != nil {
		return err
	}
	t.articles = append(t.articles, []any{key, t.new, int64(forever), string(stored), string(mentions), summarize(r).encode(), []byte(text)})
	for i := range r.claims {
		claim, err := json.Marshal(&r.claims[i])
		if err != nil {
			return err
		}
		t.claims = append(t.claims, []any{key, t.new, i, string(claim)})
	}
	t.changed = append(t.changed, r.ID)
	return nil
}

func (t *pgTx) remove(r *record) error {
	t.removed = append(t.removed, articleKey(r.ID))
	t.changed = append(t.changed, r.ID)
	return nil
}

// flush sends what has gathered.
func (t *pgTx) flush() error {
	if len(t.removed) > 0 {
		_, err := t.tx.ExecContext(t.ctx, "UPDATE newsgraph_articles SET gone = $1 WHERE key = ANY($2) AND gone = $3", t.new, pq.ByteaArray(t.removed), int64(forever))
		if err != nil {
			return err
		}
	}
	err := t.copy("newsgraph_articles", t.articles, "key", "born", "gone", "stored", "mentions", "summary", "body")
	if err == nil {
		err = t.copy("newsgraph_claims", t.claims, "article", "born", "n", "claim")
	}
	t.removed, t.articles, t.claims = nil, nil, nil
	return err
}

func (t *pgTx) copy(table string, rows [][]any, columns ...string) error {
	return copyRows(t.ctx, t.tx, table, rows, columns...)
}

// copyRows sends many rows at once.
func copyRows(ctx context.Context, tx *sql.Tx, table string, rows [][]any, columns ...string) (err error) {
	if len(rows) == 0 {
		return nil
	}
	stmt, err := tx.PrepareContext(ctx, "COPY "+table+" ("+strings.Join(columns, ", ")+") FROM STDIN")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stmt.Close()) }()
	for _, row := range rows {
		if _, err := stmt.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	_, err = stmt.ExecContext(ctx)
	return err
}

func (t *pgTx) record(id string) (*record, error) {
	list, err := t.recordsOf([][]byte{articleKey(id)})
	if err != nil {
		return nil, fmt.Errorf("graph: read article %q: %w", id, err)
	}
	if len(list) == 0 {
		return nil, ErrNotFound
	}
	return list[0], nil
}

// alive is the condition of the articles that are there at batch $1.
const alive = "a.born <= $1 AND a.gone > $1"

// recordsOf reads the articles with these keys, in their order.
func (t *pgTx) recordsOf(keys [][]byte) ([]*record, error) {
	rows, err := t.tx.QueryContext(t.ctx, "SELECT key, stored, mentions FROM newsgraph_articles a WHERE key = ANY($2) AND "+alive+" ORDER BY key", t.at, pq.ByteaArray(keys))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []*record
	at := make(map[string]*record)
	for rows.Next() {
		var key, stored, mentions []byte
		if err := rows.Scan(&key, &stored, &mentions); err != nil {
			return nil, err
		}
		r := new(record)
		if err := errors.Join(json.Unmarshal(stored, &r.stored), json.Unmarshal(mentions, &r.mentions)); err != nil {
			return nil, err
		}
		r.claims = make([]nlp.Claim, 0, r.ClaimCount)
		out, at[string(key)] = append(out, r), r
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows, err = t.tx.QueryContext(t.ctx, `SELECT key, claim FROM newsgraph_articles a JOIN newsgraph_claims c ON c.article = a.key AND c.born = a.born
		WHERE key = ANY($2) AND `+alive+` ORDER BY key, n`, t.at, pq.ByteaArray(keys))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key, data []byte
		if err := rows.Scan(&key, &data); err != nil {
			return nil, err
		}
		var c nlp.Claim
		if err := json.Unmarshal(data, &c); err != nil {
			return nil, err
		}
		if r := at[string(key)]; r != nil {
			r.claims = append(r.claims, c)
		}
	}
	for _, r := range out {
		if len(r.claims) != r.ClaimCount {
			return nil, fmt.Errorf("article %q has %d claims, %d were stored", r.ID, len(r.claims), r.ClaimCount)
		}
	}
	return out, rows.Err()
}

// pageOfArticles is how many articles are read at a time: the connection
// serves one question after the other.
const pageOfArticles = 200

func (t *pgTx) records() iter.Seq2[*record, error] {
	return func(yield func(*record, error) bool) {
		for after := []byte{}; ; {
			keys, err := t.keys("SELECT key FROM newsgraph_articles a WHERE key > $2 AND "+alive+" ORDER BY key LIMIT $3", t.at, after, pageOfArticles)
			if len(keys) == 0 {
				if err != nil {
					yield(nil, err)
				}
				return
			}
			list, err := t.recordsOf(keys)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, r := range list {
				if !yield(r, nil) {
					return
				}
			}
			after = keys[len(keys)-1]
		}
	}
}

func (t *pgTx) keys(query string, args ...any) ([][]byte, error) {
	rows, err := t.tx.QueryContext(t.ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out [][]byte
	for rows.Next() {
		var key []byte
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		out = append(out, key)
	}
	return out, rows.Err()
}

func (t *pgTx) summaries() iter.Seq2[*summary, error] {
	return func(yield func(*summary, error) bool) {
		rows, err := t.tx.QueryContext(t.ctx, "SELECT key, summary FROM newsgraph_articles a WHERE "+alive+" ORDER BY key", t.at)
		if err != nil {
			yield(nil, err)
			return
		}
		defer rows.Close()
		var others [][]byte // a summary is only ever a shorter way
		for rows.Next() {
			var key, data []byte
			if err := rows.Scan(&key, &data); err != nil {
				yield(nil, err)
				return
			}
			s, current, err := decodeSummary(data)
			if err != nil || !current {
				others = append(others, key)
			} else if !yield(s, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, err)
			return
		}
		for page := range slices.Chunk(others, pageOfArticles) {
			list, err := t.recordsOf(page)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, r := range list {
				if !yield(summarize(r), nil) {
					return
				}
			}
		}
	}
}

func (t *pgTx) claim(article string, n int) (c nlp.Claim, err error) {
	var data, body []byte
	err = t.tx.QueryRowContext(t.ctx, `SELECT claim, body FROM newsgraph_articles a JOIN newsgraph_claims c ON c.article = a.key AND c.born = a.born
		WHERE key = $2 AND n = $3 AND `+alive, t.at, articleKey(article), n).Scan(&data, &body)
	if errors.Is(err, sql.ErrNoRows) {
		return c, fmt.Errorf("graph: claim %d of article %s: %w", n, article, ErrNotFound)
	}
	if err == nil {
		t.lastArticle, t.lastText = article, body
		err = json.Unmarshal(data, &c)
	}
	if err != nil {
		return c, fmt.Errorf("graph: read claim %d of article %s: %w", n, article, err)
	}
	return c, nil
}

func (t *pgTx) text(id string) ([]byte, error) {
	if t.lastText != nil && t.lastArticle == id {
		return t.lastText, nil
	}
	var body []byte
	err := t.tx.QueryRowContext(t.ctx, "SELECT body FROM newsgraph_articles a WHERE key = $2 AND "+alive, t.at, articleKey(id)).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return body, err
}

func (t *pgTx) judgements() ([]Judgement, error) {
	rows, err := t.tx.QueryContext(t.ctx, "SELECT judgement FROM newsgraph_judgements ORDER BY n")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Judgement
	for rows.Next() {
		var line []byte
		var j Judgement
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(line, &j); err != nil {
			return nil, fmt.Errorf("curation log: %w", err)
		}
		out = append(out, j)
	}
	return out, rows.Err()
}

func (t *pgTx) appendJudgement(j Judgement) error {
	line, err := json.Marshal(j)
	if err != nil {
		return err
	}
	t.logged++
	_, err = t.tx.ExecContext(t.ctx, "INSERT INTO newsgraph_judgements (judgement) VALUES ($1)", string(line))
	return err
}
