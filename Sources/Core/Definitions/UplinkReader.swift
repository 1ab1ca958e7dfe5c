import Machines

/// Reads the table `[uplink]` of a VM.
enum UplinkReader {
    /// The longest name of an interface, in bytes (IFNAMSIZ less the end).
    private static let interfaceNameLimit = 15
    private static let addressText = "an IPv4 address such as 192.0.2.1"

    /// The way out; nil when there is none, or something about it is wrong.
    static func read(_ reader: inout TableReader) -> UplinkDefinition? {
        let bridge = reader.string("bridge", expected: "the name of a bridge of the host")
        let namespace = reader.string("namespace", expected: "the path of a network namespace")
        let address = reader.string("address", expected: "an IPv4 address and the length of its prefix")
        let gateway = reader.string("gateway", expected: addressText)
        let resolvers = reader.strings("resolvers", limit: 3, expected: "a list of IPv4 addresses")
        guard reader.has("bridge") || reader.has("namespace") || reader.has("address") else { return nil }
        guard let place = place(&reader, bridge: bridge, namespace: namespace) else { return nil }
        guard let address, let gateway else {
            reader.report(
                address == nil ? "address" : "gateway", "missing key '\(address == nil ? "address" : "gateway")'",
                expected: address == nil ? "such as 192.0.2.2/24" : addressText)
            return nil
        }
        do throws(AddressError) {
            let addresses = try OutsideAddresses(address: address, gateway: gateway, resolvers: resolvers)
            return UplinkDefinition(place: place, addresses: addresses)
        } catch {
            let key = error.text == gateway ? "gateway" : resolvers.contains(error.text) ? "resolvers" : "address"
            let shown = error.text.sanitizedForDisplay(limit: 64)
            reader.report(key, "'\(shown)' is not an address that '\(key)' takes", expected: error.expected)
            return nil
        }
    }

    private static func place(
        _ reader: inout TableReader, bridge: String?, namespace: String?
    ) -> UplinkDefinition.Place? {
        switch (bridge, namespace) {
        case (let bridge?, nil):
            let isName =
                (1...interfaceNameLimit).contains(bridge.utf8.count)
                && bridge.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") }
            if isName { return .bridge(bridge) }
            reader.report("bridge", "'bridge' is no name of an interface", expected: "1 to 15 characters, no '/'")
        case (nil, let path?):
            if path.hasPrefix("/"), path.utf8.count < 108, !path.contains("\0") { return .namespace(path) }
            reader.report("namespace", "'namespace' is no path", expected: "an absolute path such as /run/netns/lab")
        case (_?, _?):
            reader.report("namespace", "both 'bridge' and 'namespace' are there", expected: "one of them")
        case (nil, nil):
            reader.report("address", "an uplink without a place", expected: "'bridge' or 'namespace' beside it")
        }
        return nil
    }
}
