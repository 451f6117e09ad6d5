internal import Configuration
internal import Crypto
internal import DaemonLife
internal import EventLoop
internal import Glibc
internal import Store
internal import VaultFormat

/// The secrets of a vault, for whoever may read its file and its key.
struct VaultSecrets {
    private var secrets: [String: KeptSecret] = [:]

    /// Reads a copy of the vault, which egress may have open meanwhile.
    ///
    /// Rows that do not open are left out: egress cannot use them either.
    init(_ place: StatePlace) throws(CommandFailure) {
        guard let vault = BackupName("egress/vault.db"), let key = BackupName(BackupName.vaultKey)
        else { preconditionFailure("the vault has a name") }
        let box = VaultBox(key: try Self.key(place.path(of: key)))
        let scratch = try ScratchDirectory(
            beside: "\(environment("TMPDIR") ?? "/tmp")/omniroute-export")
        defer { scratch.remove() }
        let copy = "\(scratch.path)/vault.db"
        try DatabaseCopy.make(place.path(of: vault), to: copy)
        do throws(StoreError) {
            try read(copy, box)
        } catch {
            throw CommandFailure(.data, "the vault cannot be read: \(error)")
        }
    }

    /// What is kept for a connection.
    subscript(connectionID: String) -> KeptSecret? { secrets[connectionID] }

    private mutating func read(_ path: String, _ box: VaultBox) throws(StoreError) {
        let database = try Database(path: path, readOnly: true)
        defer { database.close() }
        let rows = try database.prepare("SELECT \(SealedCredential.columns) FROM credential")
        while try rows.step() {
            guard let sealed = SealedCredential(rows), let opened = try? sealed.open(with: box)
            else { continue }
            secrets[sealed.binding.connectionID] = KeptSecret(
                place: sealed.binding.place, bytes: opened.secret.withBytes { Array($0) },
                proxy: opened.proxy?.withBytes { String(decoding: $0, as: UTF8.self) })
        }
    }

    private static func key(_ path: String) throws(CommandFailure) -> SecretBytes {
        guard access(path, R_OK) == 0 else {
            let reason = errorText(errno)
            throw CommandFailure(
                errno == EACCES ? .denied : .configuration,
                "cannot read the key of the vault, \(path): \(reason)")
        }
        var bytes = try InputFile.read(path, limit: 256)
        defer { Crypto.wipe(&bytes) }
        guard let key = VaultKey.parse(bytes) else {
            throw CommandFailure(.configuration, "\(path) is no key of a vault")
        }
        return key
    }
}
