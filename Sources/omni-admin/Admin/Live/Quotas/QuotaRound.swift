internal import IPC

/// Asks many accounts, a few at a time, for as long as there is time.
final class QuotaRound {
    private let desk: QuotaDesk
    private let connections: [ProviderConnection]
    private let id: String
    private let until: Int64
    private let now: () -> Int64
    private var next = 0
    private var open = 0
    private var isBeginning = false
    private var results: [Result<QuotaReport, APIError>?]
    private var finish: (([QuotaRow]) -> Void)?

    /// Prepares a round.
    ///
    /// - Parameters:
    ///   - desk: Asks each.
    ///   - connections: Whose accounts.
    ///   - id: Of the request that wants to know.
    ///   - until: When no further one is asked, by the wall clock in microseconds.
    ///   - now: The wall clock.
    init(
        _ desk: QuotaDesk, _ connections: [ProviderConnection], id: String, until: Int64,
        now: @escaping () -> Int64
    ) {
        self.desk = desk
        self.connections = connections
        self.id = id
        self.until = until
        self.now = now
        results = Array(repeating: nil, count: connections.count)
    }

    /// Begins; `finish` is called once, with a row for each in order.
    func start(_ finish: @escaping ([QuotaRow]) -> Void) {
        self.finish = finish
        proceed()
    }

    private func proceed() {
        // An answer that is known already comes at once; the loop goes on then, not the stack.
        guard !isBeginning else { return }
        isBeginning = true
        while open < LiveLimits.quotasAtOnce, next < connections.count, now() < until {
            let index = next
            next += 1
            open += 1
            desk.ask(connections[index], id: id) { [self] result in
                results[index] = result
                open -= 1
                proceed()
            }
        }
        isBeginning = false
        if open == 0 { end() }
    }

    private func end() {
        let told = finish
        finish = nil
        let late = QuotaRow.leftOut
        told?(
            zip(connections, results).map {
                QuotaRow(connection: $0, result: $1 ?? .failure(late))
            })
    }
}
