// Package account is the people who can sign in: accounts, passwords,
// sessions, API tokens, profiles and the settings of the instance.
//
// Invariants:
//   - A password is stored as argon2id, a session or token as the SHA-256 of
//     a 256-bit secret that is shown once.
//   - A sign-in answers the same, and takes as long, whether or not an account
//     has the address. Sign-up cannot hide it and is therefore limited.
//   - A session ends when it is revoked, 14 days after its last use, or 90
//     days after it began, whichever comes first.
//   - The first account is made once, however many ask at the same moment.
//
// It owns the tables settings, accounts, sessions, api_tokens and audit. It
// writes nothing to the change log: a change of a profile enqueues the job
// account.profile_changed, by which package workspace tells the people who
// see it.
package account
