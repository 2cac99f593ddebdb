#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "disk_linux.h"

/* The parts of SQLite's public interface that are used here, in the order its
   documentation of sqlite3_vfs and sqlite3_io_methods gives them. They are declared and not
   included because the driver that brings SQLite along hands no header to other packages. */
typedef long long sqlite3_int64;
typedef struct sqlite3_file sqlite3_file;
typedef struct sqlite3_vfs sqlite3_vfs;
typedef struct sqlite3_io_methods sqlite3_io_methods;

struct sqlite3_file {
	const sqlite3_io_methods *pMethods;
};

struct sqlite3_io_methods {
	int iVersion;
	int (*xClose)(sqlite3_file *);
	int (*xRead)(sqlite3_file *, void *, int, sqlite3_int64);
	int (*xWrite)(sqlite3_file *, const void *, int, sqlite3_int64);
	int (*xTruncate)(sqlite3_file *, sqlite3_int64);
	int (*xSync)(sqlite3_file *, int);
	int (*xFileSize)(sqlite3_file *, sqlite3_int64 *);
	int (*xLock)(sqlite3_file *, int);
	int (*xUnlock)(sqlite3_file *, int);
	int (*xCheckReservedLock)(sqlite3_file *, int *);
	int (*xFileControl)(sqlite3_file *, int, void *);
	int (*xSectorSize)(sqlite3_file *);
	int (*xDeviceCharacteristics)(sqlite3_file *);
	int (*xShmMap)(sqlite3_file *, int, int, int, void volatile **);
	int (*xShmLock)(sqlite3_file *, int, int, int);
	void (*xShmBarrier)(sqlite3_file *);
	int (*xShmUnmap)(sqlite3_file *, int);
};

struct sqlite3_vfs {
	int iVersion;
	int szOsFile;
	int mxPathname;
	sqlite3_vfs *pNext;
	const char *zName;
	void *pAppData;
	int (*xOpen)(sqlite3_vfs *, const char *, sqlite3_file *, int, int *);
	int (*xDelete)(sqlite3_vfs *, const char *, int);
	void *rest[14]; /* handed on as they are: what follows in version 3 */
};

extern sqlite3_vfs *sqlite3_vfs_find(const char *);
extern int sqlite3_vfs_register(sqlite3_vfs *, int);

enum { OK = 0, NO_MEMORY = 7, WRITE_ERROR = 778, SYNC_ERROR = 1034 };

struct Disk {
	Disk *next;
	char *root;
	int remember, files, gone;
	long seen[OPS], from[OPS], count[OPS];
	Undo *undo;
};

/* A file of ours; the real one follows it in memory. */
typedef struct File {
	sqlite3_file base;
	Disk *disk; /* NULL: none of ours */
	char *path;
} File;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static Disk *disks;
static sqlite3_vfs *below, ours;

static sqlite3_file *real(sqlite3_file *f) { return (sqlite3_file *)((File *)f + 1); }

/* Counts an operation; says whether it is to fail. */
static int fails(Disk *d, int op) {
	if (!d) return 0;
	pthread_mutex_lock(&mutex);
	long n = ++d->seen[op];
	int yes = d->from[op] > 0 && n >= d->from[op] && n - d->from[op] < d->count[op];
	pthread_mutex_unlock(&mutex);
	return yes;
}

/* Remembers len bytes at offset, as far as the file has them, and its size. */
static int remember(File *f, sqlite3_int64 offset, sqlite3_int64 len) {
	if (!f->disk || !f->disk->remember) return OK;
	sqlite3_file *r = real(&f->base);
	sqlite3_int64 size = 0;
	int rc = r->pMethods->xFileSize(r, &size);
	if (rc != OK) return rc;
	if (offset >= size) len = 0;
	else if (len > size - offset) len = size - offset;
	if (len > INT_MAX) return NO_MEMORY;
	Undo *u = malloc(sizeof *u + len);
	if (!u) return NO_MEMORY;
	u->path = strdup(f->path);
	u->offset = offset, u->size = size, u->len = (int)len;
	if (!u->path) rc = NO_MEMORY;
	else if (len > 0) rc = r->pMethods->xRead(r, u->old, (int)len, offset);
	if (rc != OK) {
		free(u->path);
		free(u);
		return rc;
	}
	pthread_mutex_lock(&mutex);
	u->next = f->disk->undo;
	f->disk->undo = u;
	pthread_mutex_unlock(&mutex);
	return OK;
}

