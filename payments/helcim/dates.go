package helcim

import "time"

// dateLayout is that of "dateCreated".
const dateLayout = "2006-01-02 15:04:05"

// Mountain Time is seven hours behind UTC, and six from the second Sunday of March to the first
// one of November, from two o'clock to two o'clock. It is worked out here: a table of the world's
// time zones is not on every computer, would make the program half a megabyte larger, and a change
// of the law would only shift by an hour what is compared to the day.
const (
	mountainStandard = -7 * time.Hour
	mountainSummer   = -6 * time.Hour
)

// mountainTime reads a date of Helcim's; zero where it is none. In the hour that comes twice it
// takes the earlier one.
func mountainTime(s string) time.Time {
	local, err := time.Parse(dateLayout, s)
	if err != nil {
		return time.Time{}
	}
	begin := sunday(local.Year(), time.March, 2)
	end := sunday(local.Year(), time.November, 1)
	if local.Before(begin) || !local.Before(end) {
		return local.Add(-mountainStandard)
	}
	return local.Add(-mountainSummer)
}

// sunday is two o'clock on the n-th Sunday of a month.
func sunday(year int, month time.Month, n int) time.Time {
	first := time.Date(year, month, 1, 2, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, (7-int(first.Weekday()))%7+7*(n-1))
}
