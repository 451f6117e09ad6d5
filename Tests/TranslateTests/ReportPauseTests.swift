import Testing

@testable import Translate

@Suite struct ReportPauseTests {
    @Test func itGrowsToABoundAndBeginsAgainAfterASuccess() {
        var pause = ReportPause()
        let taken = (0..<8).map { _ in pause.take() }
        let expected = [50, 100, 200, 400, 800, 1_600, 2_000, 2_000].map {
            Duration.milliseconds($0)
        }
        #expect(taken == expected)
        pause.reset()
        #expect(pause.take() == .milliseconds(50))
    }
}
