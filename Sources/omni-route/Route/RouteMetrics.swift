internal import DaemonLife
internal import IPC

/// Writes route's own metrics.
enum RouteMetrics {
    /// Adds all samples.
    static func collect(_ router: Router, doors: Int, _ metrics: inout MetricsWriter) {
        let counters = router.counters
        metrics.counter("omniroute_route_asks_total", "Asks answered.", counters.asks)
        metrics.counter(
            "omniroute_route_decision_seconds_total", "Time spent on answering asks.",
            nanoseconds: counters.decisionNanoseconds)
        metrics.counters(
            "omniroute_route_refusals_total", "Asks refused, by code.",
            RefusalCode.allCases.map {
                ([("code", $0.rawValue)], counters.refusals[$0] ?? 0)
            })
        metrics.counter("omniroute_route_leases_total", "Leases given.", router.leases.count)
        metrics.gauge(
            "omniroute_route_leases_open", "Leases not yet reported.", Double(router.leases.open))
        metrics.counter(
            "omniroute_route_leases_abandoned_total", "Leases given up without a report.",
            router.leases.abandoned)
        metrics.counter(
            "omniroute_route_reports_total", "Reports that matched a lease.", counters.reports)
        metrics.counter(
            "omniroute_route_unknown_reports_total", "Reports for leases not known.",
            counters.unknownReports)
        metrics.counter(
            "omniroute_route_kept_answers_total",
            "Answers from the cache or of a repeated request.",
            counters.keptAnswers)
        metrics.counter(
            "omniroute_route_waits_total", "Asks that waited for a place.", counters.waits)
        metrics.gauge(
            "omniroute_route_waiting", "Asks that wait for a place.", Double(router.room.count))
        metrics.gauge(
            "omniroute_route_cache_entries", "Answers in the cache.",
            Double(router.desk.cache.statistics.entries))
        metrics.counter(
            "omniroute_route_semantic_hits_total",
            "Answers from the cache to a question in other words.",
            router.desk.cache.statistics.semanticHits)
        metrics.counter(
            "omniroute_route_embeddings_total", "Questions sent to be embedded.",
            counters.embeddings)
        metrics.counter(
            "omniroute_route_embeddings_failed_total", "Questions that could not be embedded.",
            counters.embeddingsFailed)
        metrics.counter(
            "omniroute_route_model_lists_total", "Model lists answered.", counters.modelLists)
        metrics.counter(
            "omniroute_route_store_failures_total", "Writes that failed.", counters.storeFailures)
        metrics.counter(
            "omniroute_route_malformed_total", "Messages that did not decode.", counters.malformed)
        metrics.gauge(
            "omniroute_route_generation", "Number of the configuration.",
            Double(router.state.generation))
        metrics.gauge(
            "omniroute_route_connections_configured", "Provider connections.",
            Double(router.state.connections.count))
        metrics.gauge("omniroute_route_doors_waiting", "Doors waiting for news.", Double(doors))
        collectConnections(router, &metrics)
    }

    private static func collectConnections(_ router: Router, _ metrics: inout MetricsWriter) {
        let targets = router.table.targets.prefix(Limits.measuredConnections)
        metrics.counters(
            "omniroute_route_calls_total", "Calls reported, by connection and result.",
            targets.flatMap { target in
                FailureClass.allCases.map { failure in
                    (
                        [("connection", target.connection.name), ("result", label(failure))],
                        target.health.reports[Int(failure.rawValue)]
                    )
                }
            })
        metrics.gauges(
            "omniroute_route_calls_open", "Calls leased and not yet reported, by connection.",
            targets.map { ([("connection", $0.connection.name)], Double($0.health.open)) })
    }

    private static func label(_ failure: FailureClass) -> String {
        switch failure {
        case .none: "answered"
        case .caller: "caller"
        case .account: "account"
        case .model: "model"
        case .provider: "provider"
        case .transient: "transient"
        case .cancelled: "cancelled"
        }
    }
}
