package storage

// MountedAt reads a table of mounts.
var MountedAt = mountedAt
