package rest

// NewTransport is the transport of a Client that has none, for tests that replace its connections.
var NewTransport = newTransport
