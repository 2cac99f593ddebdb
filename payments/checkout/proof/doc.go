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
//
// Beside what every schedule may have, each may have some of a wider world: starts that are
// delivered twice, old answers from a box on the way, days that pass, other currencies (see
// draws). One of them by name, in every schedule:
//
//	go test ./payments/checkout/proof -run TestSchedules -draw "doubled start" -schedules 300
//
// A till that dies may lose its power as well: then everything is gone that was not synced.
// TestLostJournals runs the same schedules with journals that are damaged, emptied or
// deleted between two lives, and mended by their manager.
//
// Beside the schedules drawn by chance stand those that leave nothing to chance.
// TestFailAtN tells the flows of the program again and again: each write, each request, and
// each write and sync that SQLite itself asks for fails once and for ever, and the process
// dies there. TestKills ends real processes, on a
// real disk and a real network, at each step and at random moments, and loses their
// journals. TestDisk fills a real disk, makes it read-only, holds it and breaks it.
// TestPairs, TestLockPairs and TestSecondProcess do everything twice where once was meant.
// "make test" runs each for minutes, "make soak" for as long as one likes; both print what
// was run.
package proof
