package graph

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/cayleygraph/cayley/graph"
	csql "github.com/cayleygraph/cayley/graph/sql"
	"github.com/cayleygraph/quad"
	"github.com/cayleygraph/quad/pquads"
	"github.com/lib/pq"
)

// Cayley's own writer sends a statement for each node and each quad, and gets
// 3,000 quads a second through. Here the batch goes into staging tables by COPY,
// in the transaction of its articles, and the database itself makes the nodes
// and quads of it: that is also the redo log.

func (t *pgTx) putRedo(r redo, _ uint64) error {
	if err := t.flush(); err != nil {
		return err
	}
	_, err := t.tx.ExecContext(t.ctx, "INSERT INTO newsgraph_redo VALUES ($1, $2, $3)", int64(r.to.sequence), r.from.basis, r.to.basis)
	if err != nil {
		return err
	}
	return stage(t.ctx, t.tx, r.quadChange, int64(r.to.sequence))
}

// redo returns the positions alone: the quads stay in the database.
func (t *pgTx) redo(sequence uint64) (redo, error) {
	r := redo{from: position{sequence: sequence - 1}, to: position{sequence: sequence}}
	err := t.tx.QueryRowContext(t.ctx, "SELECT before, after FROM newsgraph_redo WHERE sequence = $1", int64(sequence)).Scan(&r.from.basis, &r.to.basis)
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("graph: change %d of quads: %w", sequence, ErrNotFound)
	}
	return r, err
}

var valueColumns = []string{
	"value", "value_string", "datatype", "language", "iri", "bnode",
	"value_int", "value_bool", "value_float", "value_time",
}

// stage puts a change into the staging tables.
func stage(ctx context.Context, tx *sql.Tx, c quadChange, sequence int64) error {
	refs := make(map[quad.Value]int)
	quads := make([][]any, 0, len(c.add)+len(c.del))
	count := func(list []quad.Quad, del bool, n int) {
		for _, q := range list {
			row := []any{sequence, del, nil, nil, nil, nil}
			for i, d := range quad.Directions {
				if v := q.Get(d); v != nil {
					refs[v] += n
					row[2+i] = csql.HashOf(v).SQLValue()
				}
			}
			quads = append(quads, row)
		}
	}
	count(c.add, false, 1)
	count(c.del, true, -1)
	nodes := make([][]any, 0, len(refs))
	for v, n := range refs {
		if n == 0 {
			continue
		}
		kind, values, err := csql.NodeValues(csql.HashOf(v), v)
		if err != nil {
			return err
		}
		row := make([]any, 3+len(valueColumns))
		row[0], row[1], row[2] = sequence, values[0], n
		for i, column := range kind.Columns() {
			row[3+slices.Index(valueColumns, column)] = values[1+i]
		}
		nodes = append(nodes, row)
	}
	// One order of locking for all.
	slices.SortFunc(nodes, func(a, b []any) int { return bytes.Compare(a[1].([]byte), b[1].([]byte)) })
	if err := copyRows(ctx, tx, "newsgraph_redo_nodes", nodes, append([]string{"sequence", "hash", "refs"}, valueColumns...)...); err != nil {
		return err
	}
	return copyRows(ctx, tx, "newsgraph_redo_quads", quads, "sequence", "del", "subject_hash", "predicate_hash", "object_hash", "label_hash")
}

// carryOut are the statements that make what stage has written, $1, happen. A
// quad that is there is not added and one that is missing is not deleted, but
// then the references would be counted wrongly: quadChange promises neither.
var carryOut = func() []string {
	columns := strings.Join(valueColumns, ", ")
	return []string{
		`INSERT INTO nodes (hash, refs, ` + columns + `) SELECT hash, refs, ` + columns + `
			FROM newsgraph_redo_nodes WHERE sequence = $1 AND refs > 0
			ON CONFLICT (hash) DO UPDATE SET refs = nodes.refs + EXCLUDED.refs`,
		`INSERT INTO quads (subject_hash, predicate_hash, object_hash, label_hash, ts)
			SELECT subject_hash, predicate_hash, object_hash, label_hash, now()
			FROM newsgraph_redo_quads WHERE sequence = $1 AND NOT del ON CONFLICT DO NOTHING`,
		`DELETE FROM quads USING newsgraph_redo_quads r WHERE r.sequence = $1 AND r.del AND r.label_hash IS NOT NULL
			AND quads.subject_hash = r.subject_hash AND quads.predicate_hash = r.predicate_hash
			AND quads.object_hash = r.object_hash AND quads.label_hash = r.label_hash`,
		`DELETE FROM quads USING newsgraph_redo_quads r WHERE r.sequence = $1 AND r.del AND r.label_hash IS NULL
			AND quads.subject_hash = r.subject_hash AND quads.predicate_hash = r.predicate_hash
			AND quads.object_hash = r.object_hash AND quads.label_hash IS NULL`,
		`UPDATE nodes SET refs = nodes.refs + r.refs FROM newsgraph_redo_nodes r
			WHERE r.sequence = $1 AND r.refs < 0 AND nodes.hash = r.hash`,
		`DELETE FROM nodes USING newsgraph_redo_nodes r
			WHERE r.sequence = $1 AND r.refs < 0 AND nodes.hash = r.hash AND nodes.refs <= 0`,
	}
}()

