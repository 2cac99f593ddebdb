// Package callback listens for results that are brought to the till: the terminal posts
// its result to an address of ours, with the token that was given out for it.
//
// Anybody who reaches the address may post to it, so nothing is believed before the token:
// there is one path and one method, a request without a token that was given out is
// refused before its body is read, every size, time and number is bounded, and an answer
// has no body. A request is acknowledged only when what it brought is written down; all
// else is to be brought again.
package callback
