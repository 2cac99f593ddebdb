//go:build !linux

package proof

// platter is the disk below a till's journals. What it can do beside being one is tried on
// Linux: see package disktest.
type platter struct{}

func (w *world) insertDisk(string, bool) *platter { return &platter{} }

func (*platter) mend() {}

func (*platter) remove() {}

func (*platter) PowerLoss(string, string) (int, error) { return 0, nil }

func (f flow) diskDrills() []drill { return nil }
