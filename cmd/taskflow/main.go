// Command taskflow is the whole product: server, web application, worker and
// administration in one binary.
package main

import (
	"os"

	"taskflow/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
