package storage

import "strings"

// Footing is what a data folder stands on.
type Footing string

// The footings.
const (
	// FootingLocal is a disk of this computer, or a file system of which nothing bad is known.
	FootingLocal Footing = "local"
	// FootingShared is a folder that the system around this one lends, such as a virtual
	// machine's host: locks hold within this system only, and what was written last depends
	// on the other side.
	FootingShared Footing = "shared"
	// FootingNetwork is a drive on another computer. SQLite's log needs memory that all who
	// read it share, which no network drive gives ("WAL does not work over a network
	// filesystem", SQLite documentation, Write-Ahead Logging), and locks often do not hold.
	FootingNetwork Footing = "network"
)

// FootingOf judges a type of file system, by the name that Linux, macOS or Windows have for
// it. A type that nobody has heard of is taken for a disk: most are.
func FootingOf(fileSystem string) Footing {
	name := strings.TrimPrefix(strings.ToLower(fileSystem), "fuse.")
	switch name {
	case "nfs", "nfs4", "smb", "smb2", "smb3", "smbfs", "cifs", "afs", "afpfs", "ceph", "coda", "ncp", "ncpfs", "lustre",
		"gpfs", "glusterfs", "orangefs", "pvfs2", "ocfs2", "gfs2", "webdav", "davfs", "davfs2", "ftp", "curlftpfs", "sshfs",
		"macfuse_sshfs", "osxfuse_sshfs", "rclone", "s3fs", "goofys", "gcsfuse", "google-drive-ocamlfuse", "onedriver",
		"beegfs", "moosefs", "ipfs", "remote":
		return FootingNetwork
	case "9p", "v9fs", "vboxsf", "virtiofs", "vmhgfs", "vmhgfs-fuse", "prl_fs", "drvfs":
		return FootingShared
	}
	return FootingLocal
}

// Stands tells what a folder stands on, and the type of its file system. Where the system
// does not say, it is a disk.
func Stands(dir string) (Footing, string, error) {
	name, err := fileSystemOf(dir)
	if err != nil {
		return FootingLocal, "", translate("look at the disk of the data folder", err)
	}
	return FootingOf(name), name, nil
}
