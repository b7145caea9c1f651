package digitalocean

// NewTransport is the transport of a Client, for tests that have to trust the certificate of a server.
var NewTransport = newTransport
