package storage_test

import (
	"os"
	"path/filepath"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"

	"tillside/storage"
)

const system = "S-1-5-18"

func wine() bool {
	return windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil
}

// rights are those that a folder's or file's list gives, and to whom.
func rights(t *testing.T, path string) (given map[string]windows.ACCESS_MASK, me string) {
	t.Helper()
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	must(t, err)
	sd, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	must(t, err)
	list, _, err := sd.DACL()
	must(t, err)
	given = map[string]windows.ACCESS_MASK{}
	for i := range uint32(list.AceCount) {
		var right *windows.ACCESS_ALLOWED_ACE
		must(t, windows.GetAce(list, i, &right))
		if right.Header.AceType == windows.ACCESS_ALLOWED_ACE_TYPE && right.Mask != 0 {
			given[(*windows.SID)(unsafe.Pointer(&right.SidStart)).String()] |= right.Mask
		}
	}
	return given, user.User.Sid.String()
}

// A new data folder gives rights to its owner alone, and so do the files in it.
func TestTheDataFolderIsItsOwnersByItsList(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Käse laden", "Tillside")
	must(t, storage.EnsureDir(dir))
	file := filepath.Join(dir, "journal.db")
	must(t, os.WriteFile(file, []byte("x"), 0o600))
	look := []string{dir, file}
	if wine() {
		look = look[:1] // it keeps modes, and no file there has the list of its folder
	}
	for _, path := range look {
		given, me := rights(t, path)
		mine := given[me]
		delete(given, me)
		delete(given, system) // wine adds it
		if mine&windows.FILE_READ_DATA == 0 || len(given) > 0 {
			t.Errorf("%s: mine are %x, others have %v", path, mine, given)
		}
	}
	if open, err := storage.OpenToOthers(dir); err != nil || open {
		t.Errorf("open to others: %t, %v", open, err)
	}
	must(t, storage.EnsureDir(dir)) // a second start
}

// A folder that was there keeps its rights, and it is noticed that others have some.
func TestAFolderOfEverybodysIsNoticed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "everybody")
	sd, err := windows.SecurityDescriptorFromString("D:P(A;OICI;FA;;;WD)")
	must(t, err)
	name, err := windows.UTF16PtrFromString(dir)
	must(t, err)
	attributes := windows.SecurityAttributes{SecurityDescriptor: sd}
	attributes.Length = uint32(unsafe.Sizeof(attributes))
	must(t, windows.CreateDirectory(name, &attributes))
	must(t, storage.EnsureDir(dir))
	if open, err := storage.OpenToOthers(dir); err != nil || !open {
		t.Errorf("open to others: %t, %v", open, err)
	}
}

func TestAFileIsNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if err := storage.EnsureDir(file); err == nil {
		t.Error("a file was taken for the data folder")
	}
}
