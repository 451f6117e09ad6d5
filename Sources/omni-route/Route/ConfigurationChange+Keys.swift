internal import IPC

extension ConfigurationChange {
    /// Checks what a key may be used for.
    static func check(scopeOf key: ClientKey) throws(Problem) {
        let name = key.name
        for patterns in [key.models, key.providers] {
            guard patterns.count <= ConfigurationLimits.keyPatterns,
                patterns.allSatisfy(ModelName.isAcceptable)
            else { throw Problem(text: "the key \"\(name)\" has a bad list of what it may use") }
        }
        guard Set(key.endpoints).count == key.endpoints.count, !key.endpoints.contains(.none)
        else { throw Problem(text: "the key \"\(name)\" has a bad list of endpoints") }
        guard areUsable(key.rates) else {
            throw Problem(text: "the key \"\(name)\" has a bad rate")
        }
        guard key.expiresUnixUs >= 0, key.previousUntilUnixUs >= 0,
            key.previousHash.isEmpty || key.previousHash.count == 32
        else { throw Problem(text: "the key \"\(name)\" has a bad date or former secret") }
        // The last number means nobody (POSIX).
        guard key.uid != .max else {
            throw Problem(text: "the key \"\(name)\" is of a user that cannot be")
        }
    }

    /// Whether rates can be counted.
    static func areUsable(_ rates: [RateWindow]) -> Bool {
        rates.count <= ConfigurationLimits.rates
            && Set(rates.map(\.seconds)).count == rates.count
            && rates.allSatisfy {
                ConfigurationLimits.rateRequests.contains($0.requests)
                    && ConfigurationLimits.windowSeconds.contains($0.seconds)
            }
    }

    /// Checks the settings of the door.
    static func check(settings: DoorSettings) throws(Problem) {
        let addresses = settings.addresses ?? AddressFilter()
        for list in [addresses.addresses, settings.trustedProxies] {
            guard list.count <= ConfigurationLimits.addresses, list.allSatisfy(mayBeAddress) else {
                throw Problem(text: "an address of the settings is not one")
            }
        }
        // It would let nobody in, which is more likely a mistake than a wish.
        guard addresses.mode != .allow || !addresses.addresses.isEmpty else {
            throw Problem(text: "the settings allow no address at all")
        }
        guard areUsable(settings.addressRates) else {
            throw Problem(text: "the settings have a bad rate of addresses")
        }
    }

    /// Only a first look: whoever compares addresses reads them, and refuses what it cannot.
    private static func mayBeAddress(_ text: String) -> Bool {
        (2...ConfigurationLimits.nameBytes).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x46).contains($0)
                    || (0x61...0x66).contains($0) || ".:/".utf8.contains($0)
            }
    }
}
