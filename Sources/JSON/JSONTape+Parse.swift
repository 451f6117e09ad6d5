extension JSONTape {
    /// Where the parser is; everything it needs to go on after the storage has grown.
    private struct State {
        /// Offset of the next byte.
        var offset = 0

        /// Tape index of the container that is open, or `none`.
        var container = Self.none

        /// How many containers are open.
        var depth = 0

        /// How many entries are written.
        var used = 0

        /// No container is open.
        static let none = UInt32.max
    }

    /// Reads a document and replaces what the tape held.
    ///
    /// - Parameter bytes: The whole document.
    /// - Throws: What is wrong and where; the tape is then empty and can be used again.
    public mutating func parse(_ bytes: RawSpan) throws(JSONError) {
        let limits = self.limits
        used = 0
        guard bytes.byteCount <= limits.bytes else {
            throw JSONError(.tooLarge(limit: limits.bytes), at: limits.bytes)
        }
        if bytes.peek(0) == 0xEF, bytes.peek(1) == 0xBB, bytes.peek(2) == 0xBF {
            throw JSONError(.byteOrderMark, at: 0)
        }
        var state = State()
        if entries.isEmpty { grow(for: bytes.byteCount) }
        while true {
            var storage = entries.mutableSpan
            if try Self.run(&state, bytes, &storage, limits) { break }
            guard entries.count < limits.nodes + 2 else {
                throw JSONError(.tooManyNodes(limit: limits.nodes), at: state.offset)
            }
            grow(for: bytes.byteCount)
        }
        guard state.used <= limits.nodes else {
            throw JSONError(.tooManyNodes(limit: limits.nodes), at: bytes.byteCount)
        }
        used = state.used
    }

    /// Reads a document and replaces what the tape held.
    ///
    /// - Parameter bytes: The whole document.
    /// - Throws: What is wrong and where; the tape is then empty and can be used again.
    public mutating func parse(_ bytes: [UInt8]) throws(JSONError) {
        try bytes.withRawBytes { (span) throws(JSONError) in try parse(span) }
    }

    /// Makes room for more entries: twice as many, at first about one for eight bytes.
    private mutating func grow(for byteCount: Int) {
        let wanted = entries.isEmpty ? min(max(byteCount / 8, 64), 4096) : entries.count * 2
        // Two beyond the limit, because the parser wants room for two before it reads one.
        let count = min(wanted, limits.nodes + 2)
        entries.reserveCapacity(count)
        entries.append(contentsOf: repeatElement(.empty, count: count - entries.count))
    }

    /// Parses until the document ends or the storage is full.
    ///
    /// There is no recursion and no stack: an open container keeps its parent in `next`, where its
    /// successor will stand once it is closed.
    ///
    /// - Returns: Whether the document is complete; otherwise there are not two free entries.
    @inline(__always)
    private static func run(
        _ state: inout State, _ bytes: RawSpan, _ storage: inout MutableSpan<JSONEntry>,
        _ limits: JSONLimits
    ) throws(JSONError) -> Bool {
        var at = state.offset
        var container = state.container
        var depth = state.depth
        var used = state.used

        values: while true {
            guard used &+ 2 <= storage.count else {
                state = State(offset: at, container: container, depth: depth, used: used)
                return false
            }
            at = bytes.skipSpace(at)
            let start = at
            let byte = bytes.peek(at)
            switch byte {
            case UInt8(ascii: "\""):
                let string = try bytes.scanString(at &+ 1)
                at = string.end
                storage[used] = .scalar(start, at, used, .string, string.flags)
                used &+= 1

            case UInt8(ascii: "{"):
                guard depth < limits.depth else {
                    throw JSONError(.tooDeep(limit: limits.depth), at: at)
                }
                storage[used] = .open(start, container, .object)
                at = bytes.skipSpace(at &+ 1)
                guard bytes.peek(at) == UInt8(ascii: "}") else {
                    container = UInt32(truncatingIfNeeded: used)
                    depth &+= 1
                    used &+= 1
                    at = try scanName(at, bytes, &storage, used)
                    used &+= 1
                    continue values
                }
                at &+= 1
                storage[used].close(at, used &+ 1)
                used &+= 1

            case UInt8(ascii: "["):
                guard depth < limits.depth else {
                    throw JSONError(.tooDeep(limit: limits.depth), at: at)
                }
                storage[used] = .open(start, container, .array)
                at = bytes.skipSpace(at &+ 1)
                guard bytes.peek(at) == UInt8(ascii: "]") else {
                    container = UInt32(truncatingIfNeeded: used)
                    depth &+= 1
                    used &+= 1
                    continue values
                }
                at &+= 1
                storage[used].close(at, used &+ 1)
                used &+= 1

            case UInt8(ascii: "-"), 0x30...0x39:
                let number = try bytes.scanNumber(at)
                at = number.end
                storage[used] = .scalar(start, at, used, .number, number.flags)
                used &+= 1

            case UInt8(ascii: "n"):
                at = try scanLiteral(at, bytes, 0x6C6C_756E)
                storage[used] = .scalar(start, at, used, .null, 0)
                used &+= 1

            case UInt8(ascii: "t"):
                at = try scanLiteral(at, bytes, 0x6575_7274)
                storage[used] = .scalar(start, at, used, .true, 0)
                used &+= 1

            case UInt8(ascii: "f"):
                at = try scanLiteral(at &+ 1, bytes, 0x6573_6C61)
                storage[used] = .scalar(start, at, used, .false, 0)
                used &+= 1

            default:
                throw bytes.tokenError(.expectedValue, at)
            }

            // The value is complete, and with it perhaps the containers around it.
            while container != State.none {
                let parent = Int(truncatingIfNeeded: container)
                storage[parent].info &+= JSONEntry.oneChild
                at = bytes.skipSpace(at)
                let byte = bytes.peek(at)
                let isObject = storage[parent].isObject
                if byte == UInt8(ascii: ",") {
                    at &+= 1
                    if isObject {
                        at = try scanName(bytes.skipSpace(at), bytes, &storage, used)
                        used &+= 1
                    }
                    continue values
                }
                guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw bytes.tokenError(
                        isObject ? .expectedCommaOrObjectEnd : .expectedCommaOrArrayEnd, at)
                }
                at &+= 1
                container = storage[parent].next
                depth &-= 1
                storage[parent].close(at, used)
            }
            at = bytes.skipSpace(at)
            guard at == bytes.byteCount else { throw JSONError(.trailingBytes, at: at) }
            state.used = used
            return true
        }
    }

    /// Reads a member name and the colon behind it.
    ///
    /// - Returns: The offset behind the colon.
    @inline(__always)
    private static func scanName(
        _ start: Int, _ bytes: RawSpan, _ storage: inout MutableSpan<JSONEntry>, _ used: Int
    ) throws(JSONError) -> Int {
        guard bytes.peek(start) == UInt8(ascii: "\"") else {
            throw bytes.tokenError(.expectedName, start)
        }
        let string = try bytes.scanString(start &+ 1)
        storage[used] = .scalar(start, string.end, used, .string, string.flags)
        let at = bytes.skipSpace(string.end)
        guard bytes.peek(at) == UInt8(ascii: ":") else {
            throw bytes.tokenError(.expectedColon, at)
        }
        return at &+ 1
    }

    /// Reads the last four letters of `null`, `true` or `false`.
    ///
    /// - Returns: The offset behind them.
    @inline(__always)
    private static func scanLiteral(
        _ start: Int, _ bytes: RawSpan, _ letters: UInt32
    ) throws(JSONError) -> Int {
        guard bytes.word32(start) == letters else {
            throw literalError(start, bytes, letters)
        }
        return start &+ 4
    }

    /// The error at the first letter that differs.
    @inline(never)
    private static func literalError(
        _ start: Int, _ bytes: RawSpan, _ letters: UInt32
    ) -> JSONError {
        let difference = (bytes.word32(start) ^ letters).trailingZeroBitCount / 8
        return bytes.tokenError(.expectedValue, start + difference)
    }
}

extension JSONEntry {
    /// The entry of a value that contains no others.
    @inline(__always)
    fileprivate static func scalar(
        _ start: Int, _ end: Int, _ index: Int, _ kind: JSONKind, _ flags: UInt32
    ) -> JSONEntry {
        JSONEntry(
            start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
            next: UInt32(truncatingIfNeeded: index &+ 1), info: UInt32(kind.rawValue) | flags)
    }

    /// The entry of a container whose end is not known yet.
    @inline(__always)
    fileprivate static func open(_ start: Int, _ parent: UInt32, _ kind: JSONKind) -> JSONEntry {
        JSONEntry(
            start: UInt32(truncatingIfNeeded: start), end: 0, next: parent,
            info: UInt32(kind.rawValue))
    }

    /// Writes the end of a container.
    @inline(__always)
    fileprivate mutating func close(_ end: Int, _ next: Int) {
        self.end = UInt32(truncatingIfNeeded: end)
        self.next = UInt32(truncatingIfNeeded: next)
    }

    /// Whether the container is an object.
    @inline(__always)
    fileprivate var isObject: Bool { info & 7 == UInt32(JSONKind.object.rawValue) }
}
