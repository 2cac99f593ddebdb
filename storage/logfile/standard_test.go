package logfile_test

import (
	"bufio"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tillside/storage/logfile"
)

// record is a writer for several goroutines.
type record struct {
	mu   sync.Mutex
	text strings.Builder
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// standardLogger sends Go's standard logger where the program sends it, and returns what the
// console and the log got.
func standardLogger(t *testing.T) (console, kept *record) {
	t.Helper()
	console, kept = &record{}, &record{}
	before, flags := log.Writer(), log.Flags()
	t.Cleanup(func() { log.SetOutput(before); log.SetFlags(flags) })
	log.SetFlags(0)
	log.SetOutput(logfile.Standard(console, slog.New(logfile.NewHandler(kept, slog.LevelInfo))))
	return console, kept
}

// What a server sends without having been asked is written by net/http with the standard
// logger: it must not come to rest anywhere.
func TestUnaskedBytesOfAServerAreKeptNowhere(t *testing.T) {
	const number = "4111111111111111"
	console, kept := standardLogger(t)
	heard := make(chan struct{}, 1)
	log.SetOutput(&tee{log.Writer(), heard})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	asked, ended := make(chan struct{}), make(chan struct{})
	defer close(ended)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer func() { _ = c.Close() }()
		_, _ = http.ReadRequest(bufio.NewReader(c))
		_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
		<-asked
		_, _ = c.Write([]byte(`{"maskedCardNumber":"` + number + `"}`))
		<-ended
	}()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	resp, err := client.Get("http://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(resp.Body).ReadString('k'); err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	close(asked)
	select {
	case <-heard:
	case <-time.After(5 * time.Second):
		t.Fatal("net/http said nothing")
	}
	for name, text := range map[string]string{"console": console.String(), "log": kept.String()} {
		if text != "" {
			t.Errorf("the %s got %q", name, text)
		}
	}
}

// tee tells that something was written.
type tee struct {
	to    interface{ Write([]byte) (int, error) }
	heard chan struct{}
}

func (w *tee) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	select {
	case w.heard <- struct{}{}:
	default:
	}
	return n, err
}

func TestTheToolkitIsHeard(t *testing.T) {
	const secret = "4111111111111111"
	tests := []struct{ said, console, kept string }{
		{"Fyne error:  " + secret, "Fyne error:  " + secret, "window toolkit reported an error"},
		{"  Cause: " + secret, "  Cause: " + secret, ""},
		{"*** Error in Fyne call thread, fyne.Do", "*** Error in Fyne call thread, fyne.Do", "window toolkit was called on the wrong thread"},
		{"*** more", "*** more", ""},
		{"Unsolicited response received on idle HTTP channel starting with " + secret, "", ""},
		{"INFO Fyne error: " + secret, "", ""},
		{secret + "\nFyne error: x", "", ""},
	}
	for _, test := range tests {
		t.Run(test.said, func(t *testing.T) {
			console, kept := standardLogger(t)
			log.Print(test.said)
			if got := strings.TrimSuffix(console.String(), "\n"); got != test.console {
				t.Errorf("the console got %q", got)
			}
			got := kept.String()
			if test.kept == "" && got != "" || !strings.Contains(got, test.kept) || strings.Contains(got, secret) {
				t.Errorf("the log got %q", got)
			}
		})
	}
}

func TestAMessageThatIsNotOnTheListIsNotLogged(t *testing.T) {
	const number = "4111111111111111"
	tests := []struct {
		name string
		say  func(*slog.Logger)
		want string
	}{
		{"known", func(l *slog.Logger) { l.Info("start") }, "msg=start"},
		{"known, of two words", func(l *slog.Logger) { l.Warn("journal mended") }, `msg="journal mended"`},
		{"unknown", func(l *slog.Logger) { l.Info("card " + number) }, "msg=other"},
		{"unknown, with an attribute", func(l *slog.Logger) { l.Info(number, "status", 202) }, "msg=other status=202"},
		{"unknown, of a logger with attributes", func(l *slog.Logger) { l.With("status", 202).Info(number) }, "msg=other status=202"},
		{"unknown, in a group", func(l *slog.Logger) { l.WithGroup("g").Info(number) }, "msg=other"},
		{"an attribute in the message's name", func(l *slog.Logger) { l.Info("start", "msg", number) }, "msg=start msg=other"},
		{"empty", func(l *slog.Logger) { l.Info("") }, "msg=other"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var line strings.Builder
			test.say(slog.New(logfile.NewHandler(&line, slog.LevelInfo)))
			if got := line.String(); !strings.HasSuffix(got, test.want+"\n") || strings.Contains(got, number) {
				t.Errorf("line %q, want %q", got, test.want)
			}
		})
	}
}

// Every message of the program is on the list: otherwise the log would say "other".
func TestEveryMessageOfTheProgramIsOnTheList(t *testing.T) {
	root := filepath.Join("..", "..")
	found := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != root:
			return filepath.SkipDir
		case entry.IsDir(), !strings.HasSuffix(path, ".go"), strings.HasSuffix(path, "_test.go"):
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && isLogged(call) {
				found++
				checkMessage(t, files.Position(call.Pos()).String(), call.Args[0])
			}
			return true
		})
		return nil
	})
	if err != nil || found < 30 {
		t.Errorf("%d messages found, %v", found, err)
	}
}

// isLogged reports whether a call is one of a logger: Log.Info("..."), w.log.Error("...").
func isLogged(call *ast.CallExpr) bool {
	method, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	switch method.Sel.Name {
	case "Debug", "Info", "Warn", "Error":
	default:
		return false
	}
	var name string
	switch on := method.X.(type) {
	case *ast.Ident:
		name = on.Name
	case *ast.SelectorExpr:
		name = on.Sel.Name
	}
	return strings.HasPrefix(strings.ToLower(name), "log")
}

func checkMessage(t *testing.T, where string, message ast.Expr) {
	t.Helper()
	literal, ok := message.(*ast.BasicLit)
	if !ok {
		if field, constant := message.(*ast.SelectorExpr); constant && field.Sel.Name == "message" {
			return // of the list in standard.go
		}
		t.Errorf("%s: a message that is not a constant", where)
		return
	}
	text, err := strconv.Unquote(literal.Value)
	if err != nil {
		t.Fatal(err)
	}
	var line strings.Builder
	slog.New(logfile.NewHandler(&line, slog.LevelInfo)).Info(text)
	if strings.Contains(line.String(), "msg=other") {
		t.Errorf("%s: %q is missing in storage/logfile/messages.go", where, text)
	}
}
