package server

import (
	"context"
	"errors"
	"fmt"

	"ascult/internal/credential"
	"ascult/server/store"
)

// seal makes the sealed record of a new person, under a key of its own.
func (s *Server) seal(id string, h credential.HolderRecord) (store.Holder, error) {
	salt, err := credential.NewSalt(s.cfg.Rand)
	if err != nil {
		return store.Holder{}, err
	}
	sealed, err := s.cfg.Vault.SealHolder(salt, id, h, s.cfg.Rand)
	if err != nil {
		return store.Holder{}, err
	}
	return store.Holder{Person: id, Salt: salt, Sealed: sealed}, nil
}

// open returns what is known of a person; nothing, once it was erased.
func (s *Server) open(h store.Holder) (credential.HolderRecord, error) {
	if len(h.Salt) == 0 {
		return credential.HolderRecord{}, nil
	}
	r, err := s.cfg.Vault.OpenHolder(h.Salt, h.Person, h.Sealed)
	if err != nil {
		return r, fmt.Errorf("open record of person %s: %w", h.Person, err)
	}
	return r, nil
}

// nameOf returns the name of a person, or "" where it was erased.
func (s *Server) nameOf(ctx context.Context, id string) (string, error) {
	h, err := s.cfg.Store.Holder(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	} else if err != nil {
		return "", fmt.Errorf("read record: %w", err)
	}
	p, err := s.open(h)
	return p.Name, err
}
