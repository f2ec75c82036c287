package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"hash/crc32"
	"strings"
)

// TokenPrefix begins every API token, so that scanners of leaked secrets know
// one when they see it.
const TokenPrefix = "tf_"

const (
	secretBytes  = 32
	base62       = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	tokenBody    = 43 // 43 letters of base 62 carry 256 bits
	tokenCheck   = 6  // and 6 carry a CRC-32
	shownOfToken = len(TokenPrefix) + 5
)

// NewSecret returns a fresh 256-bit secret in letters and digits.
func NewSecret() string {
	b := make([]byte, secretBytes)
	rand.Read(b) // never fails: the runtime stops the program instead
	return hex.EncodeToString(b)
}

// HashSecret is the form in which a secret is stored and looked up. A random
// 256-bit secret needs no salt and no slow hash: there is nothing to guess.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// newAPIToken returns a fresh API token: prefix, random letters, checksum.
func newAPIToken() string {
	body := make([]byte, 0, tokenBody)
	for len(body) < tokenBody {
		b := make([]byte, 64)
		rand.Read(b)
		for _, v := range b {
			// Values from 248 are dropped so that each letter is equally likely.
			if v < 248 && len(body) < tokenBody {
				body = append(body, base62[v%62])
			}
		}
	}
	return TokenPrefix + string(body) + checksum(string(body))
}

// wellFormedToken reports whether a token has the right form and checksum, so
// that a mistyped or made-up one never reaches the database.
func wellFormedToken(token string) bool {
	rest, ok := strings.CutPrefix(token, TokenPrefix)
	if !ok || len(rest) != tokenBody+tokenCheck {
		return false
	}
	return checksum(rest[:tokenBody]) == rest[tokenBody:]
}

func checksum(body string) string {
	n := crc32.ChecksumIEEE([]byte(body))
	out := make([]byte, tokenCheck)
	for i := tokenCheck - 1; i >= 0; i-- {
		out[i] = base62[n%62]
		n /= 62
	}
	return string(out)
}
