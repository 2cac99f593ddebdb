//go:build !windows

package storage

import "syscall"

// errQuota is a full disk for one person only.
const errQuota = syscall.EDQUOT
