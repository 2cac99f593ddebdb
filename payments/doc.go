// Package payments is the vocabulary of Tillside: money, terminals, attempts and their
// states, what a gateway must be able to do, and what it may answer.
//
// The package is pure. It knows no HTTP, no database, no window and no clock; every
// other package speaks its words. Three ideas carry it:
//
//   - An Attempt is one thing a person asked for once. Its Intent never changes and is
//     written down before anything leaves the machine.
//   - An Outcome is what one call to a gateway told us, as a value. It is evidence, not
//     yet a state.
//   - A State is three-way true: money moved, money did not move, or not known. Only an
//     explicit statement of the gateway makes a state final.
package payments
