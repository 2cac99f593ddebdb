package proof

import (
	"fmt"
	"math"

	"tillside/storage/disktest"
)

// platter is the disk below a till's journals.
type platter struct {
	*disktest.Disk
	asked map[disktest.Op]int // how much of each the disk was asked for before it was mended
}

// insertDisk puts a disk below every file whose path begins with root. Where nothing is
// ever lost it need not remember what was not synced.
func (w *world) insertDisk(root string, forgets bool) *platter {
	d, err := disktest.New(root, forgets)
	if err != nil {
		w.t.Fatal(err)
	}
	return &platter{Disk: d, asked: map[disktest.Op]int{}}
}

// mend ends every failure of the disk. The first time is when the failures ended.
func (p *platter) mend() {
	for _, op := range []disktest.Op{disktest.Write, disktest.Sync} {
		p.Fail(op, 0, 0)
		if _, mended := p.asked[op]; !mended {
			p.asked[op] = p.Count(op)
		}
	}
}

func (p *platter) remove() { p.Remove() }

// diskDrills let the nth write or sync that SQLite itself asks for fail during a flow.
func (f flow) diskDrills() []drill {
	var all []drill
	for op, name := range []string{disktest.Write: "write", disktest.Sync: "sync"} {
		for _, way := range []struct {
			count int
			stays bool
		}{{1, false}, {math.MaxInt32, false}, {math.MaxInt32, true}} {
			title := fmt.Sprintf("SQLite's %s fails %s", name, often(way.count))
			if way.stays {
				title += " and is never mended"
			}
			all = append(all, drill{f, title, f.onDisk(disktest.Op(op), way.count, way.stays)})
		}
	}
	return all
}

// onDisk lets operation n of the flow on the first till's disk fail, and count in all.
func (f flow) onDisk(op disktest.Op, count int, stays bool) func(*plan, int) func(*world) bool {
	return func(p *plan, n int) func(*world) bool {
		before := 0
		p.stays = stays
		p.add(f.from, "the disk will fail", func(w *world) {
			before = w.disks[0].Count(op)
			w.disks[0].Fail(op, n, count)
		})
		return func(w *world) bool { return w.disks[0].asked[op] >= before+n }
	}
}
