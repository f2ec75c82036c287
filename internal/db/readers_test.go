package db_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
)

// TestReadersDoNotWaitForEachOther runs more readers than there are
// connections, each with statements that nobody has prepared yet.
func TestReadersDoNotWaitForEachOther(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		var together, readers sync.WaitGroup
		together.Add(4)
		for i := range 32 {
			readers.Go(func() {
				err := d.View(ctx, func(tx *db.Tx) error {
					if i < 4 { // the first ones all hold a connection before they ask
						together.Done()
						together.Wait()
					}
					for j := range 5 {
						var n int
						if err := tx.QueryRow(fmt.Sprintf("SELECT %d + %d", i, j)).Scan(&n); err != nil {
							return err
						}
						if n != i+j {
							return fmt.Errorf("%d + %d = %d", i, j, n)
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		readers.Wait()
	})
}
