package gizmo

import (
	"maps"
	"slices"

	"github.com/dop251/goja"
)

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

func compile(script string) (*goja.Program, error) {
	p, err := goja.Compile("", script, false)
	if err != nil {
		return nil, &Error{Message: err.Error()}
	}
	return p, nil
}

func confine(vm *goja.Runtime) {}
