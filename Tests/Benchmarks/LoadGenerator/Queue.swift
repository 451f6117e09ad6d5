/// First in, first out, over an array that is compacted now and then.
struct Queue<Element> {
    private var items: [Element] = []
    private var first = 0

    var count: Int { items.count - first }

    /// Adds one at the end.
    mutating func append(_ item: Element) { items.append(item) }

    /// Takes the oldest.
    mutating func popFirst() -> Element? {
        guard first < items.count else { return nil }
        let item = items[first]
        first += 1
        if first > 1024, first * 2 > items.count {
            items.removeFirst(first)
            first = 0
        }
        return item
    }
}
