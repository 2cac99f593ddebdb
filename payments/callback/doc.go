// Package callback listens for what is brought to the till: a terminal posts its result, or
// a provider its notifications, to an address of ours.
//
// Anybody who reaches the address may post to it, so nothing is believed before the adapter
// has found the provider's proof: there is one path for each gateway and one method, what
// needs no body for its proof is refused before its body is read, every size, time and number
// is bounded, and an answer has no body. A request is acknowledged only when what it brought
// is written down or needs not to be; all else is to be brought again.
package callback
