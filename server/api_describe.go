package server

import (
	"net/http"

	"ascult/server/internal/web"
)

// openAPIPath is the address of the API's description.
const openAPIPath = "/api/v1/openapi.json"

// describe answers with the API's description (OpenAPI 3.1).
func (s *Server) describe(c *Context) error {
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, "application/json", web.OpenAPI)
	return nil
}
