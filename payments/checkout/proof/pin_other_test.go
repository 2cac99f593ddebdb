//go:build !linux

package proof

import "os/exec"

// startApart starts a process.
func startApart(cmd *exec.Cmd, _ int) error { return cmd.Start() }
