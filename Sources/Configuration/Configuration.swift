// Configuration: the YAML file a person writes, turned into what the daemons take.
//
// One file becomes one `RouteConfiguration` (connections without secrets, client keys as hashes, settings) for route and one
// `VaultApply` (credentials bound to their origin) for egress. Used by the `omniroute` command only.
// Trusts nothing in the file: every field is known, typed and bounded, or the whole file is refused with all its errors,
// each with file, line and column. An error never quotes a value that could be a secret.
