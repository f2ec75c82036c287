// Package task holds tasks: creating, changing, ordering, moving, completing
// and deleting them, their people and labels, and their subtasks.
//
// Invariants: the category of a task's column decides whether it is closed
// (closed_at) and completed (completed_at). A task has one number in each
// project that it was ever in, and every such key still finds it. A parent's
// subtask counts are the counts of its children outside the trash. Parents
// form trees of at most MaxDepth levels. Each entry into a column, creation
// and change of project included, leaves a row of status history.
//
// Tables owned: tasks, task_refs, task_assignees, task_labels, task_watchers,
// status_history. Changes emitted: task rows in the scope of the task's
// project; leaving a project is a remove there and a put in the new one.
package task
