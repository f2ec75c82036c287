package comment

import (
	"taskflow/internal/db"
	"taskflow/internal/project"
	"taskflow/internal/taskflow"
)

const (
	commentColumns = `c.id, c.task_id, c.project_id, c.author_id, c.body, c.created_at, c.edited_at, c.deleted_at`

	findComment = `SELECT ` + commentColumns + ` FROM comments c WHERE c.workspace_id = $1 AND c.id = $2`

	listComments = `SELECT ` + commentColumns + ` FROM comments c
WHERE c.workspace_id = $1 AND c.task_id = $2 AND (c.created_at, c.id) > ($3, $4) AND c.deleted_at IS NULL
ORDER BY c.created_at, c.id LIMIT $5`

	listReactions = `SELECT comment_id, emoji, member_id FROM comment_reactions
WHERE workspace_id = $1 AND comment_id IN (SELECT value FROM {json_list $2}) ORDER BY comment_id, at, emoji, member_id`

	commentTaken = `SELECT COUNT(*) FROM comments WHERE workspace_id = $1 AND id = $2`

	insertComment = `INSERT INTO comments (workspace_id, id, project_id, task_id, author_id, body, created_at, edited_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

	setBody    = `UPDATE comments SET body = $1, edited_at = $2 WHERE workspace_id = $3 AND id = $4`
	setDeleted = `UPDATE comments SET deleted_at = $1, deleted_by = $2 WHERE workspace_id = $3 AND id = $4`

	followTasks = `UPDATE comments SET project_id = $1 WHERE workspace_id = $2 AND task_id IN (SELECT value FROM {json_list $3})`

	addReaction = `INSERT INTO comment_reactions (workspace_id, comment_id, emoji, member_id, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`

	removeReaction = `DELETE FROM comment_reactions WHERE workspace_id = $1 AND comment_id = $2 AND emoji = $3 AND member_id = $4`

	listTrash = `SELECT c.id, c.body, c.task_id, c.project_id, c.deleted_at, COALESCE(c.deleted_by, '')
FROM comments c
WHERE c.workspace_id = $1 AND c.deleted_at > $2 AND c.deleted_at < $3 AND c.project_id IN (SELECT value FROM {json_list $4})
AND (c.author_id = $5 OR c.project_id IN (SELECT value FROM {json_list $6}))
ORDER BY c.deleted_at DESC, c.id DESC LIMIT $7`
)

func scanComment(rows *db.Rows) (Comment, error) {
	var c Comment
	err := rows.Scan(&c.ID, &c.TaskID, &c.ProjectID, &c.AuthorID, &c.Body, &c.CreatedAt, &c.EditedAt, &c.DeletedAt)
	c.Reactions = []Reaction{}
	c.Counts = taskflow.Count(c.Body)
	return c, err
}

// load reads comments with their reactions.
func load(tx *db.Tx, ws taskflow.WorkspaceID, stmt string, args ...any) ([]Comment, error) {
	rows, err := tx.Query(stmt, args...)
	found, err := db.Collect(rows, err, scanComment)
	if err != nil || len(found) == 0 {
		return found, err
	}
	ids := make([]taskflow.CommentID, len(found))
	byID := map[taskflow.CommentID]*Comment{}
	for i := range found {
		ids[i], byID[found[i].ID] = found[i].ID, &found[i]
	}
	rows, err = tx.Query(listReactions, ws, db.JSONList(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id taskflow.CommentID
		var emoji string
		var member taskflow.MemberID
		if err := rows.Scan(&id, &emoji, &member); err != nil {
			return nil, err
		}
		byID[id].react(emoji, member)
	}
	return found, rows.Err()
}

// react adds a member behind an emoji.
func (c *Comment) react(emoji string, member taskflow.MemberID) {
	for i := range c.Reactions {
		if c.Reactions[i].Emoji == emoji {
			c.Reactions[i].Members = append(c.Reactions[i].Members, member)
			return
		}
	}
	c.Reactions = append(c.Reactions, Reaction{Emoji: emoji, Members: []taskflow.MemberID{member}})
}

// Insert writes a comment as it is, without activity or a row of the change
// log; importers fill hidden projects with it.
func Insert(w project.Work, c Comment) error {
	return w.Tx.Exec(insertComment, w.Workspace(), c.ID, c.ProjectID, c.TaskID, c.AuthorID, c.Body, c.CreatedAt, c.EditedAt)
}
