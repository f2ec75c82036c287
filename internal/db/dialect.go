package db

import (
	"encoding/json"
	"regexp"
	"strings"
	"sync"
)

// Engine is the kind of database.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// fragments are the pieces of SQL that differ between the engines; a statement
// names them in braces.
var fragments = map[string]map[Engine]string{
	// The lock of a workspace's row. NO KEY, so that foreign keys never wait for it.
	"for_no_key_update": {Postgres: "FOR NO KEY UPDATE"},
	"for_update":        {Postgres: "FOR UPDATE"},
	"skip_locked":       {Postgres: "FOR UPDATE SKIP LOCKED"},
	// Case-insensitive LIKE; on SQLite for ASCII letters.
	"lower_like": {Postgres: "ILIKE", SQLite: "LIKE"},
	"ilike":      {Postgres: "ILIKE", SQLite: "LIKE"},
}

var (
	fragmentPattern = regexp.MustCompile(`\{([a-z_]+)\}`)
	listPattern     = regexp.MustCompile(`\{json_list (\$\d+)\}`)
	indexPattern    = regexp.MustCompile(`\{indexed_by ([a-z_]+)\}`)
)

// Dialect returns the text of stmt for an engine.
func Dialect(e Engine, stmt string) string {
	if !strings.Contains(stmt, "{") {
		return stmt
	}
	list := "json_each($1)"
	if e == Postgres {
		list = "jsonb_array_elements_text(($1)::jsonb) AS list(value)"
	}
	stmt = listPattern.ReplaceAllStringFunc(stmt, func(m string) string {
		return strings.ReplaceAll(list, "$1", listPattern.FindStringSubmatch(m)[1])
	})
	// SQLite knows nothing of how many rows a workspace has and would rather walk
	// all of them in the primary key; the statement fails if the index is gone.
	index := "INDEXED BY $1"
	if e == Postgres {
		index = ""
	}
	stmt = indexPattern.ReplaceAllString(stmt, index)
	return fragmentPattern.ReplaceAllStringFunc(stmt, func(m string) string {
		f, ok := fragments[m[1:len(m)-1]]
		if !ok {
			panic("db: unknown fragment " + m)
		}
		return f[e]
	})
}

// JSONList is the argument for {json_list $n}: a list of texts of any length
// as one parameter, so that a statement stays one prepared text.
func JSONList[T ~string](items []T) string {
	if len(items) == 0 {
		return "[]"
	}
	b, err := json.Marshal(items)
	if err != nil {
		panic("db: a list of strings must marshal: " + err.Error())
	}
	return string(b)
}

// texts caches the engine's text of each statement.
type texts struct {
	engine Engine
	m      sync.Map // string → string
}

func (t *texts) get(stmt string) string {
	if s, ok := t.m.Load(stmt); ok {
		return s.(string)
	}
	s := Dialect(t.engine, stmt)
	t.m.Store(stmt, s)
	return s
}
