package storage

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// fileSystemOf names the type of the file system below a folder. What only looks like a file
// system to the kernel (FUSE) is named by the table of mounts.
func fileSystemOf(dir string) (string, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return "", err
	}
	magic := uint32(st.Type)
	name, known := magics()[magic]
	switch {
	case !known:
		return fmt.Sprintf("%#x", magic), nil
	case magic != unix.FUSE_SUPER_MAGIC:
		return name, nil
	}
	resolved, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", err
	}
	if resolved, err = filepath.Abs(resolved); err != nil {
		return "", err
	}
	table, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return name, nil // nobody else knows
	}
	defer func() { _ = table.Close() }()
	if mounted := mountedAt(bufio.NewScanner(table), resolved); mounted != "" {
		return mounted, nil
	}
	return name, nil
}

// magics are the numbers of linux/magic.h, and of file systems that are not in it, for what
// is not a disk.
func magics() map[uint32]string {
	return map[uint32]string{
		unix.NFS_SUPER_MAGIC: "nfs", unix.SMB_SUPER_MAGIC: "smb", unix.CIFS_SUPER_MAGIC: "cifs", unix.SMB2_SUPER_MAGIC: "smb2",
		unix.AFS_SUPER_MAGIC: "afs", unix.AFS_FS_MAGIC: "afs", unix.CEPH_SUPER_MAGIC: "ceph", unix.CODA_SUPER_MAGIC: "coda",
		unix.NCP_SUPER_MAGIC: "ncp", unix.V9FS_MAGIC: "9p", unix.FUSE_SUPER_MAGIC: "fuse", unix.OCFS2_SUPER_MAGIC: "ocfs2",
		0x01161970: "gfs2", 0x0bd00bd0: "lustre", 0x47504653: "gpfs", 0x786f4256: "vboxsf", 0x6a656a63: "virtiofs",
		0x19830326: "beegfs", 0x20030528: "orangefs", 0xbacbacbc: "vmhgfs", 0x7c7c6673: "prl_fs",
	}
}

// mountedAt finds the type of the mount that a folder is on: that with the longest path.
// The lines are those of proc_pid_mountinfo(5).
func mountedAt(lines *bufio.Scanner, dir string) (name string) {
	longest := -1
	for lines.Scan() {
		before, after, whole := strings.Cut(lines.Text(), " - ")
		fields, kind := strings.Fields(before), strings.Fields(after)
		if !whole || len(fields) < 5 || len(kind) == 0 {
			continue
		}
		at := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(fields[4])
		if within(dir, at) && len(at) >= longest {
			longest, name = len(at), kind[0]
		}
	}
	return name
}

func within(dir, at string) bool {
	return dir == at || strings.HasPrefix(dir, strings.TrimSuffix(at, "/")+"/")
}
