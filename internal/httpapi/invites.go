package httpapi

import (
	"context"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// invitesPerMinute bounds attempts at a link from one network address.
const invitesPerMinute = 60

type InvitePath struct {
	WS     string            `path:"ws" doc:"Slug or id of the workspace"`
	Invite taskflow.InviteID `path:"invite"`
}

type inviteTokenPath struct {
	Token string `path:"token" maxLength:"128" doc:"The last part of the link"`
}

type createInviteIn struct {
	WS   string `path:"ws" doc:"Slug or id of the workspace"`
	Body struct {
		Role          taskflow.Role     `json:"role,omitempty" doc:"admin, member or guest; member when absent"`
		ExpiresInDays int               `json:"expires_in_days,omitempty" doc:"From 1 to 30; 7 when absent"`
		MaxUses       *int              `json:"max_uses,omitempty" doc:"From 1 to 1,000; unlimited when absent"`
		Claims        taskflow.MemberID `json:"claims_member_id,omitempty" doc:"The imported person whose place is taken"`
	}

	origin string
}

// Resolve notes the address under which the client reached the server, for the
// link when the operator named none.
func (in *createInviteIn) Resolve(ctx huma.Context) []error {
	in.origin = originOf(ctx.Header("Origin"), ctx.Host())
	return nil
}

var hostPattern = regexp.MustCompile(`^[A-Za-z0-9.:\[\]-]{1,255}$`)

// originOf returns the address of the server as the client sees it. A browser
// tells it in the Origin header, with the scheme; requests from elsewhere have
// been refused before.
func originOf(origin, host string) string {
	if !hostPattern.MatchString(host) {
		return ""
	}
	if origin == "https://"+host {
		return origin
	}
	return "http://" + host
}

type inviteBody struct {
	workspace.Invite
	Link string `json:"link" doc:"Shown this once"`
}

// inviteLink returns the address that an invite is accepted at.
func (s *server) inviteLink(origin, secret string) string {
	if s.config.PublicURL != "" {
		origin = strings.TrimSuffix(s.config.PublicURL, "/")
	}
	return origin + "/invite/" + secret
}

// invitesRoutes are invites, made in a workspace and accepted by their link.
func (s *server) invitesRoutes() {
	const tag = "Invites"
	register(s, route{ID: "list-invites", Method: "GET", Path: "/workspaces/{ws}/invites", Summary: "List the invites that can be used", Tag: tag, Access: inWorkspace, Verb: workspace.ListInvites.Name},
		func(ctx context.Context, in *WorkspacePath) (*shown[pageBody[workspace.Invite]], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			items, err := s.Workspaces.Invites(ctx, caller(ctx), ws)
			return showPage(items, "", err)
		})
	register(s, route{ID: "create-invite", Method: "POST", Path: "/workspaces/{ws}/invites", Summary: "Make an invite; its link is shown once", Tag: tag, Access: inWorkspace, Verb: workspace.MakeInvite.Name, Status: http.StatusCreated},
		func(ctx context.Context, in *createInviteIn) (*changed[inviteBody], error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			b := in.Body
			i, secret, at, err := s.Workspaces.Invite(ctx, caller(ctx), ws, workspace.InviteInput{Role: b.Role, ExpiresInDays: b.ExpiresInDays, MaxUses: b.MaxUses, ClaimsMemberID: b.Claims})
			return change(inviteBody{Invite: i, Link: s.inviteLink(in.origin, secret)}, at, err)
		})
	register(s, route{ID: "revoke-invite", Method: "DELETE", Path: "/workspaces/{ws}/invites/{invite}", Summary: "Revoke an invite", Tag: tag, Access: inWorkspace, Verb: workspace.RevokeInvite.Name},
		func(ctx context.Context, in *InvitePath) (*gone, error) {
			ws, err := s.workspace(ctx, in.WS)
			if err != nil {
				return nil, err
			}
			return drop(s.Workspaces.RevokeInvite(ctx, caller(ctx), ws, in.Invite))
		})
	register(s, route{ID: "preview-invite", Method: "GET", Path: "/invites/{token}", Summary: "What the holder of a link is invited to", Tag: tag, Access: public, PerMinute: invitesPerMinute},
		func(ctx context.Context, in *inviteTokenPath) (*shown[workspace.InvitePreview], error) {
			return show(s.Workspaces.PreviewInvite(ctx, in.Token))
		})
	register(s, route{ID: "accept-invite", Method: "POST", Path: "/invites/{token}/accept", Summary: "Join the workspace of an invite", Tag: tag, Access: signedIn, PerMinute: invitesPerMinute},
		func(ctx context.Context, in *inviteTokenPath) (*changed[workspace.Workspace], error) {
			return change(s.Workspaces.AcceptInvite(ctx, caller(ctx), in.Token))
		})
}
