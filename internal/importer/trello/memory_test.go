package trello

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"testing"
)

// bigExport writes an export of about size bytes: actions first, as Trello
// does, then cards with long descriptions.
func bigExport(t testing.TB, size int64) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "big.json"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	w := bufio.NewWriterSize(f, 1<<16)
	written := int64(0)
	put := func(format string, args ...any) {
		n, err := fmt.Fprintf(w, format, args...)
		if err != nil {
			t.Fatal(err)
		}
		written += int64(n)
	}
	put(`{"name":"Big","lists":[{"id":"l1","name":"To do"},{"id":"l2","name":"Done"}],"actions":[`)
	filler := make([]byte, 3000)
	for i := range filler {
		filler[i] = "abcdefghij klmnop qrstu "[i%24]
	}
	for i := 0; written < size/2; i++ {
		if i > 0 {
			put(",\n")
		}
		if i%2 == 0 {
			put(`{"id":"a%d","type":"commentCard","date":"2020-01-02T03:04:05.678Z","idMemberCreator":"m1","memberCreator":{"id":"m1","fullName":"Ana","username":"ana"},"data":{"text":"#%d @ana %s","card":{"id":"c%d"}}}`, i, i, filler, i%4000)
		} else {
			put(`{"id":"a%d","type":"updateCard","date":"2020-01-02T03:04:05.678Z","idMemberCreator":"m1","data":{"card":{"id":"c%d"},"listBefore":{"id":"l1","name":"To do"},"listAfter":{"id":"l2","name":"Done"},"old":{"idList":"%s"}}}`, i, i%4000, filler)
		}
	}
	put(`],"cards":[`)
	for i := 0; written < size; i++ {
		if i > 0 {
			put(",\n")
		}
		put(`{"id":"c%d","idShort":%d,"idList":"l%d","pos":%d,"name":"Card %d","desc":"%s"}`, i, i, i%2+1, i, i, filler)
	}
	put(`]}`)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestMemory is not parallel: it measures the heap of the whole process.
func TestMemory(t *testing.T) {
	const size = 50 << 20
	f := bigExport(t, size)
	info, err := f.Stat()
	if err != nil || info.Size() < size {
		t.Fatalf("the file has %d bytes: %v", info.Size(), err)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	runtime.GC()
	var before, peak runtime.MemStats
	runtime.ReadMemStats(&before)
	probe := &watched{File: f, peak: &peak}
	b, err := Scan(probe, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	for i := range b.Cards {
		if _, err := b.Task(i, echo{b}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range b.Comments {
		if _, _, _, err := b.Body(i, echo{b}); err != nil {
			t.Fatal(err)
		}
	}
	used := int64(peak.HeapInuse) - int64(before.HeapInuse)
	t.Logf("%d MB: %d cards, %d comments, %d moves, heap in use at most %.1f MB", info.Size()>>20, len(b.Cards), len(b.Comments), b.Counts.ListMoves, float64(used)/(1<<20))
	if used > 24<<20 {
		t.Errorf("reading a file of 50 MB took %d MB of memory", used>>20)
	}
	if len(b.Cards) < 5000 || len(b.Comments) < 3000 {
		t.Errorf("%d cards, %d comments: the file is not what the test means to measure", len(b.Cards), len(b.Comments))
	}
}

// watched looks at the heap every so many reads.
type watched struct {
	*os.File
	reads int
	peak  *runtime.MemStats
}

func (w *watched) ReadAt(p []byte, off int64) (int, error) {
	if w.reads++; w.reads%64 == 0 {
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		if now.HeapInuse > w.peak.HeapInuse {
			*w.peak = now
		}
	}
	return w.File.ReadAt(p, off)
}
