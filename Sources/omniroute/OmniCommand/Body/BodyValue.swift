internal import JSON

/// A value of a request's body, built field by field.
indirect enum BodyValue: Equatable, Sendable {
    /// One JSON value as it is written.
    case json([UInt8])
    case text(String)
    case list([BodyValue])
    /// In the order in which they were set.
    case object([Member])

    /// A field and its value.
    struct Member: Equatable, Sendable {
        var name: String
        var value: BodyValue
    }

    /// No fields yet.
    static let empty = BodyValue.object([])
    /// What removes a field in a merge patch (RFC 7396).
    static let null = BodyValue.json(Array("null".utf8))

    /// True or false.
    static func bool(_ value: Bool) -> BodyValue { .json(Array((value ? "true" : "false").utf8)) }

    /// What somebody wrote behind an equals sign: JSON where it is JSON, text otherwise.
    init(written text: String) {
        let bytes = Array(text.utf8)
        // Only one whole value counts; "1.2.3" and "a, b" are text.
        self = (try? JSONDocument(bytes)) == nil ? .text(text) : .json(bytes)
    }

    /// Sets the value at a path of names, making the objects on the way.
    ///
    /// - Parameters:
    ///   - path: The names on the way; none for this value itself.
    ///   - value: What it becomes.
    ///   - appends: The value is added to the list there.
    /// - Throws: A failure when something else than an object, or a list, is in the way.
    mutating func set(
        _ path: ArraySlice<String>, _ value: BodyValue, appends: Bool = false
    ) throws(CommandFailure) {
        guard let name = path.first else {
            guard appends else { return self = value }
            guard case .list(let entries) = self else {
                throw CommandFailure(.usage, "a field is given both as a list and as a value")
            }
            return self = .list(entries + [value])
        }
        guard case .object(var members) = self else {
            throw CommandFailure(.usage, "\(name) is set within something that has a value already")
        }
        let rest = path.dropFirst()
        if let index = members.firstIndex(where: { $0.name == name }) {
            if rest.isEmpty, !appends {
                throw CommandFailure(.usage, "the field \(name) is given twice")
            }
            try members[index].value.set(rest, value, appends: appends)
        } else {
            var inner: BodyValue = rest.isEmpty && appends ? .list([]) : .empty
            try inner.set(rest, value, appends: appends)
            members.append(Member(name: name, value: inner))
        }
        self = .object(members)
    }

    /// Whether a field of an object is there.
    func has(_ name: String) -> Bool {
        guard case .object(let members) = self else { return false }
        return members.contains { $0.name == name }
    }

    /// Whether there is no field at all.
    var isEmpty: Bool { self == .empty }

    /// The body's bytes.
    var bytes: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.take()
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .json(let bytes): writer.raw(bytes)
        case .text(let text): writer.string(text)
        case .list(let entries):
            writer.array { array in for entry in entries { entry.write(to: &array) } }
        case .object(let members):
            writer.object { object in
                for member in members {
                    object.name(text: member.name)
                    member.value.write(to: &object)
                }
            }
        }
    }
}
