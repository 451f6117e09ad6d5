package import IPC

/// The console lines of all daemons, as JSON lines in files that are rotated by their size.
///
/// Nothing waits for it: what cannot be written is counted and left out.
package final class ConsoleLog {
    /// A line to be written.
    package struct Entry {
        /// Whose record it is.
        package let producer: String
        /// The number there.
        package let number: UInt64
        /// What it says.
        package let record: ConsoleRecord

        /// Makes an entry.
        package init(producer: String, number: UInt64, record: ConsoleRecord) {
            self.producer = producer
            self.number = number
            self.record = record
        }
    }

    private let folder: String
    private var file: AppendedFile?
    /// The last number of each producer that has been written.
    private var written: [String: UInt64] = [:]

    /// Prepares the folder's files; nothing is opened yet.
    package init(_ folder: String) { self.folder = folder }

    private func path(_ index: Int) -> String {
        index == 0 ? "\(folder)/console.jsonl" : "\(folder)/console.jsonl.\(index)"
    }

    /// The files there are, the newest first.
    package var files: [String] {
        indexes.map { path($0) }
    }

    private var indexes: [Int] {
        Files.names(in: folder).compactMap { name -> Int? in
            guard name.hasPrefix("console.jsonl") else { return nil }
            let rest = name.dropFirst(13)
            return rest.isEmpty ? 0 : rest.first == "." ? Int(rest.dropFirst()) : nil
        }.sorted()
    }

    /// Bytes of all files.
    package var bytes: Int64 { files.reduce(0) { $0 + Files.size($1) } }

    /// Writes lines that are new.
    ///
    /// - Parameters:
    ///   - entries: In their order.
    ///   - fileBytes: Size at which a file is closed and the next begun.
    ///   - count: Files that are kept.
    ///   - report: Told what was new and what could not be written.
    package func append(
        _ entries: [Entry], fileBytes: Int64, count: Int, _ report: inout CommitReport
    ) {
        guard !entries.isEmpty else { return }
        guard prepare() else {
            report.consoleDropped += entries.count
            return
        }
        var pending: [UInt8] = []
        var records: [ConsoleRecord] = []
        func flush() {
            guard !records.isEmpty else { return }
            if file?.append(pending) == true {
                report.stored += records.count
                report.rows.console += UInt64(records.count)
                report.console += records
            } else {
                report.consoleDropped += records.count
            }
            pending.removeAll(keepingCapacity: true)
            records.removeAll(keepingCapacity: true)
        }
        for entry in entries {
            guard entry.number > written[entry.producer] ?? 0 else {
                report.skipped += 1
                continue
            }
            remember(entry)
            let line = ConsoleLine.encoded(
                entry.record, id: "\(entry.producer):\(entry.number)")
            if (file?.size ?? 0) + Int64(pending.count + line.count) > fileBytes {
                flush()
                if (file?.size ?? 0) > 0 { rotate(keeping: count) }
            }
            pending += line
            records.append(entry.record)
        }
        flush()
    }

    /// A line that could not be written is not tried again: it counts as seen.
    private func remember(_ entry: Entry) {
        // Each life of a process is a producer; those of long ago do not come again.
        if written.count >= Limits.rememberedProducers, written[entry.producer] == nil {
            written.removeAll()
        }
        written[entry.producer] = entry.number
    }

    /// Opens the newest file, anew when another process has rotated it.
    private func prepare() -> Bool {
        if let file, file.identity == FileIdentity(path(0)) { return true }
        let isFirst = file == nil
        file = AppendedFile(path(0))
        guard let file else { return false }
        if isFirst { recall() }
        return endLastLine(file)
    }

    /// A line that a crash has cut is ended, so that the next is one of its own.
    private func endLastLine(_ file: AppendedFile) -> Bool {
        guard file.size > 0, let last = Files.tail(path(0), limit: 1)?.last else { return true }
        return last == UInt8(ascii: "\n") || file.append([UInt8(ascii: "\n")])
    }

    /// What the last life of this daemon had written, so that a batch that comes again adds no line twice.
    private func recall() {
        for index in [1, 0] {
            guard let bytes = Files.tail(path(index), limit: Limits.recalledConsoleBytes) else {
                continue
            }
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                guard let id = ConsoleLine.id(of: line) else { continue }
                written[id.producer] = max(written[id.producer] ?? 0, id.number)
            }
        }
    }

    private func rotate(keeping count: Int) {
        file = nil
        for index in indexes.reversed() {
            if index + 1 >= count {
                Files.remove(path(index))
            } else {
                _ = Files.rename(path(index), to: path(index + 1))
            }
        }
        file = AppendedFile(path(0))
    }

    /// Removes files beyond a number, and whole files while all together are larger than they may be.
    package func trim(fileBytes: Int64, count: Int) {
        for index in indexes where index >= count { Files.remove(path(index)) }
        let limit = fileBytes * Int64(count)
        for index in indexes.reversed() where index > 0 && bytes > limit {
            Files.remove(path(index))
        }
    }

    /// Lets the file go.
    package func close() { file = nil }
}
