package graph

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cayleygraph/cayley/graph"
	csql "github.com/cayleygraph/cayley/graph/sql"
	cpostgres "github.com/cayleygraph/cayley/graph/sql/postgres" // registers the backend
	"github.com/lib/pq"
)

// A store on PostgreSQL, or on an engine that speaks its protocol, has its
// articles in tables of its own and its quads in those of Cayley's SQL backend.
// Any number of processes may read and write it at once: whoever writes locks
// the row "sequence" of newsgraph_meta until it commits, whoever changes quads
// the row "quads". Rows are locked rather than advisory locks taken, and the
// sequence number is asked for rather than listened for, because distributed
// engines have rows and questions.
//
//	newsgraph_meta         key, value: "format"; "sequence", of the last batch;
//	                       "quads", sequence number and basis that these have
//	                       followed; "size", number of quads; "extent", how much the
//	                       index holds
//	newsgraph_articles     an article without its claims, from the batch "born" until
//	                       the batch "gone"; body is its text, bytes as they came,
//	                       summary is a summary, encoded
//	newsgraph_claims       JSON of claim n of an article
//	newsgraph_judgements   the curation log, JSON
//	newsgraph_changes      which articles a batch has changed; a null article stands
//	                       for a judgement
//	newsgraph_redo         bases before and after a batch that the quads have to
//	newsgraph_redo_nodes   follow, and what to do to Cayley's tables: how many more
//	newsgraph_redo_quads   references a node gets, and quads to add or delete
//	nodes, quads           Cayley's, without foreign keys: nothing else writes them
//
// The key of an article is that of boltArticles. Versions that are gone are kept
// for keptBatches, so that a process whose index has not heard of a batch yet
// still reads what its index knows.
const postgresSchema = `
CREATE TABLE IF NOT EXISTS newsgraph_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS newsgraph_articles (
	key BYTEA NOT NULL, born BIGINT NOT NULL, gone BIGINT NOT NULL,
	stored TEXT NOT NULL, mentions TEXT NOT NULL, summary BYTEA NOT NULL, body BYTEA NOT NULL, PRIMARY KEY (key, born));
CREATE INDEX IF NOT EXISTS newsgraph_articles_gone ON newsgraph_articles (gone) WHERE gone < 9223372036854775807;
CREATE TABLE IF NOT EXISTS newsgraph_claims (
	article BYTEA NOT NULL, born BIGINT NOT NULL, n INT NOT NULL, claim TEXT NOT NULL, PRIMARY KEY (article, born, n));
CREATE TABLE IF NOT EXISTS newsgraph_judgements (n BIGSERIAL PRIMARY KEY, judgement TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS newsgraph_changes (n BIGSERIAL PRIMARY KEY, sequence BIGINT NOT NULL, article BYTEA);
CREATE INDEX IF NOT EXISTS newsgraph_changes_sequence ON newsgraph_changes (sequence);
CREATE TABLE IF NOT EXISTS newsgraph_redo (sequence BIGINT PRIMARY KEY, before TEXT NOT NULL, after TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS newsgraph_redo_nodes (
	sequence BIGINT NOT NULL, hash BYTEA NOT NULL, refs INT NOT NULL,
	value BYTEA, value_string TEXT, datatype TEXT, language TEXT, iri BOOLEAN, bnode BOOLEAN,
	value_int BIGINT, value_bool BOOLEAN, value_float DOUBLE PRECISION, value_time TIMESTAMP WITH TIME ZONE,
	PRIMARY KEY (sequence, hash));
CREATE TABLE IF NOT EXISTS newsgraph_redo_quads (
	n BIGSERIAL PRIMARY KEY, sequence BIGINT NOT NULL, del BOOLEAN NOT NULL,
	subject_hash BYTEA NOT NULL, predicate_hash BYTEA NOT NULL, object_hash BYTEA NOT NULL, label_hash BYTEA);
CREATE INDEX IF NOT EXISTS newsgraph_redo_quads_sequence ON newsgraph_redo_quads (sequence);
CREATE TABLE IF NOT EXISTS nodes (
	hash BYTEA PRIMARY KEY, refs INT NOT NULL,
	value BYTEA, value_string TEXT, datatype TEXT, language TEXT, iri BOOLEAN, bnode BOOLEAN,
	value_int BIGINT, value_bool BOOLEAN, value_float DOUBLE PRECISION, value_time TIMESTAMP WITH TIME ZONE);
CREATE TABLE IF NOT EXISTS quads (
	horizon BIGSERIAL PRIMARY KEY,
	subject_hash BYTEA NOT NULL, predicate_hash BYTEA NOT NULL, object_hash BYTEA NOT NULL, label_hash BYTEA, ts TIMESTAMP);
CREATE UNIQUE INDEX IF NOT EXISTS spo_unique ON quads (subject_hash, predicate_hash, object_hash) WHERE label_hash IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS spol_unique ON quads (subject_hash, predicate_hash, object_hash, label_hash) WHERE label_hash IS NOT NULL;
CREATE INDEX IF NOT EXISTS spo_index ON quads (subject_hash, predicate_hash, object_hash);
CREATE INDEX IF NOT EXISTS ops_index ON quads (object_hash, predicate_hash, subject_hash);
CREATE INDEX IF NOT EXISTS pos_index ON quads (predicate_hash, object_hash, subject_hash);
CREATE INDEX IF NOT EXISTS label_index ON quads (label_hash) WHERE label_hash IS NOT NULL;
INSERT INTO newsgraph_meta VALUES ('format', '` + recordFormat + `'), ('sequence', '1'), ('quads', '0 '), ('size', '0') ON CONFLICT (key) DO NOTHING;
`

