package telemetry

import (
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics holds the instruments of one process, in a registry of its own so
// that tests and several servers in one process do not share numbers.
type Metrics struct {
	Registry *prometheus.Registry

	requests *prometheus.HistogramVec
	inFlight prometheus.Gauge
	Streams  prometheus.Gauge   // open live streams
	Dropped  prometheus.Counter // streams closed because the client was too slow
}

// NewMetrics makes the instruments: rate, errors and duration of every route
// template, the state of live streams, the Go runtime, and what was built.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		Registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "taskflow_http_request_duration_seconds",
			Help:    "Time to answer a request, by route template, method and status class.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "method", "status"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "taskflow_http_requests_in_flight", Help: "Requests being answered, open streams included."}),
		Streams: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "taskflow_live_streams", Help: "Open live streams."}),
		Dropped: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "taskflow_live_streams_dropped_total", Help: "Streams closed because their client did not keep up."}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "taskflow_build_info", Help: "Always 1; the labels say what runs.",
		ConstLabels: prometheus.Labels{"version": version, "go": runtime.Version()},
	})
	build.Set(1)
	m.Registry.MustRegister(m.requests, m.inFlight, m.Streams, m.Dropped, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler serves the metrics, for the internal listener only.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.Registry, promhttp.HandlerOpts{Registry: m.Registry})
}

// observe records one finished request. Streams count, but their length is not
// a latency.
func (m *Metrics) observe(route, method string, status int, took time.Duration, stream bool) {
	if stream {
		took = 0
	}
	m.requests.WithLabelValues(route, knownMethod(method), strconv.Itoa(status/100)+"xx").Observe(took.Seconds())
}

// knownMethod keeps a caller's inventions out of the label's values.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "OTHER"
}
