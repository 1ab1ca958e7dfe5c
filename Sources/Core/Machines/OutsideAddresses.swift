/// The fixed addresses of a way out.
package struct OutsideAddresses: Hashable, Sendable {
    /// Its own IPv4 address, with the length of the prefix that is on the link.
    package let address: AddressPrefix
    package let gateway: InternetAddress
    package let resolvers: [InternetAddress]

    /// Reads every part.
    ///
    /// - Parameters:
    ///   - address: An IPv4 address and a prefix length of 1…32.
    ///   - gateway: An IPv4 address.
    ///   - resolvers: IPv4 addresses.
    /// - Throws: Which part is not what it should be.
    package init(address: String, gateway: String, resolvers: [String]) throws(AddressError) {
        self.address = try Self.prefix(address)
        self.gateway = try Self.address(gateway)
        var addresses: [InternetAddress] = []
        for text in resolvers { addresses.append(try Self.address(text)) }
        self.resolvers = addresses
    }

    private static func prefix(_ text: String) throws(AddressError) -> AddressPrefix {
        guard text.contains("/"), let prefix = try? AddressPrefix(text), !prefix.address.isIPv6, prefix.length > 0
        else {
            throw AddressError(text: text, expected: "an IPv4 address with a prefix length, as 192.0.2.2/24")
        }
        return prefix
    }

    private static func address(_ text: String) throws(AddressError) -> InternetAddress {
        guard let address = try? InternetAddress(text), !address.isIPv6 else {
            throw AddressError(text: text, expected: "an IPv4 address, as 192.0.2.1")
        }
        return address
    }
}
