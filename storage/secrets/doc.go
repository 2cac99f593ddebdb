// Package secrets keeps API keys in the keyring of the operating system: Credential
// Manager on Windows, Keychain on macOS, the Secret Service on Linux.
//
// Keyring is that keyring with a deadline on each call, because the Secret Service can
// wait for ever on a prompt that nobody sees. Store adds a memory of this run for machines
// that have no keyring. A key is never written to a file.
package secrets
