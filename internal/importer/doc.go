// Package importer turns the export of another tool into a project.
//
// An import is previewed, then run, and can be undone. The preview reads the
// whole file and changes nothing but its own row. Starting it makes, in one
// change, the hidden project with its columns, the labels and the placeholders
// for people without an account. A job then fills the project in batches, each
// with its progress in the same transaction, so that a killed run goes on
// where it was; at the end one change shows the project, which clients fetch
// as a whole. A run that fails takes away what it made.
//
// Invariants: nothing of a file reaches the workspace before the whole file was
// read without a mistake. Ids are derived from the import and from the ids in
// the file, so that texts can link to tasks of later batches. What is not
// carried over is counted in the report.
//
// Undo erases a project that nobody has worked on since; one that somebody has
// goes to the trash, with its people and labels kept.
//
// Table owned: imports. Uploaded files lie in the directory imports below the
// data directory until the import is done, undone or a week old. Changes
// emitted: the project's fetch, labels, members, and import rows for whoever
// runs the import.
package importer
