package generator

import (
	"fmt"
	"hash/fnv"
)

// versions name the text of each lesson in each language, by course/page, in a
// few digits: the FNV-1a hash of its segments. A list of lessons can tell by it
// which of them have changed since they were read, without their segments.
func (m *material) versions(part string) map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, e := range m.editions {
		if part != home && part != e.Course {
			continue
		}
		for _, mod := range e.Modules {
			for _, l := range mod.Lessons {
				by := map[string]string{}
				for lang, segments := range l.Segments {
					h := fnv.New32a()
					_, _ = h.Write([]byte(segments))
					by[lang] = fmt.Sprint(h.Sum32())
				}
				out[e.Course+"/"+l.Page] = by
			}
		}
	}
	return out
}
