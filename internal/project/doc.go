// Package project holds projects: their keys, visibility, members, columns and
// favourites, and the record of what happened in them.
//
// A project is seen through a role. Owners and admins of the workspace are
// admin of every project; a member is editor of projects that the workspace
// sees; an explicit row overrides that for members and is the only way in for
// guests and into private projects. What one may not see does not exist.
//
// Every key that a project ever had stays its own, so old links keep working.
// A deleted project keeps everything for 30 days and comes back whole.
//
// Tables owned: projects, project_keys, project_members, favourites,
// activity. Changes emitted: project, project_member and column in the
// project's scope; favourite, and project fetch or remove when somebody gains
// or loses sight of a project, in that member's own scope.
package project
