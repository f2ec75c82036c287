// Package app puts the program together: it makes every service once, connects
// them, and runs the roles.
package app

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"runtime/debug"
	"time"

	"taskflow/internal/account"
	"taskflow/internal/comment"
	"taskflow/internal/config"
	"taskflow/internal/db"
	"taskflow/internal/httpapi"
	"taskflow/internal/importer"
	"taskflow/internal/jobs"
	"taskflow/internal/live"
	"taskflow/internal/project"
	"taskflow/internal/task"
	"taskflow/internal/telemetry"
	"taskflow/internal/workspace"
	"taskflow/web"
)

// Settings are what a role needs to run.
type Settings struct {
	Listen   string
	Server   config.Server
	Database config.Database
	Version  string
	Out      io.Writer // what a person reads
	Log      io.Writer // what machines read: JSON lines
}

func (s Settings) logger() *slog.Logger {
	return telemetry.NewLogger(s.Log, telemetry.ParseLevel(s.Server.LogLevel), s.Version)
}

func (s Settings) say(format string, args ...any) { fmt.Fprintf(s.Out, format, args...) }

// userInterface is the built web application, nil before its first build.
func userInterface() fs.FS {
	files, err := fs.Sub(web.Dist, "dist")
	if err != nil {
		return nil
	}
	if _, err := fs.Stat(files, "index.html"); err != nil {
		return nil
	}
	return files
}

// application is everything of one process, connected.
type application struct {
	settings Settings
	logger   *slog.Logger
	db       *db.DB
	services httpapi.Services
	metrics  *telemetry.Metrics
	edge     *httpapi.Server
	jobs     *jobs.Runner
	hub      *live.Hub
}

// jobConcurrency is how many jobs one process runs at a time.
const jobConcurrency = 4

// assemble opens the database and connects the services to it. Nothing runs yet.
func assemble(ctx context.Context, s Settings, ui fs.FS) (*application, error) {
	if err := s.Server.Check(); err != nil {
		return nil, &SettingError{err}
	}
	a := &application{settings: s, logger: s.logger(), metrics: telemetry.NewMetrics(s.Version)}
	var err error
	a.db, err = db.Open(ctx, db.Options{
		DataDir: s.Database.Data, URL: s.Database.DatabaseURL, MaxConns: s.Database.MaxConns, Logger: a.logger,
		Observe: func(ctx context.Context, took time.Duration) { telemetry.FromContext(ctx).AddDB(took) },
	})
	if err != nil {
		return nil, err
	}
	if err := a.connect(ui); err != nil {
		a.db.Close()
		return nil, err
	}
	return a, nil
}

// connect makes every service once. What a module does for one below it is
// handed down here as a function.
func (a *application) connect(ui fs.FS) error {
	accounts := account.New(a.db, account.Options{NeedSetupCode: !config.Loopback(a.settings.Listen), Logger: a.logger})
	workspaces := workspace.New(a.db, accounts)
	projects := project.New(a.db)
	tasks := task.New(a.db)
	comments := comment.New(a.db, tasks)
	imports, err := importer.New(a.db, a.settings.Database.Data, a.logger)
	if err != nil {
		return err
	}
	workspaces.Wire(tasks.Wiring())
	kinds := jobs.Kinds{}
	workspaces.RegisterJobs(kinds)
	imports.RegisterJobs(kinds)
	a.metrics.Registry.MustRegister(databaseMetrics(a.db)...)
	a.jobs = jobs.NewRunner(a.db, kinds, jobConcurrency, a.logger)
	a.hub = live.New(a.db, live.Options{Alive: account.Alive, Log: a.logger})
	a.services = httpapi.Services{
		DB: a.db, Accounts: accounts, Workspaces: workspaces, Projects: projects, Tasks: tasks, Comments: comments, Imports: imports, Live: a.hub,
		Checks: []httpapi.HealthCheck{
			httpapi.DiskCheck(a.settings.Database.Data),
			httpapi.MemoryCheck(),
			httpapi.QueueCheck(func(ctx context.Context) (time.Duration, error) { return jobs.OldestWait(ctx, a.db) }),
		},
	}
	proxies, err := a.settings.Server.Proxies()
	if err != nil {
		return err
	}
	a.edge = httpapi.New(httpapi.Config{
		Version: a.settings.Version, PublicURL: a.settings.Server.PublicURL, TrustedProxies: proxies,
		PerMinute: a.settings.Server.RateLimit, UI: ui, Log: a.logger, Metrics: a.metrics,
	}, a.services)
	return nil
}

// Serve runs the API, with the web application when ui is true, until ctx
// ends; then it stops within ten seconds.
func Serve(ctx context.Context, s Settings, ui bool) error {
	l, err := bind(s.Listen)
	if err != nil {
		return err
	}
	var files fs.FS
	if ui {
		files = userInterface()
	}
	a, err := assemble(ctx, s, files)
	if err != nil {
		l.Close()
		return err
	}
	defer a.db.Close()
	if err := a.services.Accounts.SetSignUpOpen(ctx, s.Server.SignUp == "open"); err != nil {
		return err
	}
	running := newServers(a.logger)
	running.serve(l, a.edge.Handler())
	if m := bindMetrics(s.Server.MetricsListen, a.logger); m != nil {
		running.serve(m, metricsHandler(a.metrics.Handler()))
	}
	if operator, err := a.bindOperator(); err != nil {
		a.logger.Warn("administration needs the server to be stopped: its socket cannot be opened", "error", err)
	} else if operator != nil {
		running.serve(operator, a.operatorHandler())
	}
	a.hub.Start()
	a.jobs.Start()
	if err := a.greet(ctx, browsable(l), files); err != nil {
		a.logger.Error("greeting failed", "error", err)
	}
	debug.FreeOSMemory() // what starting needed is not needed again
	err = running.wait(ctx)
	a.edge.Drain()
	time.Sleep(drainPause)
	running.stop()
	a.jobs.Stop()
	a.hub.Stop()
	return err
}
