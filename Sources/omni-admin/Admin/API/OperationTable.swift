/// Finds the operation of a method and a path.
struct OperationTable {
    /// What a path leads to.
    enum Match {
        /// This operation, with the values of its template's names.
        case found(Operation, [String: String])
        /// A path of the API, but not with this method; the methods it has.
        case wrongMethod([APIMethod])
        /// No path of the API.
        case unknown
    }

    /// One template with its operations.
    private struct Path {
        let parts: [Substring]
        var operations: [Operation]

        /// How many parts are fixed: a path with more of them goes first.
        var fixed: Int { parts.count { !$0.hasPrefix("{") } }
    }

    /// All operations, in the order they were given.
    let operations: [Operation]
    private var pathsByLength: [Int: [Path]] = [:]

    /// Makes a table.
    ///
    /// Two operations of one method and template are a mistake of ours.
    init(_ operations: [Operation]) {
        self.operations = operations
        var byTemplate: [String: [Operation]] = [:]
        for operation in operations {
            let others = byTemplate[operation.template, default: []]
            precondition(
                !others.contains { $0.method == operation.method },
                "\(operation.method.rawValue) \(operation.template) is there once")
            byTemplate[operation.template] = others + [operation]
        }
        for (template, operations) in byTemplate {
            let parts = template.dropFirst().split(separator: "/")
            pathsByLength[parts.count, default: []].append(
                Path(parts: parts, operations: operations))
        }
        for (length, paths) in pathsByLength {
            pathsByLength[length] = paths.sorted { $0.fixed > $1.fixed }
        }
    }

    /// Finds the operation; of two templates that fit, the one with more fixed parts counts alone.
    ///
    /// - Parameters:
    ///   - method: As the client wrote it.
    ///   - segments: The parts of the path, decoded.
    /// - Returns: What they lead to.
    func match(_ method: String, _ segments: [String]) -> Match {
        for path in pathsByLength[segments.count] ?? [] {
            guard let values = Self.values(of: path.parts, in: segments) else { continue }
            // HEAD is GET without the body (RFC 9110 section 9.3.2).
            let wanted = method == "HEAD" ? "GET" : method
            if let operation = path.operations.first(where: { $0.method.rawValue == wanted }) {
                return .found(operation, values)
            }
            return .wrongMethod(path.operations.map(\.method))
        }
        return .unknown
    }

    private static func values(
        of parts: [Substring], in segments: [String]
    ) -> [String: String]? {
        var values: [String: String] = [:]
        for (part, segment) in zip(parts, segments) {
            if part.hasPrefix("{") {
                guard !segment.isEmpty else { return nil }
                values[String(part.dropFirst().dropLast())] = segment
            } else if part != segment {
                return nil
            }
        }
        return values
    }
}
