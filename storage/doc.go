// Package storage keeps what must survive: the journal of payments, the settings, the
// folder they live in, and the lock that lets one program own them.
//
// The journal is one SQLite file. It is written and read as attempts, the current state of
// every attempt, and events, which is only added to and in which each row carries the hash
// of the row before it; receipts are kept as they came. Both are views: the tables payments
// and lines hold the same with numbers in the place of words, times and UUIDs (migration 11),
// and what is found by an index asks for those. A state and its event are committed together
// and durably: WAL with synchronous=FULL, so that a power cut after a commit loses
// nothing. One connection writes; the screens read through connections of their own,
// which SQLite itself keeps from writing.
//
// No secret ever comes here. Of a card only what payments.Card holds is stored.
package storage
