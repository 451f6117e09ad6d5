// Configuration: the YAML file a person writes, and the document of the management API, turned into what the daemons take.
//
// One file becomes one `RouteConfiguration` (connections without secrets, client keys as hashes, settings) for route and one
// `VaultApply` (credentials bound to their origin) for egress. A `Document` is the same configuration as data: from YAML with
// its references resolved, from JSON and back, joined of layers, compared, and without its secrets. One set of readers checks
// both. Used by `omni-admin` and the `omniroute` command.
// Trusts nothing in the file: every field is known, typed and bounded, or the whole file is refused with all its errors,
// each with file, line and column. An error never quotes a value that could be a secret.
