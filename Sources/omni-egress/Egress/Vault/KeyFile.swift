// The one file of this library that makes system calls.
internal import Crypto
internal import DaemonLife
internal import EventLoop
internal import Glibc
internal import VaultFormat

/// Finds the vault's key, or makes one at the first start.
enum KeyFile {
    /// Name of the credential that the service manager may hand over.
    static let credentialName = "vault-key"
    /// Name of the key file in the state directory.
    static let fileName = "vault.key"

    /// More than any form of a key.
    private static let longest = 256

    /// The key: from the service manager's credentials when it is there, else from the state directory.
    ///
    /// - Throws: A configuration failure when a key is there but cannot be trusted or used.
    static func load(
        credentialsDirectory: String?, stateDirectory: String
    ) throws(StartFailure) -> SecretBytes {
        if let credentialsDirectory {
            let path = "\(credentialsDirectory)/\(credentialName)"
            if let key = try read(path, mustBePrivate: false) { return key }
        }
        let path = "\(stateDirectory)/\(fileName)"
        if let key = try read(path, mustBePrivate: true) { return key }
        return try make(path)
    }

    /// Nil when there is no such file.
    private static func read(
        _ path: String, mustBePrivate: Bool
    ) throws(StartFailure) -> SecretBytes? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .configuration("cannot open \(path): \(errorText(errno))")
        }
        defer { closeDescriptor(descriptor) }
        if mustBePrivate { try checkPrivate(descriptor, path) }
        var bytes = [UInt8](repeating: 0, count: longest)
        defer { Crypto.wipe(&bytes) }
        let count = Glibc.read(descriptor, &bytes, longest)
        guard count >= 0 else {
            throw .configuration("cannot read \(path): \(errorText(errno))")
        }
        var content = Array(bytes.prefix(count))
        defer { Crypto.wipe(&content) }
        guard let key = VaultKey.parse(content) else {
            throw .configuration(
                "\(path) holds \(count == longest ? "more than \(longest - 1)" : "\(count)") bytes; "
                    + "a vault key has 32 bytes or 64 hexadecimal digits")
        }
        return key
    }

    private static func checkPrivate(_ descriptor: CInt, _ path: String) throws(StartFailure) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .configuration("cannot look at \(path): \(errorText(errno))")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .configuration("\(path) is not a plain file")
        }
        guard status.st_mode & 0o177 == 0 else {
            throw .configuration(
                "\(path) has mode \(String(status.st_mode & 0o777, radix: 8)); others could read the "
                    + "vault key: chmod 600 it, or replace key and credentials if they may have")
        }
    }

    /// Writes a new key beside the place and renames it, so that a key file is never half written.
    private static func make(_ path: String) throws(StartFailure) -> SecretBytes {
        let part = path + ".part"
        // One that a crash left behind was never used.
        _ = unlink(part)
        let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .configuration("cannot make \(part): \(errorText(errno))")
        }
        defer { closeDescriptor(descriptor) }
        let key = SecretBytes(random: AESGCM.keyBytes)
        let written = key.withBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == key.count, fsync(descriptor) == 0, rename(part, path) == 0 else {
            throw .temporary("cannot write \(path): \(errorText(errno))")
        }
        synchroniseDirectory(of: path)
        return key
    }

    /// Makes the new name survive a power cut; where that fails the key is there all the same.
    private static func synchroniseDirectory(of path: String) {
        let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        closeDescriptor(descriptor)
    }
}
