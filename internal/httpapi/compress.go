package httpapi

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// compressAbove is the size from which an answer is worth compressing.
const compressAbove = 1024

var gzips = sync.Pool{New: func() any {
	zw, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return zw
}}

// compress returns a writer that gzips JSON answers of some size. Handlers
// write such an answer in one call, so the first call decides. Streams flush,
// carry another media type, or set Content-Encoding, and pass through.
func compress(w http.ResponseWriter, r *http.Request) *compressor {
	return &compressor{ResponseWriter: w, accepted: acceptsGzip(r)}
}

func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(name, "gzip") {
			return strings.ReplaceAll(q, " ", "") != "q=0"
		}
	}
	return false
}

type compressor struct {
	http.ResponseWriter
	accepted bool
	status   int // held back until the first write
	sent     bool
	zw       *gzip.Writer
}

// Unwrap lets http.ResponseController reach the connection.
func (c *compressor) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// WriteHeader waits for the first write, which knows the size.
func (c *compressor) WriteHeader(status int) {
	if status < 200 {
		c.ResponseWriter.WriteHeader(status)
		return
	}
	if c.status == 0 {
		c.status = status
	}
}

// Write decides once whether to compress.
func (c *compressor) Write(b []byte) (int, error) {
	if !c.sent {
		c.begin(len(b))
	}
	if c.zw != nil {
		return c.zw.Write(b)
	}
	return c.ResponseWriter.Write(b)
}

func (c *compressor) begin(size int) {
	h := c.Header()
	media := mediaOf(h.Get("Content-Type"))
	plain := h.Get("Content-Encoding") == "" && (media == "application/json" || strings.HasSuffix(media, "+json"))
	if plain {
		h.Add("Vary", "Accept-Encoding")
	}
	if plain && c.accepted && size >= compressAbove {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
		c.zw = gzips.Get().(*gzip.Writer)
		c.zw.Reset(c.ResponseWriter)
	}
	c.send()
}

func (c *compressor) send() {
	if c.sent {
		return
	}
	c.sent = true
	if c.status != 0 {
		c.ResponseWriter.WriteHeader(c.status)
	}
}

// Flush sends what is there.
func (c *compressor) Flush() {
	c.send()
	if c.zw != nil {
		_ = c.zw.Flush()
	}
	_ = http.NewResponseController(c.ResponseWriter).Flush()
}

// close ends the answer.
func (c *compressor) close() {
	c.send()
	if c.zw != nil {
		_ = c.zw.Close()
		c.zw.Reset(nil)
		gzips.Put(c.zw)
		c.zw = nil
	}
}

func mediaOf(contentType string) string {
	media, _, _ := strings.Cut(contentType, ";")
	return strings.TrimSpace(media)
}
