// Package trello reads a board that was exported from Trello as JSON.
//
// It is pure: it knows no database and no workspace. Scan reads the file once,
// as a stream, and keeps an index: names, times, moves and the places of cards
// and comments in the file, never their texts. Card and Comment read one piece
// again when it is wanted, so that a 50 MB export needs a few megabytes.
//
// It is tolerant of what Trello wrote in other years: fields that are missing,
// null or new; checklists at the top or inside of cards; labels with and
// without ids; people who left. It is strict about what cannot be an export: a
// broken file, or another one, is refused with the place (byte, line and path
// such as "cards[12].due"), and the caller imports nothing.
package trello
