import IPC
import Testing

@testable import Route

/// Who waits, and for how much of the room.
@Suite struct WaitingRoomTests {
    private static func ask(_ key: String = "") -> Ask {
        Ask(
            RouteAsk(keyID: key, attempt: 1), at: Moment(now: 0, wall: 0), isWanted: { true },
            answer: { _ in })
    }

    /// Whether a request gets in.
    private static func lets(
        _ ask: Ask, into room: inout WaitingRoom, _ places: [(id: String, depth: Int)],
        until: UInt64? = nil, isShared: Bool = false
    ) -> Bool {
        room.enter(ask, behind: places, until: until, isShared: isShared)
    }

    /// Whether a request of a key gets in behind some connections.
    private static func enters(
        _ room: inout WaitingRoom, _ key: String, _ connections: [String] = ["c"], depth: Int = 4
    ) -> Bool {
        room.enter(
            ask(key), behind: connections.map { (id: $0, depth: depth) }, until: nil,
            isShared: true)
    }

    @Test func oneKeyHoldsAShareOfAQueue() {
        var room = WaitingRoom()
        #expect((0..<4).map { _ in Self.enters(&room, "greedy") } == [true, true, false, false])
        #expect((0..<3).map { _ in Self.enters(&room, "other") } == [true, true, false])
        // The queue is full; another connection's is not.
        #expect(!Self.enters(&room, "third"))
        #expect(Self.enters(&room, "third", ["c", "d"]))
        #expect(room.count == 5)
    }

    @Test func aSingleKeyMayHaveAllOfIt() {
        var room = WaitingRoom()
        let entered = (0..<5).map { _ in
            room.enter(Self.ask("only"), behind: [(id: "c", depth: 4)], until: nil)
        }
        #expect(entered == [true, true, true, true, false])
    }

    @Test func aQueueForOneTakesAnybody() {
        var room = WaitingRoom()
        #expect(Self.enters(&room, "a", depth: 1))
        #expect(!Self.enters(&room, "b", depth: 1))
    }

    @Test func oneKeyHoldsAShareOfTheRoom() {
        var room = WaitingRoom()
        let share = Limits.waitingShare(of: Limits.waitingAsks)
        for number in 0..<share {
            #expect(Self.enters(&room, "greedy", ["c\(number)"]))
        }
        #expect(!Self.enters(&room, "greedy", ["x"]))
        #expect(Self.enters(&room, "other", ["x"]))
    }

    @Test func whoLeavesFreesItsPlacesEverywhereAtOnce() {
        var room = WaitingRoom()
        let first = Self.ask("a")
        let places = [(id: "c", depth: 2), (id: "d", depth: 2)]
        #expect(Self.lets(first, into: &room, places, isShared: true))
        #expect(!Self.enters(&room, "a", ["c", "d"], depth: 2))
        room.withdraw(first)
        room.withdraw(first)
        #expect(room.count == 0)
        #expect(Self.enters(&room, "a", ["c"], depth: 2))
        #expect(Self.enters(&room, "a", ["d"], depth: 2))
        // By its call, too.
        let second = Self.ask("b")
        #expect(Self.lets(second, into: &room, places, isShared: true))
        #expect(room.ready("c") != nil)
        #expect(room.ready("c") === second)
        #expect(room.ready("c") == nil)
        #expect(Self.enters(&room, "b", ["d"], depth: 2))
    }

    @Test func theOrderIsThatOfTheirComing() {
        var room = WaitingRoom()
        let asks = (0..<30).map { _ in Self.ask() }
        for (number, ask) in asks.enumerated() {
            #expect(Self.lets(ask, into: &room, [(id: "c\(number % 3)", depth: 100)]))
        }
        // One that tries and has to wait on keeps its place.
        let tried = room.ready("c0")
        #expect(tried === asks[0])
        #expect(Self.lets(asks[0], into: &room, [(id: "c0", depth: 1)]))
        #expect(room.ready("c0") === asks[0])
        let left = room.empty()
        #expect(left.map(\.order) == (2...30).map { UInt64($0) })
        #expect(room.count == 0 && room.nextDeadline == .max)
    }

    @Test func thoseWhoseTimeIsOverLeaveOnce() {
        var room = WaitingRoom()
        let late = Self.ask()
        late.waits(5, at: Moment(now: 0, wall: 0))
        let patient = Self.ask()
        for ask in [patient, late] {
            let places = [(id: "c", depth: 9), (id: "d", depth: 9)]
            #expect(Self.lets(ask, into: &room, places, until: 9_000_000))
        }
        #expect(room.nextDeadline == 5_000_000)
        let (open, gone) = room.due(at: 5_000_000)
        #expect(open.isEmpty && gone.count == 1 && gone[0] === late)
        #expect(room.nextDeadline == 9_000_000)
        let (opened, nobody) = room.due(at: 9_000_000)
        #expect(opened == ["c", "d"] && nobody.isEmpty)
        #expect(room.nextDeadline == patient.deadline)
        #expect(room.count == 1)
    }
}
