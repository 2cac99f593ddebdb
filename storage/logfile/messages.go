package logfile

// otherMessage stands for a message that is not on the list.
const otherMessage = "other"

// messages names every message that may be logged. A message is a constant of the program: one
// that was put together may hold what a server said or a person typed. A test looks through
// the program for messages that are missing here.
var messages = map[string]bool{
	// the program and its window
	"start":                         true,
	"window panicked":               true,
	"worker panicked":               true,
	"workers still busy at the end": true,
	"end":                           true,
	"screen":                        true,
	"shown":                         true,
	"payments found":                true,
	"feature hidden":                true,
	"terminal told":                 true,
	"holds read":                    true,
	"receipts shown":                true,
	"rest read":                     true,
	"sentences not read":            true,
	"virtual terminal":              true,
	"unseen payments not kept":      true,
	"unseen payments not read":      true,
	toolkitError:                    true,
	toolkitThread:                   true,

	// an environment
	"read key":               true,
	"key kept":               true,
	"key forgotten":          true,
	"card kept":              true,
	"forget key":             true,
	"connect":                true,
	"environment open":       true,
	"engine still busy":      true,
	"engine ended":           true,
	"listen for results":     true,
	"listener ended":         true,
	"results can be brought": true,
	"callback not taken":     true,
	"callback panicked":      true,

	// a payment
	"keep receipt":                             true,
	"keep terminal health":                     true,
	"read the gateway's list of refunds":       true,
	"read what the gateway takes of a payment": true,

	// the journal and its backups
	"read journal":                     true,
	"write journal":                    true,
	"close journal":                    true,
	"journal mended":                   true,
	"lines of the list cannot be read": true,
	"make backup":                      true,
	"backup made":                      true,
	"backup is damaged":                true,
	"backup restored":                  true,
	"remove backup":                    true,
	"pack backup":                      true,
	"check journal":                    true,
	"note what was checked":            true,
	"list shortened":                   true,
	"shorten list":                     true,
	"clean up":                         true,
	"erase what is old":                true,
	"erased":                           true,
	"follow what was erased":           true,
}
