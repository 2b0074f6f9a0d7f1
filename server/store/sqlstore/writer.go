package sqlstore

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"ascult/server/store"
)

// The states of a job. A caller whose context ends may only leave while the
// job waits; the writer may only begin a job that nobody has left. So a caller
// always learns whether its job was run.
const (
	jobWaits int32 = iota
	jobTaken
	jobLeft
)

type job struct {
	f     func(store.Tx) error
	state atomic.Int32
	done  chan error
}

// A writer owns the one connection that writes.
type writer struct {
	conn     *sql.Conn
	begin    string
	classify func(error) error
	batch    int

	mu     sync.RWMutex // guards closed and the closing of queue
	closed bool
	queue  chan *job

	cache  *cache
	failed chan error  // has room for the one error it will ever get
	broken atomic.Bool // nothing more is acknowledged
	ended  chan struct{}
}

func startWriter(conn *sql.Conn, c Config) *writer {
	w := &writer{
		conn:     conn,
		begin:    c.Dialect.Begin,
		classify: c.Dialect.Classify,
		batch:    c.Batch,
		queue:    make(chan *job, c.Queue),
		cache:    &cache{conn: conn, stmts: map[string]*sql.Stmt{}},
		failed:   make(chan error, 1),
		ended:    make(chan struct{}),
	}
	go w.loop()
	return w
}

func (w *writer) write(ctx context.Context, f func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if w.broken.Load() {
		return store.ErrFailed
	}
	j := &job{f: f, done: make(chan error, 1)}
	if err := w.enqueue(j); err != nil {
		return err
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		if j.state.CompareAndSwap(jobWaits, jobLeft) {
			return ctx.Err()
		}
		return <-j.done
	}
}

func (w *writer) enqueue(j *job) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return store.ErrClosed
	}
	select {
	case w.queue <- j:
		return nil
	default:
		return store.ErrBusy
	}
}

// close lets the waiting jobs finish.
func (w *writer) close() error {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.queue)
	}
	w.mu.Unlock()
	<-w.ended
	w.cache.close()
	return w.conn.Close()
}

func (w *writer) loop() {
	var taken []*job
	clean := false
	defer func() {
		if clean {
			close(w.ended)
			return
		}
		// A job that ends this goroutine (runtime.Goexit, as t.FailNow does) must
		// not leave the others waiting for ever.
		w.answerAll(taken, w.breakDown(errors.New("a job ended the writer")))
		go w.refuse()
	}()
	for first := range w.queue {
		taken = w.take(taken[:0], first)
		if len(taken) > 0 {
			w.run(taken)
		}
	}
	clean = true
}

// refuse answers what still comes in after the writer has ended.
func (w *writer) refuse() {
	for j := range w.queue {
		w.answer(j, store.ErrFailed)
	}
	close(w.ended)
}

func (w *writer) answer(j *job, err error) {
	select {
	case j.done <- err:
	default: // answered before
	}
}

// take gathers the jobs that wait now, without waiting for more: under load
// they gather by themselves while the batch before them is synced.
func (w *writer) take(batch []*job, j *job) []*job {
	for {
		if j.state.CompareAndSwap(jobWaits, jobTaken) {
			batch = append(batch, j)
		}
		if len(batch) == w.batch {
			return batch
		}
		select {
		case next, ok := <-w.queue:
			if !ok {
				return batch
			}
			j = next
		default:
			return batch
		}
	}
}

// run runs a batch in one transaction and answers its jobs after the commit.
func (w *writer) run(batch []*job) {
	if w.broken.Load() {
		w.answerAll(batch, store.ErrFailed)
		return
	}
	if err := w.exec(w.begin); err != nil {
		w.answerAll(batch, w.judge(w.wrap("begin", err)))
		return
	}
	results := make([]error, len(batch))
	for i, j := range batch {
		err, doomed := w.runJob(j.f)
		if doomed != nil {
			w.rollback()
			w.answerAll(batch, w.judge(doomed))
			return
		}
		results[i] = err
	}
	if err := w.exec("COMMIT"); err != nil {
		err = w.wrap("commit", err)
		if !errors.Is(err, store.ErrFull) && !errors.Is(err, store.ErrBusy) {
			err = w.breakDown(err)
		}
		w.rollback()
		w.answerAll(batch, err)
		return
	}
	for i, j := range batch {
		w.answer(j, results[i])
	}
}

func (w *writer) answerAll(batch []*job, err error) {
	for _, j := range batch {
		w.answer(j, err)
	}
}

// runJob runs one job in its savepoint. If the transaction as a whole is gone,
// as after a full disk, it returns why as doomed.
func (w *writer) runJob(f func(store.Tx) error) (err, doomed error) {
	if err := w.exec("SAVEPOINT job"); err != nil {
		return nil, w.wrap("savepoint", err)
	}
	tx := &tx{reader: reader{q: w.cache, classify: w.classify, inTx: true}}
	err = call(f, tx)
	bad := tx.bad
	if bad != nil {
		err = bad
	}
	tx.bad = errTxOver // whoever kept tx cannot use it
	if errors.Is(err, store.ErrFailed) || errors.Is(err, store.ErrCorrupt) {
		return nil, err
	}
	if err != nil {
		if e := w.exec("ROLLBACK TO job"); e != nil {
			// The database has given up the whole transaction, as on a full disk.
			return nil, cmp.Or(bad, w.wrap("rollback", e))
		}
	}
	if e := w.exec("RELEASE job"); e != nil {
		return nil, w.wrap("release", e)
	}
	return err, nil
}

var errTxOver = errors.New("transaction is over")

// call turns a panic in f into an error, with the stack for the log.
func call(f func(store.Tx) error, tx store.Tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic in a write: %v\n%s", r, debug.Stack())
		}
	}()
	return f(tx)
}

// exec never carries a caller's context: a cancelled statement may leave the
// transaction, and the ones after it would commit by themselves.
func (w *writer) exec(query string) error {
	_, err := w.cache.ExecContext(context.Background(), query)
	return err
}

// rollback may find no transaction to roll back.
func (w *writer) rollback() { _ = w.exec("ROLLBACK") }

func (w *writer) wrap(what string, err error) error {
	if class := w.classify(err); class != nil {
		return fmt.Errorf("%s: %w: %w", what, class, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// judge breaks the writer down after what must not be tried again.
func (w *writer) judge(err error) error {
	if errors.Is(err, store.ErrFailed) || errors.Is(err, store.ErrCorrupt) {
		return w.breakDown(err)
	}
	return err
}

// breakDown stops all acknowledgement and says so once.
func (w *writer) breakDown(err error) error {
	if !errors.Is(err, store.ErrFailed) {
		err = fmt.Errorf("%w: %w", store.ErrFailed, err)
	}
	if !w.broken.Swap(true) {
		w.failed <- err
	}
	return err
}

// A cache prepares each query once on the writing connection.
type cache struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

func (c *cache) stmt(query string) (*sql.Stmt, error) {
	if s, ok := c.stmts[query]; ok {
		return s, nil
	}
	s, err := c.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	c.stmts[query] = s
	return s, nil
}

// ExecContext ignores its context on purpose, see writer.exec.
func (c *cache) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	s, err := c.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(context.Background(), args...)
}

// QueryContext ignores its context on purpose, see writer.exec.
func (c *cache) QueryContext(_ context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := c.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(context.Background(), args...)
}

func (c *cache) close() {
	for _, s := range c.stmts {
		s.Close()
	}
}
