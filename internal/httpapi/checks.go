package httpapi

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// leastDisk is the free space, in bytes and as a part of the disk, below which
// an operator should act.
const (
	leastDisk     = 256 << 20
	leastDiskPart = 0.02
)

// DiskCheck reports on the disk that holds dir.
func DiskCheck(dir string) HealthCheck {
	return HealthCheck{Name: "disk", Check: func(context.Context) (string, error) {
		var fs syscall.Statfs_t
		if err := syscall.Statfs(dir, &fs); err != nil {
			return "", fmt.Errorf("look at the disk: %w", err)
		}
		free := float64(fs.Bavail) * float64(fs.Bsize)
		part := float64(fs.Bavail) / math.Max(1, float64(fs.Blocks))
		detail := fmt.Sprintf("%.0f%% free", 100*part)
		if free < leastDisk && part < leastDiskPart {
			return detail, fmt.Errorf("only %.0f MiB are free", free/(1<<20))
		}
		return detail, nil
	}}
}

// MemoryCheck reports how much of its memory limit the process uses: the one
// that Go was given, or the container's.
func MemoryCheck() HealthCheck {
	return HealthCheck{Name: "memory", Check: func(context.Context) (string, error) {
		used := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		metrics.Read(used)
		held := float64(used[0].Value.Uint64() - used[1].Value.Uint64())
		detail := fmt.Sprintf("%.0f MiB", held/(1<<20))
		limit := memoryLimit()
		if limit > 0 && held > 0.95*limit {
			return detail, fmt.Errorf("%.0f of %.0f MiB are in use", held/(1<<20), limit/(1<<20))
		}
		return detail, nil
	}}
}

// memoryLimit is the process's limit in bytes, 0 when there is none.
func memoryLimit() float64 {
	if limit := debug.SetMemoryLimit(-1); limit < math.MaxInt64 {
		return float64(limit)
	}
	b, err := os.ReadFile("/sys/fs/cgroup/memory.max")
	if err != nil {
		return 0
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(string(b)), 64)
	if err != nil {
		return 0
	}
	return n
}

// QueueCheck reports on waiting jobs: age returns how long the oldest job that
// is due has waited.
func QueueCheck(age func(context.Context) (time.Duration, error)) HealthCheck {
	return HealthCheck{Name: "queue", Check: func(ctx context.Context) (string, error) {
		oldest, err := age(ctx)
		if err != nil {
			return "", err
		}
		if oldest > 10*time.Minute {
			return "", errors.New("jobs have been waiting for " + oldest.Round(time.Second).String())
		}
		return "", nil
	}}
}
