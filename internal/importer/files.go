package importer

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"taskflow/internal/taskflow"
)

// keepUploads is how long a file waits for its import.
const keepUploads = 7 * 24 * time.Hour

// files are the uploads, below one directory that no name leads out of.
type files struct{ root *os.Root }

func openFiles(dataDir string) (files, error) {
	dir := filepath.Join(dataDir, "imports")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return files{}, fmt.Errorf("make the directory for uploads: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return files{}, fmt.Errorf("open the directory for uploads: %w", err)
	}
	return files{root}, nil
}

// save writes body into a new file of a random name. A body that is too large,
// or breaks off, leaves nothing behind.
func (f files) save(body io.Reader) (name string, err error) {
	name = taskflow.NewID() + ".json"
	out, err := f.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", noRoom(fmt.Errorf("store the upload: %w", err))
	}
	from := &source{r: io.LimitReader(body, MaxSize+1)}
	n, err := io.Copy(out, from)
	switch {
	case from.err != nil:
		err = &taskflow.Error{Kind: taskflow.Invalid, Code: "upload_broken", Message: "The upload broke off. Please try again.", Err: from.err}
	case err != nil:
		err = noRoom(err)
	case n > MaxSize:
		err = taskflow.Errorf(taskflow.Invalid, "The file is larger than 64 MB.").WithCode("import_too_large")
	}
	if closeErr := out.Close(); err == nil {
		err = noRoom(closeErr)
	}
	if err != nil {
		f.remove(name)
		return "", err
	}
	return name, nil
}

// noRoom tells a disk, a quota or a limit that is full from other errors.
func noRoom(err error) error {
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) {
			return &taskflow.Error{Kind: taskflow.Unavailable, Code: "disk_full", Message: "The server has no room for the file. Please tell who runs it.", Err: err}
		}
	}
	return err
}

// source tells a body that breaks off from a disk that does not take it.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

func (f files) open(name string) (*os.File, int64, error) {
	in, err := f.root.Open(name)
	if err != nil {
		return nil, 0, err
	}
	info, err := in.Stat()
	if err != nil {
		in.Close()
		return nil, 0, err
	}
	return in, info.Size(), nil
}

// remove deletes a file; one that is gone already is no mistake.
func (f files) remove(name string) {
	if name != "" {
		f.root.Remove(name)
	}
}

// sweep deletes what is older than uploads are kept, whatever left it behind.
func (f files) sweep(now time.Time) error {
	dir, err := f.root.Open(".")
	if err != nil {
		return err
	}
	defer dir.Close()
	entries, err := dir.ReadDir(-1)
	for _, e := range entries {
		info, statErr := e.Info()
		if statErr == nil && now.Sub(info.ModTime()) > keepUploads {
			f.remove(e.Name())
		}
	}
	return err
}

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