// isPostgres reports whether the path of a store is an address of a database.
func isPostgres(path string) bool {
	return strings.HasPrefix(path, "postgres://") || strings.HasPrefix(path, "postgresql://")
}

// Redacted is the path of a store without the password that it may hold.
func Redacted(path string) string {
	if !isPostgres(path) {
		return path
	}
	u, err := url.Parse(path)
	if err != nil {
		return "postgres://..." // whatever it is, it may hold a password
	}
	return u.Redacted()
}

// postgres is a database as article store and as projection.
type postgres struct {
	db     *sql.DB
	cayley *csql.QuadStore
}

// connections bounds what one process asks of the database. Cayley's iterators
// take one each, and a query may nest dozens.
const connections = 48

// openPostgres connects and prepares the tables.
func openPostgres(ctx context.Context, address string) (*postgres, error) {
	parsed, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("not an address of the form postgres://USER@HOST:PORT/DATABASE")
	}
	q := parsed.Query()
	// A question and its answer take one round trip instead of two.
	q.Set("binary_parameters", "yes")
	parsed.RawQuery = q.Encode()
	db, err := connectPostgres(parsed.String())
	if err != nil {
		return nil, err
	}
	p := &postgres{db: db}
	if err := p.prepare(ctx); err != nil {
		return nil, errors.Join(err, p.db.Close())
	}
	// A query ends by its context; the timeout is for what Cayley asks without one.
	q.Set("statement_timeout", strconv.FormatInt(maxTimeout.Milliseconds(), 10))
	q.Set("default_transaction_read_only", "on")
	parsed.RawQuery = q.Encode()
	qs, err := csql.New(cpostgres.Type, parsed.String(), graph.Options{"maxopenconnections": connections})
	if err != nil {
		return nil, errors.Join(err, p.db.Close())
	}
	p.cayley = qs.(*csql.QuadStore)
	return p, nil
}

func connectPostgres(address string) (*sql.DB, error) {
	connector, err := pq.NewConnector(address)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(connections)
	db.SetConnMaxIdleTime(time.Minute)
	return db, nil
}

// prepare makes tables that are not there and checks that those that are can
// be read. Where another process makes them at the same time, one of the two
// fails on PostgreSQL and finds them made at its second attempt.
func (p *postgres) prepare(ctx context.Context) error {
	format, err := p.meta(ctx, "format")
	for range 3 {
		if err == nil || ctx.Err() != nil {
			break
		}
		if _, err = p.db.ExecContext(ctx, postgresSchema); err == nil {
			format, err = p.meta(ctx, "format")
		}
	}
	if err != nil {
		return err
	}
	if format != recordFormat {
		return fmt.Errorf("written in format %s, this program reads format %s", format, recordFormat)
	}
	return nil
}

func (p *postgres) meta(ctx context.Context, key string) (string, error) {
	var value string
	err := p.db.QueryRowContext(ctx, "SELECT value FROM newsgraph_meta WHERE key = $1", key).Scan(&value)
	return value, err
}

func (p *postgres) close() error {
	if p.cayley == nil {
		return p.db.Close()
	}
	return errors.Join(p.cayley.Close(), p.db.Close())
}
