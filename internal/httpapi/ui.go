package httpapi

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"taskflow/internal/telemetry"
)

// asset is one file of the web application, held in the forms it is sent in.
type asset struct {
	plain     []byte
	encoded   map[string][]byte // by Content-Encoding
	mediaType string
	etag      string
	hashed    bool // its name changes with its content
}

// ui serves the web application. A file is read and compressed when it is first
// asked for, so that a start does not wait for it.
func (s *server) ui() http.Handler {
	assets, err := findAssets(s.config.UI)
	if err != nil {
		s.log.Error("the web application cannot be read", "error", err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		telemetry.FromContext(r.Context()).Route = "GET /(ui)"
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			writeProblem(w, r, newProblem(http.StatusMethodNotAllowed, "method_not_allowed", "Only GET is answered here."))
			return
		}
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		load, found := assets[name]
		if !found && !looksLikeFile(name) {
			load, found = assets["index.html"]
		}
		if !found {
			writeProblem(w, r, newProblem(http.StatusNotFound, "not_found", "There is no such page."))
			return
		}
		a, err := load()
		if err != nil {
			s.log.Error("a file of the web application cannot be read", "error", err)
			writeProblem(w, r, newProblem(http.StatusInternalServerError, "internal", internalDetail))
			return
		}
		a.serve(w, r)
	})
}

// looksLikeFile tells a missing file from a page of the application, whose
// address has no extension in its last part. A stale page must not get HTML
// where it asks for a script.
func looksLikeFile(name string) bool {
	return strings.HasPrefix(name, "assets/") || path.Ext(name) != ""
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.mediaType)
	h.Set("Vary", "Accept-Encoding")
	if a.hashed {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	body, etag := a.plain, a.etag
	for _, encoding := range []string{"br", "gzip"} {
		if b := a.encoded[encoding]; b != nil && acceptsEncoding(r, encoding) {
			body, etag = b, a.etag+"-"+encoding
			h.Set("Content-Encoding", encoding)
			break
		}
	}
	etag = `"` + etag + `"`
	h.Set("ETag", etag)
	if strings.Contains(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

func acceptsEncoding(r *http.Request, encoding string) bool {
	if encoding == "gzip" {
		return acceptsGzip(r)
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == encoding {
			return strings.ReplaceAll(q, " ", "") != "q=0"
		}
	}
	return false
}

// findAssets names the files of the web application, each with what loads it.
func findAssets(files fs.FS) (map[string]func() (*asset, error), error) {
	assets := map[string]func() (*asset, error){}
	if files == nil {
		return assets, nil
	}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(path.Base(name), ".") {
			return err
		}
		if ext := path.Ext(name); ext != ".br" && ext != ".gz" {
			assets[name] = sync.OnceValues(func() (*asset, error) { return loadAsset(files, name) })
		}
		return nil
	})
	return assets, err
}

func loadAsset(files fs.FS, name string) (*asset, error) {
	plain, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(plain)
	a := &asset{
		plain: plain, encoded: map[string][]byte{}, mediaType: mediaType(name),
		etag: hex.EncodeToString(sum[:10]), hashed: strings.HasPrefix(name, "assets/"),
	}
	if b, err := fs.ReadFile(files, name+".br"); err == nil {
		a.encoded["br"] = b
	}
	if b, err := fs.ReadFile(files, name+".gz"); err == nil {
		a.encoded["gzip"] = b
	} else if compressible(a.mediaType) && len(plain) >= compressAbove {
		var buf bytes.Buffer
		zw := gzip.NewWriter(&buf)
		if _, err := zw.Write(plain); err != nil {
			return nil, err
		}
		if err := zw.Close(); err != nil {
			return nil, err
		}
		a.encoded["gzip"] = buf.Bytes()
	}
	return a, nil
}

// mediaTypes are ours and not the machine's: what a page is served as must not
// depend on files under /etc.
var mediaTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".json": "application/json", ".webmanifest": "application/manifest+json",
	".png": "image/png", ".ico": "image/x-icon", ".webp": "image/webp", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
}

func mediaType(name string) string {
	ext := strings.ToLower(path.Ext(name))
	if t := mediaTypes[ext]; t != "" {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

func compressible(mediaType string) bool {
	return strings.HasPrefix(mediaType, "text/") || strings.Contains(mediaType, "json") || strings.Contains(mediaType, "svg")
}
