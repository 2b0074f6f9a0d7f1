//go:build !unix

package preview

import "io/fs"

// inode has nothing to tell where files have no numbers.
func inode(fs.FileInfo) uint64 { return 0 }
