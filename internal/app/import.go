package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"taskflow/internal/importer"
	"taskflow/internal/taskflow"
)

// ImportInput is an import as the operator asks for it.
type ImportInput struct {
	Workspace string // slug or id
	Filename  string
	DryRun    bool
	File      *os.File
}

// ImportResult is what an import made, or with a dry run what it would make.
type ImportResult struct {
	Preview importer.Preview `json:"preview"`
	Report  *importer.Report `json:"report"`
}

// importLine is one line of the answer at the socket.
type importLine struct {
	Progress *importer.Progress `json:"progress,omitempty"`
	Result   *ImportResult      `json:"result,omitempty"`
	Refusal  *refusal           `json:"refusal,omitempty"`
}

// Import brings a Trello export in as a project, reporting progress on the way.
func (o *Operator) Import(ctx context.Context, in ImportInput, progress func(importer.Progress)) (ImportResult, error) {
	if o.local != nil {
		return o.local.runImport(ctx, in, progress)
	}
	query := url.Values{"workspace": {in.Workspace}, "filename": {in.Filename}}
	if in.DryRun {
		query.Set("dry_run", "1")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://operator/import?"+query.Encode(), in.File)
	if err != nil {
		return ImportResult{}, err
	}
	res, err := o.client.Do(req)
	if err != nil {
		return ImportResult{}, fmt.Errorf("ask the running server: %w", err)
	}
	defer res.Body.Close()
	for lines := json.NewDecoder(res.Body); ; {
		var line importLine
		if err := lines.Decode(&line); err != nil {
			return ImportResult{}, fmt.Errorf("the running server broke off: %w", err)
		}
		switch {
		case line.Progress != nil:
			progress(*line.Progress)
		case line.Refusal != nil:
			return ImportResult{}, line.Refusal.asError()
		case line.Result != nil:
			return *line.Result, nil
		}
	}
}

// runImport uploads, starts and fills in this process, as the workspace's owner.
func (a *application) runImport(ctx context.Context, in ImportInput, progress func(importer.Progress)) (ImportResult, error) {
	ws, caller, err := a.services.Workspaces.ForOperator(ctx, in.Workspace)
	if err != nil {
		return ImportResult{}, err
	}
	imports := a.services.Imports
	if in.DryRun {
		info, err := in.File.Stat()
		if err != nil {
			return ImportResult{}, err
		}
		preview, err := imports.DryRun(ctx, caller, ws, in.File, info.Size())
		return ImportResult{Preview: preview}, err
	}
	made, _, err := imports.Upload(ctx, caller, ws, importer.UploadInput{Source: "trello", Filename: in.Filename, Body: in.File})
	if err != nil {
		return ImportResult{}, err
	}
	if _, _, err := imports.Start(ctx, caller, ws, made.ID, importer.StartInput{}); err != nil {
		return ImportResult{}, err
	}
	finished := make(chan error, 1)
	go func() { finished <- imports.Run(ctx, ws, made.ID) }()
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case err := <-finished:
			if err != nil {
				return ImportResult{}, err
			}
			return a.finishedImport(ctx, caller, ws, made.ID, progress)
		case <-ticker.C:
			if now, err := imports.Get(ctx, caller, ws, made.ID); err == nil {
				progress(now.Progress)
			}
		}
	}
}

// finishedImport waits for the outcome: the server's own job may have been
// faster and still be at its last batch.
func (a *application) finishedImport(ctx context.Context, c taskflow.Caller, ws taskflow.WorkspaceID, id taskflow.ImportID, progress func(importer.Progress)) (ImportResult, error) {
	for {
		now, err := a.services.Imports.Get(ctx, c, ws, id)
		if err != nil {
			return ImportResult{}, err
		}
		progress(now.Progress)
		switch now.State {
		case importer.Done:
			return ImportResult{Preview: now.Preview, Report: now.Report}, nil
		case importer.Failed:
			message := "The import failed; nothing was kept."
			if now.Report != nil && now.Report.Error != nil {
				message = now.Report.Error.Message
			}
			return ImportResult{}, taskflow.Errorf(taskflow.Conflict, "%s", message).WithCode("import_failed")
		}
		select {
		case <-ctx.Done():
			return ImportResult{}, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// serveImport answers an import at the socket with lines of JSON.
func (a *application) serveImport(w http.ResponseWriter, r *http.Request) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
	lines := json.NewEncoder(w)
	send := func(line importLine) {
		if lines.Encode(line) == nil {
			_ = http.NewResponseController(w).Flush()
		}
	}
	file, err := spool(r.Body)
	if err != nil {
		send(importLine{Refusal: refusalOf(err)})
		return
	}
	defer os.Remove(file.Name())
	defer file.Close()
	in := ImportInput{Workspace: r.FormValue("workspace"), Filename: r.FormValue("filename"), DryRun: r.FormValue("dry_run") != "", File: file}
	result, err := a.runImport(r.Context(), in, func(p importer.Progress) { send(importLine{Progress: &p}) })
	if err != nil {
		send(importLine{Refusal: refusalOf(err)})
		return
	}
	send(importLine{Result: &result})
}

// spool writes a body to a file that can be read twice.
func spool(body io.Reader) (*os.File, error) {
	file, err := os.CreateTemp("", "taskflow-import-")
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(file, body); err != nil {
		file.Close()
		os.Remove(file.Name())
		return nil, err
	}
	_, err = file.Seek(0, io.SeekStart)
	return file, err
}
