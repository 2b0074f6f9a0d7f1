package credential

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
)

const (
	saltSize     = 32
	vaultVersion = 1
	vaultInfo    = "ascult-holder-1"
)

// ErrSealed is returned for a record that cannot be opened: its salt is
// erased, or record, salt and place do not belong together.
var ErrSealed = errors.New("sealed record cannot be opened")

// A Vault seals what is known of people by name, each person under an own
// key. The key is made from a secret of the installation, kept in the folder
// of keys, and from the person's salt, kept in the database: erasing the salt
// erases every record of that person, in every copy of the database that no
// longer has it. Neither half opens anything alone.
type Vault struct {
	secret []byte
}

// vaultFile is the secret on disk.
type vaultFile struct {
	Format int    `json:"format"`
	Secret []byte `json:"secret"` // 32 bytes
}

// LoadOrCreateVault opens the vault of a folder of keys, and makes its secret
// when there is none. A backup of the database without this file holds no
// readable name.
func LoadOrCreateVault(dir string, rand io.Reader) (*Vault, error) {
	name := filepath.Join(dir, "holder.json")
	b, err := readSecret(name)
	if errors.Is(err, fs.ErrNotExist) {
		secret := make([]byte, saltSize)
		if _, err := io.ReadFull(rand, secret); err != nil {
			return nil, fmt.Errorf("make holder secret: %w", err)
		}
		b, err := json.MarshalIndent(vaultFile{Format: keyFormat, Secret: secret}, "", "  ") //nolint:gosec // written for its owner alone
		if err != nil {
			return nil, fmt.Errorf("make holder secret: %w", err)
		}
		if err := writeSecret(name, b); err != nil {
			return nil, fmt.Errorf("make holder secret: %w", err)
		}
		return &Vault{secret: secret}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read holder secret %s: %w", name, err)
	}
	var f vaultFile
	if err := strictJSON(b, &f); err != nil || f.Format != keyFormat || len(f.Secret) != saltSize {
		return nil, fmt.Errorf("read holder secret %s: not a secret of this program", name)
	}
	return &Vault{secret: f.Secret}, nil
}

// NewSalt draws a person's salt.
func NewSalt(rand io.Reader) ([]byte, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(rand, salt); err != nil {
		return nil, fmt.Errorf("draw salt: %w", err)
	}
	return salt, nil
}

// Seal encrypts a record under the key of a salt. place says which record it
// is, such as "certificate/" + id; it is not stored, but a record moved to
// another place does not open.
func (v *Vault) Seal(salt []byte, place string, plain []byte, rand io.Reader) ([]byte, error) {
	aead, err := v.aead(salt)
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", place, err)
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := io.ReadFull(rand, nonce); err != nil {
		return nil, fmt.Errorf("seal %s: %w", place, err)
	}
	b := append([]byte{vaultVersion}, nonce...)
	return aead.Seal(b, nonce, plain, []byte(place)), nil
}

// Open decrypts what [Vault.Seal] made. Every failure is ErrSealed.
func (v *Vault) Open(salt []byte, place string, sealed []byte) ([]byte, error) {
	aead, err := v.aead(salt)
	if err != nil {
		return nil, err
	}
	n := 1 + aead.NonceSize()
	if len(sealed) < n || sealed[0] != vaultVersion {
		return nil, ErrSealed
	}
	plain, err := aead.Open(nil, sealed[1:n], sealed[n:], []byte(place))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

func (v *Vault) aead(salt []byte) (cipher.AEAD, error) {
	if len(salt) != saltSize {
		return nil, ErrSealed
	}
	key, err := hkdf.Key(sha256.New, v.secret, salt, vaultInfo, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// A HolderRecord is what store.Holder seals, in JSON, at the place
// "holder/" + the person's id.
type HolderRecord struct {
	Name  string `json:"name"`            // see [Name]
	Latin string `json:"latin,omitempty"` // see [Latin]
}

// SealHolder seals a holder's record.
func (v *Vault) SealHolder(salt []byte, person string, h HolderRecord, rand io.Reader) ([]byte, error) {
	b, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("seal holder: %w", err)
	}
	return v.Seal(salt, "holder/"+person, b, rand)
}

// OpenHolder opens a holder's record.
func (v *Vault) OpenHolder(salt []byte, person string, sealed []byte) (HolderRecord, error) {
	b, err := v.Open(salt, "holder/"+person, sealed)
	if err != nil {
		return HolderRecord{}, err
	}
	var h HolderRecord
	if err := strictJSON(b, &h); err != nil {
		return HolderRecord{}, ErrSealed
	}
	return h, nil
}
