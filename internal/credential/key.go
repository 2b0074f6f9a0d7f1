package credential

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// PurposeCertificate is the purpose of the keys that sign certificates and
// revocation lists. A key has one purpose; a signature of one purpose is
// refused where another is wanted.
const PurposeCertificate = "certificate"

const (
	keyFormat    = 1
	keyAlgorithm = "Ed25519"
	dayLayout    = "2006-01-02"
	keyMonths    = 13
)

// A Key signs. Only its public half ever leaves the folder of keys.
type Key struct {
	ID      string
	Purpose string
	From    time.Time // first day, midnight in UTC
	Until   time.Time // last day
	private ed25519.PrivateKey
}

// A PublicKey is one line of a [KeySet].
type PublicKey struct {
	ID        string            `json:"id"`
	Algorithm string            `json:"algorithm"`
	Purpose   string            `json:"purpose"`
	Public    ed25519.PublicKey `json:"public"` // base 64 in JSON
	From      string            `json:"from"`   // first day, YYYY-MM-DD
	Until     string            `json:"until"`  // last day
}

// A KeySet is what an institution publishes at /.well-known/ascult/keys.json:
// every key it ever signed with, retired ones included. A key known to be
// stolen is taken out of the set.
type KeySet struct {
	Format int         `json:"format"`
	Issuer string      `json:"issuer"`
	Keys   []PublicKey `json:"keys"` // by first day, then id
}

// keyFile is a key on disk.
type keyFile struct {
	Format    int    `json:"format"`
	ID        string `json:"id"`
	Algorithm string `json:"algorithm"`
	Purpose   string `json:"purpose"`
	Seed      []byte `json:"seed"` // 32 secret bytes
	From      string `json:"from"`
	Until     string `json:"until"`
}

// LoadOrCreateKey returns the key of purpose in dir to sign with at now: of
// those valid today and tomorrow, the newest. If there is none it makes one,
// valid from the day before now (so that it covers today in every time zone)
// for 13 months, in a file that only the owner can read. It refuses a folder
// with a key file that others can read or that is damaged.
func LoadOrCreateKey(dir, purpose string, rand io.Reader, now time.Time) (Key, error) {
	keys, err := LoadKeys(dir, purpose)
	if err != nil {
		return Key{}, err
	}
	today := Day(now, time.UTC)
	for _, k := range slices.Backward(keys) {
		if p := k.Public(); p.covers(today) && p.covers(today.AddDate(0, 0, 1)) {
			return k, nil
		}
	}
	k, err := newKey(purpose, rand, today)
	if err != nil {
		return Key{}, fmt.Errorf("make %s key: %w", purpose, err)
	}
	b, err := json.MarshalIndent(keyFile{
		Format: keyFormat, ID: k.ID, Algorithm: keyAlgorithm, Purpose: purpose, Seed: k.private.Seed(),
		From: k.From.Format(dayLayout), Until: k.Until.Format(dayLayout),
	}, "", "  ")
	if err != nil {
		return Key{}, fmt.Errorf("make %s key: %w", purpose, err)
	}
	if err := writeSecret(filepath.Join(dir, purpose+"-"+k.ID+".json"), b); err != nil {
		return Key{}, fmt.Errorf("make %s key: %w", purpose, err)
	}
	return k, nil
}

func newKey(purpose string, rand io.Reader, today time.Time) (Key, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(rand, seed); err != nil {
		return Key{}, err
	}
	private := ed25519.NewKeyFromSeed(seed)
	return Key{
		ID: keyID(private.Public().(ed25519.PublicKey)), Purpose: purpose, private: private,
		From: today.AddDate(0, 0, -1), Until: today.AddDate(0, keyMonths, -1),
	}, nil
}

// keyID is the first 50 bits of the SHA-256 of a public key in base 32.
func keyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:10])
}

