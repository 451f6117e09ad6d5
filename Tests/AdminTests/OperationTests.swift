import Testing

@testable import Admin

@Suite struct OperationTests {
    @Test func aResponderAnswersOnce() {
        var statuses: [Int] = []
        let responder = Responder { result in
            if case .success(let answer) = result { statuses.append(answer.status) }
        }
        responder.answer(.done)
        responder.answer(APIAnswer(status: 200))
        responder.fail(APIError(.conflict, "conflict", "Twice."))
        #expect(statuses == [204])
    }
}
