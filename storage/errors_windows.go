package storage

import "golang.org/x/sys/windows"

// errQuota is how Windows says that a disk is full; Go does not map it to ENOSPC.
const errQuota = windows.ERROR_DISK_FULL
