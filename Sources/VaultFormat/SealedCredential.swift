public import Crypto
public import IPC
public import Store

/// A row of `credential`.
public struct SealedCredential {
    /// The columns, in the order in which `init(_:)` reads them and egress writes them.
    public static let columns =
        "connection_id, origin, place, header_name, box, region, service, proxy"

    /// What the row says in the clear.
    public let binding: Binding
    private let box: [UInt8]
    private let proxyBox: [UInt8]

    /// What a credential is bound to: sealed together with it, so that it opens nowhere else.
    public struct Binding: Equatable, Sendable {
        /// Whose it is.
        public let connectionID: String
        /// The only place it goes to: "https://api.example.com:443".
        public let origin: String
        /// How it is put on a request.
        public let place: CredentialPlace
        /// In lower case, several with commas in between; empty where the place has none.
        public let headerName: String
        /// Of signatures; else empty.
        public let region: String
        /// Of signatures; else empty.
        public let service: String
        /// Whether it goes through a proxy.
        public let isProxied: Bool

        /// Puts together what a credential is bound to.
        public init(
            connectionID: String, origin: String, place: CredentialPlace, headerName: String = "",
            region: String = "", service: String = "", isProxied: Bool = false
        ) {
            self.connectionID = connectionID
            self.origin = origin
            self.place = place
            self.headerName = headerName
            self.region = region
            self.service = service
            self.isProxied = isProxied
        }
    }

    /// What a row held.
    public struct Opened {
        /// The credential.
        public let secret: SecretBytes
        /// The URL of the proxy; nil for a direct way.
        public let proxy: SecretBytes?
    }

    /// Reads the current row of a query for `columns`; nil for a place that is not known here.
    public init?(_ row: Statement) {
        guard let place = CredentialPlace(rawValue: Int32(truncatingIfNeeded: row.int64(2))) else {
            return nil
        }
        box = row.blob(4)
        proxyBox = row.blob(7)
        binding = Binding(
            connectionID: row.text(0), origin: row.text(1), place: place, headerName: row.text(3),
            region: row.text(5), service: row.text(6), isProxied: !proxyBox.isEmpty)
    }

    /// What the row holds.
    ///
    /// - Throws: When it was changed, or sealed with another key.
    public func open(with vault: VaultBox) throws(AESGCM.Failure) -> Opened {
        let proxy: SecretBytes? =
            binding.isProxied
            ? try vault.open(proxy: proxyBox, connectionID: binding.connectionID) : nil
        return Opened(secret: try vault.open(box, for: binding), proxy: proxy)
    }
}
