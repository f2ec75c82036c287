package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"

	"taskflow/internal/account"
	"taskflow/internal/db"
	"taskflow/internal/taskflow"
)

// socketName is the operator's door in the data directory. Only the user who
// runs the server can open it.
const socketName = "operator.sock"

// Operator does administration, in the running server when there is one (it
// holds the data directory's lock), else on the database itself.
type Operator struct {
	client *http.Client // of a running server
	local  *application
}

// OpenOperator finds the way to the data.
func OpenOperator(ctx context.Context, s Settings) (*Operator, error) {
	path := filepath.Join(s.Database.Data, socketName)
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", path)
	}
	if s.Database.DatabaseURL == "" {
		if conn, err := dial(ctx, "", ""); err == nil {
			conn.Close()
			return &Operator{client: &http.Client{Transport: &http.Transport{DialContext: dial}}}, nil
		}
	}
	a, err := assemble(ctx, s, nil)
	if err != nil {
		return nil, err
	}
	return &Operator{local: a}, nil
}

// Close lets go of the data.
func (o *Operator) Close() {
	if o.local != nil {
		o.local.db.Close()
	}
}

// Credentials are an account with a password that was just set.
type Credentials struct {
	Account  account.Account `json:"account"`
	Password string          `json:"password"`
}

// CreateUser makes an account. An empty password is replaced by a generated one.
func (o *Operator) CreateUser(ctx context.Context, name, email, password string) (Credentials, error) {
	var out Credentials
	return out, o.do(ctx, "users.create", map[string]string{"name": name, "email": email, "password": password}, &out)
}

// ResetPassword gives an account a new password and ends its sessions.
func (o *Operator) ResetPassword(ctx context.Context, email, password string) (Credentials, error) {
	var out Credentials
	return out, o.do(ctx, "users.reset", map[string]string{"email": email, "password": password}, &out)
}

// Users returns every account.
func (o *Operator) Users(ctx context.Context) ([]account.Known, error) {
	var out []account.Known
	return out, o.do(ctx, "users.list", nil, &out)
}

// act does one operation on this process's services.
func (a *application) act(ctx context.Context, op string, in map[string]string) (any, error) {
	switch op {
	case "users.create":
		made, password, err := a.services.Accounts.AdminCreate(ctx, in["name"], in["email"], in["password"])
		return Credentials{made, password}, err
	case "users.reset":
		changed, password, err := a.services.Accounts.AdminResetPassword(ctx, in["email"], in["password"])
		return Credentials{changed, password}, err
	case "users.list":
		return a.allUsers(ctx)
	}
	return nil, taskflow.Errorf(taskflow.NotFound, "This server knows no operation %q; it is of another version.", op)
}

func (a *application) allUsers(ctx context.Context) ([]account.Known, error) {
	all := []account.Known{}
	for page := (taskflow.Page{Limit: 200}); ; {
		some, next, err := a.services.Accounts.AdminList(ctx, page)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		if next == "" {
			return all, nil
		}
		page.Cursor = next
	}
}

// do runs an operation here or in the running server.
func (o *Operator) do(ctx context.Context, op string, in map[string]string, out any) error {
	if o.local != nil {
		answer, err := o.local.act(ctx, op, in)
		if err != nil {
			return err
		}
		b, err := json.Marshal(answer)
		if err != nil {
			return err
		}
		return json.Unmarshal(b, out)
	}
	query := url.Values{}
	for k, v := range in {
		query.Set(k, v)
	}
	// The body of a form, so that a password is never part of an address.
	res, err := o.client.PostForm("http://operator/"+op, query)
	if err != nil {
		return fmt.Errorf("ask the running server: %w", err)
	}
	defer res.Body.Close()
	return readAnswer(res, out)
}

// refusal is how an error travels through the socket.
type refusal struct {
	Kind    taskflow.Kind    `json:"kind"`
	Code    string           `json:"code"`
	Message string           `json:"message"`
	Fields  []taskflow.Field `json:"fields,omitempty"`
}

func readAnswer(res *http.Response, out any) error {
	if res.StatusCode == http.StatusOK {
		return json.NewDecoder(res.Body).Decode(out)
	}
	var r refusal
	if err := json.NewDecoder(res.Body).Decode(&r); err != nil {
		return fmt.Errorf("the running server answered %s", res.Status)
	}
	return r.asError()
}

func (r refusal) asError() error {
	return &taskflow.Error{Kind: r.Kind, Code: r.Code, Message: r.Message, Fields: r.Fields}
}

func refusalOf(err error) *refusal {
	var e *taskflow.Error
	if errors.As(err, &e) {
		return &refusal{Kind: e.Kind, Code: e.Code, Message: e.Message, Fields: e.Fields}
	}
	return &refusal{Kind: taskflow.Internal, Message: err.Error()}
}

func writeRefusal(w http.ResponseWriter, err error) {
	w.WriteHeader(http.StatusUnprocessableEntity)
	_ = json.NewEncoder(w).Encode(refusalOf(err)) // the peer has gone; nobody is left to tell
}

// operatorHandler answers at the socket.
func (a *application) operatorHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /import", a.serveImport)
	mux.HandleFunc("POST /{op}", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			writeRefusal(w, err)
			return
		}
		in := map[string]string{}
		for k := range r.PostForm {
			in[k] = r.PostForm.Get(k)
		}
		answer, err := a.act(r.Context(), r.PathValue("op"), in)
		if err != nil {
			writeRefusal(w, err)
			return
		}
		_ = json.NewEncoder(w).Encode(answer) // as above
	})
	return mux
}

// bindOperator opens the socket; only with SQLite, whose file one process holds.
func (a *application) bindOperator() (net.Listener, error) {
	if a.db.Engine() != db.SQLite {
		return nil, nil
	}
	path := filepath.Join(a.settings.Database.Data, socketName)
	// The directory's lock is ours, so a socket found here is a dead one's.
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	return l, os.Chmod(path, 0o600)
}

// greet tells the person at the terminal where to go.
func (a *application) greet(ctx context.Context, address string, ui fs.FS) error {
	s := a.settings
	if s.Server.PublicURL != "" {
		address = s.Server.PublicURL
	}
	code, err := a.services.Accounts.SetupCode(ctx)
	if err != nil {
		return err
	}
	where := "SQLite in " + s.Database.Data
	if a.db.Engine() == db.Postgres {
		where = "PostgreSQL"
	}
	if ui == nil {
		s.say("TaskFlow's API is at %s/api/v1 (%s)\n", address, where)
	} else {
		s.say("TaskFlow is at %s (%s)\n", address, where)
	}
	if code != "" {
		s.say("\nNobody has an account yet. Open this once to create the owner's:\n\n    %s/setup?code=%s\n\n", address, url.QueryEscape(code))
	}
	return nil
}

// Migrate brings the schema up to date and returns its number before and after.
func Migrate(ctx context.Context, s Settings) (from, to int64, err error) {
	o := db.Options{DataDir: s.Database.Data, URL: s.Database.DatabaseURL, Logger: s.logger()}
	from, err = db.SchemaVersion(ctx, o)
	if err != nil {
		return 0, 0, err
	}
	d, err := db.Open(ctx, o)
	if err != nil {
		return 0, 0, err
	}
	d.Close()
	to, err = db.SchemaVersion(ctx, o)
	return from, to, err
}
