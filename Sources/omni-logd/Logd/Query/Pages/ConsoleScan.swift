internal import IPC
internal import JSON

/// Finds console lines in their files, from the end of the newest on.
struct ConsoleScan {
    /// A line: one JSON object.
    struct Line: Equatable, Sendable {
        /// Its bytes, without the line feed.
        var bytes: [UInt8]
        /// Where it begins.
        var file: UInt64
        var offset: Int64
    }

    /// Lines, the newest first, and where the next page begins.
    struct Found: Sendable {
        var lines: [Line] = []
        var next: RowCursor?
    }

    private let filter: LedgerFilter
    private let search: TextSearch
    /// Whether the bytes of a line hold the text as it is searched for.
    private let isPlain: Bool
    private let limit: Int
    private var found = Found()
    private var budget: Int

    /// Finds lines.
    static func find(
        _ question: PageQuestion, limit: Int, _ snapshot: LedgerSnapshot,
        clock: () -> UInt64
    ) throws(QueryFailure) -> Found {
        var scan = ConsoleScan(question.filter.filter, limit)
        var files = snapshot.consoleFiles.compactMap { ConsoleFile($0) }
        var end: Int64?
        if case .console(let number, let offset) = question.cursor {
            // A file that has been rotated away has nothing more; what is older went before it.
            guard let index = files.firstIndex(where: { $0.number == number }) else {
                return Found()
            }
            files.removeFirst(index)
            end = offset
        }
        let started = clock()
        for file in files {
            var position = min(end ?? file.size, file.size)
            end = nil
            while position > 0 {
                if scan.isFull || clock() &- started > Limits.pageNanoseconds {
                    scan.found.next = .console(file: file.number, offset: position)
                    return scan.found
                }
                position = scan.readBlock(file, before: position)
            }
        }
        return scan.found
    }

    private init(_ filter: LedgerFilter, _ limit: Int) {
        self.filter = filter
        self.limit = limit
        search = TextSearch(filter.search)
        isPlain = Self.isPlain(filter.search)
        budget = Limits.consoleBytes
    }

    private var isFull: Bool { found.lines.count >= limit || budget <= 0 }

    /// Looks at the lines that end before a place, from the last on; where the first that was looked at begins.
    private mutating func readBlock(_ file: ConsoleFile, before end: Int64) -> Int64 {
        var length = Limits.consoleBlock
        while true {
            let start = max(0, end - Int64(length))
            let bytes = file.read(start..<end)
            budget -= bytes.count
            // The file became shorter: it is being rotated.
            guard bytes.count == Int(end - start) else { return 0 }
            guard let first = firstLine(bytes, atStart: start == 0) else {
                // A line longer than the block; one longer than any line is passed over.
                if length >= Limits.consoleLine { return start }
                length *= 4
                continue
            }
            return take(bytes, from: first, start, file)
        }
    }

    /// Where the first line of a block begins that is wholly in it.
    private func firstLine(_ bytes: [UInt8], atStart: Bool) -> Int? {
        if atStart { return 0 }
        // The last byte is the end of the last line.
        guard let feed = bytes.dropLast().firstIndex(of: 0x0a) else { return nil }
        return feed + 1
    }

    private mutating func take(
        _ bytes: [UInt8], from first: Int, _ start: Int64, _ file: ConsoleFile
    ) -> Int64 {
        var end = bytes.count
        while end > first {
            if found.lines.count >= limit { return start + Int64(end) }
            let body = bytes[first..<end - 1]
            let begin = body.lastIndex(of: 0x0a).map { $0 + 1 } ?? first
            let hasFeed = bytes[end - 1] == 0x0a
            let line = bytes[begin..<(hasFeed ? end - 1 : end)]
            if isWanted(line) {
                found.lines.append(
                    Line(bytes: Array(line), file: file.number, offset: start + Int64(begin)))
            }
            end = begin
        }
        return start + Int64(first)
    }

    /// Whether a line is one, and wanted; a crash may have cut it.
    private func isWanted(_ line: ArraySlice<UInt8>) -> Bool {
        // What its bytes do not hold its texts do not hold either: most lines need not be parsed.
        guard line.first == UInt8(ascii: "{"), line.last == UInt8(ascii: "}"),
            !isPlain || search.isIn(bytes: line)
        else { return false }
        // A line is parsed even without a filter: half of one would spoil the page.
        guard let document = try? JSONDocument(Array(line)) else { return false }
        let message = document["message"]?.string ?? ""
        let fields = (document["fields"]?.members ?? []).lazy.map { member in
            (name: member.name, value: member.value.string ?? "")
        }
        return ConsoleMatch.matches(
            filter, level: document["level"]?.string ?? "",
            daemon: document["daemon"]?.string ?? "",
            time: document["time"]?.string ?? "",
            requestID: document["fields"]?["request_id"]?.string)
            && ConsoleMatch.holds(search, message, fields)
    }

    /// Whether a text stands in JSON as it is.
    private static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\"" && $0 != "\\" }
    }
}

extension ConsoleScan.Line {
    /// As CSV.
    var csv: [UInt8] {
        guard let document = try? JSONDocument(bytes) else { return [] }
        let text = { (name: String) in document[name]?.string ?? "" }
        return RowCSV.line([
            text("time"), text("daemon"), document["pid"]?.numberText ?? "", text("level"),
            text("message"),
            document["fields"].map { String(decoding: $0.rawBytes, as: UTF8.self) } ?? "",
        ])
    }
}

/// The filter of console lines.
enum ConsoleMatch {
    /// Whether a line is wanted, whatever its text.
    static func matches(
        _ filter: LedgerFilter, level: String, daemon: String, time: String, requestID: String?
    ) -> Bool {
        let rank = LogLevel.allCases.first { $0.word.description == level }?.rawValue ?? 0
        guard filter.minLevel == .levelNone || rank >= filter.minLevel.rawValue,
            filter.daemons.isEmpty || filter.daemons.contains(daemon),
            filter.requestID.isEmpty || filter.requestID == requestID
        else { return false }
        // Times of one form sort as texts.
        return (filter.fromUnixUs == 0 || time >= RowTime.line(filter.fromUnixUs))
            && (filter.untilUnixUs == 0 || time < RowTime.line(filter.untilUnixUs))
    }

    /// Whether a line that was just written is wanted.
    static func matches(_ filter: LedgerFilter, _ record: ConsoleRecord) -> Bool {
        let requestID = record.fields.first { $0.name == "request_id" }?.value
        guard
            matches(
                filter, level: record.level.word.description, daemon: record.daemon,
                time: RowTime.line(record.unixUs), requestID: requestID)
        else { return false }
        guard !filter.search.isEmpty else { return true }
        let fields = record.fields.lazy.map { (name: $0.name, value: $0.value) }
        return holds(TextSearch(filter.search), record.message, fields)
    }

    /// Whether a text is in what a line says: neither its time nor its frame counts.
    static func holds(
        _ search: TextSearch, _ message: String,
        _ fields: some Sequence<(name: String, value: String)>
    ) -> Bool {
        search.isIn(message)
            || fields.contains { search.isIn($0.name) || search.isIn($0.value) }
    }
}
