// Package checkout is the engine: it takes what a person asked for, writes it down, sends
// it once, and follows it until the truth is known.
//
// One goroutine owns an attempt that is not final and is the only one to move it; others
// send it commands (cancel, ask now, close). Every step is committed to the Journal before
// anybody is told. Nothing is ever sent twice: after a lost answer, a crash or a restart
// the engine asks.
package checkout