// LoadKeys returns the keys of purpose in dir, oldest first; none if the
// folder is not there.
func LoadKeys(dir, purpose string) ([]Key, error) {
	names, err := filepath.Glob(filepath.Join(escapeGlob(dir), purpose+"-*.json"))
	if err != nil {
		return nil, fmt.Errorf("read keys in %s: %w", dir, err)
	}
	var keys []Key
	for _, name := range names {
		k, err := loadKey(name, purpose)
		if err != nil {
			return nil, fmt.Errorf("read key %s: %w", name, err)
		}
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b Key) int {
		if c := a.From.Compare(b.From); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return keys, nil
}

func loadKey(name, purpose string) (Key, error) {
	b, err := readSecret(name)
	if err != nil {
		return Key{}, err
	}
	var f keyFile
	if err := strictJSON(b, &f); err != nil {
		return Key{}, err
	}
	if f.Format != keyFormat || f.Algorithm != keyAlgorithm || f.Purpose != purpose || len(f.Seed) != ed25519.SeedSize {
		return Key{}, errors.New("not a key of this program")
	}
	k := Key{ID: f.ID, Purpose: f.Purpose, private: ed25519.NewKeyFromSeed(f.Seed)}
	if keyID(k.private.Public().(ed25519.PublicKey)) != f.ID {
		return Key{}, errors.New("id does not belong to the key")
	}
	if k.From, err = time.Parse(dayLayout, f.From); err != nil {
		return Key{}, err
	}
	if k.Until, err = time.Parse(dayLayout, f.Until); err != nil {
		return Key{}, err
	}
	return k, nil
}

// Public returns the half of k that may be shown to everybody.
func (k Key) Public() PublicKey {
	return PublicKey{
		ID: k.ID, Algorithm: keyAlgorithm, Purpose: k.Purpose, Public: k.private.Public().(ed25519.PublicKey),
		From: k.From.Format(dayLayout), Until: k.Until.Format(dayLayout),
	}
}

// NewKeySet returns the public set of an institution's keys.
func NewKeySet(issuer string, keys []Key) KeySet {
	s := KeySet{Format: keyFormat, Issuer: issuer, Keys: []PublicKey{}}
	for _, k := range keys {
		s.Keys = append(s.Keys, k.Public())
	}
	return s
}

// ParseKeySet reads keys.json strictly.
func ParseKeySet(b []byte) (KeySet, error) {
	var s KeySet
	if err := strictJSON(b, &s); err != nil {
		return KeySet{}, fmt.Errorf("read set of keys: %w", err)
	}
	if s.Format != keyFormat || !idPattern.MatchString(s.Issuer) {
		return KeySet{}, errors.New("read set of keys: unknown format or no issuer")
	}
	for _, k := range s.Keys {
		if len(k.Public) != ed25519.PublicKeySize || keyID(k.Public) != k.ID || k.Algorithm != keyAlgorithm {
			return KeySet{}, fmt.Errorf("read set of keys: key %q is not usable", k.ID)
		}
	}
	return s, nil
}

// find returns the key with an id and a purpose.
func (s KeySet) find(id, purpose string) (PublicKey, bool) {
	for _, k := range s.Keys {
		if k.ID == id && k.Purpose == purpose && k.Algorithm == keyAlgorithm && len(k.Public) == ed25519.PublicKeySize {
			return k, true
		}
	}
	return PublicKey{}, false
}

// covers reports whether k may sign on a day.
func (k PublicKey) covers(day time.Time) bool {
	d := day.Format(dayLayout)
	return k.From <= d && d <= k.Until
}

// readSecret reads a file that nobody but its owner may read.
func readSecret(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("others can read it (mode %v): chmod 600 %s", info.Mode().Perm(), name)
	}
	return os.ReadFile(name) //nolint:gosec // a file of the folder of keys
}

// writeSecret writes a new file whole or not at all, for its owner alone, and
// returns when it is on disk. A file that is there is never replaced.
func writeSecret(name string, b []byte) error {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(b, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if _, err := os.Lstat(name); err == nil {
		return fmt.Errorf("write %s: %w", name, fs.ErrExist)
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	d, err := os.Open(dir) //nolint:gosec // the folder of keys
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// escapeGlob quotes the characters of a folder's name that Glob reads.
func escapeGlob(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(s)
}
