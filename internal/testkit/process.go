package testkit

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// RunMain is the variable that makes a test binary behave as taskflow itself.
const RunMain = "TASKFLOW_TEST_RUN_MAIN"

// Process is a running taskflow.
type Process struct {
	Base string
	cmd  *exec.Cmd
	log  *lockedBuffer
	done chan struct{}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String returns what was written so far.
func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// FreePort returns a port that nobody listens on now.
func FreePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
}

// Start runs this test's binary as taskflow with arguments, "--listen" added,
// and waits until it is ready. Its TestMain must honour RunMain.
func Start(t testing.TB, port string, args ...string) *Process {
	t.Helper()
	return StartWith(t, port, func(*exec.Cmd) {}, args...)
}

// StartWith is Start with a function that has the last word on the command.
func StartWith(t testing.TB, port string, prepare func(*exec.Cmd), args ...string) *Process {
	t.Helper()
	p := &Process{Base: "http://127.0.0.1:" + port, log: &lockedBuffer{}, done: make(chan struct{})}
	p.cmd = exec.Command(os.Args[0], append(args, "--listen", "127.0.0.1:"+port)...)
	p.cmd.Env = append(os.Environ(), RunMain+"=1", "TASKFLOW_METRICS_LISTEN=")
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	prepare(p.cmd)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.cmd.Wait(); close(p.done) }()
	t.Cleanup(func() { p.Kill() })
	for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		select {
		case <-p.done:
			t.Fatalf("taskflow ended at start:\n%s", p.log)
		default:
		}
		if res, err := http.Get(p.Base + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return p
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("taskflow did not become ready:\n%s", p.log)
		}
	}
}

// Kill ends the process as a power cut would.
func (p *Process) Kill() {
	p.cmd.Process.Kill()
	<-p.done
}

// Stop asks the process to end and returns how long that took.
func (p *Process) Stop() (took time.Duration, status int) {
	begin := time.Now()
	p.cmd.Process.Signal(syscall.SIGTERM)
	<-p.done
	return time.Since(begin), p.cmd.ProcessState.ExitCode()
}

// Log returns what the process wrote to its standard streams.
func (p *Process) Log() string { return p.log.String() }
