package cli

import "taskflow/internal/app"

type generateCmd struct {
	Root string `help:"Root of the source tree." default:"." placeholder:"DIR"`
}

// Run writes the generated files.
func (c *generateCmd) Run() error { return app.Generate(c.Root) }
