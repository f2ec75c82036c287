package db_test

import (
	"maps"
	"testing"

	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
)

const (
	sqliteColumns = `SELECT m.name || '.' || c.name, c."notnull" FROM sqlite_master m JOIN pragma_table_info(m.name) c
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'goose_%'`
	postgresColumns = `SELECT table_name || '.' || column_name, CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END FROM information_schema.columns
WHERE table_schema = 'public' AND table_name NOT LIKE 'goose_%'`
	sqliteIndexes   = `SELECT name, 1 FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'`
	postgresIndexes = `SELECT indexname, 1 FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%_pkey' AND indexname NOT LIKE 'goose_%'`
)

func TestBothSchemasAreTheSame(t *testing.T) {
	t.Parallel()
	read := func(d *db.DB, stmt string) map[string]int {
		out := map[string]int{}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			rows, err := tx.Query(stmt)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var name string
				var n int
				if err := rows.Scan(&name, &n); err != nil {
					return err
				}
				out[name] = n
			}
			return rows.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	lite := dbtest.Open(t, dbtest.Options(t, db.SQLite, nil))
	pg := dbtest.Open(t, dbtest.Options(t, db.Postgres, nil))
	for what, statements := range map[string][2]string{"columns": {sqliteColumns, postgresColumns}, "indexes": {sqliteIndexes, postgresIndexes}} {
		a, b := read(lite, statements[0]), read(pg, statements[1])
		if len(a) < 10 {
			t.Errorf("only %d %s were read", len(a), what)
		}
		if !maps.Equal(a, b) {
			for name, n := range a {
				if m, ok := b[name]; !ok || m != n {
					t.Errorf("%s %s: %d on SQLite, %d (%t) on PostgreSQL", what, name, n, m, ok)
				}
			}
			for name := range b {
				if _, ok := a[name]; !ok {
					t.Errorf("%s %s is on PostgreSQL only", what, name)
				}
			}
		}
	}
}
