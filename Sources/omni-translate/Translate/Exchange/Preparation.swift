internal import Dialects
internal import IPC
internal import JSON

/// A request ready for one provider, and the way its answer will take.
struct Preparation {
    var request: EncodedRequest
    var relay: Relay
    /// The client's own bytes, that `request.body` may refer to.
    var source: [UInt8]

    /// What of a client's request does not depend on the provider.
    struct Question {
        var source: RequestSource
        var facts: RequestFacts
        /// In canonical form, once it was needed.
        var canonical: ModelRequest?
        /// Proofs of reasoning are left out, because a provider did not accept them.
        var withoutProofs = false

        /// Lets go of the request's bytes and what was made of them.
        mutating func dropBytes() {
            source = RequestSource(bytes: [], tape: JSONTape(), endpoint: source.endpoint)
            canonical = nil
            withoutProofs = false
        }
    }

    /// Whether the client's bytes may go to a provider of the same dialect as they are.
    static func passes(_ question: Question, _ target: Target) -> Bool {
        target.client == target.provider && !question.withoutProofs
            && (question.source.endpoint == .chat || question.source.endpoint == .compact)
            && question.source.streamForm != .array && target.settings.isNeutral
    }

    /// The client's bytes, spliced; nil when the target needs more than that.
    static func spliced(_ question: Question, _ target: Target) -> Preparation? {
        guard passes(question, target), let client = Codecs.client(target.client),
            let provider = Codecs.provider(target.provider),
            let passthrough = Codecs.passthrough(target.client),
            let request = passthrough.splice(question.source, question.facts, target)
        else { return nil }
        let context = context(question, target, request.plan, client)
        return Preparation(
            request: request,
            relay: Relay(through: passthrough, from: provider, to: client, context),
            source: question.source.bytes)
    }

    /// The request written anew; `begun`: the answer goes on from one that broke off.
    static func written(
        _ question: Question, _ canonical: ModelRequest, _ target: Target,
        continuing begun: BegunAnswer? = nil
    ) throws(GatewayError) -> Preparation {
        guard let client = Codecs.client(target.client),
            let provider = Codecs.provider(target.provider)
        else {
            throw GatewayError(
                status: 501, code: "dialect_not_supported",
                message: "The provider speaks a dialect that is not known here.", param: "model")
        }
        var canonical = TranslationRules.applied(to: canonical, target)
        if question.withoutProofs { canonical.removeProofs() }
        var request = try provider.write(canonical, target)
        request.plan.clientStreams = question.facts.stream
        request.plan.includesUsage = question.facts.includeUsage
        request.plan.usesLegacyFunctions = canonical.usesLegacyFunctions
        request.plan.isRevised =
            target.client == .openaiResponses && question.source.endpoint == .chat
            && ResponsesCompact.isWanted(question.source)
        return Preparation(
            request: request,
            relay: Relay(
                from: provider, to: client, context(question, target, request.plan, client),
                continuing: begun),
            source: [])
    }

    private static func context(
        _ question: Question, _ target: Target, _ plan: AnswerPlan,
        _ client: any ClientCodec.Type
    ) -> AnswerContext {
        AnswerContext(
            target: target, plan: plan, endpoint: question.source.endpoint,
            streamForm: question.source.streamForm,
            estimatedInputTokens: question.facts.estimatedInputTokens,
            clientEcho: client.echo(question.source))
    }
}

extension Target {
    /// What of a lease shapes the bytes of `head`'s request.
    init(_ lease: Lease, _ head: RequestHead, modelAsked: String) {
        self.init(
            requestID: head.requestID, client: head.dialect, provider: lease.dialect,
            model: lease.model, modelAsked: modelAsked)
        unixSeconds = head.receivedUnixUs / 1_000_000
        profile = lease.profile
        parameters = lease.parameters
        settings = lease.translation ?? TranslationSettings()
    }
}