/* Takes what is remembered of a file out of a disk's list, newest first. The mutex is held. */
static Undo *take(Disk *d, const char *path) {
	Undo *list = 0, **end = &list, **at = &d->undo;
	while (*at) {
		Undo *u = *at;
		if (strcmp(u->path, path)) {
			at = &u->next;
			continue;
		}
		*at = u->next;
		u->next = 0;
		*end = u;
		end = &u->next;
	}
	return list;
}

static void forget(Disk *d, const char *path) {
	if (!d || !d->remember) return;
	pthread_mutex_lock(&mutex);
	Undo *list = take(d, path);
	pthread_mutex_unlock(&mutex);
	undo_free(list);
}

/* Ends a disk that is not wanted any more when its last file is closed. The mutex is held. */
static void end(Disk *d) {
	if (!d->gone || d->files > 0) return;
	for (Disk **at = &disks; *at; at = &(*at)->next) {
		if (*at != d) continue;
		*at = d->next;
		break;
	}
	undo_free(d->undo);
	free(d->root);
	free(d);
}

static int fileClose(sqlite3_file *f) {
	File *own = (File *)f;
	int rc = real(f)->pMethods->xClose(real(f));
	if (own->disk) {
		pthread_mutex_lock(&mutex);
		own->disk->files--;
		end(own->disk);
		pthread_mutex_unlock(&mutex);
	}
	free(own->path);
	return rc;
}

static int fileRead(sqlite3_file *f, void *to, int len, sqlite3_int64 at) {
	return real(f)->pMethods->xRead(real(f), to, len, at);
}

/* A write that fails has written its first half: a disk does not fail in whole pages. */
static int fileWrite(sqlite3_file *f, const void *from, int len, sqlite3_int64 at) {
	File *own = (File *)f;
	int failing = fails(own->disk, OP_WRITE);
	int rc = remember(own, at, len);
	if (rc != OK) return rc;
	rc = real(f)->pMethods->xWrite(real(f), from, failing ? len / 2 : len, at);
	return failing ? WRITE_ERROR : rc;
}

static int fileTruncate(sqlite3_file *f, sqlite3_int64 size) {
	File *own = (File *)f;
	if (fails(own->disk, OP_WRITE)) return WRITE_ERROR;
	int rc = remember(own, size, LLONG_MAX);
	return rc != OK ? rc : real(f)->pMethods->xTruncate(real(f), size);
}

static int fileSync(sqlite3_file *f, int flags) {
	File *own = (File *)f;
	if (fails(own->disk, OP_SYNC)) return SYNC_ERROR;
	int rc = real(f)->pMethods->xSync(real(f), flags);
	if (rc == OK) forget(own->disk, own->path);
	return rc;
}

static int fileSize(sqlite3_file *f, sqlite3_int64 *size) { return real(f)->pMethods->xFileSize(real(f), size); }
static int fileLock(sqlite3_file *f, int level) { return real(f)->pMethods->xLock(real(f), level); }
static int fileUnlock(sqlite3_file *f, int level) { return real(f)->pMethods->xUnlock(real(f), level); }
static int fileReserved(sqlite3_file *f, int *out) { return real(f)->pMethods->xCheckReservedLock(real(f), out); }
static int fileControl(sqlite3_file *f, int op, void *arg) { return real(f)->pMethods->xFileControl(real(f), op, arg); }
static int fileSector(sqlite3_file *f) { return real(f)->pMethods->xSectorSize(real(f)); }
static int fileTraits(sqlite3_file *f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }
static int shmMap(sqlite3_file *f, int page, int size, int extend, void volatile **out) {
	return real(f)->pMethods->xShmMap(real(f), page, size, extend, out);
}
static int shmLock(sqlite3_file *f, int at, int n, int flags) { return real(f)->pMethods->xShmLock(real(f), at, n, flags); }
static void shmBarrier(sqlite3_file *f) { real(f)->pMethods->xShmBarrier(real(f)); }
static int shmUnmap(sqlite3_file *f, int erase) { return real(f)->pMethods->xShmUnmap(real(f), erase); }

