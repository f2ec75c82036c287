// Package config holds the settings of the program: flags, environment
// variables and files for secrets, in one place, with their defaults. The
// defaults run as they are.
package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Prefix begins the name of every environment variable that the program reads.
const Prefix = "TASKFLOW_"

// Database selects where the data is.
type Database struct {
	DatabaseURL string `help:"PostgreSQL URL (postgres://user@host/name). Without one, SQLite in the data directory is used." env:"TASKFLOW_DATABASE_URL" placeholder:"URL" group:"Data"`
	Data        string `help:"Directory of the SQLite database and of uploaded files." env:"TASKFLOW_DATA" default:"./data" placeholder:"DIR" group:"Data"`
	MaxConns    int    `help:"Most connections to PostgreSQL; 0 decides by the number of processors." env:"TASKFLOW_MAX_CONNS" default:"0" placeholder:"N" group:"Data"`
}

// Server is how a role listens and what it tells of itself.
type Server struct {
	PublicURL      string   `help:"How people reach the server, for links and cookies. https turns on strict cookies and HSTS." env:"TASKFLOW_PUBLIC_URL" placeholder:"URL" group:"Network"`
	TrustedProxies []string `help:"Networks whose X-Forwarded-For is believed." env:"TASKFLOW_TRUSTED_PROXIES" placeholder:"CIDR" group:"Network"`
	MetricsListen  string   `help:"Address of the internal listener for /metrics; empty turns it off." env:"TASKFLOW_METRICS_LISTEN" default:"127.0.0.1:9464" placeholder:"ADDR" group:"Network"`
	SignUp         string   `help:"Who may create an account: by invite link only, or anyone (open)." env:"TASKFLOW_SIGN_UP" enum:"invite,open" default:"invite" group:"People"`
	RateLimit      int      `help:"Requests that one account or address may make in a minute." env:"TASKFLOW_RATE_LIMIT" default:"6000" placeholder:"N" group:"Network"`
	LogLevel       string   `help:"Least level of the JSON log on standard error: debug, info, warn, error." env:"TASKFLOW_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" group:"Log"`
}

// Proxies returns the trusted networks.
func (s Server) Proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range s.TrustedProxies {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			a, addrErr := netip.ParseAddr(text)
			if addrErr != nil {
				return nil, fmt.Errorf("trusted proxies: %q is neither an address nor a network such as 10.0.0.0/8", text)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		out = append(out, p)
	}
	return out, nil
}

// Check refuses settings that cannot work.
func (s Server) Check() error {
	if s.PublicURL != "" {
		u, err := url.Parse(s.PublicURL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return fmt.Errorf("the public URL must look like https://tasks.example.org, without a path")
		}
	}
	_, err := s.Proxies()
	return err
}

// Loopback reports whether an address to listen on is reached from this
// machine alone.
func Loopback(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	if err != nil || host == "" {
		return false
	}
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

// Files is a kong resolver: the variable NAME_FILE names a file that holds the
// value of NAME, as container secrets do.
func Files() kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		for _, name := range flag.Envs {
			path := os.Getenv(name + "_FILE")
			if path == "" {
				continue
			}
			if os.Getenv(name) != "" {
				return nil, fmt.Errorf("both %s and %s_FILE are set; keep one", name, name)
			}
			b, err := os.ReadFile(filepath.Clean(path))
			if err != nil {
				return nil, fmt.Errorf("%s_FILE: %w", name, err)
			}
			return strings.TrimSpace(string(b)), nil
		}
		return nil, nil
	})
}

// Unknown returns the variables of the environment that begin with Prefix and
// mean nothing: a misspelt setting must not be ignored in silence.
func Unknown(model *kong.Application, environ []string) []string {
	known := map[string]bool{}
	var walk func(*kong.Node)
	walk = func(n *kong.Node) {
		for _, f := range n.Flags {
			for _, name := range f.Envs {
				known[name], known[name+"_FILE"] = true, true
			}
		}
		for _, child := range n.Children {
			walk(child)
		}
	}
	walk(model.Node)
	var out []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, Prefix) && !strings.HasPrefix(name, Prefix+"TEST_") && !known[name] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
