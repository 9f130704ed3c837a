package clientconn

import "sync"

var writes sync.Mutex

// lockWrites waits for other commands that write, and returns what ends this one. MongoDB
// changes each document atomically; FerretDB reads it, and writes it back later.
func lockWrites(command string) func() {
	switch command {
	case "insert", "update", "delete", "findAndModify", "createIndexes":
		writes.Lock()
		return writes.Unlock
	}
	return func() {}
}
