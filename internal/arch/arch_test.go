// Package arch holds the structure of the code as tests: who may import whom,
// and what every SQL statement must look like.
package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
)

// layers are the packages below internal/, lowest first. A package imports
// only packages that stand before it.
var layers = []string{
	"taskflow",
	"db", "db/dbtest",
	"changes", "jobs",
	"account", "workspace", "project", "task", "comment", "importer/trello", "importer",
	"telemetry", "live",
	"httpapi",
	"config",
	"app",
	"testkit", "testkit/world",
	"cli",
	"arch",
}

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	rank := map[string]int{}
	for i, l := range layers {
		rank[l] = i
	}
	eachFile(t, func(path string, file *ast.File, _ *token.FileSet) {
		pkg := strings.TrimPrefix(filepath.Dir(path), "../")
		mine, known := rank[pkg]
		if !known {
			t.Errorf("internal/%s has no place in the order of layers; give it one in %s", pkg, "internal/arch")
			return
		}
		if strings.HasSuffix(file.Name.Name, "_test") {
			return // a package of tests alone sees the product from outside
		}
		isTest := strings.HasSuffix(path, "_test.go")
		for _, imp := range file.Imports {
			target, _ := strconv.Unquote(imp.Path.Value)
			target, ours := strings.CutPrefix(target, "taskflow/internal/")
			if !ours || isTest && (target == "db/dbtest" || target == "testkit") {
				continue
			}
			if theirs, known := rank[target]; !known || theirs >= mine && target != pkg {
				t.Errorf("%s imports internal/%s, which does not stand below it", path, target)
			}
		}
	})
}

var (
	statement = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s`)
	parameter = regexp.MustCompile(`\$(\d+)`)
	fromTable = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)`)
	createdAs = regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\)`)
)

// statements are the SQL texts of the product's constants, by package and name.
// Constants that a text is joined from are resolved within their package.
func statements(t *testing.T) map[string]string {
	t.Helper()
	constants := map[string]ast.Expr{}
	eachFile(t, func(path string, file *ast.File, _ *token.FileSet) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		dir := strings.TrimPrefix(filepath.Dir(path), "../")
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if ok {
				for i, v := range spec.Values {
					constants[dir+"."+spec.Names[i].Name] = v
				}
			}
			return true
		})
	})
	out := map[string]string{}
	for name, value := range constants {
		dir := name[:strings.LastIndex(name, ".")]
		if text, ok := constantText(constants, dir, value, 0); ok && statement.MatchString(text) {
			out[name] = text
		}
	}
	if len(out) < 50 {
		t.Fatalf("only %d statements were found: this test no longer reads them", len(out))
	}
	return out
}

// constantText evaluates a text of literals and constants joined by +.
func constantText(constants map[string]ast.Expr, dir string, e ast.Expr, depth int) (string, bool) {
	if depth > 5 {
		return "", false
	}
	switch v := e.(type) {
	case *ast.BasicLit:
		if v.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(v.Value)
		return s, err == nil
	case *ast.Ident:
		value, known := constants[dir+"."+v.Name]
		if !known {
			return "", false
		}
		return constantText(constants, dir, value, depth+1)
	case *ast.BinaryExpr:
		left, okLeft := constantText(constants, dir, v.X, depth)
		right, okRight := constantText(constants, dir, v.Y, depth)
		return left + right, okLeft && okRight && v.Op == token.ADD
	case *ast.ParenExpr:
		return constantText(constants, dir, v.X, depth)
	}
	return "", false
}

// oneEngine are the statements that only one engine is ever given.
var oneEngine = map[string]db.Engine{"db.identitySQL": db.Postgres}

func TestEveryStatementIsUnderstoodByBothEngines(t *testing.T) {
	t.Parallel()
	all := statements(t)
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		for name, text := range all {
			if only := oneEngine[name]; only != "" && only != d.Engine() {
				continue
			}
			if err := d.Check(t.Context(), text); err != nil {
				t.Errorf("%s: %v\n%s", name, err, text)
			}
		}
	})
}

// tenantTables are the tables of one workspace, read from the schema.
func tenantTables(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("../db/migrations/sqlite/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal("no migrations found")
	}
	tables := map[string]bool{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range createdAs.FindAllStringSubmatch(string(b), -1) {
			tables[m[1]] = strings.Contains(m[2], "workspace_id TEXT NOT NULL")
		}
	}
	if !tables["tasks"] || tables["accounts"] {
		t.Fatal("the schema was not understood")
	}
	return tables
}

// acrossWorkspaces are the statements that look at several workspaces by
// intent, each with its reason.
var acrossWorkspaces = map[string]string{
	"changes.selectBehind": "a runner of consumers looks for workspaces that moved on",
	"changes.selectHeads":  "a process compares the ends of the logs it watches",
	"db.renewEpochs":       "a restored database starts anew in all workspaces",
	"db.sumOfSeqs":         "how far the database is, over all workspaces",
}

func TestStatementsNameTheWorkspaceAndNumberTheirParametersInOrder(t *testing.T) {
	t.Parallel()
	tenant := tenantTables(t)
	used := map[string]bool{}
	for name, text := range statements(t) {
		next := 1
		for _, m := range parameter.FindAllStringSubmatch(text, -1) {
			switch n, _ := strconv.Atoi(m[1]); {
			case n == next:
				next++
			case n > next:
				t.Errorf("%s: $%d is used before $%d; number parameters in order of first use", name, n, next)
			}
		}
		for _, m := range fromTable.FindAllStringSubmatch(text, -1) {
			if !tenant[m[1]] || strings.Contains(text, "workspace_id") && !selectsAcross(text) {
				continue
			}
			if acrossWorkspaces[name] == "" {
				t.Errorf("%s touches %s without workspace_id:\n%s", name, m[1], text)
			}
			used[name] = true
		}
	}
	for name := range acrossWorkspaces {
		if _, exists := statements(t)[name]; !exists && !used[name] {
			t.Errorf("%s is excepted but does not exist", name)
		}
	}
}

// selectsAcross reports whether workspace_id is only selected, never compared.
func selectsAcross(text string) bool {
	if strings.HasPrefix(strings.TrimSpace(text), "INSERT") {
		return false
	}
	compared := regexp.MustCompile(`workspace_id,?[^=(]*?\)?\s*(=|IN\b|<|>)`)
	return !compared.MatchString(text)
}

func eachFile(t *testing.T, fn func(path string, file *ast.File, fset *token.FileSet)) {
	t.Helper()
	fset := token.NewFileSet()
	var paths []string
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".go") {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	for _, path := range paths {
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		fn(path, file, fset)
	}
}
