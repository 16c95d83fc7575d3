//go:build tools

// Names the program that is built here, so that go.mod keeps its version.
package tools

import _ "github.com/superfly/litefs/cmd/litefs"
