package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sync"
)

var output sync.Mutex

// tell prints a line of JSON.
func tell(line map[string]any) {
	bytes, err := json.Marshal(line)
	if err != nil {
		fail(err)
	}
	output.Lock()
	defer output.Unlock()
	os.Stdout.Write(append(bytes, '\n'))
}

// A fact is something that is so, with what tries it.
type fact struct {
	name  string
	check func() error
}

// tryFacts tries all at once and tells of each what was wrong or null.
func tryFacts(facts []fact) {
	var all sync.WaitGroup
	for _, one := range facts {
		all.Go(func() {
			var wrong any
			if err := one.check(); err != nil {
				wrong = err.Error()
			}
			tell(map[string]any{"fact": one.name, "wrong": wrong})
		})
	}
	all.Wait()
}

// expect is an error when the two differ.
func expect(what string, got, want any) error {
	if reflect.DeepEqual(got, want) {
		return nil
	}
	return fmt.Errorf("%s is %v, not %v", what, got, want)
}
