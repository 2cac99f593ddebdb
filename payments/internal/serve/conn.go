package serve

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"time"
)

const (
	aheadSize  = 4 << 10   // of what is read at a time, so that much of a body may come along with a header
	unreadSize = 256 << 10 // of a body that a handler did not read, at most, to take the next request behind it
	lingerTime = 500 * time.Millisecond
)

// errHTTP is what reads as a request and is none of HTTP/1, or names no host (RFC 9112, 3.2).
var errHTTP = errors.New("not HTTP/1")

// converse answers the requests of one connection, one after another.
func (s *server) converse(ctx context.Context, c net.Conn) {
	counted := &io.LimitedReader{R: c}
	in, out := bufio.NewReaderSize(counted, aheadSize), bufio.NewWriter(c)
	for wait := s.limits.HeaderTime; ; wait = s.limits.IdleTime {
		counted.N = s.limits.Header + aheadSize
		_ = c.SetReadDeadline(after(time.Now(), wait)) // where it fails, reading does
		if !s.mark(c, true) {
			return
		}
		if _, err := in.Peek(1); err != nil || !s.mark(c, false) {
			return
		}
		began := time.Now()
		_ = c.SetReadDeadline(after(began, s.limits.HeaderTime))
		r, err := http.ReadRequest(in)
		if err == nil && (r.ProtoMajor != 1 || r.Host == "" && r.ProtoAtLeast(1, 1)) {
			err = errHTTP
		}
		if err != nil {
			refuse(c, err, counted.N <= 0)
			return
		}
		counted.N = math.MaxInt64
		_ = c.SetReadDeadline(after(began, s.limits.RequestTime))
		_ = c.SetWriteDeadline(after(began, s.limits.AnswerTime))
		if !s.answer(ctx, c, out, r) {
			return
		}
	}
}

// after is the deadline of a limit.
func after(began time.Time, limit time.Duration) time.Time {
	if limit == 0 {
		return time.Time{}
	}
	return began.Add(limit)
}

// refuse answers what is no request, and nothing to who was too slow.
func refuse(c net.Conn, err error, tooLarge bool) {
	status := "400 Bad Request"
	switch {
	case tooLarge:
		status = "431 Request Header Fields Too Large"
	case errors.Is(err, os.ErrDeadlineExceeded):
		return
	}
	_ = c.SetWriteDeadline(time.Now().Add(lingerTime))
	if _, err := io.WriteString(c, "HTTP/1.1 "+status+"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"); err == nil {
		linger(c)
	}
}

// linger waits until the other side has read the last answer: a connection that is closed with something unread
// is reset, and the answer may be lost with it.
func linger(c net.Conn) {
	if half, ok := c.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		_ = c.SetReadDeadline(time.Now().Add(lingerTime))
		_, _ = io.Copy(io.Discard, c)
	}
}

// answer carries a request out and reports whether another may follow.
func (s *server) answer(ctx context.Context, c net.Conn, out *bufio.Writer, r *http.Request) bool {
	ctx, done := context.WithCancel(ctx)
	defer done()
	r.RemoteAddr = c.RemoteAddr().String()
	if r.Header.Get("Expect") == "100-continue" {
		if _, err := io.WriteString(c, "HTTP/1.1 100 Continue\r\n\r\n"); err != nil {
			return false
		}
	}
	w := &response{header: http.Header{}}
	if !handled(s.handler, w, r.WithContext(ctx)) {
		return false
	}
	closes := r.Close || !r.ProtoAtLeast(1, 1) || w.header.Get("Connection") == "close"
	if !closes {
		_, err := io.CopyN(io.Discard, r.Body, unreadSize)
		closes = !errors.Is(err, io.EOF) || !s.mark(c, false)
	}
	if w.send(out, r, closes) != nil {
		return false
	}
	if closes {
		linger(c)
	}
	return !closes
}

// handled reports whether a handler came to its end. One that panics loses its connection, and the
// others go on.
func handled(h http.Handler, w http.ResponseWriter, r *http.Request) (whole bool) {
	defer func() { whole = recover() == nil }()
	h.ServeHTTP(w, r)
	return true
}

// response is an answer in memory.
type response struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *response) Header() http.Header { return w.header }

func (w *response) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *response) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// send writes the answer with what every answer has: its time, and what its body is.
func (w *response) send(out *bufio.Writer, r *http.Request, closes bool) error {
	w.WriteHeader(http.StatusOK)
	if w.header.Get("Date") == "" {
		w.header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	}
	if w.body.Len() > 0 && w.header.Get("Content-Type") == "" {
		w.header.Set("Content-Type", http.DetectContentType(w.body.Bytes()))
	}
	answer := http.Response{
		StatusCode: w.status, ProtoMajor: 1, ProtoMinor: 1, Request: r, Header: w.header,
		ContentLength: int64(w.body.Len()), Body: io.NopCloser(&w.body), Close: closes,
	}
	if err := answer.Write(out); err != nil {
		return err
	}
	return out.Flush()
}
