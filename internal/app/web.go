package app

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"taskflow/internal/httpapi"
)

// Web runs the role that serves the web application alone and forwards /api to
// the API, until ctx ends.
func Web(ctx context.Context, s Settings, apiURL string) error {
	if err := s.Server.Check(); err != nil {
		return &SettingError{err}
	}
	target, err := url.Parse(apiURL)
	if err != nil || target.Host == "" {
		return &SettingError{fmt.Errorf("--api must be the address of the API, such as http://127.0.0.1:8000")}
	}
	logger := s.logger()
	l, err := bind(s.Listen)
	if err != nil {
		return err
	}
	edge := httpapi.New(httpapi.Config{Version: s.Version, PublicURL: s.Server.PublicURL, UI: userInterface(), Log: logger}, httpapi.Services{})
	forward := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host // origin checks compare with what the browser sees
			r.Out.Header["X-Forwarded-For"] = r.In.Header["X-Forwarded-For"]
			r.SetXForwarded()
		},
		FlushInterval: -1, // streams
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			logger.Warn("the API does not answer", "error", err)
			w.Header().Set("Content-Type", "application/problem+json")
			w.Header().Set("Cache-Control", "no-store")
			w.WriteHeader(http.StatusBadGateway)
			fmt.Fprint(w, `{"type":"about:blank","title":"Bad Gateway","status":502,"code":"unavailable","detail":"The API does not answer right now. Try again."}`)
		},
	}
	running := newServers(logger)
	running.serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			// A stream may last; its own writes have deadlines behind the proxy.
			_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
			forward.ServeHTTP(w, r)
			return
		}
		edge.Handler().ServeHTTP(w, r)
	}))
	s.say("TaskFlow's web application is at %s, its API at %s\n", browsable(l), apiURL)
	err = running.wait(ctx)
	running.stop()
	return err
}
