internal import IPC

/// The words of the ledger's parameters, as its rows have them.
enum LedgerWords {
    static let endpoints = QueryWords<Endpoint>([
        "chat": .chat, "models": .models, "model": .model, "completion": .completion,
        "count_tokens": .countTokens, "compact": .compact, "stored_response": .storedResponse,
        "delete_response": .deleteResponse, "generate": .generate,
    ])

    static let dialects = QueryWords<Dialect>([
        "openai-chat": .openaiChat, "openai-responses": .openaiResponses, "anthropic": .anthropic,
        "gemini": .gemini, "ollama": .ollama, "cohere": .cohere, "bedrock": .bedrock,
    ])

    static let results = QueryWords<LedgerResult>([
        "ok": .resultOk, "refused": .resultRefused, "limited": .resultLimited,
        "failed": .resultFailed, "client_gone": .resultClientGone, "broken": .resultBroken,
    ])

    static let caches = QueryWords<CacheUse>([
        "none": .none, "exact": .exact, "semantic": .semantic, "idempotent": .idempotent,
    ])

    static let levels = QueryWords<LogLevel>([
        "trace": .levelTrace, "debug": .levelDebug, "info": .levelInfo, "notice": .levelNotice,
        "warning": .levelWarning, "error": .levelError, "critical": .levelCritical,
    ])

    static let daemons = QueryWords<String>([
        "ingress": "omni-ingress", "translate": "omni-translate", "route": "omni-route",
        "egress": "omni-egress", "logd": "omni-logd", "admin": "omni-admin",
    ])

    static let groups = QueryWords<LedgerGroup>([
        "key": .groupKey, "provider": .groupProvider, "connection": .groupConnection,
        "model": .groupModel, "combo": .groupCombo, "client": .groupClient,
        "endpoint": .groupEndpoint, "result": .groupResult, "tier": .groupTier,
    ])

    static let buckets = QueryWords<LedgerBucket>([
        "minute": .bucketMinute, "hour": .bucketHour, "day": .bucketDay, "week": .bucketWeek,
        "month": .bucketMonth, "hour_of_week": .bucketHourOfWeek,
    ])

    static let formats = QueryWords<LedgerFormat>(["jsonl": .jsonLines, "csv": .csv])

    /// Whether the oldest rows come first.
    static let orders = QueryWords<Bool>(["newest": false, "oldest": true])
}
