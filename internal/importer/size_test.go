package importer

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"taskflow/internal/account"
	"taskflow/internal/db"
	"taskflow/internal/db/dbtest"
	"taskflow/internal/taskflow"
	"taskflow/internal/workspace"
)

// TestFiftyMegabytes is not parallel: it measures the heap of the process.
func TestFiftyMegabytes(t *testing.T) {
	const cards, size = 2500, 50 << 20
	path := filepath.Join(t.TempDir(), "big.json")
	writeBig(t, path, cards, size)
	d := dbtest.Open(t, dbtest.Options(t, db.SQLite, nil))
	accounts := account.New(d, account.Options{Cost: account.Cost{Memory: 64, Passes: 1, Threads: 1}})
	a, _, err := accounts.AdminCreate(t.Context(), "Olga", "olga@example.com", "plum lantern ferry")
	if err != nil {
		t.Fatal(err)
	}
	owner := taskflow.Caller{Account: a.ID}
	w, err := workspace.New(d, accounts).Create(t.Context(), owner, workspace.CreateInput{Name: "Acme"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(d, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil || info.Size() < size*98/100 {
		t.Fatalf("the file has %d bytes: %v", info.Size(), err)
	}

	defer debug.SetGCPercent(debug.SetGCPercent(25))
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	peak := uint64(0)
	look := func() {
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		peak = max(peak, now.HeapInuse)
	}
	stop, looked := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(looked)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				look()
			}
		}
	}()
	begin := time.Now()
	up, _, err := s.Upload(t.Context(), owner, w.ID, UploadInput{Source: Trello, Body: file})
	if err != nil {
		t.Fatal(err)
	}
	uploaded := time.Since(begin)
	if _, _, err := s.Start(t.Context(), owner, w.ID, up.ID, StartInput{}); err != nil {
		t.Fatal(err)
	}
	var batches []time.Duration
	s.observe = func(took time.Duration) { batches = append(batches, took) }
	begin = time.Now()
	if err := s.Run(t.Context(), w.ID, up.ID); err != nil {
		t.Fatal(err)
	}
	ran := time.Since(begin)
	close(stop)
	<-looked
	done, err := s.Get(t.Context(), owner, w.ID, up.ID)
	if err != nil || done.State != Done || done.Report.Tasks != cards {
		t.Fatalf("%s %+v %v", done.State, done.Report, err)
	}
	slices.Sort(batches)
	used := int64(peak) - int64(before.HeapInuse)
	t.Logf("50 MB, %d cards, %d comments: upload and preview %v, import %v in %d batches (median %v, longest %v), heap at most %.1f MB more",
		cards, done.Report.Comments, uploaded.Round(time.Millisecond), ran.Round(time.Millisecond), len(batches), batches[len(batches)/2].Round(time.Millisecond), batches[len(batches)-1].Round(time.Millisecond), float64(used)/(1<<20))
	if used > 48<<20 {
		t.Errorf("importing 50 MB took %d MB of memory", used>>20)
	}
}

// writeBig writes an export of the given size: comments, moves and cards in
// equal numbers, padded with history that is not carried over.
func writeBig(t *testing.T, path string, cards, size int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text := bytes.Repeat([]byte("words of a comment "), 60)
	pad := bytes.Repeat([]byte("x"), size/cards-2600)
	fmt.Fprint(f, `{"name":"Big","lists":[{"id":"l1","name":"To do"},{"id":"l2","name":"Done"}],"actions":[`)
	for i := range cards {
		fmt.Fprintf(f, `{"id":"a%d","type":"commentCard","date":"2020-01-02T03:04:05.678Z","memberCreator":{"id":"m1","fullName":"Ana"},"data":{"text":"%s","card":{"id":"c%d"}}},`, i, text, i)
		fmt.Fprintf(f, `{"id":"b%d","type":"updateCard","date":"2020-01-02T03:04:05.678Z","data":{"card":{"id":"c%d"},"listBefore":{"id":"l1"},"listAfter":{"id":"l2"},"old":{"pos":1,"x":"%s"}}},`, i, i, pad)
	}
	fmt.Fprint(f, `{"id":"z","type":"createBoard"}],"cards":[`)
	for i := range cards {
		if i > 0 {
			fmt.Fprint(f, ",")
		}
		fmt.Fprintf(f, `{"id":"c%d","idShort":%d,"idList":"l2","pos":%d,"name":"Card %d","desc":"%s"}`, i, i+1, i, i, text)
	}
	fmt.Fprint(f, `]}`)
}
