// Egress: the only way out.
//
// Performs HTTP for omni-translate with libcurl (multi interface, driven by our own event loop), adds the credential of
// the connection a request names, and streams bodies both ways under the credit of the IPC stream.
// Holds the vault: credentials sealed with AES-256-GCM, each bound to one connection and one origin.
// Fetches what a client names by URL too: without any credential, over connections of their own, and from addresses of
// the public internet only; what counts is the address that is connected to, also after a redirect.
// Trusts: the kernel, libcurl, libcrypto, and that omni-translate chose the connection. It does not trust it with
// secrets: they never leave this process but on the wire to the origin they are bound to, and are masked in answers.
// Keys of AWS do not leave it at all (requests are signed), nor do those of service accounts, which are exchanged for
// access tokens at the address that the key file names.
// Refuses: URLs that are not plain http or https, credentials asked for another origin, header values that would
// begin another header, redirects of providers, proxies from the environment, certificates that do not verify.
// C calls to libcurl stop at the Curl/Curl*.swift and PeerAddress.swift, system calls at Vault/KeyFile.swift and where
// Curl/CurlEasy.swift makes a socket, searches of memory at Transfers/SecretMask.swift.
