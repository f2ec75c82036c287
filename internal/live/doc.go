// Package live brings each committed change to everybody who watches, in order
// and once, and shows who else is there.
//
// A Hub is one process's part of it. For each workspace that somebody watches
// here, one reader follows the change log; it is woken by this process's own
// commits, by notifications from other processes, and twice a second by
// comparing the end of the log, so a lost wake-up costs half a second and
// never a change. What a stream is given depends on the reader's place in the
// workspace at the moment the row is delivered: the facts that decide it are
// loaded in the same transaction as the rows, whenever a row may have changed
// them, so nobody receives a row that is not theirs to see.
//
// A client that does not keep up is dropped and resumes from its cursor.
// Presence is ephemeral: kept in memory, never logged, gone after 30 seconds.
//
// The package owns no tables. It reads members, projects and project_members
// to know what a reader sees, and the log through package changes.
package live