// forget empties the staging tables up to a batch.
func forget(ctx context.Context, tx *sql.Tx, sequence int64) error {
	for _, table := range []string{"newsgraph_redo", "newsgraph_redo_nodes", "newsgraph_redo_quads"} {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE sequence <= $1", sequence); err != nil {
			return err
		}
	}
	return nil
}

func (p *postgres) position() (position, error) {
	v, err := p.meta(context.Background(), "quads")
	if err != nil {
		return position{}, err
	}
	return parsePosition(v)
}

func parsePosition(s string) (position, error) {
	n, basis, _ := strings.Cut(s, " ")
	sequence, err := strconv.ParseUint(n, 10, 64)
	return position{sequence, basis}, err
}

func (at position) String() string { return strconv.FormatUint(at.sequence, 10) + " " + at.basis }

// change runs f with the quads locked; f is told how far they have followed.
// f returns how many quads there are more.
func (p *postgres) change(ctx context.Context, f func(tx *sql.Tx, at position) (to position, more int64, err error)) error {
	tx, err := p.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var v string
	if err := tx.QueryRowContext(ctx, "SELECT value FROM newsgraph_meta WHERE key = 'quads' FOR UPDATE").Scan(&v); err != nil {
		return err
	}
	at, err := parsePosition(v)
	if err != nil {
		return err
	}
	to, more, err := f(tx, at)
	if err != nil {
		return err
	}
	if err := forget(ctx, tx, int64(to.sequence)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE newsgraph_meta SET value = $1 WHERE key = 'quads'", to.String()); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE newsgraph_meta SET value = CAST(CAST(value AS BIGINT) + $1 AS TEXT) WHERE key = 'size'", more); err != nil {
		return err
	}
	return tx.Commit()
}

// apply does nothing where another process has been faster.
func (p *postgres) apply(ctx context.Context, r redo) error {
	return p.change(ctx, func(tx *sql.Tx, at position) (position, int64, error) {
		if at.sequence >= r.to.sequence {
			return at, 0, nil
		}
		if at != r.from {
			return at, 0, errGap
		}
		more, err := carry(ctx, tx, int64(r.to.sequence))
		return r.to, more, err
	})
}

// carry runs carryOut and returns how many quads there are more.
func carry(ctx context.Context, tx *sql.Tx, sequence int64) (more int64, err error) {
	for i, q := range carryOut {
		result, err := tx.ExecContext(ctx, q, sequence)
		if err != nil {
			return 0, err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return 0, err
		}
		switch i {
		case 1:
			more += n
		case 2, 3:
			more -= n
		}
	}
	return more, nil
}

// rebuildBatch bounds the quads that a rebuild stages at once.
const rebuildBatch = 20_000

// rebuild makes readers of quads wait until it ends.
func (p *postgres) rebuild(ctx context.Context, quads iter.Seq2[[]quad.Quad, error], to position) error {
	return p.change(ctx, func(tx *sql.Tx, _ position) (position, int64, error) {
		if _, err := tx.ExecContext(ctx, "TRUNCATE nodes, quads"); err != nil {
			return to, 0, err
		}
		if err := forget(ctx, tx, int64(to.sequence)); err != nil {
			return to, 0, err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE newsgraph_meta SET value = '0' WHERE key = 'size'"); err != nil {
			return to, 0, err
		}
		var total int64
		var part []quad.Quad
		flush := func() error {
			const number = -1 // of no batch
			if err := stage(ctx, tx, quadChange{add: part}, number); err != nil {
				return err
			}
			more, err := carry(ctx, tx, number)
			if err != nil {
				return err
			}
			part, total = part[:0], total+more
			return forget(ctx, tx, number)
		}
		for list, err := range quads {
			if err != nil {
				return to, 0, err
			}
			if part = append(part, list...); len(part) >= rebuildBatch {
				if err := flush(); err != nil {
					return to, 0, err
				}
			}
		}
		return to, total, flush()
	})
}

// pageOfQuads is how many quads are read at a time, with their nodes.
const pageOfQuads = 2_000

