/// Which messages travel under a kind, for tracing.
///
/// The one table beside docs/ipc-protocol.md.
public struct MessageTypes: Sendable {
    /// The head of a stream, a call's question, or a notice.
    public let question: any WireMessage.Type
    /// The answering head, or a call's reply.
    public let answer: (any WireMessage.Type)?
    /// What ends the answering direction.
    public let trailer: (any WireMessage.Type)?

    private init(
        _ question: any WireMessage.Type, _ answer: (any WireMessage.Type)? = nil,
        trailer: (any WireMessage.Type)? = nil
    ) {
        self.question = question
        self.answer = answer
        self.trailer = trailer
    }

    /// The messages of a kind; nil for `none`.
    public static func of(_ kind: Kind) -> MessageTypes? {
        switch kind {
        case .none: nil
        case .status: MessageTypes(StatusAsk.self, DaemonStatus.self)
        case .metrics: MessageTypes(StatusAsk.self, MetricsText.self)
        case .trace: MessageTypes(TraceAsk.self, TraceAsk.self)
        case .request: MessageTypes(RequestHead.self, ResponseHead.self, trailer: ResponseEnd.self)
        case .requestEnd: MessageTypes(RequestEndAsk.self, ResponseEnd.self)
        case .live: MessageTypes(LiveAsk.self, LiveAnswer.self)
        case .liveCancel: MessageTypes(LiveCancel.self, LiveCancelled.self)
        case .routeAsk: MessageTypes(RouteAsk.self, RouteAnswer.self)
        case .routeReport: MessageTypes(RouteReport.self, ApplyResult.self)
        case .modelsAsk: MessageTypes(ModelsAsk.self, ApplyResult.self)
        case .modelsLearned: MessageTypes(ModelsLearned.self, ApplyResult.self)
        case .answerKeep: MessageTypes(AnswerKeep.self)
        case .doorWatch: MessageTypes(DoorWatch.self, DoorWatch.self)
        case .routeApply: MessageTypes(RouteSummaryAsk.self, ApplyResult.self)
        case .routeSummary: MessageTypes(RouteSummaryAsk.self, RouteSummary.self)
        case .routeQuery: MessageTypes(RouteQuery.self, ApplyResult.self)
        case .routeCommand: MessageTypes(RouteCommand.self, ApplyResult.self)
        case .routeCheck: MessageTypes(RouteSummaryAsk.self, ApplyResult.self)
        case .egress: MessageTypes(EgressRequest.self, EgressResponse.self, trailer: EgressEnd.self)
        case .vaultApply: MessageTypes(RouteSummaryAsk.self, ApplyResult.self)
        case .fetch: MessageTypes(FetchRequest.self, EgressResponse.self, trailer: EgressEnd.self)
        case .probe: MessageTypes(ProbeRequest.self, EgressResponse.self, trailer: EgressEnd.self)
        case .vaultStage: MessageTypes(RouteSummaryAsk.self, ApplyResult.self)
        case .vaultSettle: MessageTypes(VaultSettle.self, ApplyResult.self)
        case .records: MessageTypes(RecordBatch.self, RecordAck.self)
        case .ledgerQuery: MessageTypes(LedgerQuery.self, LedgerAnswer.self)
        case .ledgerApply: MessageTypes(LedgerSettings.self, ApplyResult.self)
        case .ledgerCommand: MessageTypes(LedgerCommand.self, ApplyResult.self)
        case .manage: MessageTypes(ManageRequest.self, ManageResponse.self)
        }
    }
}
