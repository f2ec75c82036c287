package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"

	"taskflow/internal/httpapi"
)

const (
	// drainPause is how long /readyz is red before connections are refused, so
	// that a load balancer notices.
	drainPause = 500 * time.Millisecond
	// stopTimeout bounds the graceful part of a stop; all of it stays below 10 s.
	stopTimeout = 7 * time.Second
)

// SettingError is a setting that cannot work, in words for the operator.
type SettingError struct{ Err error }

// Error returns what is wrong.
func (e *SettingError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *SettingError) Unwrap() error { return e.Err }

// bind opens an address to listen on.
func bind(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("the address %s is taken by another program; stop it, or choose another with --listen, for example --listen :8080", address)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("this user may not listen on %s; ports below 1024 need privileges, or choose another with --listen :8000", address)
	}
	return nil, &SettingError{fmt.Errorf("listen on %s: %w", address, err)}
}

// browsable returns the address that a person on this machine opens.
func browsable(l net.Listener) string {
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return "http://" + l.Addr().String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() || ip.IsLoopback() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// servers are the listeners of one process.
type servers struct {
	logger *slog.Logger
	list   []*http.Server
	done   sync.WaitGroup
	failed chan error
}

func newServers(logger *slog.Logger) *servers {
	return &servers{logger: logger, failed: make(chan error, 8)}
}

// serve answers on l until stop.
func (s *servers) serve(l net.Listener, h http.Handler) {
	server := httpapi.NewHTTPServer(h, s.logger)
	s.list = append(s.list, server)
	s.done.Go(func() {
		if err := server.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			s.failed <- fmt.Errorf("serve %s: %w", l.Addr(), err)
		}
	})
}

// wait returns when ctx ends, or with the error of a listener that broke.
func (s *servers) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.failed:
		return err
	}
}

// stop finishes the requests that run and closes the rest.
func (s *servers) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	var closing sync.WaitGroup
	for _, server := range s.list {
		closing.Go(func() {
			if err := server.Shutdown(ctx); err != nil {
				server.Close()
			}
		})
	}
	closing.Wait()
	s.done.Wait()
}

// metricsHandler answers on the internal listener.
func metricsHandler(metrics http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics)
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	return mux
}

// bindMetrics opens the internal listener; "" is none. A taken port is only
// worth a warning: a second server on one laptop must still start.
func bindMetrics(address string, logger *slog.Logger) net.Listener {
	if strings.TrimSpace(address) == "" {
		return nil
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		logger.Warn("metrics are off: the internal address cannot be used", "address", address, "error", err)
		return nil
	}
	return l
}
