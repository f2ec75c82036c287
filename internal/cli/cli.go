// Package cli is the command line: the table of commands, their settings and
// their words. It holds no rules of the product.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"taskflow/internal/app"
	"taskflow/internal/config"
	"taskflow/internal/taskflow"
)

// version is set by the linker.
var version = "dev"

const description = `TaskFlow is a collaborative task manager in one program.

Start it and open the address that it prints:

    taskflow serve

It keeps everything in ./data (SQLite). With --database-url it uses PostgreSQL
instead, and its roles can run apart: api, web. Every flag can be given as an
environment variable, and every variable NAME as a file by NAME_FILE.`

// commands is the table of commands.
type commands struct {
	Serve    serveCmd    `cmd:"" help:"Run everything in one process: API, web application and background work."`
	API      apiCmd      `cmd:"" name:"api" help:"Run the API alone, with its background work."`
	Web      webCmd      `cmd:"" help:"Run the web application alone; it forwards /api to --api."`
	Migrate  migrateCmd  `cmd:"" help:"Bring the database schema up to date and say what was done."`
	Import   importCmd   `cmd:"" help:"Bring a board from another tool into a workspace."`
	Admin    adminCmd    `cmd:"" help:"Manage accounts, also while the server runs."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
	Generate generateCmd `cmd:"" hidden:"" help:"Write the generated files of the source tree."`
}

// streams are the standard streams of a command.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// Main runs the command that args name and returns the exit status: 0 done,
// 1 failed, 2 the command line or a setting is wrong.
func Main(args []string, in io.Reader, out, errOut io.Writer) int {
	var c commands
	exit := -1
	parser, err := kong.New(&c,
		kong.Name("taskflow"),
		kong.Description(description),
		kong.Writers(out, errOut),
		kong.Exit(func(code int) { exit = code }),
		kong.Resolvers(config.Files()),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, NoExpandSubcommands: true}),
	)
	if err != nil {
		fmt.Fprintln(errOut, "taskflow:", err)
		return 2
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 { // --help
		return exit
	}
	if err != nil {
		fmt.Fprintf(errOut, "taskflow: %v\nRun \"taskflow %s--help\" to see how it is used.\n", err, commandOf(args))
		return 2
	}
	if unknown := config.Unknown(parser.Model, os.Environ()); len(unknown) > 0 {
		fmt.Fprintf(errOut, "taskflow: no setting is called %s; is it misspelt?\n", strings.Join(unknown, ", "))
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(&streams{in: in, out: out, err: errOut}); err != nil {
		fmt.Fprintln(errOut, "taskflow:", explain(err))
		var setting *app.SettingError
		if errors.As(err, &setting) {
			return 2
		}
		return 1
	}
	return 0
}

func commandOf(args []string) string {
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		return args[0] + " "
	}
	return ""
}

// explain returns an error in words for the person at the terminal.
func explain(err error) string {
	var e *taskflow.Error
	if !errors.As(err, &e) || e.Message == "" {
		return err.Error()
	}
	text := e.Message
	for _, f := range e.Fields {
		text += fmt.Sprintf("\n  %s: %s", f.Field, f.Message)
	}
	if e.Kind == taskflow.Internal && e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(s *streams) error {
	_, err := fmt.Fprintln(s.out, "taskflow", version)
	return err
}
