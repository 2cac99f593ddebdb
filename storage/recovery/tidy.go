package recovery

import (
	"slices"
	"time"

	"tillside/storage"
)

// lookAgain is after how long a backup is looked through again: a disk can lose what it
// took, and nothing else would notice before the backup is needed.
const lookAgain = 30 * 24 * time.Hour

// tidy does one piece of the work that has no hour: it looks at the next part of the
// journal, packs a copy that a newer one has followed, or looks through a backup again.
func (j *Journal) tidy() {
	j.copying.Lock()
	defer j.copying.Unlock()
	j.walkOn()
	k, f := j.manager, j.files
	all, err := f.list()
	if err != nil || j.life.Err() != nil {
		return
	}
	if b, s, found := k.toPack(f, all); found {
		if err := k.pack(j.life, f, b, s, k.restful(j.life)); err != nil && j.life.Err() == nil {
			k.o.Log.Warn("pack backup", "environment", f.environment, "error", err.Error())
		}
		return
	}
	if b, found := k.toLookAt(f, all); found {
		j.lookAgain(b)
	}
}

// walkOn goes on with the slow walk through the whole journal: edits of old lines are found
// without anybody asking, and no start waits for it.
func (j *Journal) walkOn() {
	k, f := j.manager, j.files
	known := k.noted(f)
	if known.Doubt || size(f.journal()) <= k.o.Whole {
		return // found already, or walked whole at every start
	}
	next, err := j.VerifyPart(j.life, known.Slow)
	if err != nil {
		if j.life.Err() == nil {
			j.doubt(err)
		}
		return
	}
	k.learnt(f, func(c *checked) { c.Slow = next })
}

// toPack is a sound copy that a newer copy has followed.
func (k *Manager) toPack(f files, all []file) (file, sound, bool) {
	newest := slices.IndexFunc(all, func(b file) bool { return b.kind != kindChanges })
	for _, b := range all[newest+1:] {
		if s, ok := k.soundOf(f, b.name); ok && !s.Torn && b.kind == kindCopy {
			return b, s, true
		}
	}
	return file{}, sound{}, false
}

// toLookAt is the backup that was looked through longest ago, if that is long ago.
func (k *Manager) toLookAt(f files, all []file) (oldest file, found bool) {
	since := k.o.Now().Add(-lookAgain)
	for _, b := range all {
		if s, ok := k.soundOf(f, b.name); ok && !s.Torn && s.Looked.Before(since) {
			oldest, since, found = b, s.Looked, true
		}
	}
	return oldest, found
}

// lookAgain looks through a backup once more. One that is damaged stays where it is, but
// nothing goes on from it: the next backup begins before it.
func (j *Journal) lookAgain(b file) {
	k, f := j.manager, j.files
	rest := k.restful(j.life)
	_, err := k.look(j.life, f, b, func(int64, int64) { _ = rest() }) // an error of rest is the end of life
	if j.life.Err() != nil || err != nil && !isDamage(err) {
		return
	}
	k.learnt(f, func(c *checked) {
		s := c.Backups[b.name]
		s.Looked, s.Torn = k.o.Now(), err != nil
		c.Backups[b.name] = s
	})
	if err != nil {
		k.o.Log.Warn("backup is damaged", "environment", f.environment, "error", err.Error())
		j.state.Lock()
		j.end, j.day = storage.Mark{}, ""
		j.state.Unlock()
	}
}
