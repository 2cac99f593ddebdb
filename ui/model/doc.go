// Package model is what the window knows now: the gateways that are open, their terminals, the
// payments, those that were put aside, the one in front, and the settings. It takes the
// engine's updates and says that something has changed; what is read from the journal, the
// keyring or the network is read by workers.
//
// A Model belongs to one goroutine, that of the window: its methods are called there, and so
// are the functions of its Params. It knows no widget.
package model
