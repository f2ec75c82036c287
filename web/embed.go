// Package web carries the built web application inside the binary.
//
// The pattern says "all:" because the names of chunks may begin with an
// underscore, and dist/.gitkeep is committed so that Go builds before the
// first build of the web application.
package web

import "embed"

// Dist holds the built web application under "dist/"; it has no index.html
// until "npm run build" has been run in this directory.
//
//go:embed all:dist
var Dist embed.FS
