package web

import _ "embed"

// OpenAPI is the description of the JSON API (OpenAPI 3.1), as it is served.
//
//go:embed openapi.json
var OpenAPI []byte