/* Version 2: no memory-mapped reading, which the journal does not ask for either. */
static const sqlite3_io_methods methods = {
	2, fileClose, fileRead, fileWrite, fileTruncate, fileSync, fileSize, fileLock, fileUnlock, fileReserved,
	fileControl, fileSector, fileTraits, shmMap, shmLock, shmBarrier, shmUnmap,
};

/* The disk a file is on, NULL for none. The mutex is held. */
static Disk *disk_of(const char *path) {
	if (!path) return 0;
	for (Disk *d = disks; d; d = d->next)
		if (!d->gone && !strncmp(path, d->root, strlen(d->root))) return d;
	return 0;
}

static int vfsOpen(sqlite3_vfs *v, const char *path, sqlite3_file *f, int flags, int *out) {
	(void)v;
	File *own = (File *)f;
	memset(own, 0, sizeof *own);
	if (path && !(own->path = strdup(path))) return NO_MEMORY;
	int rc = below->xOpen(below, path, real(f), flags, out);
	if (rc != OK || !real(f)->pMethods) {
		if (real(f)->pMethods) real(f)->pMethods->xClose(real(f));
		free(own->path);
		return rc;
	}
	pthread_mutex_lock(&mutex);
	own->disk = disk_of(path);
	if (own->disk) own->disk->files++;
	pthread_mutex_unlock(&mutex);
	f->pMethods = &methods;
	return OK;
}

static int vfsDelete(sqlite3_vfs *v, const char *path, int sync) {
	(void)v;
	int rc = below->xDelete(below, path, sync);
	if (rc != OK) return rc;
	pthread_mutex_lock(&mutex);
	Disk *d = disk_of(path);
	Undo *list = d ? take(d, path) : 0;
	pthread_mutex_unlock(&mutex);
	undo_free(list);
	return OK;
}

int disk_install(void) {
	int rc = OK;
	pthread_mutex_lock(&mutex);
	if (!below) {
		below = sqlite3_vfs_find(0);
		if (!below) {
			rc = NO_MEMORY;
		} else {
			memcpy(&ours, below, sizeof ours);
			ours.zName = "tillside-disk";
			ours.pNext = 0;
			ours.szOsFile = (int)sizeof(File) + below->szOsFile;
			ours.xOpen = vfsOpen;
			ours.xDelete = vfsDelete;
			rc = sqlite3_vfs_register(&ours, 1);
		}
	}
	pthread_mutex_unlock(&mutex);
	return rc;
}

Disk *disk_new(const char *root, int remember) {
	Disk *d = calloc(1, sizeof *d);
	if (!d || !(d->root = strdup(root))) {
		free(d);
		return 0;
	}
	d->remember = remember;
	pthread_mutex_lock(&mutex);
	d->next = disks;
	disks = d;
	pthread_mutex_unlock(&mutex);
	return d;
}

void disk_free(Disk *d) {
	pthread_mutex_lock(&mutex);
	d->gone = 1;
	end(d);
	pthread_mutex_unlock(&mutex);
}

void disk_fail(Disk *d, int op, long from, long count) {
	pthread_mutex_lock(&mutex);
	d->from[op] = from > 0 ? d->seen[op] + from : 0;
	d->count[op] = count;
	pthread_mutex_unlock(&mutex);
}

long disk_count(Disk *d, int op) {
	pthread_mutex_lock(&mutex);
	long n = d->seen[op];
	pthread_mutex_unlock(&mutex);
	return n;
}

Undo *disk_take(Disk *d, const char *path) {
	pthread_mutex_lock(&mutex);
	Undo *list = take(d, path);
	pthread_mutex_unlock(&mutex);
	return list;
}

void undo_free(Undo *list) {
	while (list) {
		Undo *next = list->next;
		free(list->path);
		free(list);
		list = next;
	}
}
