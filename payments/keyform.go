package payments

// KeyFits reports whether a key looks like one of this gateway: in KeyPattern an X is a
// letter or a digit, any other sign is itself. A gateway that says nothing about its keys
// takes any.
func (i Info) KeyFits(key Secret) bool {
	text := key.Reveal()
	if i.KeyPattern == "" {
		return true
	}
	if len(text) != len(i.KeyPattern) {
		return false
	}
	for at := range len(text) {
		if want := i.KeyPattern[at]; want == 'X' && !letterOrDigit(text[at]) || want != 'X' && text[at] != want {
			return false
		}
	}
	return true
}

func letterOrDigit(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}
