// Package jobs is work to be done later. The table is the truth: enqueueing is
// one row in the caller's transaction, and a slow poll finds whatever is due.
// Hints after a commit only make it sooner.
//
// A job is claimed with a lease; its handler runs outside any transaction and
// returns its effects on the database as a function, which is committed
// together with the job's completion and only while the lease still holds. A
// process that dies lets its leases run out, and another takes the jobs over.
//
// Table owned: jobs, periodic. Arguments are ids only.
package jobs
