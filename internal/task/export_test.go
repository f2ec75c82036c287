package task

// Statements are those of everyday work, for the test of their plans.
var Statements = map[string]string{
	"find": findByID, "find by key": findByRef, "people": listPeople, "end of column": placeAtEnd, "first rank": firstRank, "last rank": lastRank,
	"ranks from": ranksFrom, "ranks before": ranksBefore, "save": updateTask, "describe": updateDescription, "delete": setDeleted, "ancestors": listAncestors,
	"descendants": listDescendants, "subtasks": countSubtasks, "history": listStatus, "mine": listMine, "mine done": listMineDone, "trash": listTrash,
	"bootstrap open": listOpen, "bootstrap closed": listClosed, "handed over": listOpenOf,
	"board":       listTasks + ` AND t.project_id = $2 AND t.column_id = $3 AND t.archived_at IS NULL AND t.closed_at IS NULL AND (t.rank, t.id) > ($4, $5) ORDER BY t.rank, t.id LIMIT $6`,
	"by creation": listTasks + ` AND t.project_id = $2 AND t.archived_at IS NULL AND t.closed_at IS NULL AND (t.created_at, t.id) < ($3, $4) ORDER BY t.created_at DESC, t.id DESC LIMIT $5`,
}

// Ordered are those that take their order from an index.
var Ordered = map[string]bool{
	"end of column": true, "first rank": true, "last rank": true, "ranks from": true, "ranks before": true, "bootstrap open": true,
	"bootstrap closed": true, "board": true, "by creation": true,
}
