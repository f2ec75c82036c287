// Package comment holds what people say about tasks: comments in Markdown,
// mentions and reactions.
//
// A mention is stored as the Markdown text @[Name](member:ID), whichever way it
// was typed, and makes the mentioned person a watcher of the task if they may
// see it. A task's comment_count is the number of its comments outside the
// trash, kept in the same transaction.
//
// Tables owned: comments, comment_reactions. Changes emitted: comment rows in
// the scope of the task's project, and the task's comment_count and watchers.
package comment
