// Package pontoon is a payment provider that does not exist: adapter, cloud and value. It is
// for tests alone and is the opposite of the first provider wherever that can be. The answer to
// a payment is its verdict, terminals are typed in, nothing can be cancelled, pinged or looked
// up, and money is given back at another host with another secret, where a request that comes
// again is answered as the first one was.
//
// It is a package and not a file of some test, because three tests need it: the suite, the
// engine and the window, none of which may know a provider by its name.
package pontoon
