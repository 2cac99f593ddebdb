// Package recovery looks after the journals in a data folder, so that damage, deletion and
// editing cost as little as possible and are never quiet.
//
// Beside each journal lie a list of what was sent, a plain file to which one line is added
// before a request leaves, and a folder of backups that were found sound when they were
// made. When a journal is opened that cannot be read, or whose chain is broken, it is set
// aside under another name, the newest sound backup takes its place, and every payment that
// was sent since is put back from the list as not known; the engine then asks the gateway
// about each. Nothing is ever deleted but backups that
// newer ones replace, and parts of the list of which every line has been in a backup for long.
//
// What this cannot do: a payment that is on neither the list nor in a backup cannot be
// found, because the gateway's interface answers about a reference and lists none.
package recovery
