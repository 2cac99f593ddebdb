package recovery

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
//
// While it is open the file is longer than its lines and ends in line ends, which whoever
// reads it skips: a line that is written into room that is there already is safe with its
// own bytes, while a file that grows makes the file system write down its size as well.
type sentList struct {
	mu   sync.Mutex
	file *os.File
	end  int64 // of the last line, before its line end; behind it are only line ends
	size int64 // of the file
	lost bool  // an error was met: end and size are to be found again
}

// openSent opens the list, making it where there is none.
func openSent(path string) (*sentList, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, storage.Explain("open the list of what was sent", err)
	}
	s := &sentList{file: file}
	if err := s.find(); err != nil {
		return nil, storage.Explain("open the list of what was sent", errors.Join(err, file.Close()))
	}
	return s, nil
}

// find looks for the end of what was written, whole or torn.
func (s *sentList) find() error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	const portion = 64 << 10
	buffer := make([]byte, portion)
	for s.size, s.end = info.Size(), info.Size(); s.end > 0; {
		from := max(s.end-portion, 0)
		part := buffer[:s.end-from]
		if _, err := s.file.ReadAt(part, from); err != nil {
			return err
		}
		if s.end = from + int64(len(bytes.TrimRight(part, "\n"))); s.end > from {
			break
		}
	}
	s.lost = false
	return nil
}

// room is what the file grows by when it is full: about a hundred payments.
const room = 64 << 10

// span is what was written of a line, and where.
type span struct {
	from int64
	text []byte
}

// add writes a line, durably, over the line ends behind the last one, and makes more of them
// where these were too few. That the file grows is no promise: where it cannot, the next line
// tries again. After an error part of the line may be there; the next one begins anew behind it.
func (s *sentList) add(text []byte) (span, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lost {
		if err := s.find(); err != nil {
			return span{}, err
		}
	}
	s.lost = true // until all is well
	if s.end > 0 {
		text = append([]byte("\n"), text...) // ends what is there, whole or torn
	}
	n, err := s.file.WriteAt(text, s.end)
	line := span{s.end, text[:n]}
	if err != nil {
		return line, err
	}
	end, keep := s.end+int64(n), syncData
	if end > s.size {
		more, _ := s.file.WriteAt(bytes.Repeat([]byte("\n"), room), end)
		s.size, keep = end+int64(more), (*os.File).Sync
	}
	if err := keep(s.file); err != nil {
		return line, err
	}
	s.end, s.lost = end-1, false
	return line, nil
}

// takeBack puts line ends in the place of what was written of a line that will not be sent, unless
// another one stands there by now. A line that stays is asked about at the next start.
func (s *sentList) takeBack(line span) {
	s.mu.Lock()
	defer s.mu.Unlock()
	there := make([]byte, len(line.text))
	if _, err := s.file.ReadAt(there, line.from); len(there) == 0 || err != nil || !bytes.Equal(there, line.text) {
		return
	}
	_, err := s.file.WriteAt(bytes.Repeat([]byte("\n"), len(there)), line.from)
	s.lost = s.lost || err != nil || syncData(s.file) != nil
}

// close leaves the lines alone in the file. What is cut off is nothing that anybody needs,
// so it does not matter whether that works.
func (s *sentList) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.lost && s.end > 0 && s.end+1 < s.size {
		_ = s.file.Truncate(s.end + 1)
	}
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
