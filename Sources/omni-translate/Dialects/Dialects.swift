// Dialects: what models are asked and answer, in every wire dialect.
//
// `Canonical/` is the one model that all dialects meet in; each other folder is one dialect and can be read alone: it
// turns its requests and answers into the canonical ones and back. `Codec/` says what a dialect must be able to do and
// joins two of them; `Framing/` cuts a provider's bytes into frames; `Loss/` is what happens to things that have no
// counterpart.
// Everything here is a pure function of (request, lease, provider bytes so far): no clock, no chance, no socket.
// Trusts nothing of a client or a provider. Refuses with `GatewayError` (the caller's fault) or `AnswerFailure` (the
// provider's).
