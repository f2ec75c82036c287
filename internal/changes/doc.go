// Package changes is the change log of a workspace: every change appends its
// rows in its own transaction under one number, and live clients, catching-up
// clients and consumers read them in that order.
//
// The log is transport and is kept at least 45 days; what must last has tables
// of its own. Tables owned: changes, mutations, consumers, activity.
package changes
