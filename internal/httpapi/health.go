package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"taskflow/internal/telemetry"
)

// HealthCheck looks at one component. Vital ones make the whole unhealthy;
// the others make it degraded, because people can still work.
type HealthCheck struct {
	Name  string
	Vital bool
	Check func(ctx context.Context) (detail string, err error)
}

// livez depends on nothing: it tells a supervisor that the process still
// answers, and a restart would not bring a lost database back.
func (s *server) livez(w http.ResponseWriter, r *http.Request) {
	telemetry.FromContext(r.Context()).Route = "GET /livez"
	writeState(w, http.StatusOK, map[string]string{"status": "ok"})
}

// readyz says whether to send requests here. It is red first on shutdown.
func (s *server) readyz(w http.ResponseWriter, r *http.Request) {
	telemetry.FromContext(r.Context()).Route = "GET /readyz"
	if s.draining.Load() {
		writeState(w, http.StatusServiceUnavailable, map[string]string{"status": "stopping"})
		return
	}
	if err := s.pingDatabase(r.Context()); err != nil {
		writeState(w, http.StatusServiceUnavailable, map[string]string{"status": "no database"})
		return
	}
	writeState(w, http.StatusOK, map[string]string{"status": "ok"})
}

type componentState struct {
	Status string `json:"status"`
	Detail string `json:"detail,omitempty"`
}

// health gives each component's state. Details stay general: the answer is
// public.
func (s *server) health(w http.ResponseWriter, r *http.Request) {
	telemetry.FromContext(r.Context()).Route = "GET /health"
	overall, status := "ok", http.StatusOK
	components := map[string]componentState{}
	for _, c := range append([]HealthCheck{s.databaseCheck()}, s.Checks...) {
		ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
		detail, err := c.Check(ctx)
		cancel()
		state := componentState{Status: "ok", Detail: detail}
		if err != nil {
			state.Status = "down"
			if c.Vital {
				overall, status = "down", http.StatusServiceUnavailable
			} else if overall == "ok" {
				overall = "degraded"
			}
			s.log.WarnContext(r.Context(), "a component is not well", "component", c.Name, "error", err)
		}
		components[c.Name] = state
	}
	writeState(w, status, map[string]any{"status": overall, "version": s.config.Version, "components": components})
}

func (s *server) databaseCheck() HealthCheck {
	return HealthCheck{Name: "database", Vital: true, Check: func(ctx context.Context) (string, error) {
		return "", s.pingDatabase(ctx)
	}}
}

func (s *server) pingDatabase(ctx context.Context) error {
	if s.DB == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return s.DB.Ping(ctx)
}

func writeState(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
