package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// The pace of the recovery loop: "for the first 100 seconds every 5 seconds, then 8s-16s-
// 32s" (Handpoint REST API, Endpoints); newer pages cap the distance at 15 minutes and
// give up after two days.
const (
	callbackEvery  = 5 * time.Second
	callbackSteady = 100 * time.Second
	callbackCap    = 15 * time.Minute
	callbackEnd    = 48 * time.Hour
)

// callback is where a terminal posts a result instead of the cloud.
type callback struct {
	ctx   context.Context // carries the values of the request, never its end
	url   string
	token string
}

// callBack posts a result to the till until it is taken. The caller holds the lock.
func (c *Cloud) callBack(to callback, r *run, base string, v verdict, recovered bool) {
	first, err := json.Marshal(c.resultOf(r, base, v, recovered))
	if err != nil {
		return // the values are our own and always encode
	}
	again, err := json.Marshal(c.resultOf(r, base, v, true))
	if err != nil {
		return
	}
	c.outside(0, func() { c.post(to, first, again, 0) })
}

// post makes one attempt and arms the next one. since is how long ago the first one was.
func (c *Cloud) post(to callback, body, again []byte, since time.Duration) {
	if c.posted(to, body) || since >= callbackEnd {
		return
	}
	pause := callbackPause(since)
	c.mu.Lock()
	c.outside(pause, func() { c.post(to, again, again, since+pause) })
	c.mu.Unlock()
}

// callbackPause is the distance to the next attempt. After the steady phase it doubles
// from 8 s on, which is the time since the end of that phase plus eight seconds.
func callbackPause(since time.Duration) time.Duration {
	if since < callbackSteady {
		return callbackEvery
	}
	return min(since-callbackSteady+8*time.Second, callbackCap)
}

// posted reports whether the till took the result: "all 2XX response codes are valid".
func (c *Cloud) posted(to callback, body []byte) bool {
	ctx, cancel := context.WithCancel(to.ctx)
	defer cancel()
	settled := make(chan struct{})
	defer close(settled)
	c.working.Go(func() { // ends with this attempt; Close ends the attempt
		select {
		case <-c.ended:
			cancel()
		case <-settled:
		}
	})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.url, bytes.NewReader(body))
	if err != nil {
		return false
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("AUTH-TOKEN", to.token)
	resp, err := c.options.Callbacks.Do(req)
	if err != nil {
		return false
	}
	// Only the status counts.
	_ = resp.Body.Close()
	return resp.StatusCode/100 == 2
}
