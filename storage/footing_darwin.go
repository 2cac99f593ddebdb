package storage

import "golang.org/x/sys/unix"

// fileSystemOf names the type of the file system below a folder, as mount(8) does.
func fileSystemOf(dir string) (string, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return "", err
	}
	return unix.ByteSliceToString(st.Fstypename[:]), nil
}
