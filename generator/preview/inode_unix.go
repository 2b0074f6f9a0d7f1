//go:build unix

package preview

import (
	"io/fs"
	"syscall"
)

// inode tells a file from one that has taken its place.
func inode(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Ino) //nolint:unconvert // its width differs between systems
	}
	return 0
}
