package account

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"taskflow/internal/taskflow"
)

// The length of a password, in characters. There are no rules of composition:
// they make passwords worse.
const (
	MinPassword = 10
	MaxPassword = 200
)

// Cost is how expensive one password is to check.
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// DefaultCost is the first recommendation of OWASP that a small home server
// can pay for two sign-ins at once: 19 MiB, two passes, one lane.
var DefaultCost = Cost{Memory: 19 * 1024, Passes: 2, Threads: 1}

const (
	saltBytes = 16
	keyBytes  = 32
	// A sign-in waits this long for its turn before it is told to try again.
	hashPatience = 5 * time.Second
)

// hasher makes and checks argon2id hashes, few at a time: each takes memory
// and a core, and a burst of sign-ins must not take the server with it.
type hasher struct {
	cost  Cost
	turns chan struct{}
	// dummy is checked when there is no account, so that the answer takes as
	// long as for one.
	dummy string
}

func newHasher(cost Cost) *hasher {
	if cost == (Cost{}) {
		cost = DefaultCost
	}
	h := &hasher{cost: cost, turns: make(chan struct{}, max(2, min(runtime.GOMAXPROCS(0), 4)))}
	// The key of no password: checking against it costs the same, and a start
	// does not wait for a hash.
	salt, key := make([]byte, saltBytes), make([]byte, keyBytes)
	rand.Read(salt)
	rand.Read(key)
	h.dummy = h.format(salt, key)
	return h
}

// hash returns a stored form of password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return h.encode(password), nil
}

// verify reports whether password is the one that was stored, and whether it
// was stored at another cost than today's. An empty stored form is that of an
// account that does not exist: it takes as long and never matches.
func (h *hasher) verify(ctx context.Context, stored, password string) (ok, outdated bool, err error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return false, false, err
	}
	defer leave()
	exists := stored != ""
	if !exists {
		stored = h.dummy
	}
	cost, salt, key, err := parseHash(stored)
	if err != nil {
		return false, false, err
	}
	got := argon2.IDKey(passwordBytes(password), salt, cost.Passes, cost.Memory, cost.Threads, uint32(len(key)))
	match := subtle.ConstantTimeCompare(got, key) == 1
	return match && exists, cost != h.cost, nil
}

func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	timer := time.NewTimer(hashPatience)
	defer timer.Stop()
	select {
	case h.turns <- struct{}{}:
		return func() { <-h.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-timer.C:
		return nil, taskflow.Errorf(taskflow.Unavailable, "Many people are signing in at this moment. Try again in a few seconds.")
	}
}

func (h *hasher) encode(password string) string {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return h.format(salt, argon2.IDKey(passwordBytes(password), salt, h.cost.Passes, h.cost.Memory, h.cost.Threads, keyBytes))
}

func (h *hasher) format(salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.cost.Memory, h.cost.Passes, h.cost.Threads, b64(salt), b64(key))
}

func parseHash(stored string) (cost Cost, salt, key []byte, err error) {
	parts := strings.Split(stored, "$")
	var version int
	if len(parts) != 6 || parts[1] != "argon2id" {
		return cost, nil, nil, fmt.Errorf("a stored password has an unknown form")
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return cost, nil, nil, fmt.Errorf("a stored password has an unknown version")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.Memory, &cost.Passes, &cost.Threads); err != nil {
		return cost, nil, nil, fmt.Errorf("a stored password has unknown parameters: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return cost, nil, nil, fmt.Errorf("read salt: %w", err)
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(key) == 0 {
		return cost, nil, nil, fmt.Errorf("a stored password has an unreadable key")
	}
	return cost, salt, key, nil
}

// passwordBytes makes a password the same whichever keyboard composed its
// accents.
func passwordBytes(password string) []byte { return []byte(norm.NFC.String(password)) }

// checkPassword refuses a password that is too short, too long, or among the
// first that an attacker tries. Related are texts that everybody knows, such
// as the person's name and address.
func checkPassword(p *taskflow.Problems, field, password string, related ...string) {
	if !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl) {
		p.Add(field, "control_character", "A password cannot hold control characters.", nil)
		return
	}
	// The bytes are bounded first: counting clusters of a megabyte is work.
	if len(password) > MaxPassword*16 || uniseg.GraphemeClusterCount(password) > MaxPassword {
		p.Add(field, "too_long", fmt.Sprintf("Keep the password under %d characters.", MaxPassword), map[string]any{"max": MaxPassword})
		return
	}
	if uniseg.GraphemeClusterCount(password) < MinPassword {
		p.Add(field, "too_short", fmt.Sprintf("Use at least %d characters. A few words in a row are easy to remember.", MinPassword), map[string]any{"min": MinPassword})
		return
	}
	if guessable(password, related...) {
		p.Add(field, "too_common", "This password is one of the first that an attacker tries. Choose another.", nil)
	}
}

//go:embed passwords.txt
var passwordList string

var commonPasswords = sync.OnceValue(func() map[string]bool {
	set := make(map[string]bool, 1200)
	for lines := bufio.NewScanner(strings.NewReader(passwordList)); lines.Scan(); {
		if line := lines.Text(); line != "" && !strings.HasPrefix(line, "#") {
			set[line] = true
		}
	}
	return set
})

var plainLetters = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

// guessable reports whether a password is a common one, a common one with
// digits and signs around it or letters replaced by look-alikes, one repeated,
// a run of neighbouring characters, or a text that is known anyway.
func guessable(password string, related ...string) bool {
	lower := strings.ToLower(norm.NFC.String(password))
	inner := strings.TrimFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) })
	known := commonPasswords()
	candidates := []string{lower, inner, plainLetters.Replace(lower), strings.TrimFunc(plainLetters.Replace(inner), func(r rune) bool { return !unicode.IsLetter(r) })}
	for _, c := range candidates {
		if known[c] || known[repeatedPart(c)] || isRun(c) {
			return true
		}
	}
	for _, text := range related {
		text = strings.ToLower(strings.TrimSpace(text))
		if utf8.RuneCountInString(text) >= 3 && (lower == text || inner == text) {
			return true
		}
	}
	return false
}

// repeatedPart returns the shortest text that s is a repetition of: "ab" for
// "ababab", s itself when there is none.
func repeatedPart(s string) string {
	for n := 1; n <= len(s)/2; n++ {
		if len(s)%n == 0 && strings.Repeat(s[:n], len(s)/n) == s {
			return s[:n]
		}
	}
	return s
}

// isRun reports whether s has at most two different characters, or only
// neighbours in code order: "aaaaaaaaaa", "1212121212", "abcdefghij".
func isRun(s string) bool {
	rs := []rune(s)
	if len(rs) < MinPassword {
		return false
	}
	distinct := map[rune]bool{}
	up, down := true, true
	for i, r := range rs {
		distinct[r] = true
		if i > 0 {
			up = up && (r == rs[i-1]+1 || r == '0' && rs[i-1] == '9')
			down = down && (r == rs[i-1]-1 || r == '9' && rs[i-1] == '0')
		}
	}
	return len(distinct) <= 2 || up || down
}
