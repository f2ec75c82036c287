package live

import (
	"bytes"
	"encoding/json"
	"strconv"
	"sync"

	"taskflow/internal/changes"
	"taskflow/internal/taskflow"
)

// encoder writes one change for readers who see different rows of it: the
// bytes are made once for each set of scopes and shared by all who see it.
type encoder struct {
	epoch  string
	change *changes.Change
	scopes []changes.Scope // distinct, in the order of the rows
	of     []int           // index into scopes of each row
	made   map[string][]byte
	key    []byte
}

func newEncoder(epoch string, c *changes.Change) *encoder {
	e := &encoder{epoch: epoch, change: c, of: make([]int, len(c.Rows)), made: map[string][]byte{}}
	for i, r := range c.Rows {
		at := -1
		for j, s := range e.scopes {
			if s == r.Scope {
				at = j
				break
			}
		}
		if at < 0 {
			at = len(e.scopes)
			e.scopes = append(e.scopes, r.Scope)
		}
		e.of[i] = at
	}
	e.key = make([]byte, len(e.scopes))
	return e
}

// event returns the bytes of the change as m sees it, nil when there is
// nothing for m in it.
func (e *encoder) event(v sight, m taskflow.MemberID) []byte {
	any := false
	for i, s := range e.scopes {
		e.key[i] = '0'
		if v.sees(m, s, e.change.Seq) {
			e.key[i], any = '1', true
		}
	}
	if !any {
		return nil
	}
	if b, ok := e.made[string(e.key)]; ok {
		return b
	}
	b := e.encode()
	e.made[string(e.key)] = b
	return b
}

// encode writes the rows whose scope is marked in the key.
func (e *encoder) encode() []byte {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	buf.WriteString("id: " + e.epoch + "." + strconv.FormatInt(e.change.Seq, 10) + "\nevent: change\ndata: ")
	e.writeJSON(buf)
	buf.WriteString("\n\n")
	return bytes.Clone(buf.Bytes())
}

// writeJSON writes the change without its frame.
func (e *encoder) writeJSON(buf *bytes.Buffer) {
	c := e.change
	buf.WriteString(`{"seq":` + strconv.FormatInt(c.Seq, 10) + `,"at":"` + c.At.String() + `","actor":`)
	writeID(buf, string(c.Actor))
	buf.WriteString(`,"mutation":`)
	writeID(buf, string(c.Mutation))
	buf.WriteString(`,"rows":[`)
	first := true
	for i, r := range c.Rows {
		if e.key[e.of[i]] != '1' {
			continue
		}
		if !first {
			buf.WriteByte(',')
		}
		first = false
		buf.WriteString(`{"kind":"` + string(r.Kind) + `","id":`)
		writeID(buf, r.ID)
		buf.WriteString(`,"op":"` + string(r.Op) + `"`)
		if len(r.Data) > 0 && !bytes.Equal(r.Data, []byte("null")) {
			buf.WriteString(`,"data":`)
			writeData(buf, r.Data)
		}
		buf.WriteByte('}')
	}
	buf.WriteString("]}")
}

// writeData keeps the event on one line whatever the engine did to the text.
func writeData(buf *bytes.Buffer, data json.RawMessage) {
	if bytes.IndexByte(data, '\n') < 0 && bytes.IndexByte(data, '\r') < 0 {
		buf.Write(data)
		return
	}
	if err := json.Compact(buf, data); err != nil {
		buf.WriteString("null")
	}
}

func writeID(buf *bytes.Buffer, id string) {
	if id == "" {
		buf.WriteString("null")
		return
	}
	b, _ := json.Marshal(id) // a string always marshals
	buf.Write(b)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// heartbeat says how far the reader has got; its id lets a client resume there.
func heartbeat(c taskflow.Cursor) []byte {
	return []byte("id: " + c.String() + "\nevent: heartbeat\ndata: {\"seq\":" + strconv.FormatInt(c.Seq, 10) + "}\n\n")
}

var resetEvent = []byte("event: reset\ndata: {}\n\n")

func retry(ms int) []byte { return []byte("retry: " + strconv.Itoa(ms) + "\n\n") }
