package main

import (
	"os"
	"syscall"

	"golang.org/x/sys/windows"
)

// takeConsole writes to the console that a command was typed in. A Windows program is one with
// windows or one with a console. Tillside is the former, so that no console comes up behind its
// window, and has to ask for the console of whoever started it. What was redirected to a file or
// a pipe stays so.
func takeConsole() {
	if out, err := windows.GetStdHandle(windows.STD_OUTPUT_HANDLE); err == nil && out != 0 && out != windows.InvalidHandle {
		return
	}
	attach := windows.NewLazySystemDLL("kernel32.dll").NewProc("AttachConsole")
	const parent = ^uintptr(0) // ATTACH_PARENT_PROCESS
	if done, _, _ := attach.Call(parent); done == 0 {
		return // started by a double click: there is no console, and nobody misses one
	}
	console, err := os.OpenFile("CONOUT$", os.O_RDWR, 0)
	if err != nil {
		return
	}
	os.Stdout, os.Stderr = console, console
	if keyboard, err := os.OpenFile("CONIN$", os.O_RDWR, 0); err == nil && !redirected(syscall.Stdin) {
		os.Stdin = keyboard
	}
}

func redirected(h syscall.Handle) bool { return h != 0 && h != syscall.InvalidHandle }

// tell shows a message in a box of the system's own, for when Tillside can draw no window. It
// waits until somebody has read it, but does not where the program was started with its
// output redirected: a script reads that, and nobody would press the button.
func tell(text string) {
	if redirected(syscall.Handle(os.Stderr.Fd())) {
		return
	}
	words, err := windows.UTF16PtrFromString(text)
	if err != nil {
		return
	}
	title, err := windows.UTF16PtrFromString("Tillside")
	if err != nil {
		return
	}
	_, _ = windows.MessageBox(0, words, title, windows.MB_ICONERROR|windows.MB_OK|windows.MB_SETFOREGROUND)
}
