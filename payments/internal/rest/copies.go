package rest

import "regexp"

// copied are the words with which a provider tells that it has a request already.
var copied = regexp.MustCompile(`(?i)duplic|repeated|already|\bin use\b|\bin pro(?:gress|cess)\b|\bexists\b|\bidempoten|` +
	`repetid|en uso|\bya (?:existe|fue|se|ha|est[aá])|en proceso`)

// SpeaksOfCopy reports whether an error's text may be what the second copy of a request is told
// that something on the way has delivered twice, while the first one was obeyed: that its number
// or key is taken, or that what it asks for has been done.
func SpeaksOfCopy(text string) bool { return copied.MatchString(text) }
