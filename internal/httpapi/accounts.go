package httpapi

import (
	"context"
	"net/http"

	"taskflow/internal/account"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// Attempts at a secret from one network address in a minute, beside the
// services' own limits.
const (
	signInsPerMinute = 60
	signUpsPerMinute = 30
)

type instanceBody struct {
	Name              string `json:"name"`
	Version           string `json:"version"`
	SetupRequired     bool   `json:"setup_required" doc:"Nobody has an account yet"`
	SetupCodeRequired bool   `json:"setup_code_required" doc:"The first account needs the code that was printed at start"`
	SignUpOpen        bool   `json:"sign_up_open" doc:"Anybody may make an account, without an invite"`
	Secure            bool   `json:"secure" doc:"People come over HTTPS"`
}

type signUpIn struct {
	Body struct {
		Name          string `json:"name"`
		Email         string `json:"email"`
		Password      string `json:"password"`
		WorkspaceName string `json:"workspace_name,omitempty" doc:"Makes a workspace too"`
		SetupCode     string `json:"setup_code,omitempty" doc:"Printed at start, until there is an owner"`
		InviteToken   string `json:"invite_token,omitempty" doc:"Joins a workspace too"`
	}
}

type signInIn struct {
	Body struct {
		Email    string `json:"email"`
		Password string `json:"password"`
	}
}

// meBody is the signed-in person with the places they can go to.
type meBody struct {
	account.Account
	Workspaces []workspace.Membership `json:"workspaces"`
	Session    *meSession             `json:"session" doc:"Null for an API token"`
}

type meSession struct {
	ID        taskflow.SessionID `json:"id"`
	ExpiresAt taskflow.Time      `json:"expires_at" doc:"When it ends if it is not used before"`
}

// signedInOut is an answer that changes the browser's session.
type signedInOut struct {
	SetCookie string `header:"Set-Cookie"`
	Body      meBody
}

type cookieOut struct {
	SetCookie string `header:"Set-Cookie"`
}

type passwordIn struct {
	Body struct {
		Current string `json:"current"`
		New     string `json:"new"`
	}
}

type emailIn struct {
	Body struct {
		Password string `json:"password"`
		Email    string `json:"email"`
	}
}

type profileIn struct{ Body account.ProfileInput }

type sessionIn struct {
	Session taskflow.SessionID `path:"session"`
}

type tokenIn struct {
	Token taskflow.TokenID `path:"token"`
}

type createTokenIn struct {
	Body struct {
		Name          string        `json:"name"`
		Scope         account.Scope `json:"scope" doc:"read or write"`
		ExpiresInDays int           `json:"expires_in_days,omitempty" doc:"From 1 to 366; 90 when absent"`
	}
}

type newTokenBody struct {
	account.Token
	Secret string `json:"token" doc:"Shown this once"`
}

func client(ctx context.Context) account.Client {
	return account.Client{Address: address(ctx), UserAgent: userAgent(ctx)}
}

// accountsRoutes are signing in and everything about oneself.
func (s *server) accountsRoutes() {
	s.signInRoutes("Sign-in")
	s.meRoutes("Account")
	s.sessionRoutes("Account")
	s.tokenRoutes("Account")
}

func (s *server) signInRoutes(tag string) {
	register(s, route{ID: "get-instance", Method: "GET", Path: "/instance", Summary: "What anybody may know about this server", Tag: tag, Access: public},
		func(ctx context.Context, _ *struct{}) (*shown[instanceBody], error) {
			i, err := s.Accounts.Instance(ctx)
			return show(instanceBody{
				Name: "TaskFlow", Version: s.config.Version, Secure: s.secure(),
				SetupRequired: i.SetupRequired, SetupCodeRequired: i.SetupCodeRequired, SignUpOpen: i.SignUpOpen,
			}, err)
		})
	register(s, route{ID: "sign-up", Method: "POST", Path: "/auth/sign-up", Summary: "Make an account and sign in", Tag: tag, Access: public, Status: http.StatusCreated, PerMinute: signUpsPerMinute},
		func(ctx context.Context, in *signUpIn) (*signedInOut, error) {
			b := in.Body
			made, err := s.Workspaces.SignUp(ctx, workspace.SignUpInput{
				SignUpInput:   account.SignUpInput{Name: b.Name, Email: b.Email, Password: b.Password, SetupCode: b.SetupCode, Client: client(ctx)},
				WorkspaceName: b.WorkspaceName, InviteToken: b.InviteToken,
			})
			return s.welcome(ctx, made, err)
		})
	register(s, route{ID: "sign-in", Method: "POST", Path: "/auth/sign-in", Summary: "Sign in with e-mail address and password", Tag: tag, Access: public, PerMinute: signInsPerMinute},
		func(ctx context.Context, in *signInIn) (*signedInOut, error) {
			made, err := s.Accounts.SignIn(ctx, account.SignInInput{Email: in.Body.Email, Password: in.Body.Password, Client: client(ctx), Previous: caller(ctx)})
			return s.welcome(ctx, made, err)
		})
	register(s, route{ID: "sign-out", Method: "POST", Path: "/auth/sign-out", Summary: "End this session", Tag: tag, Access: public, Status: http.StatusNoContent},
		func(ctx context.Context, _ *struct{}) (*cookieOut, error) {
			if err := s.Accounts.SignOut(ctx, caller(ctx)); err != nil {
				return nil, err
			}
			return &cookieOut{SetCookie: s.endCookie()}, nil
		})
}

// welcome answers with who is signed in now, and the session's cookie.
func (s *server) welcome(ctx context.Context, in account.SignedIn, err error) (*signedInOut, error) {
	if err != nil {
		return nil, err
	}
	list, err := s.Workspaces.Mine(ctx, in.Account.ID)
	if err != nil {
		return nil, err
	}
	return &signedInOut{
		SetCookie: s.sessionCookie(in.Secret, in.Session.LastDay().Std()),
		Body:      meBody{Account: in.Account, Workspaces: list, Session: &meSession{ID: in.Session.ID, ExpiresAt: in.Session.ExpiresAt}},
	}, nil
}

func (s *server) meRoutes(tag string) {
	register(s, route{ID: "get-me", Method: "GET", Path: "/me", Summary: "Who you are, and the workspaces that you are in", Tag: tag, Access: signedIn},
		func(ctx context.Context, _ *struct{}) (*shown[meBody], error) { return show(s.me(ctx)) })
	register(s, route{ID: "update-me", Method: "PATCH", Path: "/me", Summary: "Change your profile and preferences", Tag: tag, Access: signedIn},
		func(ctx context.Context, in *profileIn) (*shown[meBody], error) {
			if _, err := s.Accounts.UpdateProfile(ctx, caller(ctx), in.Body); err != nil {
				return nil, err
			}
			return show(s.me(ctx))
		})
	register(s, route{ID: "change-password", Method: "POST", Path: "/me/password", Summary: "Change your password; all other sessions end", Tag: tag, Access: signedIn, PerMinute: signInsPerMinute},
		func(ctx context.Context, in *passwordIn) (*signedInOut, error) {
			made, err := s.Accounts.ChangePassword(ctx, caller(ctx), in.Body.Current, in.Body.New)
			return s.welcome(ctx, made, err)
		})
	register(s, route{ID: "change-email", Method: "POST", Path: "/me/email", Summary: "Change the address that you sign in with; all other sessions end", Tag: tag, Access: signedIn, PerMinute: signInsPerMinute},
		func(ctx context.Context, in *emailIn) (*signedInOut, error) {
			made, err := s.Accounts.ChangeEmail(ctx, caller(ctx), in.Body.Password, in.Body.Email)
			return s.welcome(ctx, made, err)
		})
}

func (s *server) me(ctx context.Context) (meBody, error) {
	a, session, err := s.Accounts.Get(ctx, caller(ctx))
	if err != nil {
		return meBody{}, err
	}
	out := meBody{Account: a}
	if session != nil {
		out.Session = &meSession{ID: session.ID, ExpiresAt: session.ExpiresAt}
	}
	out.Workspaces, err = s.Workspaces.Mine(ctx, a.ID)
	return out, err
}

func (s *server) sessionRoutes(tag string) {
	register(s, route{ID: "list-sessions", Method: "GET", Path: "/me/sessions", Summary: "List where you are signed in", Tag: tag, Access: signedIn},
		func(ctx context.Context, _ *struct{}) (*shown[pageBody[account.Session]], error) {
			items, err := s.Accounts.Sessions(ctx, caller(ctx))
			return showPage(items, "", err)
		})
	register(s, route{ID: "revoke-other-sessions", Method: "DELETE", Path: "/me/sessions", Summary: "End all sessions but this one", Tag: tag, Access: signedIn, Status: http.StatusNoContent},
		func(ctx context.Context, _ *struct{}) (*struct{}, error) {
			return nil, s.Accounts.RevokeOtherSessions(ctx, caller(ctx))
		})
	register(s, route{ID: "revoke-session", Method: "DELETE", Path: "/me/sessions/{session}", Summary: "End a session", Tag: tag, Access: signedIn, Status: http.StatusNoContent},
		func(ctx context.Context, in *sessionIn) (*struct{}, error) {
			return nil, s.Accounts.RevokeSession(ctx, caller(ctx), in.Session)
		})
}

func (s *server) tokenRoutes(tag string) {
	register(s, route{ID: "list-tokens", Method: "GET", Path: "/me/tokens", Summary: "List your API tokens", Tag: tag, Access: signedIn},
		func(ctx context.Context, _ *struct{}) (*shown[pageBody[account.Token]], error) {
			items, err := s.Accounts.Tokens(ctx, caller(ctx))
			return showPage(items, "", err)
		})
	register(s, route{ID: "create-token", Method: "POST", Path: "/me/tokens", Summary: "Make an API token; its secret is shown once", Tag: tag, Access: signedIn, Status: http.StatusCreated},
		func(ctx context.Context, in *createTokenIn) (*shown[newTokenBody], error) {
			b := in.Body
			t, secret, err := s.Accounts.CreateToken(ctx, caller(ctx), account.TokenInput{Name: b.Name, Scope: b.Scope, ExpiresInDays: b.ExpiresInDays})
			return show(newTokenBody{Token: t, Secret: secret}, err)
		})
	register(s, route{ID: "revoke-token", Method: "DELETE", Path: "/me/tokens/{token}", Summary: "Revoke an API token", Tag: tag, Access: signedIn, Status: http.StatusNoContent},
		func(ctx context.Context, in *tokenIn) (*struct{}, error) {
			return nil, s.Accounts.RevokeToken(ctx, caller(ctx), in.Token)
		})
}
