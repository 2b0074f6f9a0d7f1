package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"

	"ascult/internal/course"
	"ascult/internal/quiz"
)

// A keeper keeps every edition and bank that an attempt or a certificate may
// name, each under its hash, below the state folder. What is kept is never
// changed: an edited course is another edition.
type keeper struct {
	dir      string
	mu       sync.Mutex
	editions map[string]course.Edition
	banks    map[string]quiz.Bank
}

// hexHash is what a kept file is called; it is also what keeps a stored value
// from naming any other file.
var hexHash = regexp.MustCompile(`^[0-9a-f]{64}$`)

func newKeeper(state string) (*keeper, error) {
	k := &keeper{dir: state, editions: map[string]course.Edition{}, banks: map[string]quiz.Bank{}}
	for _, sub := range []string{"editions", "banks"} {
		if err := os.MkdirAll(filepath.Join(state, sub), 0o700); err != nil {
			return nil, fmt.Errorf("make folder for %s: %w", sub, err)
		}
	}
	return k, nil
}

// keepEdition stores e under its hash unless it is there.
func (k *keeper) keepEdition(e course.Edition) error { return k.put("editions", e.Hash, e) }

// keepBank stores b under its hash and returns the hash.
func (k *keeper) keepBank(b quiz.Bank) (string, error) {
	hash := b.Hash()
	return hash, k.put("banks", hash, b)
}

func (k *keeper) put(sub, hash string, v any) error {
	if !hexHash.MatchString(hash) {
		return fmt.Errorf("keep in %s: %q is no hash", sub, hash)
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("keep in %s: %w", sub, err)
	}
	name := filepath.Join(k.dir, sub, hash+".json")
	// A file that is there and whole stays; one that a power cut has emptied is
	// written again, since we hold what belongs in it.
	if old, err := os.ReadFile(name); err == nil && json.Valid(old) {
		return nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keep in %s: %w", sub, err)
	}
	// Written beside and renamed: a file that is there is whole.
	tmp, err := os.CreateTemp(filepath.Join(k.dir, sub), ".new-*")
	if err != nil {
		return fmt.Errorf("keep in %s: %w", sub, err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone after the rename
	_, err = tmp.Write(data)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err == nil {
		err = syncFolder(filepath.Join(k.dir, sub))
	}
	if err != nil {
		return fmt.Errorf("keep in %s: %w", sub, err)
	}
	return nil
}

// syncFolder makes a rename last: without it a power cut can take the name of
// a file away that attempts already refer to.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced there
	}
	f, err := os.Open(dir) //nolint:gosec // a folder below the state folder
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// edition returns a kept edition.
func (k *keeper) edition(hash string) (course.Edition, error) {
	return get(k, "editions", hash, k.editions)
}

// bank returns a kept bank.
func (k *keeper) bank(hash string) (quiz.Bank, error) { return get(k, "banks", hash, k.banks) }

func get[T any](k *keeper, sub, hash string, cache map[string]T) (T, error) {
	var v T
	if !hexHash.MatchString(hash) {
		return v, fmt.Errorf("read kept %s: %q is no hash", sub, hash)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if v, ok := cache[hash]; ok {
		return v, nil
	}
	data, err := os.ReadFile(filepath.Join(k.dir, sub, hash+".json"))
	if err != nil {
		return v, fmt.Errorf("read kept %s: %w", sub, err)
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return v, fmt.Errorf("read kept %s %s: %w", sub, hash, err)
	}
	cache[hash] = v
	return v, nil
}

// checkBanks keeps what this server was given and refuses a bank whose
// questions learners have already practised.
func (s *Server) checkBanks() error {
	for _, e := range s.cfg.Manifest.Courses {
		if err := s.keep.keepEdition(e); err != nil {
			return err
		}
		bank, ok := s.cfg.Banks[e.Course]
		if !ok {
			continue
		}
		if _, err := s.keep.keepBank(bank); err != nil {
			return err
		}
		if len(bank.Questions) < e.Exam.Draw {
			return fmt.Errorf("the exam of %q draws %d questions, but its bank has %d", e.Course, e.Exam.Draw, len(bank.Questions))
		}
		practised := map[string]bool{}
		for _, stem := range e.PracticeStems {
			practised[stem] = true
		}
		for _, q := range bank.Questions {
			for lang, text := range q.Text {
				if practised[quiz.StemHash(text)] {
					return fmt.Errorf("exam question %q of %q is also practised (%s): graded and practice questions must differ", q.ID, e.Course, lang)
				}
			}
		}
	}
	return nil
}
