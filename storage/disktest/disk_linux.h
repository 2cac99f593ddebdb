#ifndef TILLSIDE_DISKTEST_H
#define TILLSIDE_DISKTEST_H

/* What can fail. A truncation counts as a write. */
enum { OP_WRITE, OP_SYNC, OPS };

typedef struct Disk Disk;

/* One write that was not synced yet, as it must be undone: put len old bytes back at
   offset, then cut the file to size. Newest first. */
typedef struct Undo {
	struct Undo *next;
	char *path;
	long long offset, size, len; /* all as wide, so that old begins where the rest ends */
	unsigned char old[];
} Undo;

int disk_install(void);
Disk *disk_new(const char *root, int remember);
void disk_free(Disk *d);
void disk_fail(Disk *d, int op, long from, long count);
long disk_count(Disk *d, int op);
Undo *disk_take(Disk *d, const char *path);
void undo_free(Undo *list);

#endif
