package taskflow

import "encoding/json"

// Opt is a field of a partial update. Absent leaves the value alone, null
// clears it, anything else sets it.
type Opt[T any] struct {
	Set   bool
	Null  bool
	Value T
}

// Some returns an Opt that sets v.
func Some[T any](v T) Opt[T] { return Opt[T]{Set: true, Value: v} }

// Null returns an Opt that clears.
func Null[T any]() Opt[T] { return Opt[T]{Set: true, Null: true} }

// Ptr returns nil when the field clears, else a pointer to its value.
func (o Opt[T]) Ptr() *T {
	if o.Null || !o.Set {
		return nil
	}
	v := o.Value
	return &v
}

// UnmarshalJSON is called only for a field that is present.
func (o *Opt[T]) UnmarshalJSON(b []byte) error {
	o.Set = true
	if string(b) == "null" {
		o.Null = true
		return nil
	}
	return json.Unmarshal(b, &o.Value)
}

// MarshalJSON writes the value or null, so that requests hash the same for the
// same input.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if !o.Set {
		return []byte(`{"absent":true}`), nil
	}
	if o.Null {
		return []byte("null"), nil
	}
	return json.Marshal(o.Value)
}
