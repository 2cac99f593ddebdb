package custody

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"

	"tillside/payments"
	"tillside/storage"
)

// line is one line of the list of what was sent. The sum is that of the intent's bytes as
// they stand in the line.
type line struct {
	Sum    string          `json:"sum"`
	Intent json.RawMessage `json:"intent"`
}

func sumOf(intent []byte) string {
	sum := sha256.Sum256(intent)
	return hex.EncodeToString(sum[:8])
}

// encodeLine writes one line with its end. It is put together by hand, because an encoder
// may write the intent's bytes in another way than those that were summed.
func encodeLine(a payments.Attempt) ([]byte, error) {
	intent, err := storage.EncodeSent(a)
	if err != nil {
		return nil, err
	}
	return []byte(`{"sum":"` + sumOf(intent) + `","intent":` + string(intent) + "}\n"), nil
}

// errLine is a line that is not as it was written.
var errLine = errors.New("the line is damaged")

func decodeLine(text []byte) (payments.Attempt, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil || l.Sum != sumOf(l.Intent) {
		return payments.Attempt{}, errLine
	}
	return storage.DecodeSent(l.Intent)
}

// sentList is the file of what was sent, open for writing. Lines are only ever added.
type sentList struct {
	mu     sync.Mutex
	file   *os.File
	broken bool // the last line has no end
}

// openSent opens the list, making it where there is none.
func openSent(path string) (*sentList, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, storage.Explain("open the list of what was sent", err)
	}
	s := &sentList{file: file}
	if s.broken, err = endsInLine(file); err != nil {
		return nil, storage.Explain("open the list of what was sent", errors.Join(err, file.Close()))
	}
	return s, nil
}

// endsInLine reports whether the last line of a file has no end.
func endsInLine(file *os.File) (bool, error) {
	end, err := file.Seek(0, io.SeekEnd)
	if err != nil || end == 0 {
		return false, err
	}
	var last [1]byte
	_, err = file.ReadAt(last[:], end-1)
	return last[0] != '\n', err
}

// write adds a line, durably. After an error part of it may be in the file; the next line
// begins anew.
func (s *sentList) write(text []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		text = append([]byte("\n"), text...)
	}
	_, err := s.file.Write(text)
	err = errors.Join(err, s.file.Sync())
	s.broken = err != nil
	return storage.Explain("write down what is sent", err)
}

func (s *sentList) close() error {
	return storage.Explain("close the list of what was sent", s.file.Close())
}

// longestLine is more than any line of ours: a note and a reason of some hundred letters,
// and the ids of the refunds that were there before.
const longestLine = 1 << 20

// readSent reads the lines of the list from an offset on, in portions. It returns how many
// could not be read: one at the end is usual after a crash, and its request never left. A
// list that is not there is empty.
func readSent(path string, from int64, take func([]payments.Attempt) error) (torn int, err error) {
	file, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, nil
	case err != nil:
		return 0, storage.Explain("open the list of what was sent", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Seek(from, io.SeekStart); err != nil {
		return 0, storage.Explain("read the list of what was sent", err)
	}
	r := bufio.NewReaderSize(file, 64<<10)
	if from > 0 { // in the middle of a line
		if _, err := skipLine(r); err != nil {
			return 0, storage.Explain("read the list of what was sent", err)
		}
	}
	return portions(r, take)
}

func portions(r *bufio.Reader, take func([]payments.Attempt) error) (torn int, err error) {
	const portion = 500
	var sent []payments.Attempt
	for {
		text, err := nextLine(r)
		if len(bytes.TrimSpace(text)) > 0 {
			a, damaged := decodeLine(text)
			if damaged == nil {
				sent = append(sent, a)
			} else {
				torn++
			}
		}
		end := errors.Is(err, io.EOF)
		if err != nil && !end {
			return torn, storage.Explain("read the list of what was sent", err)
		}
		if len(sent) == portion || end {
			if err := take(sent); err != nil || end {
				return torn, err
			}
			sent = nil
		}
	}
}

// nextLine reads a line; one that is longer than any of ours is cut, and so damaged.
func nextLine(r *bufio.Reader) ([]byte, error) {
	var text []byte
	for {
		part, err := r.ReadSlice('\n')
		if len(text) < longestLine {
			text = append(text, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return text, err
		}
	}
}

func skipLine(r *bufio.Reader) ([]byte, error) {
	text, err := nextLine(r)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return text, err
}
