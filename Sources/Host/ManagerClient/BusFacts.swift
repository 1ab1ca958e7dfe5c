package import JSONText
package import SystemBus

/// Facts of the manager as the bus carries them (`a{sv}`), and as commands print them (JSON).
///
/// What is null has no entry on the bus.
package enum BusFacts {
    /// The members of an object; empty for anything else.
    package static func values(_ facts: JSONValue) -> [String: BusValue] {
        guard case .object(let members) = facts else { return [:] }
        return members.compactMapValues { value(of: $0) }
    }

    private static func value(of fact: JSONValue) -> BusValue? {
        switch fact {
        case .null: nil
        case .bool(let value): .boolean(value)
        case .number(let number): .uint64(number)
        case .string(let text): .string(text)
        case .array(let items):
            .strings(
                items.compactMap { item in
                    guard case .string(let text) = item else { return nil }
                    return text
                })
        case .object(let members): .options(members.compactMapValues { value(of: $0) })
        }
    }

    /// What came over the bus, as an object; values of other kinds are left out.
    package static func json(_ values: [String: BusValue]) -> JSONValue {
        .object(values.compactMapValues { fact(of: $0) })
    }

    private static func fact(of value: BusValue) -> JSONValue? {
        if let text = value.asString { return .string(text) }
        if let flag = value.asBool { return .bool(flag) }
        if let number = value.asUInt64 { return .number(number) }
        if let texts = value.asStrings { return .strings(texts) }
        return value.asOptions.map { json($0) }
    }
}
