// Package webtest runs web scripts: plain text that asks a handler for pages
// and says what must be in the answers. It is for tests only.
//
//	# Signing in with a wrong password shows the form again.
//	GET /ro/account/sign-in
//	status 200
//	capture token body name="form" value="([^"]+)"
//
//	POST /ro/account/sign-in
//	form login ana
//	form password wrong
//	form form ${token}
//	status 422
//	text contains ${t.ro.sign_in_wrong}
//	body lacks ana@
//
// A line is a request, a part of the request above it, a check of the answer
// above it, or a command. Blank lines and lines that start with # are for the
// reader. What follows the last fixed word of a line is taken as it is, to the
// end of the line, without the spaces around it.
//
// Requests: GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS, each with a path.
// Redirects are not followed. A request that can change something carries the
// Origin and Sec-Fetch-Site a browser would send from the same site.
//
// Parts of a request:
//
//	form NAME VALUE     adds a field to a form body
//	data TYPE BODY      is the body, of that media type
//	send NAME [VALUE]   sets a header; without a value it is left out. Host works too
//
// Checks:
//
//	status CODE
//	body contains|lacks|is TEXT     the bytes of the answer
//	body matches|misses REGEXP
//	text contains|lacks|is TEXT     the answer without tags, entities resolved, white space folded
//	text matches|misses REGEXP
//	header NAME contains|lacks|is TEXT
//	header NAME matches|misses REGEXP
//	header NAME absent
//
// Commands:
//
//	capture NAME body REGEXP           keeps the first group, entities resolved, as ${NAME}
//	capture NAME header NAME REGEXP
//	follow                             gets the Location of the answer above
//	as NAME                            goes on with the cookies of that person; at first nobody's
//
// ${NAME} stands for a value that was captured or handed in. Scripts share
// nothing: each starts without cookies and captures.
package webtest
