package account

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"taskflow/internal/taskflow"
)

func TestAPITokensCarryAChecksum(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 200 {
		token := newAPIToken()
		if !wellFormedToken(token) || seen[token] {
			t.Fatalf("%q is malformed or was made twice", token)
		}
		seen[token] = true
		for i := len(TokenPrefix); i < len(token); i += 7 {
			other := byte('x')
			if token[i] == other {
				other = 'y'
			}
			if wrong := token[:i] + string(other) + token[i+1:]; wellFormedToken(wrong) {
				t.Fatalf("a token with a wrong letter at %d passes the checksum", i)
			}
		}
	}
	for _, bad := range []string{"", "tf_", "tf_short", strings.Repeat("a", 52), NewSecret()} {
		if wellFormedToken(bad) {
			t.Errorf("%q passes for a token", bad)
		}
	}
}

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	for password, code := range map[string]string{
		"":          "too_short",
		"ninechars": "too_short",
		"👩‍👩‍👧‍👦👩‍👩‍👧‍👦":                  "too_short", // two characters, many bytes
		strings.Repeat("long words ", 19): "too_long",
		"nul\x00character":                "control_character",
		"not utf-8 \xff\xff\xff":          "control_character",
		"1234567890":                      "too_common",
		"qwertyuiop":                      "too_common",
		"Password123!":                    "too_common",
		"P@ssw0rd2024":                    "too_common",
		"aaaaaaaaaaaa":                    "too_common",
		"abababababab":                    "too_common",
		"abcdefghijklm":                   "too_common",
		"9876543210":                      "too_common",
		"monkeymonkey":                    "too_common",
		"!!!iloveyou1999":                 "too_common",
		"Ada Lovelace":                    "too_common",
		"ada@example.com":                 "too_common",
		"plum lantern ferry":              "",
		"correct-lantern-staple":          "",
		"ÄÖÜ äöü ß ÄÖÜ":                   "",
		"дождь идёт весь день":            "",
		"x7#kQ9!mZ2$p":                    "",
	} {
		var p taskflow.Problems
		checkPassword(&p, "password", password, "Ada Lovelace", "ada@example.com")
		got := ""
		if err, ok := p.Err().(*taskflow.Error); ok {
			got = err.Fields[0].Code
			if password != "" && strings.Contains(err.Error(), password) {
				t.Errorf("the refusal repeats the password %q", password)
			}
		}
		if got != code {
			t.Errorf("checkPassword(%q) = %q, want %q", password, got, code)
		}
	}
}

func TestTheListOfCommonPasswordsIsRead(t *testing.T) {
	t.Parallel()
	list := commonPasswords()
	if len(list) < 1000 || !list["letmein"] || list[""] {
		t.Errorf("%d passwords were read", len(list))
	}
}

func TestHashesVerifyAcrossCosts(t *testing.T) {
	t.Parallel()
	cheap := newHasher(Cost{Memory: 64, Passes: 1, Threads: 1})
	dear := newHasher(Cost{Memory: 128, Passes: 2, Threads: 1})
	stored, err := cheap.hash(t.Context(), "plum lantern ferry e\u0301")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := cheap.hash(t.Context(), "plum lantern ferry e\u0301"); again == stored {
		t.Error("two hashes of one password are the same: there is no salt")
	}
	for _, c := range []struct {
		h            *hasher
		password     string
		ok, outdated bool
	}{
		{cheap, "plum lantern ferry é", true, false}, // composed otherwise
		{cheap, "plum lantern ferry e", false, false},
		{dear, "plum lantern ferry é", true, true},
	} {
		ok, outdated, err := c.h.verify(t.Context(), stored, c.password)
		if err != nil || ok != c.ok || outdated != c.outdated {
			t.Errorf("verify(%q) = %v, %v, %v; want %v, %v", c.password, ok, outdated, err, c.ok, c.outdated)
		}
	}
	if ok, _, err := cheap.verify(t.Context(), "", "anything"); ok || err != nil {
		t.Errorf("a missing account was verified: %v, %v", ok, err)
	}
	for _, broken := range []string{"plain", "$argon2id$v=19$m=64,t=1,p=1$x$", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA", "$argon2id$v=18$m=64,t=1,p=1$AAAA$AAAA"} {
		if _, _, err := cheap.verify(t.Context(), broken, "x"); err == nil {
			t.Errorf("the stored form %q was understood", broken)
		}
	}
}

