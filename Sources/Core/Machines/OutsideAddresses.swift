/// The fixed addresses of a way out.
package struct OutsideAddresses: Hashable, Sendable {
    /// An IPv4 address with the length of its prefix: `192.0.2.2/24`.
    package let address: String
    /// An IPv4 address.
    package let gateway: String
    /// IPv4 addresses.
    package let resolvers: [String]

    /// Checks every part.
    ///
    /// - Parameters:
    ///   - address: An address and a prefix length of 1…32.
    ///   - gateway: An address.
    ///   - resolvers: Addresses.
    /// - Throws: Which part is not what it should be.
    package init(address: String, gateway: String, resolvers: [String]) throws(AddressError) {
        let parts = address.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), (1...32).contains(length) else {
            throw AddressError(text: address, expected: "an IPv4 address with a prefix length, as 192.0.2.2/24")
        }
        for text in [String(parts[0]), gateway] + resolvers where !Self.isIPv4(text) {
            throw AddressError(text: text, expected: "an IPv4 address, as 192.0.2.1")
        }
        self.address = address
        self.gateway = gateway
        self.resolvers = resolvers
    }

    /// Whether a text is an IPv4 address in its usual form (RFC 6943 §3.1.1, "strict").
    package static func isIPv4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
                    && UInt8(part) != nil && (part == "0" || part.first != "0")
            }
    }
}
