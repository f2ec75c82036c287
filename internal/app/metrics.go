package app

import (
	"github.com/prometheus/client_golang/prometheus"

	"taskflow/internal/db"
)

// databaseMetrics reads the database's figures when they are scraped.
func databaseMetrics(d *db.DB) []prometheus.Collector {
	gauge := func(name, help string, read func(db.Stats) float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 { return read(d.Stats()) })
	}
	counter := func(name, help string, read func(db.Stats) float64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return read(d.Stats()) })
	}
	return []prometheus.Collector{
		gauge("taskflow_db_connections", "Open connections (SQLite: readers).", func(s db.Stats) float64 { return float64(s.Connections) }),
		gauge("taskflow_db_connections_in_use", "Connections in use.", func(s db.Stats) float64 { return float64(s.InUse) }),
		counter("taskflow_db_wait_seconds_total", "Time that callers waited for a connection.", func(s db.Stats) float64 { return s.Waited.Seconds() }),
		counter("taskflow_db_groups_total", "Commits of groups of changes.", func(s db.Stats) float64 { return float64(s.Groups) }),
		counter("taskflow_db_grouped_changes_total", "Changes in those commits; their ratio is the group size.", func(s db.Stats) float64 { return float64(s.Grouped) }),
		counter("taskflow_db_statements_total", "Statements of transactions.", func(s db.Stats) float64 { return float64(s.Statements) }),
		gauge("taskflow_db_wal_bytes", "Size of SQLite's write-ahead log.", func(s db.Stats) float64 { return float64(s.WALBytes) }),
	}
}
