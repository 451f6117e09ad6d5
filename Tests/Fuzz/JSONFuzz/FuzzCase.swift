import JSON

/// One input and all that must hold for it.
struct FuzzCase {
    private let bytes: [UInt8]

    /// Few, so that the fuzzer reaches them.
    private static let limits = JSONLimits(depth: 24, nodes: 300)

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func run() {
        var tape = JSONTape(limits: Self.limits)
        var checker = SimpleChecker(bytes, depth: Self.limits.depth)
        let isDocument = checker.isDocument()
        do {
            try tape.parse(bytes)
        } catch {
            precondition(error.offset >= 0 && error.offset <= bytes.count, "offset is outside")
            _ = error.message(in: bytes.span.bytes)
            if case .tooManyNodes = error.kind { return }
            precondition(!isDocument, "a document was refused")
            return
        }
        precondition(isDocument, "what is no document was accepted")
        let document = JSONDocument(bytes: bytes, tape: tape)
        visit(document.root)
        checkRewriting(document)
        checkSplices(document)
    }

    /// Reads a value in every way there is.
    private func visit(_ value: JSONValue) {
        let range = value.range
        precondition(
            range.lowerBound < range.upperBound && range.upperBound <= bytes.count, "range")
        _ = value.int
        _ = value.double
        _ = value.bool
        if let text = value.string {
            precondition(value.hasLoneSurrogates || readsAs(text, value), "text changed on the way")
        }
        if let elements = value.array {
            precondition(elements.count == value.count, "count")
            for element in elements { visit(element) }
        }
        if let members = value.members {
            precondition(members.count == value.count, "count")
            for (name, member) in members {
                precondition(value[name] != nil, "a member is not found by its name")
                visit(member)
            }
        }
    }

    /// Whether a text, written, is read as the same text, and equals the value it came from.
    private func readsAs(_ text: String, _ value: JSONValue) -> Bool {
        var writer = JSONWriter()
        writer.string(text)
        let read = try? JSONDocument(writer.bytes)
        guard let again = read?.root.string else { return false }
        // By their bytes, because strings compare by canonical equivalence.
        return Array(again.utf8) == Array(text.utf8)
    }

    /// Writing all parts anew and reading that gives the same bytes when written again.
    private func checkRewriting(_ document: JSONDocument) {
        let once = Self.rewritten(document.root)
        guard let read = try? JSONDocument(once, limits: Self.limits) else {
            preconditionFailure("what was written is no document")
        }
        precondition(Self.rewritten(read.root) == once, "rewriting is not stable")
    }

    private static func rewritten(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        rewrite(value, to: &writer)
        return writer.take()
    }

    private static func rewrite(_ value: JSONValue, to writer: inout JSONWriter) {
        if let elements = value.array {
            writer.array { for element in elements { rewrite(element, to: &$0) } }
        } else if let members = value.members {
            writer.object {
                for (name, member) in members {
                    $0.name(text: name)
                    rewrite(member, to: &$0)
                }
            }
        } else {
            writer.raw(value.rawBytes)
        }
    }

    /// Any choice of removals and additions leaves a document.
    private func checkSplices(_ document: JSONDocument) {
        for salt in 0..<3 {
            var choice = bytes.reduce(UInt32(salt)) { $0 &* 31 &+ UInt32($1) }
            var splice = JSONSplice()
            edit(document.root, document.tape, &splice, &choice)
            let segments = splice.segments(of: bytes.count)
            let edited = splice.apply(to: bytes)
            precondition(segments.byteCount == edited.count, "length of segments")
            // What is added is flat, so it fits whatever the depth of the document is.
            let read = try? JSONDocument(edited, limits: JSONLimits(depth: Self.limits.depth + 1))
            precondition(read != nil, "a splice broke the document")
        }
    }

    private func edit(
        _ value: JSONValue, _ tape: JSONTape, _ splice: inout JSONSplice, _ choice: inout UInt32
    ) {
        func isChosen() -> Bool {
            choice = choice &* 1_664_525 &+ 1_013_904_223
            return choice >> 29 == 0
        }
        tape.forEachElement(of: value.node) { element in
            if isChosen() { splice.remove(element, of: value.node, on: tape) }
        }
        tape.forEachMember(of: value.node) { member in
            if isChosen() { splice.remove(member.name, of: value.node, on: tape) }
        }
        if value.kind == .array {
            if isChosen() { splice.appendElement([0x31], to: value.node, on: tape) }
            if isChosen() { splice.prependElement([0x32], to: value.node, on: tape) }
        } else if value.kind == .object {
            if isChosen() { splice.appendMember("\n", [0x31], to: value.node, on: tape) }
            if isChosen() { splice.prependMember("p", [0x32], to: value.node, on: tape) }
        }
        for element in value.array ?? [] { edit(element, tape, &splice, &choice) }
        for (_, member) in value.members ?? [] { edit(member, tape, &splice, &choice) }
        if isChosen() { splice.replace(value.node, with: [0x33], on: tape) }
    }
}
