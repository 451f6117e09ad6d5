/// The tickets of requests under way, bounded: what was not given back in time is forgotten, since the desk forgets it as
/// well.
struct TicketBook {
    private struct Entry {
        let ticket: AnswerTicket
        let kept: UInt64
    }

    private var entries: [Errand: Entry] = [:]

    /// Tickets kept.
    var count: Int { entries.count }

    /// The ticket of a request; nil when it has none.
    subscript(errand: @autoclosure () -> Errand) -> AnswerTicket? {
        entries.isEmpty ? nil : entries[errand()]?.ticket
    }

    /// Keeps a ticket.
    mutating func keep(_ ticket: AnswerTicket, of errand: Errand, at now: UInt64) {
        if entries.count >= Limits.tickets {
            entries = entries.filter { now &- $0.value.kept < Limits.leaseLifetime }
            if entries.count >= Limits.tickets { return }
        }
        entries[errand] = Entry(ticket: ticket, kept: now)
    }

    /// Takes a ticket out.
    mutating func take(_ errand: @autoclosure () -> Errand) -> AnswerTicket? {
        // Where nothing is kept, which is the usual case, nothing is hashed.
        entries.isEmpty ? nil : entries.removeValue(forKey: errand())?.ticket
    }
}
