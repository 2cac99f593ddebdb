package handpoint_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Each test that docs/handpoint.md names is there, and what the adapter sends is in its tables.
func TestTheDocumentNamesTestsThatExist(t *testing.T) {
	text, err := os.ReadFile("../../docs/handpoint.md")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	err = filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(source, -1) {
			names[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, named := range regexp.MustCompile("`(Test\\w+)`").FindAllSubmatch(text, -1) {
		if !names[string(named[1])] {
			t.Errorf("there is no %s", named[1])
		}
	}
	source, err := os.ReadFile("wire.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range regexp.MustCompile(`op\w+\s+= "(\w+)"`).FindAllSubmatch(source, -1) {
		if !strings.Contains(string(text), "`"+string(op[1])+"`") {
			t.Errorf("the operation %s is not in the tables", op[1])
		}
	}
}
