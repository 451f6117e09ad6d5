// The bundled mock provider: an HTTP server that speaks the provider side of the openai-chat
// dialect as a strict provider does, and misbehaves on command.
//
// A request's bytes become a `MockRequest` (HTTP/), that is routed (Server/) to a `Response`, for a
// chat request through validation (Chat/), the directives in the model name (Behaviour/) and an
// answer (Answers/); a `Playback` then turns the response into writes, waits and endings. All of
// this is values without I/O; `Connection` alone touches the channel.
//
// Trusted: whoever may connect, for this is a tool of tests, benchmarks and the demo; it listens on
// loopback. Refused: what a real provider refuses, with the same error bodies, and what passes
// `Limits`. Nothing here keeps a secret: `/_mock/requests` shows what was received.
