// Package telemetry turns what the program does into signals: one JSON log
// line per request, trace ids that travel across processes, and metrics for
// Prometheus.
//
// Nothing that a person wrote and no secret ever reaches a log line or a
// label: lines carry ids, route templates and numbers only. Query strings are
// not logged at all, because cursors and search words travel in them.
package telemetry
