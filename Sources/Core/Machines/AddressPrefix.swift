/// Addresses that begin alike: an address and how many of its bits count.
package struct AddressPrefix: Hashable, Sendable, CustomStringConvertible {
    package let address: InternetAddress
    /// 0…32 or 0…128.
    package let length: Int

    /// The prefix that is one address alone.
    package init(_ address: InternetAddress) {
        self.address = address
        length = address.bitCount
    }

    /// Reads `ADDRESS/LENGTH`; without a length it is the address alone.
    package init(_ text: String) throws(AddressError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        address = try InternetAddress(parts.first.map(String.init) ?? "")
        guard parts.count == 2 else {
            length = address.bitCount
            return
        }
        guard parts[1].utf8.count <= 3, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let length = Int(parts[1]), length <= address.bitCount
        else { throw AddressError(text: text, expected: "an address and the length of a prefix, as 192.0.2.0/24") }
        self.length = length
    }

    package var description: String { "\(address)/\(length)" }
}
