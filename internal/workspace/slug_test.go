package workspace

import (
	"fmt"
	"sync"
	"testing"

	"taskflow/internal/taskflow"
)

func TestWorkspacesOfOneNameMadeAtOnceGetDifferentAddresses(t *testing.T) {
	run(t, func(b *bundle) {
		var people []taskflow.Caller
		for i := range 8 {
			people = append(people, b.person(fmt.Sprintf("founder%d", i)))
		}
		var wg sync.WaitGroup
		slugs := make([]string, len(people))
		for i, p := range people {
			wg.Go(func() {
				w, err := b.Create(b.Context(), p, CreateInput{Name: "Same name"})
				if err != nil {
					b.Errorf("creating: %v", err)
				}
				slugs[i] = w.Slug
			})
		}
		wg.Wait()
		seen := map[string]bool{}
		for _, slug := range slugs {
			if seen[slug] {
				b.Errorf("the address %q was given twice", slug)
			}
			seen[slug] = true
		}
	})
}
