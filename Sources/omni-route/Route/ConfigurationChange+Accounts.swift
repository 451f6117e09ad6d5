internal import IPC

extension ConfigurationChange {
    /// Checks what a connection says of its account: order, limits, quotas and models.
    static func check(accountOf connection: ProviderConnection) throws(Problem) {
        let name = connection.name
        guard connection.tags.count <= ConfigurationLimits.tags,
            connection.tags.allSatisfy(isName),
            Set(connection.tags).count == connection.tags.count
        else { throw Problem(text: "the connection \"\(name)\" has a bad tag") }
        if let limits = connection.limits, !areUsable(limits) {
            throw Problem(text: "the connection \"\(name)\" has limits that are too large")
        }
        guard connection.quotas.count <= ConfigurationLimits.quotas,
            connection.quotas.allSatisfy(isUsable),
            Set(connection.quotas.map(\.name)).count == connection.quotas.count
        else { throw Problem(text: "the connection \"\(name)\" has a bad quota") }
        guard connection.facts.count <= ConfigurationLimits.facts,
            connection.facts.allSatisfy(isUsable),
            Set(connection.facts.map(\.name)).count == connection.facts.count
        else { throw Problem(text: "the connection \"\(name)\" has bad facts about a model") }
    }

    /// Letters, digits, `.`, `_` and `-`: what becomes part of names, labels and log fields.
    static func isName(_ text: String) -> Bool {
        (1...ConfigurationLimits.nameBytes).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0) || "._-".utf8.contains($0)
            }
    }

    private static func areUsable(_ limits: ConnectionLimits) -> Bool {
        limits.requestsPerMinute <= ConfigurationLimits.requestsPerMinute
            && limits.minGapMs <= ConfigurationLimits.milliseconds
            && limits.concurrency <= ConfigurationLimits.concurrency
            && limits.queue <= ConfigurationLimits.queue
            && limits.queueTimeoutMs <= ConfigurationLimits.milliseconds
    }

    private static func isUsable(_ quota: QuotaWindow) -> Bool {
        let isRolling = quota.kind == .rolling
        let amounts =
            quota.unit == .cost ? ConfigurationLimits.money : ConfigurationLimits.quotaCount
        return isName(quota.name) && amounts.contains(quota.limit) && quota.beginsS < 86_400
            && (isRolling
                ? ConfigurationLimits.windowSeconds.contains(quota.lengthS) && quota.beginsS == 0
                : quota.lengthS == 0)
    }

    private static func isUsable(_ facts: ModelFacts) -> Bool {
        let price = facts.price ?? Price()
        return ModelName.isAcceptable(facts.name)
            && facts.contextWindow <= ConfigurationLimits.tokens
            && facts.maxOutput <= ConfigurationLimits.tokens
            && [price.input, price.output, price.cachedInput, price.cacheWrite].allSatisfy {
                $0 ?? 0 <= ConfigurationLimits.price
            }
    }
}
