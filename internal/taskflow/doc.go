// Package taskflow is the language that every other package speaks: typed ids,
// roles, the caller of an operation, kinds of errors, times and cursors.
//
// It imports the standard library and the id generator only, owns no tables
// and holds no rules that need one.
package taskflow
