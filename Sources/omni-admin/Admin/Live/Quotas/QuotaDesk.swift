internal import IPC
internal import JSON

/// Asks providers for quotas, tells route, and does not ask again too soon.
final class QuotaDesk {
    private let daemons: any LiveDaemons
    private let wallMicroseconds: () -> Int64
    private let memory: (any QuotaMemory)?
    private var kept: [String: Kept] = [:]
    /// Counts how often something was forgotten.
    private var forgettings: UInt64 = 0

    /// What a provider said of a connection, as that was.
    private struct Kept {
        let provider: String
        let baseURL: String
        let report: QuotaReport
    }

    /// Nothing is known yet.
    init(
        _ daemons: any LiveDaemons, memory: (any QuotaMemory)? = nil,
        wallMicroseconds: @escaping () -> Int64
    ) {
        self.daemons = daemons
        self.memory = memory
        self.wallMicroseconds = wallMicroseconds
    }

    /// What the provider of a connection says; route's counts are corrected by it.
    ///
    /// - Parameters:
    ///   - connection: Whose account.
    ///   - id: Of the request that wants to know.
    ///   - finish: Called once.
    func ask(
        _ connection: ProviderConnection, id: String,
        _ finish: @escaping (Result<QuotaReport, APIError>) -> Void
    ) {
        guard let endpoint = QuotaEndpoint.of(connection),
            let call = endpoint.call(connection, id: id)
        else {
            return finish(
                .failure(
                    APIError(
                        .unprocessable, "no_quota_endpoint",
                        "This provider does not say what is left; what is counted here is at /api/quotas."
                    )))
        }
        if let report = fresh(connection) { return finish(.success(report)) }
        let asked = forgettings
        daemons.call(call) { [self] result in
            switch result {
            case .failure(let error): finish(.failure(APIError(provider: error)))
            case .success(let reply):
                answered(
                    reply, endpoint, connection, isCurrent: asked == forgettings, finish)
            }
        }
    }

    /// Forgets what is known of connections that are others now, or whose secrets are: it may be another account's.
    func forget(_ connections: [String]) {
        guard !connections.isEmpty else { return }
        for name in connections { kept[name] = nil }
        memory?.forget(connections)
        // What is being asked at the moment may have been asked with a former secret.
        forgettings &+= 1
    }

    /// Asks all that can say, some at a time; `finish` is called once, with a row for each that was asked.
    ///
    /// - Parameters:
    ///   - connections: Whose accounts.
    ///   - id: Of the request that wants to know.
    ///   - age: Microseconds after which an account is asked again, if it was used since; nil for all accounts.
    ///   - finish: Gets the rows.
    func askAll(
        _ connections: [ProviderConnection], id: String, olderThan age: Int64? = nil,
        _ finish: @escaping ([QuotaRow]) -> Void
    ) {
        let able = connections.filter { QuotaEndpoint.of($0) != nil }
        guard !able.isEmpty else { return finish([]) }
        daemons.ask(RouteQuery(topic: .topicConnections)) { [self] result in
            let calls = Self.calls(result)
            let now = wallMicroseconds()
            let asked = able.filter { connection in
                guard let age, let last = memory?.lastReading(of: connection.name) else {
                    return true
                }
                return last.isDue(at: now, after: age, calls: calls[connection.name])
            }
            round(asked, calls, id: id, finish)
        }
    }

    private func round(
        _ connections: [ProviderConnection], _ calls: [String: Int64], id: String,
        _ finish: @escaping ([QuotaRow]) -> Void
    ) {
        let until = wallMicroseconds() + LiveLimits.quotasMicroseconds
        QuotaRound(self, connections, id: id, until: until) { [wallMicroseconds] in
            wallMicroseconds()
        }.start { [memory, wallMicroseconds] rows in
            // One that could not be asked is not asked all the time either.
            for row in rows where !row.wasLeftOut {
                memory?.keep(
                    QuotaReading.Last(
                        asked: wallMicroseconds(), calls: calls[row.connection.name] ?? 0),
                    of: row.connection.name)
            }
            finish(rows)
        }
    }

    /// Calls by connection, as route has counted them.
    private static func calls(_ result: Result<[JSONValue], APIError>) -> [String: Int64] {
        var calls: [String: Int64] = [:]
        for row in (try? result.get()) ?? [] {
            guard let name = row["name"]?.string else { continue }
            calls[name] = row["calls"]?.int ?? 0
        }
        return calls
    }

    private func answered(
        _ reply: ProviderReply, _ endpoint: QuotaEndpoint, _ connection: ProviderConnection,
        isCurrent: Bool, _ finish: @escaping (Result<QuotaReport, APIError>) -> Void
    ) {
        var meant = reply
        meant.status = ProviderExcerpt.status(reply)
        guard (200..<300).contains(meant.status) else {
            return finish(.failure(APIError(provider: meant)))
        }
        guard !reply.isCut, let document = Self.document(reply.body),
            var report = endpoint.read(document.root)
        else { return finish(.failure(.unreadable)) }
        report.asked = wallMicroseconds()
        guard isCurrent else { return finish(.success(report)) }
        keep(report, connection)
        let readings = report.quotas.compactMap(\.reading)
        guard !readings.isEmpty else { return finish(.success(report)) }
        let command = RouteCommand(
            action: .actionCorrectQuota, subject: connection.name, quotas: readings)
        // What the provider said is worth showing also when route is not there to hear it.
        daemons.order(command) { _ in finish(.success(report)) }
    }

    private func fresh(_ connection: ProviderConnection) -> QuotaReport? {
        guard let known = kept[connection.name], known.provider == connection.provider,
            known.baseURL == connection.baseURL
        else { return nil }
        let report = known.report
        let age = wallMicroseconds() - report.asked
        return age >= 0 && age < LiveLimits.quotaMicroseconds ? report : nil
    }

    private func keep(_ report: QuotaReport, _ connection: ProviderConnection) {
        if kept.count >= LiveLimits.quotas { kept = [:] }
        kept[connection.name] = Kept(
            provider: connection.provider, baseURL: connection.baseURL, report: report)
    }

    private static func document(_ bytes: [UInt8]) -> JSONDocument? {
        do throws(JSONError) {
            return try JSONDocument(bytes)
        } catch {
            return nil
        }
    }
}
