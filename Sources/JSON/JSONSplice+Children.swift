extension JSONSplice {
    /// Removes a member or an element together with the comma it leaves behind.
    ///
    /// - Parameters:
    ///   - child: The name of a member, or an element.
    ///   - container: The object or array it is a child of, which is a precondition.
    ///   - tape: The tape of the original.
    public mutating func remove(
        _ child: JSONTape.Node, of container: JSONTape.Node, on tape: JSONTape
    ) {
        edit(container, on: tape) { $0.mark(child, isRemoved: true) }
    }

    /// Removes every member of a name, those added by this splice included.
    ///
    /// - Parameters:
    ///   - name: The name as text.
    ///   - object: An object; nothing happens if it is none.
    ///   - tape: The tape of the original.
    ///   - bytes: The original.
    /// - Returns: Whether there was such a member.
    @discardableResult
    public mutating func removeMember(
        _ name: String, of object: JSONTape.Node, on tape: JSONTape, in bytes: RawSpan
    ) -> Bool {
        guard tape.kind(object) == .object else { return false }
        let members = tape.allMembers(named: name, of: object, in: bytes)
        guard !members.isEmpty || !isEmpty else { return false }
        return edit(object, on: tape) { container in
            for member in members { container.mark(member.name, isRemoved: true) }
            return container.dropNew(named: name) || !members.isEmpty
        }
    }

    /// Gives a member a value: replaces it if the name is there, appends it otherwise.
    ///
    /// Of duplicate names the last one stays and the others go, so that no two readers of the
    /// result can see different values.
    ///
    /// - Parameters:
    ///   - name: The name as text.
    ///   - json: One JSON value, trusted.
    ///   - object: An object; nothing happens if it is none.
    ///   - tape: The tape of the original.
    ///   - bytes: The original.
    public mutating func setMember(
        _ name: String, to json: [UInt8], of object: JSONTape.Node, on tape: JSONTape,
        in bytes: RawSpan
    ) {
        guard tape.kind(object) == .object else { return }
        let members = tape.allMembers(named: name, of: object, in: bytes)
        guard let last = members.last else {
            appendMember(name, json, to: object, on: tape)
            return
        }
        if members.count > 1 || !isEmpty {
            edit(object, on: tape) { container in
                for member in members {
                    container.mark(member.name, isRemoved: member != last)
                }
            }
        }
        replace(last.value, with: json, on: tape)
    }

    /// Adds a member behind the last one; a new member of that name added earlier goes.
    ///
    /// - Parameters:
    ///   - name: The name as text; it is escaped where it must be.
    ///   - json: One JSON value, trusted.
    ///   - object: An object, which is a precondition.
    ///   - tape: The tape of the original.
    public mutating func appendMember(
        _ name: String, _ json: [UInt8], to object: JSONTape.Node, on tape: JSONTape
    ) {
        precondition(tape.kind(object) == .object, "a member needs an object")
        edit(object, on: tape) { container in
            _ = container.dropNew(named: name)  // either way there is none now
            container.append(Self.member(name, json))
        }
    }

    /// Adds a member before the first one; a new member of that name added earlier goes.
    ///
    /// - Parameters:
    ///   - name: The name as text; it is escaped where it must be.
    ///   - json: One JSON value, trusted.
    ///   - object: An object, which is a precondition.
    ///   - tape: The tape of the original.
    public mutating func prependMember(
        _ name: String, _ json: [UInt8], to object: JSONTape.Node, on tape: JSONTape
    ) {
        precondition(tape.kind(object) == .object, "a member needs an object")
        edit(object, on: tape) { container in
            _ = container.dropNew(named: name)  // either way there is none now
            container.prepend(Self.member(name, json))
        }
    }

    /// Adds an element behind the last one.
    ///
    /// - Parameters:
    ///   - json: One JSON value, trusted.
    ///   - array: An array, which is a precondition.
    ///   - tape: The tape of the original.
    public mutating func appendElement(
        _ json: [UInt8], to array: JSONTape.Node, on tape: JSONTape
    ) {
        precondition(tape.kind(array) == .array, "an element needs an array")
        edit(array, on: tape) { $0.append(JSONContainerEdit.Child(name: nil, bytes: json)) }
    }

    /// Adds an element before the first one.
    ///
    /// - Parameters:
    ///   - json: One JSON value, trusted.
    ///   - array: An array, which is a precondition.
    ///   - tape: The tape of the original.
    public mutating func prependElement(
        _ json: [UInt8], to array: JSONTape.Node, on tape: JSONTape
    ) {
        precondition(tape.kind(array) == .array, "an element needs an array")
        edit(array, on: tape) { $0.prepend(JSONContainerEdit.Child(name: nil, bytes: json)) }
    }

    private static func member(_ name: String, _ json: [UInt8]) -> JSONContainerEdit.Child {
        var writer = JSONWriter()
        writer.name(text: name)
        writer.raw(json)
        return JSONContainerEdit.Child(name: Array(name.utf8), bytes: writer.take())
    }
}
