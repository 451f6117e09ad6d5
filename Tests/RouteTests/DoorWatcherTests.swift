import Testing

@testable import Route

/// Doors that wait for news.
@Suite struct DoorWatcherTests {
    @Test func aDoorThatHoldsSomethingElseIsAnsweredAtOnce() {
        var watchers = DoorWatchers<Int>()
        #expect(watchers.watch(1, holding: 0, current: 5) == .answer)
        #expect(watchers.watch(2, holding: 4, current: 5) == .answer)
        // A store that was put back may be behind the door.
        #expect(watchers.watch(3, holding: 6, current: 5) == .answer)
        #expect(watchers.count == 0)
    }

    @Test func aDoorThatIsUpToDateWaitsForTheNextChange() {
        var watchers = DoorWatchers<Int>()
        #expect(watchers.watch(1, holding: 5, current: 5) == .wait)
        #expect(watchers.watch(2, holding: 5, current: 5) == .wait)
        #expect(watchers.changed() == [1, 2])
        #expect(watchers.changed() == [])
    }

    @Test func aDoorThatLeftIsForgotten() {
        var watchers = DoorWatchers<Int>()
        #expect(watchers.watch(1, holding: 5, current: 5) == .wait)
        watchers.left(1)
        watchers.left(2)
        #expect(watchers.changed() == [])
    }

    @Test func theyAreBounded() {
        var watchers = DoorWatchers<Int>()
        for token in 0..<Limits.watchers {
            #expect(watchers.watch(token, holding: 5, current: 5) == .wait)
        }
        #expect(watchers.watch(-1, holding: 5, current: 5) == .refuse)
        #expect(watchers.watch(-1, holding: 4, current: 5) == .answer)
    }
}
