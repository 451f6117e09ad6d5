internal import Store

/// What a look at the pages of a file has found; it takes as long as reading the file, so it is done on another thread.
package struct FileLook: Sendable {
    /// Which file was looked at; nil when there was none.
    let identity: FileIdentity?
    /// What is wrong with it; nil when nothing is.
    let damage: String?

    /// There is a file, and nothing is wrong with it.
    var isWhole: Bool { identity != nil && damage == nil }

    /// Looks at the file at a path, through a connection of its own: others do not read again what they know of a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - condition: Gives the look up once it is true.
    /// - Throws: What SQLite says when it cannot look.
    init(_ path: String, interruptedWhen condition: (() -> Bool)? = nil) throws(StoreError) {
        identity = FileIdentity(path)
        damage = identity == nil ? nil : try Self.damage(path, condition)
    }

    private static func damage(
        _ path: String, _ condition: (() -> Bool)?
    ) throws(StoreError) -> String? {
        do throws(StoreError) {
            let database = try Database(path: path, readOnly: true)
            database.interrupts(when: condition)
            let found = try database.integrityCheck(quick: true)
            return found == "ok" ? nil : found
        } catch {
            guard error.isCorrupt else { throw error }
            return "\(error)"
        }
    }
}
