// Package proof holds the simulated schedules that prove the money rules: the production
// engine, adapter, journal and presenters in virtual time, against the simulated provider,
// under faults, crashes and clocks drawn from a seed. It has no code of its own but tests.
//
// A schedule draws tills that share one key, terminals, operations, customers, faults,
// crash points, restarts and clock steps. Real net/http runs over pipes in memory, real
// SQLite with the production settings runs on a file. A checker that shares nothing with
// the engine reads only the acquirer's ledger, the journal file and what the screens were
// told, and holds the invariants against them. The seed of a schedule that fails is
// printed with its story and replays it:
//
//	go test ./payments/checkout/proof -run TestSchedules -seed 4711 -schedules 1 -v
package proof
