package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"ascult/internal/credential"
	"ascult/server"
	"ascult/server/store"
	"ascult/server/store/sqlite"
)

// A state is the folder where a server keeps everything: db, keys, editions,
// banks, site.
type state struct {
	dir, keys string
}

// stateDir finds the state folder: the flag, or its place by the XDG
// specification.
func (p *program) stateDir(flag, keys string) (state, error) {
	if flag == "" {
		base := p.env("XDG_STATE_HOME")
		if base == "" {
			home, err := os.UserHomeDir()
			if err != nil {
				return state{}, usage("say where with --state DIR", "no place for the state folder: %v", err)
			}
			base = filepath.Join(home, ".local", "state")
		}
		flag = filepath.Join(base, "ascult")
	}
	if keys == "" {
		keys = filepath.Join(flag, "keys")
	}
	return state{dir: flag, keys: keys}, nil
}

func (s state) db() string { return filepath.Join(s.dir, "db") }

// make creates the folders, for their owner only.
func (s state) make() error {
	for _, dir := range []string{s.dir, s.keys, s.db()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("make state folder: %w", err)
		}
	}
	return nil
}

// openStore opens the database, beside a running server if there is one.
func (s state) openStore(ctx context.Context) (*sqlite.DB, error) {
	db, err := sqlite.Open(ctx, s.db(), sqlite.Options{})
	if err != nil {
		return nil, storageExit(fmt.Errorf("open database: %w", err))
	}
	return db, nil
}

// storageExit gives a damaged database and a disk that fails their own exit
// codes. Nothing is repaired by itself: a repair would take away what could
// still be read.
func storageExit(err error) error {
	switch {
	case errors.Is(err, store.ErrCorrupt):
		return &exitError{code: ExitData, err: err, hint: "the file was left as it is: put a backup in its place"}
	case errors.Is(err, store.ErrFailed):
		return &exitError{code: ExitIOError, err: err, hint: "see whether the disk is full or may only be read"}
	}
	return err
}

// checkKeys refuses to go on with another folder of keys than the one the
// database was used with: new keys would be made, and every name sealed so far
// would be out of reach.
func (s state) checkKeys(ctx context.Context, db *sqlite.DB) error {
	if _, err := os.Stat(filepath.Join(s.keys, "holder.json")); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	found := errors.New("somebody has an account")
	err := db.AuditEach(ctx, func(e store.Entry) error {
		if e.Action == "person.add" {
			return found
		}
		return nil
	})
	if errors.Is(err, found) {
		return &exitError{
			code: Failed, err: fmt.Errorf("the keys of this database are not in %s: holder.json is missing", s.keys),
			hint: "name the folder they are in with --keys, or put back its backup; without them no name can be read",
		}
	}
	return err
}

// loadKeys loads all keys that this folder has, and makes the first.
func (p *program) loadKeys(s state, issuer string) (credential.Key, credential.KeySet, error) {
	key, err := credential.LoadOrCreateKey(s.keys, credential.PurposeCertificate, p.rand, p.now())
	if err != nil {
		return key, credential.KeySet{}, err
	}
	all, err := credential.LoadKeys(s.keys, credential.PurposeCertificate)
	if err != nil {
		return key, credential.KeySet{}, err
	}
	return key, credential.NewKeySet(issuer, all), nil
}

// sampleIssuer stands on what is issued before an institution has said who it
// is.
var sampleIssuer = server.Issuer{ID: "ascult-sample", Name: "Ascult (sample)"}

// issuer returns who issues: what the flags say, else what was said before,
// else the sample. A change is kept for next time.
func (s state) issuer(id, name string) (server.Issuer, error) {
	file := filepath.Join(s.dir, "issuer.json")
	who := sampleIssuer
	data, err := os.ReadFile(file)
	switch {
	case err == nil:
		if err := json.Unmarshal(data, &who); err != nil {
			return who, fmt.Errorf("read issuer %s: %w", file, err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return who, fmt.Errorf("read issuer: %w", err)
	}
	if id != "" {
		who.ID = id
	}
	if name != "" {
		who.Name = name
	}
	if !credential.IsID(who.ID) {
		return who, usage("write it with 1 to 32 small letters, digits and inner hyphens: ascult-md", "issuer id %q cannot be signed", who.ID)
	}
	if id == "" && name == "" {
		return who, nil
	}
	if data, err = json.MarshalIndent(who, "", "  "); err != nil {
		return who, err
	}
	if err := os.WriteFile(file, append(data, '\n'), 0o600); err != nil {
		return who, fmt.Errorf("keep issuer: %w", err)
	}
	return who, nil
}
