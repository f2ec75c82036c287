package httpapi

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/httprate"
)

// limits bounds how often one account or address may call. They are generous:
// what they stop is a loop gone wild, not a busy script.
type limits struct {
	all *httprate.RateLimiter

	mu     sync.Mutex
	byPath map[string]*httprate.RateLimiter
}

const defaultPerMinute = 6000

func newLimits(perMinute int) *limits {
	if perMinute == 0 {
		perMinute = defaultPerMinute
	}
	return &limits{all: newLimiter(perMinute, true), byPath: map[string]*httprate.RateLimiter{}}
}

func newLimiter(perMinute int, headers bool) *httprate.RateLimiter {
	names := httprate.ResponseHeaders{RetryAfter: "Retry-After"}
	if headers {
		names.Limit, names.Remaining, names.Reset = "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"
	}
	return httprate.NewRateLimiter(perMinute, time.Minute, httprate.WithResponseHeaders(names))
}

// general counts one request of an account, or of an address that is nobody.
func (l *limits) general(w http.ResponseWriter, r *http.Request, key string) *Problem {
	if l.all.OnLimit(w, r, key) {
		return limitedProblem()
	}
	return nil
}

// strict counts a request to a route that guesses could be made at.
func (l *limits) strict(w http.ResponseWriter, r *http.Request, rt route, addr string) *Problem {
	l.mu.Lock()
	limiter := l.byPath[rt.ID]
	if limiter == nil {
		limiter = newLimiter(rt.PerMinute, false)
		l.byPath[rt.ID] = limiter
	}
	l.mu.Unlock()
	if limiter.OnLimit(w, r, limitKey(addr)) {
		return limitedProblem()
	}
	return nil
}

func limitedProblem() *Problem {
	return newProblem(http.StatusTooManyRequests, "rate_limited", "Too many requests. Please wait a minute and try again.")
}

// limitKey counts an IPv6 network as one: whoever has an address there usually
// has all of them.
func limitKey(addr string) string { return httprate.CanonicalizeIP(addr) }

// withPeer puts the client's address and User-Agent into the context. Only
// addresses of trusted proxies may name another one in X-Forwarded-For.
func (s *server) withPeer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agent := r.UserAgent()
		if len(agent) > 256 {
			agent = strings.ToValidUTF8(agent[:256], "")
		}
		p := peer{address: clientAddress(r, s.config.TrustedProxies), userAgent: strings.ToValidUTF8(agent, "")}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), peerKey, p)))
	})
}

func clientAddress(r *http.Request, trusted []netip.Prefix) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	at, err := netip.ParseAddr(host)
	if err != nil {
		return "unknown"
	}
	at = at.Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && isTrusted(at, trusted); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = next.Unmap()
	}
	return at.WithZone("").String()
}

func isTrusted(a netip.Addr, trusted []netip.Prefix) bool {
	for _, p := range trusted {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
