// Egress: the only way out.
//
// Performs HTTP for omni-translate with libcurl (multi interface, driven by our own event loop), adds the credential of
// the connection a request names, and streams bodies both ways under the credit of the IPC stream.
// Holds the vault: credentials sealed with AES-256-GCM, each bound to one connection and one origin.
// Trusts: the kernel, libcurl, libcrypto, and that omni-translate chose the connection. It does not trust it with
// secrets: they never leave this process but on the wire to the origin they are bound to, and are masked in answers.
// Refuses: URLs that are not plain http or https, credentials asked for another origin, header values that would
// begin another header, redirects, proxies from the environment, certificates that do not verify.
// C calls to libcurl stop at Curl/CurlEasy.swift and Curl/CurlMulti.swift, system calls at Vault/KeyFile.swift,
// searches of memory at Transfers/SecretMask.swift.
