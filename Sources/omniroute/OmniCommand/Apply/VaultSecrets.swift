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
    ///
    /// - Parameters:
    ///   - place: Where the vault is.
    ///   - keyFile: The key's file; where the daemons keep it without one.
    /// - Throws: When nothing opens although there is something: then the key is not this vault's.
    init(_ place: StatePlace, keyFile: String?) throws(CommandFailure) {
        guard let vault = BackupName("egress/vault.db"), let key = BackupName(BackupName.vaultKey)
        else { preconditionFailure("the vault has a name") }
        let keyPath = keyFile ?? place.path(of: key)
        let box = VaultBox(key: try Self.key(keyPath))
        let scratch = try ScratchDirectory(
            beside: "\(environment("TMPDIR") ?? "/tmp")/omniroute-export")
        defer { scratch.remove() }
        let copy = "\(scratch.path)/vault.db"
        do throws(DatabaseCopy.Problem) {
            try DatabaseCopy.make(place.path(of: vault), to: copy)
        } catch {
            throw error.failure
        }
        let rows: Int
        do throws(StoreError) {
            rows = try read(copy, box)
        } catch {
            throw CommandFailure(.data, "the vault cannot be read: \(error)")
        }
        guard rows == 0 || !secrets.isEmpty else {
            throw CommandFailure(.configuration, "\(keyPath) is not the key of this vault")
        }
    }

    /// What is kept for a connection.
    subscript(connectionID: String) -> KeptSecret? { secrets[connectionID] }

    /// How many rows there are.
    private mutating func read(_ path: String, _ box: VaultBox) throws(StoreError) -> Int {
        let database = try Database(path: path, readOnly: true)
        defer { database.close() }
        let rows = try database.prepare("SELECT \(SealedCredential.columns) FROM credential")
        var count = 0
        while try rows.step() {
            count += 1
            guard let sealed = SealedCredential(rows), let opened = try? sealed.open(with: box)
            else { continue }
            secrets[sealed.binding.connectionID] = KeptSecret(
                origin: sealed.binding.origin, place: sealed.binding.place, secret: opened.secret,
                proxy: opened.proxy)
        }
        return count
    }

    private static func key(_ path: String) throws(CommandFailure) -> SecretBytes {
        if access(path, R_OK) != 0 {
            let number = errno
            throw CommandFailure(
                number == EACCES ? .denied : .configuration,
                "cannot read the key of the vault, \(path): \(errorText(number))")
        }
        var bytes = try InputFile.read(path, limit: 256)
        defer { Crypto.wipe(&bytes) }
        guard let key = VaultKey.parse(bytes) else {
            throw CommandFailure(.configuration, "\(path) is no key of a vault")
        }
        return key
    }
}
