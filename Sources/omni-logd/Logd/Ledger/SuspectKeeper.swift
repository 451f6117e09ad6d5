internal import Store

/// Has days looked at whose files a reader found damaged, one at a time.
///
/// The looking is done on a query thread: a file may have gigabytes. It lives on the loop that commits.
final class SuspectKeeper {
    private let source: any LedgerSource
    private let upkeep: Upkeep
    private var isBusy = false
    /// Seconds in which nothing is looked at.
    private var rest = 0

    init(_ source: any LedgerSource, _ upkeep: Upkeep) {
        self.source = source
        self.upkeep = upkeep
    }

    /// Looks for something to look at.
    func secondPassed() {
        rest = max(0, rest - 1)
        guard !isBusy, rest == 0, let day = source.nextSuspect() else { return }
        isBusy = true
        let path = day.path
        let isBegun = upkeep.run {
            (reader) throws(QueryFailure) in
            try reader.look(path)
        } _: { [weak self] (result: Result<FileLook, QueryFailure>) in
            self?.isBusy = false
            self?.looked(at: day.day, result)
        }
        guard !isBegun else { return }
        isBusy = false
        source.suspect(day.day, "too much else to do")
    }

    private func looked(at day: Int, _ result: Result<FileLook, QueryFailure>) {
        // What could not be looked at now is suspected again by who reads it next.
        guard case .success(let look) = result else {
            rest = Limits.suspectRest
            return
        }
        if look.isWhole { rest = Limits.suspectRest }
        do throws(StoreError) {
            try source.looked(at: day, look)
        } catch {
            // As above; what is wrong with the disk is told by the store.
        }
    }
}
