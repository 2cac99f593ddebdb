package simulator

import (
	"encoding/binary"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// idSource makes identifiers. With a seed they are the same in the same order, so that a
// simulated schedule can be replayed.
type idSource struct {
	source *rand.ChaCha8
	now    func() time.Time
	last   int64 // milliseconds of the newest result id
}

func newIDSource(seed int64, now func() time.Time) *idSource {
	var key [32]byte
	if seed != 0 {
		binary.LittleEndian.PutUint64(key[:], uint64(seed))
	} else {
		for i := 0; i < len(key); i += 8 {
			binary.LittleEndian.PutUint64(key[i:], rand.Uint64())
		}
	}
	return &idSource{source: rand.NewChaCha8(key), now: now}
}

// guid is a UUID of version 4.
func (s *idSource) guid() string {
	var id uuid.UUID
	binary.LittleEndian.PutUint64(id[:8], s.source.Uint64())
	binary.LittleEndian.PutUint64(id[8:], s.source.Uint64())
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}

// digits is a number of n digits as text, leading zeros included.
func (s *idSource) digits(n int) string {
	text := make([]byte, n)
	for i := range text {
		text[i] = '0' + byte(s.source.Uint64()%10)
	}
	return string(text)
}

// resultID is serial, dash, milliseconds since the epoch, as in Handpoint's samples. Two
// requests in one millisecond still get two ids.
func (s *idSource) resultID(serial string) string {
	s.last = max(s.last+1, s.now().UnixMilli())
	return serial + "-" + strconv.FormatInt(s.last, 10)
}
