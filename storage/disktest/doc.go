// Package disktest puts a disk that can fail, and that forgets what was not synced when the
// power goes, under the SQLite of a test. It is a virtual file system in SQLite's own sense:
// the journal is opened by the code and with the settings of production and does not know.
//
// What SQLite writes goes on to the real file at once, so that every connection sees it. In
// the other direction the disk remembers what a file was like when it was synced last, and
// can give a copy of the file that state back. What a program believed to be durable and
// was not is lost then, as it is in a shop where somebody trips over the cable.
//
// It is only there on Linux, where the tests run that need it.
package disktest
