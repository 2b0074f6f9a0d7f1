// Package bench measures what must be fast, each beside a floor or a peer in
// the same run, and prints the ratio. It asserts no times: machines differ.
package bench

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"ascult/internal/learner"
	"ascult/server/store"
	"ascult/server/store/sqlite"
	"ascult/server/store/storetest"
)

// clients submit at the same time, as a class does at the end of an exam.
const clients = 64

// BenchmarkSubmissions stores graded attempts of 64 clients, durable before
// the reply: first with a commit for each, then with group commit. The line
// "x one-each" is how many times as many the group commit stores.
func BenchmarkSubmissions(b *testing.B) {
	var alone float64
	for _, batch := range []int{1, 64} {
		b.Run(fmt.Sprintf("batch-%d", batch), func(b *testing.B) {
			db, err := sqlite.Open(b.Context(), b.TempDir(), sqlite.Options{Batch: batch})
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			names := make([]string, clients)
			for i := range names {
				names[i] = fmt.Sprintf("learner-%d", i)
			}
			if err := db.Write(b.Context(), func(tx store.Tx) error { return storetest.AddPeople(tx, names...) }); err != nil {
				b.Fatal(err)
			}
			var next, failed atomic.Int64
			b.ResetTimer()
			var wg sync.WaitGroup
			for _, name := range names {
				wg.Go(func() {
					for number := 1; next.Add(1) <= int64(b.N); number++ {
						if err := submit(b.Context(), db, name, number); err != nil {
							failed.Add(1)
						}
					}
				})
			}
			wg.Wait()
			perSecond := float64(b.N) / b.Elapsed().Seconds()
			b.ReportMetric(perSecond, "submissions/s")
			b.ReportMetric(0, "ns/op")
			if failed.Load() > 0 {
				b.Fatalf("%d submissions failed", failed.Load())
			}
			if batch == 1 {
				alone = perSecond
			} else if alone > 0 {
				b.ReportMetric(perSecond/alone, "x_one-each")
			}
		})
	}
}

// submit stores an attempt and its grading, as a submission does.
func submit(ctx context.Context, db store.Store, name string, number int) error {
	return db.Write(ctx, func(tx store.Tx) error {
		a := storetest.NewAttempt(name, number)
		a.ID = fmt.Sprintf("%s-%d", name, number)
		if err := tx.AddAttempt(a); err != nil {
			return err
		}
		return tx.SetAttempt(learner.Open, storetest.Graded(a))
	})
}