// It is not run beside other tests, and takes the best of interleaved rounds:
// a busy machine slows both sides.
func TestAMissingAccountCostsAsMuchAsAWrongPassword(t *testing.T) {
	h := newHasher(Cost{Memory: 8 * 1024, Passes: 2, Threads: 1})
	stored, err := h.hash(t.Context(), "plum lantern ferry")
	if err != nil {
		t.Fatal(err)
	}
	took := func(stored string) time.Duration {
		begin := time.Now()
		if _, _, err := h.verify(t.Context(), stored, "wrong"); err != nil {
			t.Fatal(err)
		}
		return time.Since(begin)
	}
	with, without := time.Hour, time.Hour
	for range 15 {
		with, without = min(with, took(stored)), min(without, took(""))
	}
	if without < with/2 || without > with*2 {
		t.Errorf("with an account %v, without %v", with, without)
	}
}

func TestHashingIsBounded(t *testing.T) {
	t.Parallel()
	h := newHasher(Cost{Memory: 64, Passes: 1, Threads: 1})
	var leaves []func()
	for range cap(h.turns) {
		leave, err := h.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leave)
	}
	ctx, cancel := contextWithTimeout(t, 20*time.Millisecond)
	defer cancel()
	if _, err := h.hash(ctx, "x"); err == nil {
		t.Error("one more hash than there are turns was made")
	}
	leaves[0]()
	if _, err := h.hash(t.Context(), "x"); err != nil {
		t.Errorf("a turn that became free was not used: %v", err)
	}
}

func TestLockFor(t *testing.T) {
	t.Parallel()
	for failures, want := range map[int]time.Duration{0: 0, 4: 0, 5: 30 * time.Second, 6: time.Minute, 8: 4 * time.Minute, 11: 32 * time.Minute, 12: time.Hour, 60: time.Hour, 1000: time.Hour} {
		if got := lockFor(failures); got != want {
			t.Errorf("lockFor(%d) = %v, want %v", failures, got, want)
		}
	}
}

func TestLimiterIsBoundedAndRefills(t *testing.T) {
	t.Parallel()
	l := newLimiter(2, time.Second)
	now := taskflow.Time(1_000_000)
	for i, want := range []bool{true, true, false} {
		if err := l.take("a", now); (err == nil) != want {
			t.Fatalf("attempt %d: %v", i, err)
		}
	}
	if err := l.take("b", now); err != nil {
		t.Errorf("another key shares the limit: %v", err)
	}
	if err := l.take("a", now.Add(time.Second)); err != nil {
		t.Errorf("the limit does not refill: %v", err)
	}
	for i := range limiterEntries + 50 {
		_ = l.take(fmt.Sprint(i), now)
	}
	if len(l.entries) > limiterEntries || l.recent.Len() != len(l.entries) {
		t.Errorf("%d entries are kept", len(l.entries))
	}
}

func TestAddressKey(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7":           "192.0.2.7",
		"::ffff:192.0.2.7":    "192.0.2.7",
		"2001:db8:1:2:3:4::9": "2001:db8:1:2::/64",
		"fe80::1%eth0":        "fe80::/64",
		"unix":                "unix",
	} {
		if got := addressKey(address); got != want {
			t.Errorf("addressKey(%s) = %s, want %s", address, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	if got := clip("Mozilla\r\n\x00 évil\xff", 12); got != "Mozilla évi" {
		t.Errorf("clip = %q", got)
	}
}
