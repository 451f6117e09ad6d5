@testable import Dialects
import Testing

@Suite struct EffortsTests {
    typealias Effort = ReasoningRequest.Effort

    @Test(arguments: [
        (0, Effort.none), (1, .minimal), (512, .minimal), (513, .low), (1024, .low),
        (1025, .medium), (8192, .medium), (8193, .high), (24_576, .high), (24_577, .xhigh),
        (Int.max, .xhigh),
    ])
    func budgetsAsEfforts(budget: Int, effort: Effort) {
        #expect(Efforts.effort(budget: budget) == effort)
    }

    @Test func automaticIsNoEffort() {
        #expect(Efforts.effort(budget: -1) == nil)
        #expect(Efforts.effort(ReasoningRequest()) == nil)
    }

    @Test("pitfall 144: visibility says nothing of strength")
    func pitfall144VisibilityIsNoStrength() {
        var request = ReasoningRequest()
        request.isVisible = true
        request.summary = "detailed"
        #expect(Efforts.effort(request) == nil)
    }

    @Test func whateverTheClientSaidCounts() {
        var request = ReasoningRequest()
        request.budget = 8192
        #expect(Efforts.effort(request) == .medium)
        request.effort = .max
        #expect(Efforts.effort(request) == .max)
        request.isDisabled = true
        #expect(Efforts.effort(request) == Effort.none)
    }

    @Test(
        "pitfall 145: an effort that the model lacks becomes the nearest",
        arguments: [
            (Effort.minimal, [Effort.none, .low, .medium, .high, .xhigh], Effort.low),
            (.xhigh, [.low, .medium, .high], .high), (.max, [.low, .high, .xhigh], .xhigh),
            (.none, [.low, .medium], .low), (.none, [.none, .low], .none),
            (.low, [.medium, .high], .medium),
            (.medium, [.low, .high], .low), (.high, [.none], .none), (.high, [], .high),
            (.high, [.none, .minimal, .low, .medium, .high], .high),
        ])
    func pitfall145Nearest(effort: Effort, allowed: [Effort], nearest: Effort) {
        #expect(Efforts.nearest(effort, in: allowed) == nearest)
    }

    @Test("pitfall 121: a thinking budget stays below the output limit")
    func pitfall121BudgetFitsTheLimit() {
        #expect(Efforts.anthropicBudget(32_768, maxTokens: 4096) == 4095)
        #expect(Efforts.anthropicBudget(100, maxTokens: 4096) == 1024)
        #expect(Efforts.anthropicBudget(2000, maxTokens: 4096) == 2000)
        #expect(Efforts.anthropicBudget(2000, maxTokens: 1024) == nil)
        #expect(Efforts.anthropicBudget(0, maxTokens: 4096) == nil)
        #expect(
            Efforts.anthropicBudget(Efforts.budget(.max, .anthropic), maxTokens: 64_000) == 63_999)
    }

    @Test func budgetsOfEfforts() {
        #expect(Efforts.budget(.none, .geminiPro) == 128)
        #expect(Efforts.budget(.none, .geminiFlash) == 0)
        #expect(Efforts.budget(.minimal, .geminiFlashLite) == 512)
        #expect(Efforts.budget(.high, .geminiFlash) == 24_576)
        #expect(Efforts.budget(.max, .geminiPro) == 32_768)
        #expect(Efforts.budget(.medium, .anthropic) == 8192)
    }

    @Test(arguments: Effort.allCases)
    func budgetsNeverFallAsEffortsRise(effort: Effort) {
        let higher = Effort.allCases.filter { $0 > effort }
        let tables: [Efforts.BudgetTable] = [
            .anthropic, .geminiFlash, .geminiFlashLite, .geminiPro,
        ]
        for table in tables {
            for other in higher {
                #expect(Efforts.budget(effort, table) <= Efforts.budget(other, table))
            }
        }
    }
}
