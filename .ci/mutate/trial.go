package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

// test runs the tests on every mutant until there is no time left.
func (p *suspect) test(until time.Time) error {
	dir, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ctx, stop := context.WithDeadline(context.Background(), until)
	defer stop()
	binaries, err := p.prepare(dir)
	if err != nil {
		return err
	}
	next := make(chan *mutant)
	var work sync.WaitGroup
	var mu sync.Mutex
	for range *workers {
		work.Go(func() {
			for m := range next {
				if result := p.try(ctx, dir, m, binaries[m]); result != "" {
					mu.Lock()
					m.result, p.known.Results[m.key()] = result, result
					mu.Unlock()
				}
			}
		})
	}
	for _, m := range p.mutants {
		if m.result == "" && ctx.Err() == nil {
			next <- m
		}
	}
	close(next)
	work.Wait()
	return p.keep()
}

// prepare builds the tests with everything behind switches and sees that they pass as long
// as none is on.
func (p *suspect) prepare(dir string) (map[*mutant]string, error) {
	binaries := map[*mutant]string{}
	for i, b := range append([]*batch{{}}, p.batches()...) { // the first has no change at all
		b.binary = filepath.Join(dir, fmt.Sprintf("batch%d.test", i))
		if err := p.build(context.Background(), dir, p.files(b), b.binary); err != nil {
			return nil, err
		}
		began := time.Now()
		if out, err := p.tests(context.Background(), b.binary, 0, 10*time.Minute); err != nil {
			return nil, fmt.Errorf("the tests fail on what is not changed: %w: %s", err, out)
		}
		p.patience = max(p.patience, 5*time.Second+4*time.Since(began))
		for _, m := range b.mutants {
			binaries[m] = b.binary
		}
	}
	return binaries, nil
}

// try is one mutant's trial. One without a switch is built first.
func (p *suspect) try(ctx context.Context, dir string, m *mutant, binary string) string {
	if binary == "" {
		own, err := os.MkdirTemp(dir, "own-")
		if err != nil {
			return ""
		}
		defer os.RemoveAll(own)
		binary = filepath.Join(own, "one.test")
		if p.build(ctx, own, map[string][]byte{m.file: p.source(m.file, []change{m.change})}, binary) != nil {
			return "" // no time, or tests that do not build: they tell nothing
		}
	}
	_, err := p.tests(ctx, binary, m.number, p.patience)
	switch {
	case err == nil:
		return "survived"
	case ctx.Err() != nil:
		return ""
	}
	return "killed"
}

// build makes a binary of the package's tests with these files laid over it.
func (p *suspect) build(ctx context.Context, dir string, files map[string][]byte, binary string) error {
	replace := map[string]string{}
	for name, data := range files {
		replace[name] = filepath.Join(dir, filepath.Base(binary)+"-"+filepath.Base(name))
		if err := os.WriteFile(replace[name], data, 0o600); err != nil {
			return err
		}
	}
	plan := filepath.Join(dir, filepath.Base(binary)+".json")
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err == nil {
		err = os.WriteFile(plan, overlay, 0o600)
	}
	if err != nil {
		return err
	}
	out, err := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay", plan, "-o", binary, p.pattern).CombinedOutput()
	if err != nil {
		return errors.Join(err, errors.New(string(out)))
	}
	return nil
}

// tests runs a binary with one switch on. Where the tests do not end in time, they end as failed.
func (p *suspect) tests(ctx context.Context, binary string, number int, patience time.Duration) (string, error) {
	ctx, stop := context.WithTimeoutCause(ctx, patience+5*time.Second, errors.New("no end"))
	defer stop()
	cmd := exec.CommandContext(ctx, binary, "-test.failfast", "-test.timeout", patience.String())
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), switchName+"="+strconv.Itoa(number))
	out, err := cmd.CombinedOutput()
	return string(out), err
}
