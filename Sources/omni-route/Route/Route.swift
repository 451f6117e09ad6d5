// Route: decisions. Who may serve this model, at which address, in which dialect.
//
// `Router` is the whole of it without sockets: configuration and learned model lists in memory, backed by SQLite, and
// answers to asks made from memory only. An ask goes through `Resolver` (model name to candidates), `Filters` (candidates
// that may serve now), a strategy (which of them) and `LeaseTable` (the permission that is given). `RouteService` connects a
// router to the IPC socket; `Store/` keeps the configuration, the hashes of client keys and the learned lists.
// Trusts the kernel about who connects (SO_PEERCRED) and nothing that a peer sends.
// Refuses configurations that contradict themselves, as a whole: nothing is ever half applied.
// Holds no secret of a provider and no byte of a message. Nothing that happens per request is written to disk.
