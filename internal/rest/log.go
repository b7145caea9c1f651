package rest

import "context"

// Log writes a record to a log. The functions of tflog have this type.
type Log func(ctx context.Context, message string, fields ...map[string]any)
