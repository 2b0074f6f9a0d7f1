package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
)

// A pragma is a setting and what must be read back after it. An empty set is
// only read.
type pragma struct{ name, set, want string }

// shared settings, in the order they are made: the timeout comes first, since
// setting the journal may have to wait for another process.
var shared = []pragma{
	{"busy_timeout", "5000", "5000"},
	{"journal_mode", "WAL", "wal"},
	{"synchronous", "FULL", "2"},
	{"foreign_keys", "ON", "1"},
	{"secure_delete", "ON", "1"},
	{"trusted_schema", "OFF", "0"},
	{"cell_size_check", "ON", "1"},
	{"recursive_triggers", "ON", "1"}, // so that REPLACE asks the triggers that forbid deleting
	{"ignore_check_constraints", "OFF", "0"},
	{"temp_store", "MEMORY", "2"},
	{"mmap_size", "0", "0"},
	{"cache_size", "-16000", "-16000"},
	{"journal_size_limit", "67108864", "67108864"},
	{"wal_autocheckpoint", "1000", "1000"},
	{"encoding", "", "UTF-8"},
}

var (
	writerPragmas = append(slices.Clip(shared), pragma{"query_only", "OFF", "0"})
	readerPragmas = append(slices.Clip(shared), pragma{"query_only", "ON", "1"})
)

// replace returns the settings with some values of a test's.
func replace(settings []pragma, override map[string]string) []pragma {
	out := append([]pragma(nil), settings...)
	for i, p := range out {
		if v, ok := override[p.name]; ok {
			out[i].set, out[i].want = v, ""
		}
	}
	return out
}

// A connector opens connections that are set up and checked.
type connector struct {
	path    string
	pragmas []pragma
	opened  func(driver.Conn) // may be nil
}

// Driver implements driver.Connector.
func (c *connector) Driver() driver.Driver { return theDriver }

// Connect implements driver.Connector.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := theDriver.Open(dsn(c.path))
	if err != nil {
		return nil, err
	}
	for _, p := range c.pragmas {
		if err := p.apply(ctx, conn); err != nil {
			conn.Close()
			return nil, err
		}
	}
	if c.opened != nil {
		c.opened(conn)
	}
	return conn, nil
}

// dsn names the file, which must exist, so that no other setting of the driver
// applies and a file that has vanished is not silently begun anew.
func dsn(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/x is /C:/x in a URI
	}
	u := url.URL{Scheme: "file", Path: path, RawQuery: "mode=rw&_txlock=immediate"}
	return u.String()
}

func (p pragma) apply(ctx context.Context, conn driver.Conn) error {
	if p.set != "" {
		if _, err := p.run(ctx, conn, "PRAGMA "+p.name+" = "+p.set); err != nil {
			return fmt.Errorf("set %s: %w", p.name, err)
		}
	}
	got, err := p.run(ctx, conn, "PRAGMA "+p.name)
	if err != nil {
		return fmt.Errorf("read %s: %w", p.name, err)
	}
	if p.want != "" && got != p.want {
		return fmt.Errorf("%s is %q after it was set to %q", p.name, got, p.want)
	}
	return nil
}

// run returns the first value of the first row, "" if there is none.
func (p pragma) run(ctx context.Context, conn driver.Conn, query string) (string, error) {
	q, ok := conn.(driver.QueryerContext)
	if !ok {
		return "", fmt.Errorf("driver %T cannot query", conn)
	}
	rows, err := q.QueryContext(ctx, query, nil)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	values := make([]driver.Value, len(rows.Columns()))
	first := ""
	for n := 0; ; n++ {
		if err := rows.Next(values); errors.Is(err, io.EOF) {
			return first, nil
		} else if err != nil {
			return "", err
		}
		if n > 0 || len(values) == 0 {
			continue
		}
		if b, ok := values[0].([]byte); ok {
			first = string(b)
		} else {
			first = fmt.Sprint(values[0])
		}
	}
}
