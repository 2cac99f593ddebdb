package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"
)

// makePrivate makes a folder with a list of rights that names its owner alone, takes nothing
// over from the folder above, and is handed on to all that is made in it. The modes that Go
// gives to folders mean nothing on Windows. The folders above are made as they usually are.
func makePrivate(dir string) error {
	switch info, err := os.Stat(dir); {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return &fs.PathError{Op: "mkdir", Path: dir, Err: windows.ERROR_DIRECTORY}
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	me, err := currentPerson()
	if err != nil {
		return err
	}
	// The owner, a list of its own (P), and in it one right (A) that is handed on to folders and
	// files (OICI): everything (FA), for the owner.
	sd, err := windows.SecurityDescriptorFromString(fmt.Sprintf("O:%[1]sD:P(A;OICI;FA;;;%[1]s)", me))
	if err != nil {
		return fmt.Errorf("rights of the data folder: %w", err)
	}
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return err
	}
	attributes := windows.SecurityAttributes{SecurityDescriptor: sd}
	attributes.Length = uint32(unsafe.Sizeof(attributes))
	if err := windows.CreateDirectory(name, &attributes); err != nil && !errors.Is(err, fs.ErrExist) {
		return &fs.PathError{Op: "mkdir", Path: dir, Err: err}
	}
	return nil
}

func currentPerson() (*windows.SID, error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, fmt.Errorf("find out who is logged in: %w", err)
	}
	return user.User.Sid, nil
}

// openToOthers looks for a right of anybody but the person, the system and its administrators.
// Those two may read every folder, whatever a list of rights says.
func openToOthers(dir string) (bool, error) {
	sd, err := windows.GetNamedSecurityInfo(dir, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return false, err
	}
	list, _, err := sd.DACL()
	switch {
	case errors.Is(err, windows.ERROR_OBJECT_NOT_FOUND) || err == nil && list == nil:
		return true, nil // no list means that everybody may do everything
	case err != nil:
		return false, err
	}
	me, err := currentPerson()
	if err != nil {
		return false, err
	}
	for i := range uint32(list.AceCount) {
		var right *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(list, i, &right); err != nil {
			return false, err
		}
		if right.Header.AceType != windows.ACCESS_ALLOWED_ACE_TYPE || right.Mask == 0 {
			continue
		}
		who := (*windows.SID)(unsafe.Pointer(&right.SidStart))
		known := who.Equals(me) || who.IsWellKnown(windows.WinLocalSystemSid) || who.IsWellKnown(windows.WinBuiltinAdministratorsSid) ||
			who.IsWellKnown(windows.WinCreatorOwnerSid) || who.IsWellKnown(windows.WinCreatorOwnerRightsSid)
		if !known {
			return true, nil
		}
	}
	return false, nil
}
