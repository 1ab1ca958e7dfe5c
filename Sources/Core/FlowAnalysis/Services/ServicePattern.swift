/// Which calls an entry of the service map speaks of.
package enum ServicePattern: Hashable, Sendable {
    /// A service, whatever the argument: `qubes.Filecopy`.
    case service(String)
    /// A service with one argument, its `+` included: `qubes.StartApp+firefox`.
    case call(String, argument: String)
    /// All services whose names begin so, the last dot included: `admin.vm.` of `admin.vm.*`.
    case prefix(String)

    /// The pattern that a key of `services.d` writes, `SERVICE`, `SERVICE+ARGUMENT` or `PREFIX.*`; nil when it is none.
    package init?(_ text: String) {
        if text.hasSuffix(".*") {
            let prefix = String(text.dropLast(1))
            guard prefix.utf8.count > 1, Self.isService(prefix.dropLast()) else { return nil }
            self = .prefix(prefix)
            return
        }
        guard let plus = text.utf8.firstIndex(of: UInt8(ascii: "+")) else {
            guard Self.isService(text[...]) else { return nil }
            self = .service(text)
            return
        }
        let argument = text[plus...]
        guard Self.isService(text[..<plus]), argument.utf8.allSatisfy({ Self.isWord($0) || $0 == UInt8(ascii: "+") })
        else { return nil }
        self = .call(String(text[..<plus]), argument: String(argument))
    }

    /// The pattern as it is written.
    package var text: String {
        switch self {
        case .service(let name): name
        case .call(let name, let argument): name + argument
        case .prefix(let prefix): prefix + "*"
        }
    }

    private static func isService(_ text: Substring) -> Bool { !text.isEmpty && text.utf8.allSatisfy(isWord) }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
