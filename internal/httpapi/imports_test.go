package httpapi

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/importer"
	"taskflow/internal/jobs"
	"taskflow/internal/taskflow"
)

// importing is a site whose imports run as jobs.
func importing(t *testing.T, d *db.DB) *site {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	imports, err := importer.New(d, t.TempDir(), log)
	if err != nil {
		t.Fatal(err)
	}
	kinds := jobs.Kinds{}
	imports.RegisterJobs(kinds)
	runner := jobs.NewRunner(d, kinds, 1, log)
	s := newSite(t, d)
	s.edge.inner.Imports = imports
	runner.Start()
	t.Cleanup(runner.Stop)
	return s
}

// ask sends a request and reads the answer into out.
func (s *site) ask(c taskflow.Caller, method, path, body string, out any, headers ...string) int {
	s.Helper()
	res := s.request(s.Context(), c, method, path, body, headers...)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			s.Fatalf("%s %s: %d %s", method, path, res.StatusCode, raw)
		}
	}
	return res.StatusCode
}

func TestImportOverHTTP(t *testing.T) {
	t.Parallel()
	board, err := os.ReadFile("../importer/trello/testdata/trello-public-board.json")
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s := importing(t, d)
		var i importer.Import
		if status := s.ask(s.owner, "POST", "/imports?source=trello&filename=board.json", string(board), &i); status != http.StatusCreated || i.State != importer.Previewed || i.Preview.Counts.ListMoves != 48 {
			t.Fatalf("upload: %d %s", status, i.State)
		}
		list := i.Preview.Lists[5]
		body := `{"project_name":"How goes it","project_key":"GOES","columns":[{"list_id":"` + list.ID + `","name":"Checking","category":"in_progress"}]}`
		if status := s.ask(s.owner, "POST", "/imports/"+string(i.ID)+"/start", body, &i); status != http.StatusAccepted || i.State != importer.Running {
			t.Fatalf("start: %d %s", status, s.text("POST", "/imports/"+string(i.ID)+"/start", body))
		}
		for begin := time.Now(); i.State == importer.Running; time.Sleep(20 * time.Millisecond) {
			if time.Since(begin) > 30*time.Second {
				t.Fatalf("still running: %+v", i.Progress)
			}
			s.ask(s.owner, "GET", "/imports/"+string(i.ID), "", &i)
		}
		if i.State != importer.Done || i.Report.Tasks != 40 || i.Report.ListMoves != 48 || i.Report.Comments != 17 {
			t.Fatalf("import %s %+v", i.State, i.Report)
		}
		var columns struct {
			Items []struct {
				Name string `json:"name"`
			} `json:"items"`
		}
		s.ask(s.owner, "GET", "/projects/GOES/columns", "", &columns)
		if len(columns.Items) != 7 || columns.Items[5].Name != "Checking" {
			t.Errorf("columns %+v", columns)
		}
		var tasks struct {
			Items []struct {
				Key string `json:"key"`
			} `json:"items"`
		}
		if s.ask(s.owner, "GET", "/tasks?project=GOES&closed=all&limit=100", "", &tasks); len(tasks.Items) != 39 {
			t.Errorf("%d tasks are shown, want 39 that are not archived", len(tasks.Items))
		}
		if status := s.ask(s.owner, "POST", "/imports/"+string(i.ID)+"/undo", "", &i); status != http.StatusOK || i.State != importer.Undone {
			t.Errorf("undo: %d %s", status, i.State)
		}
		if status := s.ask(s.owner, "GET", "/projects/GOES", "", nil); status != http.StatusNotFound {
			t.Errorf("the project after undo: %d", status)
		}
	})
}

func TestRefusedUploads(t *testing.T) {
	t.Parallel()
	dbtest.Run(t, func(t *testing.T, d *db.DB) {
		s := importing(t, d)
		guest := s.person(taskflow.Guest)
		good := `{"lists":[],"cards":[]}`
		for _, c := range []struct {
			name, query, body, code string
			who                     taskflow.Caller
			status                  int
			headers                 []string
		}{
			{"cut off", "?source=trello", `{"lists":[{"id":"a"},`, "import_broken", s.owner, 422, nil},
			{"foreign", "?source=trello", `{"a":1}`, "import_foreign", s.owner, 422, nil},
			{"html", "?source=trello", `<html>`, "import_foreign", s.owner, 422, nil},
			{"empty", "?source=trello", ``, "import_foreign", s.owner, 422, nil},
			{"no source", "", good, "invalid", s.owner, 422, nil},
			{"other source", "?source=jira", good, "invalid", s.owner, 422, nil},
			{"form", "?source=trello", good, "unsupported_media_type", s.owner, 415, []string{"Content-Type", "text/plain"}},
			{"guest", "?source=trello", good, "denied", guest, 403, nil},
			{"bytes", "?source=trello", good, "", s.owner, 201, []string{"Content-Type", "application/octet-stream"}},
		} {
			var p struct {
				Code  string `json:"code"`
				Place *struct {
					Line int `json:"line"`
				} `json:"place"`
				Detail string `json:"detail"`
			}
			status := s.ask(c.who, "POST", "/imports"+c.query, c.body, &p, c.headers...)
			placed := p.Place != nil && p.Place.Line == 1
			if status/100 != c.status/100 || p.Code != c.code || placed != strings.HasPrefix(c.code, "import_") {
				t.Errorf("%s: %d %+v", c.name, status, p)
			}
		}
	})
}

// text sends a request and returns the answer as it came.
func (s *site) text(method, path, body string) string {
	res := s.request(s.Context(), s.owner, method, path, body)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	return string(raw)
}
