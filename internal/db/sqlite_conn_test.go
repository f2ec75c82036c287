package db

import (
	"path/filepath"
	"testing"
)

func TestPlansAreStable(t *testing.T) {
	t.Parallel()
	pool := openPool(sqliteDSN(filepath.Join(t.TempDir(), "x.db")))
	defer pool.Close()
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = conn.Raw(func(c any) error {
		if !stablePlans(c) {
			t.Error("the driver has changed: statements are planned again at every run; see stablePlans")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
