// Package storage keeps what must survive: the journal of payments, the settings, the
// folder they live in, and the lock that lets one program own them.
//
// The journal is one SQLite file. Its table attempts holds the current state of every
// attempt, events is append-only and each of its rows carries the hash of the row before
// it, and receipts are kept as they came. A state and its event are committed together
// and durably: WAL with synchronous=FULL, so that a power cut after a commit loses
// nothing. One connection writes; the screens read through connections of their own,
// which SQLite itself keeps from writing.
//
// No secret ever comes here. Of a card only what payments.Card holds is stored.
package storage
