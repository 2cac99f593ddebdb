package simulator

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"time"
)

// RebootTime is how long a terminal is away while it reboots.
const RebootTime = 45 * time.Second

// Controls are what the device control commands have set on a terminal.
type Controls struct {
	Unattended bool
	Password   bool
	Locale     string
	Darkest    int
	Brightest  int
	RebootHour int // -1 until one was set
	Reboots    int
}

// Controls tells how a terminal is set.
func (c *Cloud) Controls(serial string) Controls {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.terminal(serial); t != nil {
		return t.controls
	}
	return Controls{}
}

// deviceCommand reads a body and returns what it tells a terminal to do.
type deviceCommand func(body []byte) (do func(*terminal), problem *apiError)

// deviceCommands adds the device control commands to a host.
func (c *Cloud) deviceCommands(mux *http.ServeMux) {
	for name, read := range map[string]deviceCommand{
		"set-unattended-mode":    switching(func(t *terminal, on bool) { t.controls.Unattended = on }),
		"set-password-protected": switching(func(t *terminal, on bool) { t.controls.Password = on }),
		"set-locale":             setLocale,
		"set-screen-brightness":  setBrightness,
		"set-reboot-time":        setRebootTime,
		"reboot":                 c.reboot,
	} {
		mux.HandleFunc("POST /devices/{type}/{serial}/"+name, func(w http.ResponseWriter, r *http.Request) {
			problem := c.command(w, r, read)
			c.watchers.flush()
			if problem != nil {
				writeJSON(w, problem.status, problem.body(""))
				return
			}
			w.WriteHeader(http.StatusAccepted)
		})
	}
}

// command tells a terminal what to do. One that does not listen does nothing, and the answer
// is the same: "you may receive a 202 Accepted response but the command will not have been
// executed" (Handpoint REST API, Endpoints).
func (c *Cloud) command(w http.ResponseWriter, r *http.Request, read deviceCommand) *apiError {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil {
		return badRequest("request aborted")
	}
	do, problem := read(body)
	if problem != nil {
		return problem
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.terminal(r.PathValue("serial"))
	if t == nil || t.info.Type != r.PathValue("type") || !c.ours(r) {
		return coded(codeUnassigned)
	}
	if t.online && t.integrated {
		do(t)
	}
	return nil
}

// field reads one member of a body. A missing one, or one of another type, is a 422.
func field[T any](body []byte, name string, into *T) *apiError {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return badRequest("Unexpected token in JSON")
	}
	raw, present := members[name]
	if !present {
		return invalidBody(detail{
			Code: "required", Message: "must have required property '" + name + "'", Info: map[string]any{"missingProperty": name},
		})
	}
	if json.Unmarshal(raw, into) != nil {
		return invalidBody(detail{Path: "/" + name, Code: "type", Message: "must be of another type", Info: map[string]any{}})
	}
	return nil
}

func switching(set func(*terminal, bool)) deviceCommand {
	return func(body []byte) (func(*terminal), *apiError) {
		var on bool
		problem := field(body, "status", &on)
		return func(t *terminal) { set(t, on) }, problem
	}
}

var localeTag = regexp.MustCompile(`^[a-z]{2}_[A-Z]{2}$`)

func setLocale(body []byte) (func(*terminal), *apiError) {
	var locale string
	problem := field(body, "locale", &locale)
	if problem == nil && !localeTag.MatchString(locale) {
		problem = invalidBody(detail{Path: "/locale", Code: "pattern", Message: "must match pattern", Info: map[string]any{}})
	}
	return func(t *terminal) { t.controls.Locale = locale }, problem
}

func setBrightness(body []byte) (func(*terminal), *apiError) {
	var darkest, brightest int
	problem := field(body, "minimumBrightnessLevel", &darkest)
	if problem == nil {
		problem = field(body, "maximumBrightnessLevel", &brightest)
	}
	if problem == nil && (darkest < 0 || brightest > 100 || darkest > brightest) {
		problem = badRequest("Value is outside the valid range")
	}
	return func(t *terminal) { t.controls.Darkest, t.controls.Brightest = darkest, brightest }, problem
}

func setRebootTime(body []byte) (func(*terminal), *apiError) {
	var hour int
	problem := field(body, "hour", &hour)
	if problem == nil && (hour < 0 || hour > 23) {
		problem = badRequest("Value is outside the valid range")
	}
	return func(t *terminal) { t.controls.RebootHour = hour }, problem
}

// reboot takes a terminal away for a while. Without force one that does a transaction goes on
// with it: "false to check status first". With force the card flow is over; what has reached
// the gateway already is decided there, and its result comes when the terminal is back.
func (c *Cloud) reboot(body []byte) (func(*terminal), *apiError) {
	var force bool
	problem := field(body, "force", &force)
	return func(t *terminal) {
		if t.run != nil && !force {
			return
		}
		t.controls.Reboots++
		t.online = false
		if t.run != nil && t.run.stoppable() {
			c.giveUp(t.run, "The terminal was rebooted")
		}
		c.after(RebootTime, func() {
			t.online = true
			c.release(t)
		})
	}, problem
}

// errNoText says that a request has nothing to print.
var errNoText = errors.New("no receipt")

// print puts a receipt through the terminal's printer, if it listens.
func (c *Cloud) print(t *terminal, resultID, paper string) {
	if !t.integrated || !t.online {
		return
	}
	end := pingResult{Result: "OK", FinStatus: statusProcessed, Type: "UNDEFINED", DeviceStatus: deviceOf(t.info)}
	if err := t.put(paper); err != nil {
		end.Result, end.FinStatus = "FAILED", statusFailed
	}
	c.after(c.options.Latency, func() { c.publish(resultID, end) })
}

// put prints. A terminal without a printer does not: the smallest of the three has none.
func (t *terminal) put(paper string) error {
	if t.info.Type == noPrinter || paper == "" {
		return errNoText
	}
	t.printed = append(t.printed, paper)
	return nil
}

// noPrinter is the model without a printer.
const noPrinter = "PAXA35"

// Printed is what a terminal has printed for a till, oldest first.
func (c *Cloud) Printed(serial string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.terminal(serial); t != nil {
		return append([]string(nil), t.printed...)
	}
	return nil
}
