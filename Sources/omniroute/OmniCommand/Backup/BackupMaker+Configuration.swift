internal import Glibc
internal import Store

extension BackupMaker {
    /// How often the state of the configuration is copied until no change lies between the copies.
    private static let tries = 3
    /// The file that says how far its changes are.
    private static let admin = "admin/admin.db"

    /// Copies files between which no change of the configuration may lie.
    ///
    /// With a change of admin, but not the secret that came with it for the vault, a gateway would be restored that shows the
    /// connection and refuses each request through it. A change that is under way all the while does no harm: admin takes
    /// it back when it starts, and what the vault held before it is in the vault's copy. It is waited for all the same.
    ///
    /// - Parameters:
    ///   - names: Of the daemons that a change is brought to, and of admin.
    ///   - directory: Where the copies go.
    /// - Returns: The copies, admin's last.
    /// - Throws: A temporary failure when changes come all the time; what cannot be copied.
    func copyTogether(
        _ names: [BackupName], in directory: String
    ) throws(CommandFailure) -> [Copy] {
        let ordered =
            names.filter { $0.daemon != .admin } + names.filter { $0.daemon == .admin }
        guard let admin = names.first(where: { $0.text == Self.admin }) else {
            return try copyAll(ordered, in: directory)
        }
        for triesLeft in (0..<Self.tries).reversed() {
            let before = try mark(of: admin, by: "\(directory)/mark")
            let copies = try copyAll(ordered, in: directory)
            let after = try mark(of: admin, by: "\(directory)/mark")
            if before == after, !after.isPending || triesLeft == 0 { return copies }
            if triesLeft > 0 { pause() }
        }
        throw CommandFailure(
            .temporary,
            "the configuration was changed while it was copied, \(Self.tries) times; try again in a while"
        )
    }

    /// How far the changes are now, by a copy that goes away again.
    ///
    /// A copy can be read also where the file itself cannot, since nobody has it open.
    private func mark(
        of name: BackupName, by copy: String
    ) throws(CommandFailure) -> ConfigurationMark {
        let path = place.path(of: name)
        do throws(DatabaseCopy.Problem) {
            try DatabaseCopy.make(path, to: copy)
        } catch {
            throw error.failure
        }
        defer { unlink(copy) }
        do throws(StoreError) {
            return try ConfigurationMark(copy: copy)
        } catch {
            throw CommandFailure(
                error.isCorrupt ? .data : .temporary, "cannot read the copy of \(path): \(error)")
        }
    }
}
