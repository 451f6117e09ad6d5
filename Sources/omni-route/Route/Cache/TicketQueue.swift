/// Tickets in the order in which they came.
struct TicketQueue {
    private var tickets: [UInt64] = []
    /// Tickets before this place are gone.
    private var head = 0

    /// How many there are.
    var count: Int { tickets.count - head }

    /// The oldest; nil without any.
    var first: UInt64? { head < tickets.count ? tickets[head] : nil }

    /// Puts one at the end.
    mutating func append(_ ticket: UInt64) { tickets.append(ticket) }

    /// Takes the oldest out, if there is one.
    mutating func removeFirst() {
        guard head < tickets.count else { return }
        head += 1
        // Moving the rest costs as much as what was taken out before.
        if head * 2 >= tickets.count {
            tickets.removeFirst(head)
            head = 0
        }
    }
}
