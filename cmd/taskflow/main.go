// Command taskflow is the whole product: server, web application, worker and
// administration in one binary.
package main

import (
	"os"
	_ "time/tzdata" // zones are needed where the machine has none, as in an image from scratch

	"taskflow/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
