package httpapi

import (
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"taskflow/internal/telemetry"
)

// Config is what the operator decides about the edge.
type Config struct {
	// Version of the binary, shown in /health.
	Version string
	// PublicURL is how people reach the server; https turns on strict cookies
	// and HSTS. Empty is unknown.
	PublicURL string
	// TrustedProxies may say in X-Forwarded-For whom they speak for.
	TrustedProxies []netip.Prefix
	// PerMinute bounds requests of one account or nameless address; 0 is 6000.
	PerMinute int
	// UI is the built web application with index.html at its root; nil serves
	// the API alone.
	UI fs.FS
	// Log takes one line for each request; nil is slog.Default.
	Log *slog.Logger
	// Metrics counts requests and streams; nil makes a set of its own.
	Metrics *telemetry.Metrics
}

// Server answers HTTP.
type Server struct {
	inner   *server
	handler http.Handler
}

// server is what handlers share.
type server struct {
	Services
	config Config
	api    huma.API
	// described shares api's document; routes that bypass huma register there.
	described huma.API
	mux       *http.ServeMux
	routes    []route
	auth      Authenticator
	resolver  Resolver
	limits    *limits
	log       *slog.Logger
	metrics   *telemetry.Metrics
	draining  atomic.Bool
	// bootstraps holds a place for each one that is being read.
	bootstraps chan struct{}
}

// New puts the routes together. It panics when one of them is not complete.
func New(c Config, services Services) *Server {
	settleHuma()
	s := &server{Services: services, config: c, mux: http.NewServeMux(), limits: newLimits(c.PerMinute), log: c.Log, metrics: c.Metrics}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.metrics == nil {
		s.metrics = telemetry.NewMetrics(c.Version)
	}
	s.auth, s.resolver = services.edges()
	config := apiConfig()
	s.api = humago.NewWithPrefix(s.mux, prefix, config)
	s.described = huma.NewAPI(config, describeOnly{})
	s.register()
	s.mux.HandleFunc("GET "+prefix+"/openapi.json", s.serveSpec)
	s.mux.HandleFunc("GET "+prefix+"/docs", s.serveDocs)
	s.mux.HandleFunc("GET "+prefix+"/docs.css", s.serveDocsStyle)
	return &Server{inner: s, handler: s.chain()}
}

// Handler answers every request of the public listener.
func (s *Server) Handler() http.Handler { return s.handler }

// Route is a row of the route table, for the permission matrix.
type Route struct {
	ID, Method, Path, Access, Verb string
}

// Routes returns the route table.
func (s *Server) Routes() []Route {
	out := make([]Route, 0, len(s.inner.routes))
	for _, r := range s.inner.routes {
		out = append(out, Route{ID: r.ID, Method: r.Method, Path: prefix + r.Path, Access: string(r.Access), Verb: r.Verb})
	}
	return out
}

// Drain makes /readyz red, so that a load balancer sends no more, and asks
// live streams to come back elsewhere.
func (s *Server) Drain() {
	s.inner.draining.Store(true)
	s.inner.drainStreams()
}

// NewHTTPServer returns the net/http server for a handler, with the limits
// that stop slow and oversized clients. Streams set deadlines of their own.
func NewHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// chain is the order in which a request passes the edge.
func (s *server) chain() http.Handler {
	root := http.NewServeMux()
	root.HandleFunc("GET /livez", s.livez)
	root.HandleFunc("GET /readyz", s.readyz)
	root.HandleFunc("GET /health", s.health)
	root.Handle(prefix+"/", s.apiHandler())
	root.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, r, newProblem(http.StatusNotFound, "not_found", "There is no such route."))
	})
	root.Handle("/", s.ui())
	handler := s.secureHeaders(s.withPeer(root))
	return telemetry.Middleware(handler, s.log, s.metrics, func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, r, newProblem(http.StatusInternalServerError, "internal", internalDetail))
	})
}

func (s *server) apiHandler() http.Handler {
	origins := http.NewCrossOriginProtection()
	if s.config.PublicURL != "" {
		if err := origins.AddTrustedOrigin(strings.TrimSuffix(s.config.PublicURL, "/")); err != nil {
			s.log.Warn("the public URL is not an origin", "error", err)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := origins.Check(r); err != nil {
			writeProblem(w, r, newProblem(http.StatusForbidden, "cross_origin", "Requests from other sites are refused."))
			return
		}
		_, pattern := s.mux.Handler(r)
		if pattern == "" {
			s.noRoute(w, r)
			return
		}
		if strings.HasSuffix(pattern, "/stream") {
			s.mux.ServeHTTP(w, r)
			return
		}
		zw := compress(w, r)
		defer zw.close()
		s.mux.ServeHTTP(zw, r)
	})
}

// noRoute answers for paths and methods that no route has.
func (s *server) noRoute(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		probe := r.Clone(r.Context())
		probe.Method = method
		if _, pattern := s.mux.Handler(probe); pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		writeProblem(w, r, newProblem(http.StatusNotFound, "not_found", "There is no such route."))
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	writeProblem(w, r, newProblem(http.StatusMethodNotAllowed, "method_not_allowed", "This route does not answer that method."))
}

// secure reports whether people come over HTTPS.
func (s *server) secure() bool { return strings.HasPrefix(s.config.PublicURL, "https://") }
