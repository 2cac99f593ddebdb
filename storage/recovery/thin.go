package recovery

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"
)

// What is kept: the newest backup of each of so many days that have one, then the newest of
// each week, then of each month.
const (
	keptDays   = 14
	keptWeeks  = 8
	keptMonths = 12
)

// All backups together may take three times what the journal takes, and a little for small
// ones. The newest days are kept whatever they take.
const (
	largestShare  = 3
	smallestBound = 64 << 20
	alwaysKept    = 3
)

// thin removes backups that newer ones have replaced. It runs after a new one was found
// sound. A backup that others go on from stays as long as they do; a damaged one stays until
// there are enough sound ones that are newer.
func (k *Manager) thin(ctx context.Context, f files) {
	all, err := f.list()
	if err != nil || len(all) == 0 {
		return // the next backup thins out
	}
	points := k.worthKeeping(ctx, f, all)
	if len(points) == 0 {
		return
	}
	bound := max(smallestBound, largestShare*size(f.journal()))
	for len(points) > alwaysKept && k.takenBy(f, points) > bound {
		points = points[:len(points)-1]
	}
	kept := map[string]bool{}
	for _, p := range points {
		for _, b := range p.files {
			kept[b.name] = true
		}
	}
	var enough time.Time
	if len(points) >= keptDays {
		enough = points[keptDays-1].made
	}
	for _, b := range all {
		if kept[b.name] {
			continue
		}
		if _, err := k.inspect(ctx, f, b); err == nil || ctx.Err() == nil && b.made.Before(enough) {
			k.remove(filepath.Join(f.backups(), b.name))
			k.forget(f, b.name)
		}
	}
}

// takenBy is what the files of points take on the disk.
func (k *Manager) takenBy(f files, points []point) (all int64) {
	counted := map[string]bool{}
	for _, p := range points {
		for _, b := range p.files {
			if !counted[b.name] {
				all += max(size(filepath.Join(f.backups(), b.name)), 0)
			}
			counted[b.name] = true
		}
	}
	return all
}

// worthKeeping picks the newest point of each of the newest days, weeks and months.
func (k *Manager) worthKeeping(ctx context.Context, f files, all []file) (points []point) {
	keep := k.calendar()
	for _, b := range all {
		if p, err := k.pointOf(ctx, f, all, b); err == nil && keep(b.made) {
			points = append(points, p)
		}
	}
	return points
}

// calendar makes what decides about one backup after the other, newest first.
func (k *Manager) calendar() (keep func(time.Time) bool) {
	rounds := []struct {
		most int
		of   func(time.Time) string
		seen []string
	}{
		{keptDays, k.day, nil}, {keptWeeks, k.week, nil}, {keptMonths, k.month, nil},
	}
	return func(at time.Time) bool {
		for i := range rounds {
			r := &rounds[i]
			span := r.of(at)
			if slices.Contains(r.seen, span) {
				return false
			}
			if len(r.seen) < r.most {
				r.seen = append(r.seen, span)
				return true
			}
		}
		return false
	}
}

func (k *Manager) week(at time.Time) string {
	year, week := at.In(k.o.Zone).ISOWeek()
	return fmt.Sprint(year, "-", week)
}

func (k *Manager) month(at time.Time) string { return at.In(k.o.Zone).Format("2006-01") }
