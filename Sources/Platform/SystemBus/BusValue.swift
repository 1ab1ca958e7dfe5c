/// One argument of a D-Bus message, of any type the bus knows.
package indirect enum BusValue: Hashable, Sendable {
    case byte(UInt8)
    case boolean(Bool)
    case int16(Int16)
    case uint16(UInt16)
    case int32(Int32)
    case uint32(UInt32)
    case int64(Int64)
    case uint64(UInt64)
    case double(Double)
    case string(String)
    case objectPath(String)
    case signature(String)
    case descriptor(BusDescriptor)
    case variant(BusValue)
    /// Values of one type, which an empty array needs to have said.
    case array(BusType, [BusValue])
    /// Entries in the order in which they travel.
    case dictionary(key: BusType, value: BusType, [BusEntry])
    case structure([BusValue])

    /// The type of the value, as it would appear in a signature.
    package var type: BusType {
        switch self {
        case .byte: .byte
        case .boolean: .boolean
        case .int16: .int16
        case .uint16: .uint16
        case .int32: .int32
        case .uint32: .uint32
        case .int64: .int64
        case .uint64: .uint64
        case .double: .double
        case .string: .string
        case .objectPath: .objectPath
        case .signature: .signature
        case .descriptor: .descriptor
        case .variant: .variant
        case .array(let element, _): .array(element)
        case .dictionary(let key, let value, _): .dictionary(key, value)
        case .structure(let members): .structure(members.map(\.type))
        }
    }

    /// An array of strings, `as`.
    package static func strings(_ values: [String]) -> BusValue { .array(.string, values.map { .string($0) }) }

    /// A dictionary of names to variants, `a{sv}`, in the order of the names so that equal contents travel equally.
    package static func options(_ values: [String: BusValue]) -> BusValue {
        let entries = values.sorted { $0.key < $1.key }
            .map { BusEntry(key: .string($0.key), value: .variant($0.value)) }
        return .dictionary(key: .string, value: .variant, entries)
    }
}

extension [BusValue] {
    /// The signature of a message body made of these values.
    package var signature: String { map(\.type.text).joined() }
}
