package server

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ascult/internal/catalog"
	"ascult/server/internal/web"
)

// A description is the API's description, read as a program that uses it would.
type description struct {
	OpenAPI    string
	Paths      map[string]map[string]operation
	Components struct {
		Schemas    map[string]any
		Responses  map[string]response
		Parameters map[string]struct{ Name, In string }
	}
	Problems map[string]string `json:"x-problems"`
}

type operation struct {
	OperationID string
	Parameters  []struct {
		Ref      string `json:"$ref"`
		Name, In string
	}
	RequestBody struct {
		Content map[string]struct{ Schema any }
	}
	Security  []map[string][]string
	Responses map[string]response
}

type response struct {
	Ref     string `json:"$ref"`
	Content map[string]struct{ Schema any }
}

func readDescription(t *testing.T) description {
	t.Helper()
	var d description
	if err := json.Unmarshal(web.OpenAPI, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

var pathParameter = regexp.MustCompile(`[:{]([a-z]+)}?`)

// The description has every route of the API that the policy table has, with
// who may use it, and nothing else.
func TestDescriptionIsTheTable(t *testing.T) {
	d := readDescription(t)
	seen := map[string]bool{}
	for _, r := range (&Server{}).table() {
		if !r.rule.api {
			continue
		}
		path := pathParameter.ReplaceAllString(r.path, "{$1}")
		op, ok := d.Paths[path][strings.ToLower(r.method)]
		if !ok {
			t.Errorf("%s %s is not described", r.method, r.path)
			continue
		}
		seen[r.method+" "+path] = true
		if open := len(op.Security) == 0; open != r.rule.public {
			t.Errorf("%s %s: open to all is %v in the description", r.method, r.path, open)
		}
		var in []string
		for _, p := range op.Parameters {
			if p.Ref != "" {
				known := d.Components.Parameters[last(p.Ref)]
				p.Name, p.In = known.Name, known.In
			}
			if p.In == "path" {
				in = append(in, p.Name)
			}
		}
		for _, m := range pathParameter.FindAllStringSubmatch(r.path, -1) {
			if !slices.Contains(in, m[1]) {
				t.Errorf("%s %s: %s is not described", r.method, r.path, m[1])
			}
		}
		if len(op.RequestBody.Content) > 0 != (r.method != http.MethodGet) {
			t.Errorf("%s %s: body", r.method, r.path)
		}
	}
	for path, methods := range d.Paths {
		for method := range methods {
			if route := strings.ToUpper(method) + " " + path; !seen[route] {
				t.Errorf("%s is described and is no route", route)
			}
		}
	}
	if d.OpenAPI != "3.1.0" {
		t.Errorf("OpenAPI %s", d.OpenAPI)
	}
	if op := d.Paths["/api/v1/session"]["get"]; op.OperationID == "" || op.Responses["default"].Ref == "" {
		t.Error("the description is not read as it is written")
	}
}

// Each kind of failure that the server knows is explained.
func TestProblemsAreDescribed(t *testing.T) {
	d := readDescription(t)
	all := []*failure{
		errNotFound, errMethod, errBadForm, errTooLarge, errMedia, errSignIn, errOrigin, errMany, errBusy, errFull, errConflict,
		errKeyUsed, errInternal, errAPIBody, errAPIKey, errAPIOver, errAPIOpen, errAPIRev, errAPIMay,
	}
	for _, f := range all {
		if _, name, _ := strings.Cut(problemType(f), "#/x-problems/"); d.Problems[name] == "" && f != errBadForm { // forms are not JSON
			t.Errorf("problem %s is not described", name)
		}
	}
	if len(d.Problems) != len(all)-1 {
		t.Errorf("%d problems, %d described", len(all)-1, len(d.Problems))
	}
}

func last(ref string) string { return ref[strings.LastIndex(ref, "/")+1:] }

// find returns what is described for an address.
func (d description) find(method, path string) (op operation) {
	for known, methods := range d.Paths {
		pattern := "^" + pathParameter.ReplaceAllString(known, `[^/]+`) + "$"
		if regexp.MustCompile(pattern).MatchString(path) {
			op = methods[strings.ToLower(method)]
		}
	}
	return op
}

// checkBody returns why a body that was taken is not as described.
func (d description) checkBody(method, path, body string) []string {
	var value any
	if err := json.Unmarshal([]byte(body), &value); err != nil {
		return []string{err.Error()}
	}
	return d.fits(d.find(method, path).RequestBody.Content["application/json"].Schema, value, "body")
}

// check returns what of an answer is not as described.
func (d description) check(method, path string, status int, kind string, body []byte) []string {
	op := d.find(method, path)
	want, ok := op.Responses[fmt.Sprint(status)]
	if !ok && status < 400 {
		return []string{fmt.Sprintf("status %d is not described", status)}
	} else if !ok {
		want = d.Components.Responses["Problem"] // also where there is no such address
	}
	if want.Ref != "" {
		want = d.Components.Responses[last(want.Ref)]
	}
	if len(want.Content) == 0 {
		if len(body) > 0 {
			return []string{"a body where none is described"}
		}
		return nil
	}
	bare, _, _ := mime.ParseMediaType(kind) // "" is not described either
	media, ok := want.Content[bare]
	if !ok {
		return []string{fmt.Sprintf("content type %q is not described for status %d", kind, status)}
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return []string{err.Error()}
	}
	return d.fits(media.Schema, value, "answer")
}

// fits returns where a value is not as a schema says. It knows the words of
// JSON Schema that the description uses; another one is a complaint.
func (d description) fits(schema, value any, at string) (bad []string) {
	s, ok := schema.(map[string]any)
	if !ok {
		return []string{at + ": no schema"}
	}
	complain := func(format string, args ...any) { bad = append(bad, at+": "+fmt.Sprintf(format, args...)) }
	number, _ := value.(float64)
	text, _ := value.(string)
	list, isList := value.([]any)
	object, isObject := value.(map[string]any)
	for word, rule := range s {
		switch word {
		case "description", "format", "properties":
		case "$ref":
			known, ok := d.Components.Schemas[last(rule.(string))]
			if !ok {
				complain("no schema %s", rule)
			}
			bad = append(bad, d.fits(known, value, at)...)
		case "type":
			kinds, several := rule.([]any)
			if !several {
				kinds = []any{rule}
			}
			if !slices.ContainsFunc(kinds, func(k any) bool { return isType(k, value) }) {
				complain("%v is not of type %v", value, rule)
			}
		case "const":
			if value != rule {
				complain("%v is not %v", value, rule)
			}
		case "enum":
			if !slices.Contains(rule.([]any), value) {
				complain("%v is none of %v", value, rule)
			}
		case "pattern":
			if !regexp.MustCompile(rule.(string)).MatchString(text) {
				complain("%q is not like %s", text, rule)
			}
		case "minLength":
			if float64(utf8.RuneCountInString(text)) < rule.(float64) {
				complain("too short")
			}
		case "maxLength":
			if float64(utf8.RuneCountInString(text)) > rule.(float64) {
				complain("too long")
			}
		case "minimum":
			if number < rule.(float64) {
				complain("%v is too small", value)
			}
		case "maximum":
			if number > rule.(float64) {
				complain("%v is too large", value)
			}
		case "minItems":
			if isList && float64(len(list)) < rule.(float64) {
				complain("too few")
			}
		case "maxItems":
			if isList && float64(len(list)) > rule.(float64) {
				complain("too many")
			}
		case "items":
			for i, v := range list {
				bad = append(bad, d.fits(rule, v, fmt.Sprintf("%s[%d]", at, i))...)
			}
		case "required":
			for _, name := range rule.([]any) {
				if _, ok := object[name.(string)]; isObject && !ok {
					complain("no %s", name)
				}
			}
		case "additionalProperties":
			known, _ := s["properties"].(map[string]any)
			for name, v := range object {
				if _, ok := known[name]; ok {
					continue
				}
				if rule == false {
					complain("%s is not described", name)
				} else {
					bad = append(bad, d.fits(rule, v, at+"."+name)...)
				}
			}
		default:
			complain("the test does not know %q", word)
		}
	}
	if known, ok := s["properties"].(map[string]any); ok {
		for name, v := range object {
			if rule, ok := known[name]; ok {
				bad = append(bad, d.fits(rule, v, at+"."+name)...)
			}
		}
	}
	return bad
}

func isType(kind, value any) bool {
	switch v := value.(type) {
	case nil:
		return kind == "null"
	case bool:
		return kind == "boolean"
	case string:
		return kind == "string"
	case float64:
		return kind == "number" || kind == "integer" && v == float64(int64(v))
	case []any:
		return kind == "array"
	}
	return kind == "object"
}

// The check above sees each way in which an answer can be wrong.
func TestDescriptionFails(t *testing.T) {
	d := readDescription(t)
	good := map[string]string{
		"Saved":  `{"rev":1,"receipt":"A-7F3K-01","saved":"2026-05-11T09:00:00Z"}`,
		"Answer": `{"position":1,"options":["abcdefgh234567ab"],"saved":"2026-05-11T09:00:00Z"}`,
		"Option": `{"id":"abcdefgh234567ab","text":"x"}`,
	}
	for _, tt := range []struct{ schema, old, with, want string }{
		{"Saved", "", "", ""},
		{"Saved", `"rev":1,`, "", "no rev"},
		{"Saved", `"rev":1`, `"rev":"1"`, "not of type"},
		{"Saved", `"rev":1`, `"rev":1.5`, "not of type"},
		{"Saved", `"rev":1`, `"rev":-1`, "too small"},
		{"Saved", `"rev":1`, `"rev":1,"key":2`, "key is not described"},
		{"Saved", "A-7F3K", "A-7FIK", "is not like"},
		{"Answer", "", "", ""},
		{"Answer", "abcdefgh234567ab", "right-a", "options[0]: \"right-a\" is not like"},
		{"Answer", `"options":["abcdefgh234567ab"]`, `"unsure":false`, "is not true"},
		{"Option", `"text"`, `"correct":true,"text"`, "correct is not described"},
	} {
		var value any
		if err := json.Unmarshal([]byte(strings.Replace(good[tt.schema], tt.old, tt.with, 1)), &value); err != nil {
			t.Fatal(err)
		}
		bad := d.fits(map[string]any{"$ref": "#/components/schemas/" + tt.schema}, value, "answer")
		if tt.want == "" && len(bad) > 0 || tt.want != "" && !strings.Contains(strings.Join(bad, "\n"), tt.want) {
			t.Errorf("%s with %s: %q, want %q", tt.schema, tt.with, bad, tt.want)
		}
	}
	for _, lang := range catalog.Languages {
		if bad := d.fits(d.Components.Schemas["Start"], map[string]any{"certificateLanguage": lang}, "body"); len(bad) > 0 {
			t.Error(bad)
		}
	}
}
