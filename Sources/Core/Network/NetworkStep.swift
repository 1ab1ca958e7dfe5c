package import Machines

/// One thing that a guest does to its network, and the line that says it.
package enum NetworkStep: Hashable, Sendable {
    /// The interface with this hardware address gets this name, and is brought up.
    case interface(name: String, address: MACAddress)
    case address(interface: String, AddressPrefix)
    case neighbour(interface: String, InternetAddress, MACAddress)
    /// nil for the target is every address; nil for `from` leaves the choice to the kernel.
    case route(interface: String, target: AddressPrefix?, via: InternetAddress?, from: InternetAddress?)
    /// A line of `nft -f`; all of them are one transaction.
    case rule(String)
    /// Packets of others are forwarded, once all else is in force.
    case forwarding
    /// Who asks on this interface for names is answered.
    case serveNames(interface: String)
    /// Who is asked for names.
    case resolver(InternetAddress)
}

extension NetworkStep {
    /// The longest line, in bytes.
    static let lineLimit = 64 * 1024

    package var line: String {
        switch self {
        case .interface(let name, let address): "interface \(name) \(address)"
        case .address(let name, let prefix): "address \(name) \(prefix)"
        case .neighbour(let name, let address, let hardware): "neighbour \(name) \(address) \(hardware)"
        case .route(let name, let target, let via, let from):
            "route \(name) " + (target.map { "\($0)" } ?? "default") + (via.map { " via \($0)" } ?? "")
                + (from.map { " from \($0)" } ?? "")
        case .rule(let text): "nft \(text)"
        case .forwarding: "forwarding"
        case .serveNames(let name): "serve-names \(name)"
        case .resolver(let address): "resolver \(address)"
        }
    }

    /// Reads a line.
    ///
    /// - Parameter line: The line without its end.
    /// - Throws: ``NetworkTextError`` for one that no ``line`` is.
    package init(_ line: Substring) throws(NetworkTextError) {
        guard line.utf8.count <= Self.lineLimit else { throw NetworkTextError(line) }
        if line.hasPrefix("nft ") {
            self = .rule(String(line.dropFirst(4)))
            return
        }
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        do throws(AddressError) {
            switch (words[0], words.count) {
            case ("interface", 3): self = .interface(name: words[1], address: try MACAddress(words[2]))
            case ("address", 3): self = .address(interface: words[1], try AddressPrefix(words[2]))
            case ("neighbour", 4):
                self = .neighbour(interface: words[1], try InternetAddress(words[2]), try MACAddress(words[3]))
            case ("route", 3...7): self = try Self.route(words)
            case ("forwarding", 1): self = .forwarding
            case ("serve-names", 2): self = .serveNames(interface: words[1])
            case ("resolver", 2): self = .resolver(try InternetAddress(words[1]))
            default: throw AddressError(text: "", expected: "")
            }
        } catch {
            throw NetworkTextError(line)
        }
        if let name = interface, !Self.isName(name) { throw NetworkTextError(line) }
    }

    private static func route(_ words: [String]) throws(AddressError) -> NetworkStep {
        var rest = words.dropFirst(3)
        func take(_ key: String) throws(AddressError) -> InternetAddress? {
            guard rest.count >= 2, rest.first == key else { return nil }
            let address = try InternetAddress(rest[rest.startIndex + 1])
            rest = rest.dropFirst(2)
            return address
        }
        let target = words[2] == "default" ? nil : try AddressPrefix(words[2])
        let via = try take("via")
        let from = try take("from")
        guard rest.isEmpty, target != nil || via != nil else { throw AddressError(text: "", expected: "") }
        return .route(interface: words[1], target: target, via: via, from: from)
    }

    private var interface: String? {
        switch self {
        case .interface(let name, _), .address(let name, _), .neighbour(let name, _, _), .route(let name, _, _, _),
            .serveNames(let name):
            name
        case .rule, .forwarding, .resolver: nil
        }
    }

    /// Names that Bulkhead gives: letters and digits.
    private static func isName(_ name: String) -> Bool {
        (1...15).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte)
            }
    }
}
