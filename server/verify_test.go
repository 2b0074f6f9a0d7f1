package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"ascult/internal/credential"
	"ascult/internal/learner"
	"ascult/server/store"
)

// signedOf opens the certificate that a holder downloads as JSON.
func (h *examHouse) signedOf(who, id string) (credential.Signed, credential.Facts) {
	h.t.Helper()
	reply := h.want(h.get(who, "/ro/learn/certificates/"+id+".json"), http.StatusOK)
	signed, agree, err := credential.ReadFile([]byte(reply.body))
	h.must(err)
	facts, err := credential.Decode(signed.Payload)
	h.must(err)
	if !agree {
		h.t.Error("the readable facts differ from the signed ones")
	}
	return signed, facts
}

func TestCertificateIsFrozenAndTheHoldersOwn(t *testing.T) {
	h, _, id := newMatrix(t)
	signed, facts := h.signedOf(owner, id)
	if facts.Name != "Ana Rusu" || facts.Language != "uk" || facts.Course != "interviewing" || facts.Specimen ||
		!facts.ValidUntil.Equal(facts.Issued.AddDate(3, 0, 0)) || facts.Result != credential.Passed {
		t.Errorf("facts %+v", facts)
	}
	before := h.get(owner, "/uk/learn/certificates/"+id+".pdf")
	h.want(h.get(owner, "/uk/learn/certificates/"+id+".json.pdf"), http.StatusNotFound) // one address each
	h.want(before, http.StatusOK, "%PDF-")
	page := h.want(h.get(owner, "/uk/learn/certificates/"+id), http.StatusOK, "Ana Rusu", "https://ascult.example/v#"+signed.Text(), facts.Number.Grouped())
	if strings.Contains(page.body, "«") && strings.Contains(page.body, "cert_") {
		t.Errorf("a text is missing: %s", page.body)
	}
	// The course is edited and the server restarted: the certificate stays.
	h.edition.Hash = strings.Repeat("cd", 32)
	h.edition.Minutes = 600
	h.restart()
	if again := h.get(owner, "/uk/learn/certificates/"+id+".pdf"); again != before {
		t.Error("the PDF changed with the course")
	}
}

func TestVerifyByNumberDisclosesLittle(t *testing.T) {
	h, attempt, id := newMatrix(t)
	_, facts := h.signedOf(owner, id)
	ask := func(number, surname string) examReply {
		return h.post(nobody, "/en/verify", "number", number, "surname", surname)
	}
	typed := strings.ToLower(strings.ReplaceAll(facts.Number.Grouped(), "0", "o"))
	reply := h.want(ask(typed, ""), http.StatusOK, "The document is valid", "A. R.", "Course in en", "Institution")
	for _, secret := range []string{"Ana Rusu", "Rusu", attempt, id, "ana", facts.Key} {
		if strings.Contains(strings.Split(reply.body, `<section aria-labelledby="result-h">`)[1], secret) {
			t.Errorf("by number alone the page tells %q", secret)
		}
	}
	h.want(ask(typed, " RUSU "), http.StatusOK, "Ana Rusu")
	if reply := h.want(ask(typed, "Ionescu"), http.StatusOK, "not the one on the certificate"); strings.Contains(reply.body, "Ana Rusu") {
		t.Error("a wrong surname brings the name")
	}
	for range learner.ThrottleFree {
		ask(typed, "Popescu")
	}
	h.want(ask(typed, "Rusu"), http.StatusTooManyRequests, "Too many tries")
	h.want(ask(typed, ""), http.StatusOK, "The document is valid") // the number alone is always answered
}

func TestVerifyTellsMistypedFromUnknown(t *testing.T) {
	h, _, id := newMatrix(t)
	_, facts := h.signedOf(owner, id)
	number := string(facts.Number)
	swapped := number[1:2] + number[:1] + number[2:]
	if swapped == number {
		swapped = number[:1] + number[2:3] + number[1:2] + number[3:]
	}
	for typed, want := range map[string]string{
		"":               "Enter the number",
		number[:20]:      "Characters are missing",
		number + "00":    "too many characters",
		"U" + number[1:]: "never stands in a number",
		swapped:          "have changed places",
	} {
		h.want(h.post(nobody, "/en/verify", "number", typed, "surname", ""), http.StatusUnprocessableEntity, want)
	}
	other, err := credential.NewNumber(strings.NewReader(strings.Repeat("another number", 9)))
	h.must(err)
	h.want(h.post(nobody, "/en/verify", "number", string(other), "surname", "Rusu"), http.StatusOK, "There is no certificate with this number")
}

