/// What happens to the children of one object or array.
struct JSONContainerEdit: Sendable {
    /// A new child, ready to be written.
    struct Child: Sendable {
        /// The name of a member as UTF-8, `nil` for an element.
        ///
        /// Not a string, because those compare by canonical equivalence and names do not.
        var name: [UInt8]?

        /// The element, or name, colon and value of the member.
        var bytes: [UInt8]
    }

    /// The container.
    let node: JSONTape.Node

    /// Offset behind the opening bracket.
    private let inside: Int

    /// Nodes of the children: names of members, or elements.
    private var nodes: [JSONTape.Node] = []

    /// From the first byte of the name or element to behind its value.
    private var ranges: [Range<Int>] = []

    /// Which of them go.
    private var isRemoved: [Bool]

    /// New children before the first one.
    private var prepended: [Child] = []

    /// New children behind the last one.
    private var appended: [Child] = []

    /// Nothing happens yet.
    ///
    /// - Parameters:
    ///   - node: An object or array.
    ///   - tape: Its tape.
    init(_ node: JSONTape.Node, on tape: JSONTape) {
        self.node = node
        inside = tape.range(node).lowerBound + 1
        var members = tape.members(of: node)
        while let member = tape.nextMember(&members) {
            nodes.append(member.name)
            ranges.append(tape.range(member.name).lowerBound..<tape.range(member.value).upperBound)
        }
        var elements = tape.elements(of: node)
        while let element = tape.nextElement(&elements) {
            nodes.append(element)
            ranges.append(tape.range(element))
        }
        isRemoved = Array(repeating: false, count: nodes.count)
    }

    /// Marks a child to go or to stay.
    ///
    /// - Parameters:
    ///   - child: Name of a member, or an element; that it is a child is a precondition.
    ///   - isRemoved: Whether it goes.
    mutating func mark(_ child: JSONTape.Node, isRemoved: Bool) {
        // Nodes are in the order of the tape, so the search can halve.
        var low = 0
        var high = nodes.count
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle].index < child.index { low = middle + 1 } else { high = middle }
        }
        precondition(low < nodes.count && nodes[low] == child, "the node is no child of this one")
        self.isRemoved[low] = isRemoved
    }

    /// Adds a child before the first one and before those added so earlier.
    mutating func prepend(_ child: Child) {
        prepended.insert(child, at: 0)
    }

    /// Adds a child behind the last one.
    mutating func append(_ child: Child) {
        appended.append(child)
    }

    /// Drops new members of a name.
    ///
    /// - Returns: Whether there were any.
    mutating func dropNew(named name: String) -> Bool {
        let name = Array(name.utf8)
        let before = prepended.count + appended.count
        prepended.removeAll { $0.name == name }
        appended.removeAll { $0.name == name }
        return prepended.count + appended.count < before
    }

    /// Appends the edits that make it happen; every comma is taken care of.
    ///
    /// A removed child takes the comma before it along if something stays before it, otherwise the
    /// one behind it; so white space around what stays is kept.
    ///
    /// - Parameter edits: Where the edits go.
    func append(to edits: inout [JSONSpliceEdit]) {
        var lastStaying: Int?
        for (index, range) in ranges.enumerated() {
            guard isRemoved[index] else {
                lastStaying = index
                continue
            }
            let gone =
                if lastStaying != nil {
                    ranges[index - 1].upperBound..<range.upperBound
                } else if index + 1 < ranges.count {
                    range.lowerBound..<ranges[index + 1].lowerBound
                } else {
                    range
                }
            edits.append(JSONSpliceEdit(range: gone, bytes: []))
        }
        guard let lastStaying else {
            insert((prepended + appended).map(\.bytes), before: [], at: inside, into: &edits)
            return
        }
        insert(prepended.map(\.bytes), before: [[]], at: inside, into: &edits)
        let end = ranges[lastStaying].upperBound
        insert([[]] + appended.map(\.bytes), before: [], at: end, into: &edits)
    }

    /// Inserts texts with commas between them; an empty text stands for a child that is there.
    private func insert(
        _ texts: [[UInt8]], before next: [[UInt8]], at offset: Int,
        into edits: inout [JSONSpliceEdit]
    ) {
        guard texts.contains(where: { !$0.isEmpty }) else { return }
        let bytes = Array((texts + next).joined(separator: [UInt8(ascii: ",")]))
        edits.append(JSONSpliceEdit(range: offset..<offset, bytes: bytes))
    }
}