func (p *postgres) all(ctx context.Context) iter.Seq2[quad.Quad, error] {
	return func(yield func(quad.Quad, error) bool) {
		tx, err := p.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
		if err != nil {
			yield(quad.Quad{}, err)
			return
		}
		defer tx.Rollback()
		for after := int64(0); ; {
			page, last, err := readQuads(ctx, tx, after)
			if err != nil {
				yield(quad.Quad{}, err)
				return
			}
			for _, q := range page {
				if !yield(q, nil) {
					return
				}
			}
			if len(page) < pageOfQuads {
				return
			}
			after = last
		}
	}
}

// readQuads reads the page of quads whose numbers follow after.
func readQuads(ctx context.Context, tx *sql.Tx, after int64) (page []quad.Quad, last int64, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT horizon, subject_hash, predicate_hash, object_hash, label_hash FROM quads WHERE horizon > $1 ORDER BY horizon LIMIT $2", after, pageOfQuads)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	var hashes [][4]csql.NodeHash
	nodes := make(map[csql.NodeHash]quad.Value)
	for rows.Next() {
		var h [4]csql.NodeHash
		if err := rows.Scan(&last, &h[0], &h[1], &h[2], &h[3]); err != nil {
			return nil, 0, err
		}
		hashes = append(hashes, h)
		for _, n := range h {
			nodes[n] = nil
		}
	}
	if err := rows.Err(); err != nil {
		return nil, 0, err
	}
	if err := readNodes(ctx, tx, nodes); err != nil {
		return nil, 0, err
	}
	for _, h := range hashes {
		page = append(page, quad.Quad{Subject: nodes[h[0]], Predicate: nodes[h[1]], Object: nodes[h[2]], Label: nodes[h[3]]})
	}
	return page, last, nil
}

// readNodes fills in the values of nodes.
func readNodes(ctx context.Context, tx *sql.Tx, nodes map[csql.NodeHash]quad.Value) error {
	var wanted pq.ByteaArray
	for h := range nodes {
		if h.Valid() {
			wanted = append(wanted, h.ValueHash[:])
		}
	}
	rows, err := tx.QueryContext(ctx, "SELECT hash, "+strings.Join(valueColumns, ", ")+" FROM nodes WHERE hash = ANY($1)", wanted)
	if err != nil {
		return err
	}
	defer rows.Close()
	found := 0
	for rows.Next() {
		var h csql.NodeHash
		var v nodeValue
		if err := rows.Scan(append([]any{&h}, v.columns()...)...); err != nil {
			return err
		}
		if nodes[h], err = v.value(); err != nil {
			return err
		}
		found++
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if found < len(wanted) {
		return fmt.Errorf("graph: quads refer to %d nodes that are not there; run `newsgraph rebuild`", len(wanted)-found)
	}
	return nil
}

// nodeValue is the value of a row of Cayley's table of nodes.
type nodeValue struct {
	data                     []byte
	text, datatype, language sql.NullString
	iri, bnode               sql.NullBool
	number                   sql.NullInt64
	truth                    sql.NullBool
	float                    sql.NullFloat64
	time                     sql.NullTime
}

func (v *nodeValue) columns() []any {
	return []any{&v.data, &v.text, &v.datatype, &v.language, &v.iri, &v.bnode, &v.number, &v.truth, &v.float, &v.time}
}

func (v *nodeValue) value() (quad.Value, error) {
	switch {
	case v.iri.Bool:
		return quad.IRI(v.text.String), nil
	case v.bnode.Bool:
		return quad.BNode(v.text.String), nil
	case v.text.Valid && v.language.Valid:
		return quad.LangString{Value: quad.String(v.text.String), Lang: v.language.String}, nil
	case v.text.Valid && v.datatype.Valid:
		return quad.TypedString{Value: quad.String(v.text.String), Type: quad.IRI(v.datatype.String)}, nil
	case v.text.Valid:
		return quad.String(v.text.String), nil
	case v.number.Valid:
		return quad.Int(v.number.Int64), nil
	case v.truth.Valid:
		return quad.Bool(v.truth.Bool), nil
	case v.float.Valid:
		return quad.Float(v.float.Float64), nil
	case v.time.Valid:
		return quad.Time(v.time.Time.UTC()), nil
	}
	return pquads.UnmarshalValue(v.data)
}

func (p *postgres) size() (int64, error) {
	v, err := p.meta(context.Background(), "size")
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(v, 10, 64)
}

// view lends Cayley's backend. Its iterators ask the database again and again,
// so a query sees what is committed while it runs.
func (p *postgres) view(visit func(), f func(graph.QuadStore) error) error {
	if visit == nil {
		visit = func() {}
	}
	return f(&sqlQuads{sql: p.cayley, visit: visit})
}
