// Package httpapi is the edge: every route of /api/v1 in one table, each
// handler doing no more than parse, call a service, shape the answer.
//
// What holds for all of them is done once, here: who asks (auth.go), what an
// error looks like (problem.go), limits (limits.go), headers (headers.go), and
// the description of the API, which is generated from the same table
// (spec.go). A route names who may call it; one without is refused at start.
package httpapi
