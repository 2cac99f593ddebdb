// Package gatewaytest holds what every gateway is tested with: a network in memory that
// fails on command, and one conformance suite that every gateway must pass.
//
// Network runs the real net/http client transport against the real net/http server over
// pipes in memory. Nothing in it touches a socket or the real clock, so it works inside a
// testing/synctest bubble: a time-out of a minute passes in no time, and a test sees in
// which order things happened. Faults are scripted per request: before it leaves, after
// it was read, after it was obeyed, or in the answer. Every request that reached the far
// side is recorded, so a test can count how often money was asked to move.
//
// Run is the suite. A gateway hands it a Rig, its adapter behind a simulated provider, and
// is held to the contract of payments.Gateway: at most one transmission, an explicit
// statement for every final state, and errors that say nothing they should not. Providers
// differ in how a start is answered, in what they ever state and in what carries which secret;
// the rig's Documents say what this one's pages promise, and every check asks them. A check
// that does not apply is named, with the reason, in the output and in what Run returns.
//
// The package pontoon below it is a provider that does not exist and differs from the first
// one wherever that can be. It passes the same suite.
package gatewaytest
