/// What the door counts.
package enum Counter: Int, CaseIterable, Sendable {
    case chat2xx
    case chat3xx
    case chat4xx
    case chat5xx
    case models2xx
    case models3xx
    case models4xx
    case models5xx
    case own2xx
    case own3xx
    case own4xx
    case own5xx
    case clientGone
    case broken
    case resends
    case authMissing
    case authInvalid
    case rejectedMalformed
    case rejectedHead
    case rejectedBody
    case rejectedTimeout
    case rejectedConnections
    case rejectedUnavailable
    case rejectedOther
    case bytesIn
    case bytesOut
    case connectionsAccepted
}
