package releases

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// numbers are those of a version, the weightiest first.
type numbers [3]int

func (n numbers) String() string { return fmt.Sprintf("%d.%d.%d", n[0], n[1], n[2]) }

func (n numbers) compare(other numbers) int {
	return cmp.Or(cmp.Compare(n[0], other[0]), cmp.Compare(n[1], other[1]), cmp.Compare(n[2], other[2]))
}

// parse reads a version such as 0.2.0 or v0.2.0. One with more behind it, 0.2.0-rc.1 for
// one, is a try and not for everybody.
func parse(s string) (numbers, bool) {
	var n numbers
	parts := strings.Split(strings.TrimPrefix(s, "v"), ".")
	if len(parts) != len(n) {
		return numbers{}, false
	}
	for i, part := range parts {
		value, err := strconv.ParseUint(part, 10, 31)
		if err != nil {
			return numbers{}, false
		}
		n[i] = int(value)
	}
	return n, true
}
