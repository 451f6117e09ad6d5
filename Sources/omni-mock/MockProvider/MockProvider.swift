// The bundled mock provider: an HTTP server that speaks the provider side of all dialects as strict
// providers do, and misbehaves on command.
//
// A request's bytes become a `MockRequest` (HTTP/) that is routed by its path (Server/). A dialect
// has a folder with the shape of its requests, the rules that hold between turns, the words of its
// errors, and one writer; what they share is in Shapes/ (shapes as tables), Dialects/ (proofs,
// errors) and Streams/ (the events of any writer, faults included). All of them make one
// `PromptRequest`, for which the directives in the model name (Behaviour/) and one `Answer`
// (Answers/, Agent/) decide what is said; a `Playback` turns the response into writes, waits and
// endings. All of this is values without I/O; `Connection` alone touches the channel. Chat/, the
// path of the benchmarks, keeps a reader and a stream of its own.
//
// Trusted: whoever may connect, for this is a tool of tests, benchmarks and the demo; it listens on
// loopback. Refused: what a real provider refuses, with the same error bodies, and what passes
// `Limits`. Nothing here keeps a secret: `/_mock/requests` shows what was received.
