// VaultFormat: how vault.db keeps credentials, for egress, which writes it, and for the command line, which exports it.
//
// A row says in the clear where a credential goes; the credential itself, and its proxy, are sealed with the vault's key,
// together with all that is in the clear.
// Trusts nothing in the file: what was changed, or moved to another row, does not open.
