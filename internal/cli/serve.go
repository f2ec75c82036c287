package cli

import (
	"context"
	"fmt"

	"taskflow/internal/app"
	"taskflow/internal/config"
)

type serveCmd struct {
	Listen string `help:"Address to listen on." env:"TASKFLOW_LISTEN" default:":8000" placeholder:"ADDR" group:"Network"`
	config.Server
	config.Database
}

// Help is the long text of the command.
func (serveCmd) Help() string {
	return `Data is kept in --data with SQLite, or in PostgreSQL with --database-url. The
schema is brought up to date at start; on SQLite a snapshot is written first.
The first visitor creates the owner's account. When the server is reachable
from other machines, that needs the one-time code which is printed at start.`
}

// Run runs everything in one process.
func (c *serveCmd) Run(ctx context.Context, s *streams) error {
	return app.Serve(ctx, settings(s, c.Listen, c.Server, c.Database), true)
}

type apiCmd struct {
	Listen string `help:"Address to listen on." env:"TASKFLOW_LISTEN" default:":8000" placeholder:"ADDR" group:"Network"`
	config.Server
	config.Database
}

// Run runs the API without the web application.
func (c *apiCmd) Run(ctx context.Context, s *streams) error {
	return app.Serve(ctx, settings(s, c.Listen, c.Server, c.Database), false)
}

type webCmd struct {
	Listen string `help:"Address to listen on." env:"TASKFLOW_LISTEN" default:":3000" placeholder:"ADDR" group:"Network"`
	API    string `help:"Where the API is." name:"api" env:"TASKFLOW_API" default:"http://127.0.0.1:8000" placeholder:"URL" group:"Network"`
	config.Server
}

// Run runs the web application without the API.
func (c *webCmd) Run(ctx context.Context, s *streams) error {
	return app.Web(ctx, settings(s, c.Listen, c.Server, config.Database{}), c.API)
}

type migrateCmd struct{ config.Database }

// Run migrates the schema.
func (c *migrateCmd) Run(ctx context.Context, s *streams) error {
	from, to, err := app.Migrate(ctx, settings(s, "", config.Server{LogLevel: "warn"}, c.Database))
	if err != nil {
		return err
	}
	if from == to {
		_, err = fmt.Fprintf(s.out, "The schema is up to date (%d).\n", to)
		return err
	}
	_, err = fmt.Fprintf(s.out, "The schema was brought from %d to %d.\n", from, to)
	return err
}

func settings(s *streams, listen string, server config.Server, database config.Database) app.Settings {
	return app.Settings{Listen: listen, Server: server, Database: database, Version: version, Out: s.out, Log: s.err}
}
