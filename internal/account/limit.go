package account

import (
	"container/list"
	"fmt"
	"math"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"taskflow/internal/taskflow"
)

// Sign-in is limited three times over: per address and per account in memory,
// against bursts, and per account in the database, so that a lock-out outlives
// a restart and counts across processes.
const (
	addressBurst = 30
	addressEvery = 2 * time.Second
	accountBurst = 10
	accountEvery = 6 * time.Second

	// The first failures cost nothing: people mistype. From then on each
	// doubles the wait. An hour at most, because a lock-out also keeps the
	// owner out; their open sessions go on.
	freeFailures = 5
	firstLock    = 30 * time.Second
	longestLock  = time.Hour

	limiterEntries = 10_000
)

// lockFor returns how long an account is locked after its n-th failure in a row.
func lockFor(failures int) time.Duration {
	if failures < freeFailures {
		return 0
	}
	doublings := failures - freeFailures
	if doublings > 10 {
		return longestLock
	}
	return min(firstLock<<doublings, longestLock)
}

// limiter is a bounded set of token buckets and of failures, the least
// recently used dropped first.
type limiter struct {
	mu      sync.Mutex
	every   time.Duration
	burst   int
	entries map[string]*list.Element
	recent  *list.List
}

type bucket struct {
	key      string
	rate     *rate.Limiter
	failures int
	until    taskflow.Time
}

func newLimiter(burst int, every time.Duration) *limiter {
	return &limiter{every: every, burst: burst, entries: map[string]*list.Element{}, recent: list.New()}
}

func (l *limiter) bucket(key string) *bucket {
	if e, ok := l.entries[key]; ok {
		l.recent.MoveToFront(e)
		return e.Value.(*bucket)
	}
	if l.recent.Len() >= limiterEntries {
		oldest := l.recent.Back()
		delete(l.entries, oldest.Value.(*bucket).key)
		l.recent.Remove(oldest)
	}
	b := &bucket{key: key, rate: rate.NewLimiter(rate.Every(l.every), l.burst)}
	l.entries[key] = l.recent.PushFront(b)
	return b
}

// take uses one of key's attempts, or says how long to wait.
func (l *limiter) take(key string, now taskflow.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.bucket(key).rate.ReserveN(now.Std(), 1)
	if wait := r.DelayFrom(now.Std()); wait > 0 {
		r.CancelAt(now.Std())
		return errTooOften(wait)
	}
	return nil
}

// fail counts a failure of key and returns until when it is locked.
func (l *limiter) fail(key string, now taskflow.Time) (until taskflow.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(key)
	b.failures++
	if lock := lockFor(b.failures); lock > 0 {
		b.until = now.Add(lock)
	}
	return b.until
}

// lockedUntil returns until when key is locked; the past when it is not.
func (l *limiter) lockedUntil(key string) taskflow.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e, ok := l.entries[key]; ok {
		return e.Value.(*bucket).until
	}
	return 0
}

func errTooOften(wait time.Duration) error {
	seconds := max(1, int(math.Ceil(wait.Seconds())))
	return &taskflow.Error{Kind: taskflow.Limited, Code: "rate_limited", Message: fmt.Sprintf("Too many attempts. Try again in %s.", inWords(seconds)),
		Extra: map[string]any{"retry_after": seconds}}
}

func errLockedOut(until, now taskflow.Time) error {
	seconds := max(1, int(math.Ceil(float64(until-now)/1000)))
	return &taskflow.Error{Kind: taskflow.Limited, Code: "locked_out",
		Message: fmt.Sprintf("Too many failed sign-ins with this address. Try again in %s.", inWords(seconds)),
		Extra:   map[string]any{"retry_after": seconds}}
}

func inWords(seconds int) string {
	switch {
	case seconds == 1:
		return "a second"
	case seconds < 90:
		return fmt.Sprintf("%d seconds", seconds)
	}
	return fmt.Sprintf("%d minutes", (seconds+59)/60)
}

// addressKey is what one network address shares its attempts with: itself, or
// in IPv6 its /64, of which one customer has them all.
func addressKey(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}
