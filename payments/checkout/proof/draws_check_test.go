package proof

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A draw that changes nothing would prove nothing, and one that is not the same each time
// could not be told again.
func TestDraws(t *testing.T) {
	told := func(p plan) string {
		var b strings.Builder
		for _, s := range p.steps {
			fmt.Fprintln(&b, s.at, s.name)
		}
		fmt.Fprintf(&b, "%+v %v %v", p.wider, p.kept, p.idle)
		return b.String()
	}
	defer func(before string) { *onlyDraws = before }(*onlyDraws)
	*onlyDraws = "nothing at all"
	plain := draw(7)
	if len(plain.drawn) != 0 {
		t.Fatalf("drawn without being asked for: %v", plain.drawn)
	}
	seen := map[string]bool{}
	for _, d := range draws {
		if seen[d.name] || strings.Contains(d.name, ",") || d.share < 0 || d.share > 1000 {
			t.Errorf("%q, share %d", d.name, d.share)
		}
		seen[d.name] = true
		*onlyDraws = d.name
		p := draw(7)
		if !slices.Equal(p.drawn, []string{d.name}) {
			t.Errorf("asked for %q, drawn %v", d.name, p.drawn)
		}
		p.drawn = nil
		if told(p) == told(plain) {
			t.Errorf("%q changes nothing", d.name)
		}
		if again := draw(7); told(again) != told(draw(7)) || len(again.steps) != len(p.steps) {
			t.Errorf("%q is not the same each time", d.name)
		}
		for _, s := range p.steps {
			if s.at < 0 || s.at > p.settledBy() {
				t.Errorf("%q: %q at %s", d.name, s.name, s.at)
			}
		}
	}
}
