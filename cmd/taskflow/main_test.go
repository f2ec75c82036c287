package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"taskflow/internal/cli"
	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/testkit"
)

func TestMain(m *testing.M) {
	if os.Getenv(testkit.RunMain) != "" {
		os.Unsetenv(testkit.RunMain)
		os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	// The scripts in testdata/script run the same binary by its name.
	testscript.Main(m, map[string]func(){
		"taskflow": func() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// onBothEngines runs a test of whole processes with the flags that select a
// fresh database of each engine.
func onBothEngines(t *testing.T, test func(t *testing.T, flags []string)) {
	t.Parallel()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			flags := []string{"--data", t.TempDir()}
			if engine == db.Postgres {
				flags = append(flags, "--database-url", dbtest.Options(t, engine, nil).URL)
			}
			test(t, flags)
		})
	}
}
