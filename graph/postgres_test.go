//go:build unix

package graph

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"
)

// server is a PostgreSQL of the tests' own, on a socket in a temporary
// directory: no port, no password, nothing left behind.
type server struct {
	dir     string
	process *exec.Cmd
	input   io.Closer
	log     bytes.Buffer
	err     error
	missing string // why there is none
	names   int
}

var (
	database     server
	databaseOnce sync.Once
	databaseLock sync.Mutex
)

// TestMain ends the server that a test may have started.
func TestMain(m *testing.M) {
	code := m.Run()
	database.stop()
	os.Exit(code)
}

// postgresAddress is the address of a new database. A test that needs one is
// skipped where PostgreSQL is not installed, unless NEWSGRAPH_POSTGRES_TESTS is
// "require"; "off" skips as well.
func postgresAddress(t testing.TB) string {
	t.Helper()
	setting := os.Getenv("NEWSGRAPH_POSTGRES_TESTS")
	if setting == "off" {
		t.Skip("NEWSGRAPH_POSTGRES_TESTS=off")
	}
	databaseOnce.Do(database.start)
	if database.missing != "" && setting != "require" {
		t.Skipf("no PostgreSQL to test with: %s", database.missing)
	}
	if database.missing != "" {
		t.Fatalf("NEWSGRAPH_POSTGRES_TESTS=require: %s", database.missing)
	}
	if database.err != nil {
		t.Fatal(database.err)
	}
	databaseLock.Lock()
	database.names++
	name := "test" + strconv.Itoa(database.names)
	databaseLock.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := database.run(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := database.run(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return database.address(name)
}

func (s *server) address(name string) string {
	return "postgres://newsgraph@/" + name + "?" + url.Values{"host": {s.dir}, "sslmode": {"disable"}}.Encode()
}

func (s *server) run(ctx context.Context, query string) error {
	db, err := connectPostgres(s.address("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, query)
	return err
}

// programs finds initdb and postgres, also where Debian hides them.
func programs() (initdb, postgres string, err error) {
	places, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	for i := len(places) - 1; i >= 0; i-- {
		initdb, postgres = filepath.Join(places[i], "initdb"), filepath.Join(places[i], "postgres")
		if _, err := os.Stat(postgres); err == nil {
			return initdb, postgres, nil
		}
	}
	if initdb, err = exec.LookPath("initdb"); err != nil {
		return "", "", err
	}
	postgres, err = exec.LookPath("postgres")
	return initdb, postgres, err
}

func (s *server) start() {
	initdb, postgres, err := programs()
	if err != nil {
		s.missing = err.Error()
		return
	}
	// Sockets have short names, so this is not t.TempDir.
	if s.dir, s.err = os.MkdirTemp("", "newsgraph-pg-"); s.err != nil {
		return
	}
	var credential *syscall.Credential
	if os.Geteuid() == 0 {
		// PostgreSQL refuses to run as root.
		if credential, err = someoneElse(); err != nil {
			s.missing = "it does not run as root, and " + err.Error()
			return
		}
		if s.err = os.Chown(s.dir, int(credential.Uid), int(credential.Gid)); s.err != nil {
			return
		}
	}
	data := filepath.Join(s.dir, "data")
	command := func(name string, args ...string) *exec.Cmd {
		c := exec.Command(name, args...)
		c.Dir, c.Stdout, c.Stderr = s.dir, &s.log, &s.log
		c.Env = []string{"LC_ALL=C", "PATH=" + os.Getenv("PATH"), "HOME=" + s.dir}
		c.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
		return c
	}
	if err := command(initdb, "-D", data, "-U", "newsgraph", "-A", "trust", "-E", "UTF8", "--no-sync").Run(); err != nil {
		s.err = fmt.Errorf("initdb: %w\n%s", err, s.log.Bytes())
		return
	}
	// The shell ends the server when its standard input does, however we end.
	s.process = command("/bin/sh", "-c", `"$@" & server=$!; read nothing; kill -QUIT $server; wait $server`, "sh",
		postgres, "-D", data, "-k", s.dir, "-c", "listen_addresses=", "-c", "max_connections=200", "-c", "fsync=off")
	if s.input, s.err = s.process.StdinPipe(); s.err != nil {
		return
	}
	if s.err = s.process.Start(); s.err != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		err := s.run(ctx, "SELECT 1")
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			s.err = fmt.Errorf("postgres does not answer: %w\n%s", err, s.log.Bytes())
			return
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// someoneElse is an account that is not root.
func someoneElse() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, err
	}
	return nil, fmt.Errorf("there is neither a user postgres nor nobody")
}

func (s *server) stop() {
	if s.input != nil {
		_ = s.input.Close()
		_ = s.process.Wait()
	}
	if s.dir != "" {
		_ = os.RemoveAll(s.dir)
	}
}
