package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"reflect"

	"modernc.org/libc"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// connector opens connections of one SQLite file.
type connector struct {
	driver *sqlite.Driver
	dsn    string
}

// openPool returns a pool of connections with stable plans.
func openPool(dsn string) *sql.DB {
	d := &sqlite.Driver{}
	d.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, _ string) error {
		stablePlans(conn)
		return nil
	})
	return sql.OpenDB(connector{driver: d, dsn: dsn})
}

// Connect opens a connection.
func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }

// Driver returns the driver.
func (c connector) Driver() driver.Driver { return c.driver }

// stablePlans turns on SQLite's query planner stability guarantee, and reports
// whether it is on. Without it the planner looks at bound values, so that a
// prepared statement is parsed and planned again at nearly every run: more than
// a quarter of the time of a change. There is no pragma for it, and the driver
// does not offer the call, so its two fields are read by name; a driver without
// them is only slower. A test says when that happens.
func stablePlans(conn any) bool {
	v := reflect.ValueOf(conn)
	if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
		return false
	}
	handle, tls := v.Elem().FieldByName("db"), v.Elem().FieldByName("tls")
	if handle.Kind() != reflect.Uintptr || tls.Type() != reflect.TypeFor[*libc.TLS]() {
		return false
	}
	// A variadic call of C: the arguments lie in slots of eight bytes.
	thread := (*libc.TLS)(tls.UnsafePointer())
	args := libc.Xmalloc(thread, 24)
	if args == 0 {
		return false
	}
	defer libc.Xfree(thread, args)
	const on = int32(1)
	status := lib.Xsqlite3_db_config(thread, uintptr(handle.Uint()), lib.SQLITE_DBCONFIG_ENABLE_QPSG, libc.VaList(args, on, uintptr(0)))
	return status == lib.SQLITE_OK
}
