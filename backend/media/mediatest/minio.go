package mediatest

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// MinIO is a real server that runs for one test.
type MinIO struct {
	Endpoint  string // host:port, plain HTTP
	AccessKey string
	SecretKey string
	Stop      func() // kills it, to see what happens; called at the end of the test anyway
}

const startLimit = 30 * time.Second

// StartMinIO starts the server on a free port of the loopback, with a folder and
// keys of its own. It takes the program that JEMAA_TEST_MINIO_BIN names, or the
// one that tools/minio.sh built (in JEMAA_TOOLS, or ~/.cache/jemaa/tools), or
// one on the PATH; without any, the test is skipped and says how to get one.
func StartMinIO(t *testing.T) MinIO {
	t.Helper()
	bin := minioProgram()
	if bin == "" {
		t.Skip("SKIPPED, AND NOTHING ELSE TESTS THIS: no MinIO server found; run tools/minio.sh once to build it, or set JEMAA_TEST_MINIO_BIN")
	}
	var lastErr error
	for range 3 { // somebody may take the free port first
		m, err := startMinIO(t, bin)
		if err == nil {
			return m
		}
		lastErr = err
	}
	t.Fatalf("start %s: %v", bin, lastErr)
	return MinIO{}
}

func minioProgram() string {
	if bin := os.Getenv("JEMAA_TEST_MINIO_BIN"); bin != "" {
		return bin
	}
	tools := os.Getenv("JEMAA_TOOLS")
	if home, err := os.UserHomeDir(); tools == "" && err == nil {
		tools = filepath.Join(home, ".cache", "jemaa", "tools")
	}
	for _, name := range []string{filepath.Join(tools, "minio"), "minio"} {
		if bin, err := exec.LookPath(name); err == nil {
			return bin
		}
	}
	return ""
}

func startMinIO(t *testing.T, bin string) (MinIO, error) {
	address, err := freeAddress()
	if err != nil {
		return MinIO{}, err
	}
	m := MinIO{Endpoint: address, AccessKey: rand.Text(), SecretKey: rand.Text()}
	home := t.TempDir()
	cmd := exec.Command(bin, "server", "--address", address, "--quiet", filepath.Join(home, "objects"))
	cmd.Env = []string{
		"HOME=" + home, "MINIO_ROOT_USER=" + m.AccessKey, "MINIO_ROOT_PASSWORD=" + m.SecretKey,
		"MINIO_BROWSER=off", "MINIO_UPDATE=off", "MINIO_CALLHOME_ENABLE=off",
	}
	var log bytes.Buffer // read only after Wait
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		return MinIO{}, err
	}
	exited := make(chan struct{})
	go func() { _ = cmd.Wait(); close(exited) }()
	m.Stop = sync.OnceFunc(func() { _ = cmd.Process.Kill(); <-exited })
	t.Cleanup(m.Stop)
	if err := awaitMinIO(address, exited); err != nil {
		m.Stop()
		return MinIO{}, fmt.Errorf("%w: %s", err, log.Bytes())
	}
	return m, nil
}

// awaitMinIO asks until the server says that it is ready to write.
func awaitMinIO(address string, exited <-chan struct{}) error {
	client := http.Client{Timeout: time.Second}
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	limit := time.After(startLimit)
	for {
		res, err := client.Get("http://" + address + "/minio/health/cluster")
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-exited:
			return fmt.Errorf("it ended")
		case <-limit:
			return fmt.Errorf("not ready after %v", startLimit)
		case <-again.C:
		}
	}
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
