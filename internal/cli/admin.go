package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"taskflow/internal/app"
	"taskflow/internal/config"
)

type adminCmd struct {
	User userCmd `cmd:"" help:"Create and list accounts, reset passwords."`
}

type userCmd struct {
	Create userCreateCmd `cmd:"" help:"Create an account and print its password."`
	Reset  userResetCmd  `cmd:"" name:"reset-password" help:"Give an account a new password and end its sessions."`
	List   userListCmd   `cmd:"" help:"List every account."`
}

// passwordFrom reads a password from standard input when asked to, so that it
// never stands in a command line.
func passwordFrom(s *streams, ask bool) (string, error) {
	if !ask {
		return "", nil
	}
	line, err := bufio.NewReader(io.LimitReader(s.in, 4096)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}

func operator(ctx context.Context, s *streams, d config.Database) (*app.Operator, error) {
	return app.OpenOperator(ctx, settings(s, "127.0.0.1:0", config.Server{LogLevel: "warn"}, d))
}

type userCreateCmd struct {
	Email         string `arg:"" help:"The address that the person signs in with."`
	Name          string `required:"" help:"The person's name." placeholder:"NAME"`
	PasswordStdin bool   `help:"Read the password from standard input instead of making one up."`
	config.Database
}

// Run creates an account.
func (c *userCreateCmd) Run(ctx context.Context, s *streams) error {
	password, err := passwordFrom(s, c.PasswordStdin)
	if err != nil {
		return err
	}
	o, err := operator(ctx, s, c.Database)
	if err != nil {
		return err
	}
	defer o.Close()
	made, err := o.CreateUser(ctx, c.Name, c.Email, password)
	if err != nil {
		return err
	}
	return printCredentials(s, "Created", made, c.PasswordStdin)
}

type userResetCmd struct {
	Email         string `arg:"" help:"The address that the person signs in with."`
	PasswordStdin bool   `help:"Read the password from standard input instead of making one up."`
	config.Database
}

// Run resets a password.
func (c *userResetCmd) Run(ctx context.Context, s *streams) error {
	password, err := passwordFrom(s, c.PasswordStdin)
	if err != nil {
		return err
	}
	o, err := operator(ctx, s, c.Database)
	if err != nil {
		return err
	}
	defer o.Close()
	changed, err := o.ResetPassword(ctx, c.Email, password)
	if err != nil {
		return err
	}
	return printCredentials(s, "New password for", changed, c.PasswordStdin)
}

func printCredentials(s *streams, what string, c app.Credentials, known bool) error {
	if known {
		_, err := fmt.Fprintf(s.out, "%s %s <%s>.\n", what, c.Account.Name, c.Account.Email)
		return err
	}
	_, err := fmt.Fprintf(s.out, "%s %s <%s>.\nPassword: %s\n", what, c.Account.Name, c.Account.Email, c.Password)
	return err
}

type userListCmd struct{ config.Database }

// Run lists the accounts.
func (c *userListCmd) Run(ctx context.Context, s *streams) error {
	o, err := operator(ctx, s, c.Database)
	if err != nil {
		return err
	}
	defer o.Close()
	all, err := o.Users(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "EMAIL\tNAME\tCREATED\tSTATE")
	for _, a := range all {
		state := "active"
		switch {
		case a.DisabledAt != nil:
			state = "disabled"
		case a.LockedUntil != nil:
			state = "locked until " + a.LockedUntil.Std().Format("2006-01-02 15:04 UTC")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", a.Email, a.Name, a.CreatedAt.Std().Format("2006-01-02"), state)
	}
	return w.Flush()
}
