package digitalocean

import "fmt"

// IncompleteError means that the responses were inconsistent, so that the list may not be complete.
type IncompleteError struct {
	Path, Reason string
	// Changed means that the list changed while it was read, so that another read may succeed.
	Changed bool
}

func (e *IncompleteError) Error() string { return "GET " + e.Path + ": " + e.Reason }

func inconsistent(format string, values ...any) error {
	return &IncompleteError{Reason: fmt.Sprintf(format, values...)}
}
