// Command taskflow-bench measures what docs/BENCHMARKS.md promises, on the
// machine it runs on, and prints that page. Figures that are compared are taken
// in turn within one run, so that a noisy machine hurts both alike; medians of
// the rounds are printed.
//
// It is run by "make bench", which gives it the built binary and a durable
// PostgreSQL in TASKFLOW_TEST_POSTGRES.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

const rounds = 3

func main() {
	log.SetFlags(0)
	report := &page{}
	report.title()
	steps := []struct {
		name string
		run  func(*page) error
	}{
		{"creates", creates},
		{"project size", projectSize},
		{"streams", streams},
		{"start and rest", startAndRest},
	}
	for _, s := range steps {
		begin := time.Now()
		if err := s.run(report); err != nil {
			log.Fatalf("taskflow-bench: %s: %v", s.name, err)
		}
		log.Printf("%s: %.0f s", s.name, time.Since(begin).Seconds())
	}
	fmt.Print(report.String())
}

// page is the Markdown being written.
type page struct{ strings.Builder }

func (p *page) title() {
	commit, _ := exec.Command("git", "describe", "--tags", "--always", "--dirty").Output()
	fmt.Fprintf(p, "# Benchmarks\n\nWritten by `make bench` on %s, commit %s: %s, %d processors, %s, %s. Medians of %d rounds; what is compared was taken in turn in one run.\n",
		time.Now().UTC().Format("2006-01-02"), strings.TrimSpace(string(commit)), model(), runtime.NumCPU(), runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH, rounds)
	fmt.Fprintln(p, "The clients run on the same processors as the server, so absolute figures are a floor.")
}

func (p *page) section(name string) { fmt.Fprintf(p, "\n## %s\n\n", name) }

func (p *page) table(head ...string) {
	fmt.Fprintf(p, "| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
}

func (p *page) row(cells ...any) {
	texts := make([]string, len(cells))
	for i, c := range cells {
		switch v := c.(type) {
		case float64:
			texts[i] = number(v)
		default:
			texts[i] = fmt.Sprint(v)
		}
	}
	fmt.Fprintf(p, "| %s |\n", strings.Join(texts, " | "))
}

func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func model() string {
	b, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	for line := range strings.Lines(string(b)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func percentile(values []float64, p float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(len(sorted)-1, int(float64(len(sorted))*p))]
}
