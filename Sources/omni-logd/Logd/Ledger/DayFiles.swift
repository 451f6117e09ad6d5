internal import Store

/// The files of a folder, one a day, of which some are open.
final class DayFiles<Content: FileContent> {
    /// Where they are.
    let folder: String
    private let capacity: Int
    private let make: (String) throws(StoreError) -> Content
    private let setAsideName: (String) -> String
    private let whenSetAside: (Int, String, String) -> Void
    private let leavesForLater: (Int) -> Bool
    private let whenSuspect: (Int, String) -> Void
    /// Open files; the one that was used last is the last.
    private var open: [(day: Int, file: GuardedFile<Content>)] = []
    /// Days whose pages were looked at in this life.
    private var checked: Set<Int> = []
    /// Days that could not be opened to have their index removed: not tried again in this life, nothing depends on it.
    private var untidy: Set<Int> = []

    /// Prepares a folder that is there.
    ///
    /// - Parameters:
    ///   - folder: Its path.
    ///   - capacity: Files that are open at most.
    ///   - make: Opens one.
    ///   - setAsideName: A name for a damaged file, out of its path.
    ///   - whenSetAside: Called with the day, that name, and what is wrong.
    ///   - leavesForLater: Asked whether somebody else looks at a day's pages a while after it was opened.
    ///   - whenSuspect: Called with a day whose file seems to be damaged, and what is wrong: somebody should look at it.
    init(
        _ folder: String, capacity: Int, make: @escaping (String) throws(StoreError) -> Content,
        setAsideName: @escaping (String) -> String,
        whenSetAside: @escaping (Int, String, String) -> Void,
        leavesForLater: @escaping (Int) -> Bool = { _ in false },
        whenSuspect: @escaping (Int, String) -> Void = { _, _ in }
    ) {
        self.folder = folder
        self.capacity = capacity
        self.make = make
        self.setAsideName = setAsideName
        self.whenSetAside = whenSetAside
        self.leavesForLater = leavesForLater
        self.whenSuspect = whenSuspect
    }

    /// The file of a day.
    func path(_ day: Int) -> String { "\(folder)/\(DayCalendar.name(of: day)).db" }

    /// Days whose file is there, oldest first.
    var days: [Int] {
        Files.names(in: folder).compactMap { name in
            name.hasSuffix(".db") ? DayCalendar.day(named: name.dropLast(3)) : nil
        }
    }

    /// Bytes of all that goes with the days.
    var bytes: Int64 {
        Files.names(in: folder).reduce(0) { sum, name in
            Self.owner(of: name) == nil ? sum : sum + Files.size("\(folder)/\(name)")
        }
    }

    /// The day with which a file goes: its database, what SQLite keeps beside that, and what was set aside of it.
    ///
    /// What somebody else has put here, such as what was there before a backup was restored, is neither counted nor taken
    /// away: days that are in use would have to go for it.
    private static func owner(of name: String) -> Int? {
        let rest = name.dropFirst(10)
        guard
            ["", "-wal", "-shm", "-journal"].contains(rest.dropFirst(3)) && rest.hasPrefix(".db")
                || rest.hasPrefix(".db.corrupt")
        else { return nil }
        return DayCalendar.day(named: name.prefix(10))
    }

    /// Bytes of a day's file and its log.
    func bytes(_ day: Int) -> Int64 {
        Files.size(path(day)) + Files.size(path(day) + "-wal")
    }

    /// Whether a day's file is there.
    func exists(_ day: Int) -> Bool { FileIdentity(path(day)) != nil }

    /// The file of a day, to be worked on; beyond the capacity the one that was not used for longest is closed.
    func file(_ day: Int) -> GuardedFile<Content> {
        if let index = open.firstIndex(where: { $0.day == day }) {
            let entry = open.remove(at: index)
            open.append(entry)
            return entry.file
        }
        while open.count >= capacity {
            let last = open.removeFirst()
            close(last.day, last.file)
        }
        let file = guarded(day)
        open.append((day, file))
        return file
    }

    private func guarded(_ day: Int) -> GuardedFile<Content> {
        GuardedFile(
            path(day), isChecked: checked.contains(day), make: make, name: setAsideName,
            whenSetAside: { [whenSetAside] name, reason in whenSetAside(day, name, reason) },
            leavesForLater: { [leavesForLater] in leavesForLater(day) })
    }

    private func close(_ day: Int, _ file: GuardedFile<Content>) {
        file.close()
        if file.isChecked { checked.insert(day) }
    }

    /// Open files whose log waits to be moved into them: those with at least so many pages.
    func loaded(pages: Int) -> [GuardedFile<Content>] {
        open.map(\.file).filter { $0.logPages >= pages }
    }

    /// Takes a day's file away, with what was set aside of that day.
    func unlink(_ day: Int) throws(StoreError) {
        if exists(day) {
            try file(day).unlink()
        }
        open.removeAll { $0.day == day }
        checked.remove(day)
        untidy.remove(day)
        removeSetAside(day)
    }

    /// Removes what was set aside of a day, and what is left beside its file.
    private func removeSetAside(_ day: Int) {
        for name in Files.names(in: folder) where Self.owner(of: name) == day {
            Files.remove("\(folder)/\(name)")
        }
    }

    /// Days of which only damaged files are left, oldest first.
    var daysSetAside: [Int] {
        let present = Set(days)
        let all = Files.names(in: folder).compactMap { name -> Int? in
            guard name.dropFirst(10).hasPrefix(".db.corrupt") else { return nil }
            return DayCalendar.day(named: name.prefix(10))
        }
        return Array(Set(all).subtracting(present)).sorted()
    }

    /// Closes files of days before one, and has the index of one more removed that readers have left.
    ///
    /// Whoever closes a file last moves its log and removes it with the index; readers do not.
    func close(before day: Int) {
        for entry in open where entry.day < day { close(entry.day, entry.file) }
        open.removeAll { $0.day < day }
        // One that cannot be opened must not keep those behind it from their turn.
        _ = daysWithIndex.first { $0 < day && !untidy.contains($0) && tidy($0) }
    }

    /// Opens and closes a day's file; whether that went well.
    private func tidy(_ day: Int) -> Bool {
        do throws(StoreError) {
            try make(path(day)).database.close()
            return true
        } catch {
            untidy.insert(day)
            if error.isCorrupt { whenSuspect(day, "\(error)") }
            return false
        }
    }

    /// Days whose file is open somewhere, or was left as if it were.
    private var daysWithIndex: [Int] {
        Files.names(in: folder).compactMap { name in
            name.hasSuffix(".db-shm") ? DayCalendar.day(named: name.dropLast(7)) : nil
        }.filter { exists($0) }
    }

    /// Closes all.
    func close() {
        for entry in open { close(entry.day, entry.file) }
        open = []
    }
}
