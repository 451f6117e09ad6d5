/// Ids of calls in a history, where the dialect leaves them out: calls are answered in their order, name by name.
struct GeminiCallLedger {
    private var count = 0
    private var known: Set<String> = []
    private var answered: Set<String> = []
    private var waiting: [String: Queue] = [:]

    /// Ids of calls of one name, in order.
    private struct Queue {
        var ids: [String] = []
        var next = 0
    }

    /// The id of a call.
    mutating func call(_ name: String, id: String?) -> String {
        let id = id ?? CallIDs.positional(count, name: name)
        count += 1
        known.insert(id)
        // A later call may have the id of an earlier one that was answered long ago.
        answered.remove(id)
        waiting[name, default: Queue()].ids.append(id)
        return id
    }

    /// The id of the call that a result answers.
    mutating func result(_ name: String, id: String?) -> String {
        if let id, known.contains(id) {
            answered.insert(id)
            return id
        }
        while var queue = waiting[name], queue.next < queue.ids.count {
            let found = queue.ids[queue.next]
            queue.next += 1
            waiting[name] = queue
            if answered.insert(found).inserted { return found }
        }
        count += 1
        return id ?? CallIDs.positional(count, name: name)
    }
}
