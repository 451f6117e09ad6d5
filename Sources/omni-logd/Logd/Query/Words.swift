internal import IPC

// The words for the numbers of omni.proto, as people and their scripts read them.

extension Endpoint {
    var word: StaticString {
        switch self {
        case .none: "none"
        case .chat: "chat"
        case .models: "models"
        case .model: "model"
        case .completion: "completion"
        case .countTokens: "count_tokens"
        case .compact: "compact"
        case .storedResponse: "stored_response"
        case .deleteResponse: "delete_response"
        case .generate: "generate"
        }
    }
}

extension Outcome {
    var word: StaticString {
        switch self {
        case .unknown: "unknown"
        case .complete: "complete"
        case .refused: "refused"
        case .clientGone: "client_gone"
        case .broken: "broken"
        }
    }
}

extension UsageSource {
    var word: StaticString {
        switch self {
        case .none: "none"
        case .reported: "reported"
        case .estimated: "estimated"
        }
    }
}

extension FailureClass {
    var word: StaticString {
        switch self {
        case .none: "none"
        case .caller: "caller"
        case .account: "account"
        case .model: "model"
        case .provider: "provider"
        case .transient: "transient"
        case .cancelled: "cancelled"
        }
    }
}

extension LedgerResult {
    var word: StaticString {
        switch self {
        case .resultNone: "none"
        case .resultOk: "ok"
        case .resultRefused: "refused"
        case .resultLimited: "limited"
        case .resultFailed: "failed"
        case .resultClientGone: "client_gone"
        case .resultBroken: "broken"
        }
    }
}

extension Tier {
    var word: StaticString {
        switch self {
        case .none: "none"
        case .subscription: "subscription"
        case .apiKey: "api-key"
        case .cheap: "cheap"
        case .free: "free"
        }
    }
}

extension CacheUse {
    var word: StaticString {
        switch self {
        case .none: "none"
        case .exact: "exact"
        case .semantic: "semantic"
        case .idempotent: "idempotent"
        }
    }
}

extension PriceSource {
    var word: StaticString {
        switch self {
        case .none: "none"
        case .catalogue: "catalogue"
        case .user: "user"
        case .provider: "provider"
        }
    }
}

extension ServiceTier {
    var word: StaticString {
        switch self {
        case .none: "none"
        case .standard: "standard"
        case .priority: "priority"
        case .flex: "flex"
        case .batch: "batch"
        case .fast: "fast"
        case .regional: "regional"
        case .mixed: "mixed"
        }
    }
}

extension CallPurpose {
    var word: StaticString {
        switch self {
        case .purposeAnswer: "answer"
        case .purposeEmbedding: "embedding"
        case .purposeModels: "models"
        case .purposeToken: "token"
        case .purposeFetch: "fetch"
        case .purposeProbe: "probe"
        case .purposeTelemetry: "telemetry"
        }
    }
}

extension BodySide {
    var word: StaticString {
        switch self {
        case .none: "none"
        case .clientRequest: "client_request"
        case .providerRequest: "provider_request"
        case .providerResponse: "provider_response"
        case .clientResponse: "client_response"
        }
    }
}

extension LedgerGroup {
    /// The member of a row of an aggregate.
    var word: StaticString {
        switch self {
        case .groupNone: "none"
        case .groupKey: "key"
        case .groupProvider: "provider"
        case .groupConnection: "connection"
        case .groupModel: "model"
        case .groupCombo: "combo"
        case .groupClient: "client"
        case .groupEndpoint: "endpoint"
        case .groupResult: "result"
        case .groupTier: "tier"
        }
    }
}

extension LedgerBucket {
    var word: StaticString {
        switch self {
        case .bucketAll: "all"
        case .bucketHour: "hour"
        case .bucketDay: "day"
        case .bucketWeek: "week"
        case .bucketMonth: "month"
        case .bucketHourOfWeek: "hour_of_week"
        case .bucketMinute: "minute"
        }
    }
}