func TestVerifyRevokedExpiredErased(t *testing.T) {
	h, _, id := newMatrix(t)
	_, facts := h.signedOf(owner, id)
	ask := func() examReply {
		return h.post(nobody, "/en/verify", "number", string(facts.Number), "surname", "")
	}
	h.clock.Add(int64(4 * 365 * 24 * time.Hour / time.Second))
	h.want(ask(), http.StatusOK, "its term has passed")

	h.write(func(tx store.Tx) error { return tx.RevokeCertificate(id, string(credential.ReasonResult), h.now()) })
	h.want(ask(), http.StatusOK, "was withdrawn", "Withdrawn on")
	if err := h.store.Write(t.Context(), func(tx store.Tx) error { return tx.RevokeCertificate(id, "request", h.now()) }); err == nil {
		t.Error("a certificate was revoked twice")
	}
	list := h.want(h.get(nobody, "/.well-known/ascult/revocations.json"), http.StatusOK)
	keys := h.want(h.get(nobody, "/.well-known/ascult/keys.json"), http.StatusOK)
	set, err := credential.ParseKeySet([]byte(keys.body))
	h.must(err)
	parsed, err := credential.ParseRevocations([]byte(list.body), set)
	h.must(err)
	if r, ok := parsed.Find(facts.Number); !ok || r.Reason != credential.ReasonResult {
		t.Errorf("the signed list lacks the certificate: %s", list.body)
	}
	h.pass(time.Second)
	h.want(h.get(owner, "/ro/learn/certificates/"+id+".pdf"), http.StatusNotFound) // not given out as if it were valid

	h.write(func(tx store.Tx) error { return tx.SetHolder(store.Holder{Person: owner, Institution: store.Home}) })
	h.want(ask(), http.StatusOK, "was withdrawn", "erased on request")
}

// A signature that a crash has prevented is made at the next start, once.
func TestStartFinishesPlannedCertificates(t *testing.T) {
	h, attempt, id := newMatrix(t)
	row, err := h.store.Certificate(t.Context(), id, owner)
	h.must(err)
	planned := row
	planned.ID, planned.Signature, planned.Person, planned.Attempt = "planned", nil, otherLearner, ""
	other := h.start(otherLearner)
	planned.Attempt = other.ID
	_ = attempt
	facts := h.factsOf(row)
	facts.Number, err = credential.NewNumber(strings.NewReader(strings.Repeat("crashed before", 9)))
	h.must(err)
	payload, err := facts.Encode()
	h.must(err)
	holder, err := h.store.Holder(t.Context(), otherLearner)
	h.must(err)
	vault := h.vault()
	planned.NumberHash, planned.PayloadHash = credential.Hash(facts.Number), learner.HashSecret(string(payload))
	planned.Sealed, err = vault.Seal(holder.Salt, "certificate/planned", payload, strings.NewReader(strings.Repeat("nonce", 9)))
	h.must(err)
	h.write(func(tx store.Tx) error { return tx.AddCertificate(planned) })
	h.want(h.post(nobody, "/en/verify", "number", string(facts.Number), "surname", ""), http.StatusOK, "There is no certificate with this number")
	h.restart()
	h.want(h.post(nobody, "/en/verify", "number", string(facts.Number), "surname", ""), http.StatusOK, "The document is valid")
	left, err := h.store.CertificatesPlanned(t.Context())
	h.must(err)
	if len(left) != 0 {
		t.Errorf("%d certificates are still planned", len(left))
	}
}

// The page for QR codes carries what its script needs, in the reader's
// language; nobody's address bar names a certificate.
func TestVerifyPageCarriesItsKeys(t *testing.T) {
	h, _, _ := newMatrix(t)
	for accept, want := range map[string]string{"": "ro", "uk-UA,uk;q=0.9": "uk", "de": "ro", "mo": "ro", "en-GB;q=0.8, ru;q=0.9": "ru", "x;;;": "ro"} {
		if got := bestLanguage(accept); got != want {
			t.Errorf("%q is answered in %s, want %s", accept, got, want)
		}
	}
	page := h.want(h.get(nobody, "/v"), http.StatusOK, `<section id="verify" hidden data-keys="`, `data-outcome="not_genuine"`, `data-word="reason-key"`)
	if strings.Contains(page.body, "«") {
		t.Errorf("a text is missing: %s", page.body)
	}
	var list map[string]any
	h.must(json.Unmarshal([]byte(h.get(nobody, "/.well-known/ascult/revocations.json").body), &list))
}
