/// Decides by the room on the file system what is still taken: bodies and console lines are refused first, then records are
/// held back at their producers.
package struct SpaceGuard: Sendable {
    /// What is taken.
    package enum Level: Equatable, Sendable {
        /// Everything.
        case all
        /// Rows only.
        case rowsOnly
        /// Nothing: producers keep their records.
        case nothing
    }

    /// Free bytes below which something is no longer taken.
    package struct Floors: Equatable, Sendable {
        /// Of bodies and console lines.
        package var bodies: UInt64
        /// Of records.
        package var records: UInt64

        /// Chooses floors.
        package init(bodies: UInt64, records: UInt64) {
            self.bodies = bodies
            self.records = records
        }

        /// The usual ones of a file system: a twentieth and a fiftieth of it, or less.
        package init(total: UInt64) {
            self.init(
                bodies: min(Limits.bodiesFloor, total / 20),
                records: min(Limits.recordsFloor, total / 50))
        }
    }

    /// What is taken now.
    package private(set) var level = Level.all
    /// What was seen last; nil where it cannot be asked.
    package private(set) var space: DiskSpace?
    /// The floors of now.
    package private(set) var floors = Floors(bodies: 0, records: 0)
    private let chosen: Floors?

    /// Watches the room, with floors of one's own or those that fit the file system.
    package init(floors: Floors? = nil) { chosen = floors }

    /// Looks at the room; what was refused is taken again once there is an eighth more than the floor.
    package mutating func look(_ space: DiskSpace?) {
        self.space = space
        guard let space else {
            level = .all
            return
        }
        floors = chosen ?? Floors(total: space.total)
        if space.free < bound(floors.records, level == .nothing) {
            level = .nothing
        } else if space.free < bound(floors.bodies, level != .all) {
            level = .rowsOnly
        } else {
            level = .all
        }
    }

    private func bound(_ floor: UInt64, _ isRefused: Bool) -> UInt64 {
        isRefused ? floor + floor / 8 : floor
    }
}
