/// Reading a value as what it should be: nil where it is something else. A variant is looked into.
extension BusValue {
    /// The value inside any number of variants.
    package var content: BusValue {
        guard case .variant(let inner) = self else { return self }
        return inner.content
    }

    /// The text of a string, object path or signature.
    package var asString: String? {
        switch content {
        case .string(let text), .objectPath(let text), .signature(let text): text
        default: nil
        }
    }

    /// The truth value.
    package var asBool: Bool? {
        guard case .boolean(let value) = content else { return nil }
        return value
    }

    /// Any integer that is not negative.
    package var asUInt64: UInt64? {
        switch content {
        case .byte(let value): UInt64(value)
        case .uint16(let value): UInt64(value)
        case .uint32(let value): UInt64(value)
        case .uint64(let value): value
        case .int16(let value): UInt64(exactly: value)
        case .int32(let value): UInt64(exactly: value)
        case .int64(let value): UInt64(exactly: value)
        default: nil
        }
    }

    /// Any integer that is not negative and fits 32 bits.
    package var asUInt32: UInt32? { asUInt64.flatMap { UInt32(exactly: $0) } }

    /// The strings of an array of nothing but strings.
    package var asStrings: [String]? {
        guard case .array(_, let values) = content else { return nil }
        let strings = values.compactMap(\.asString)
        return strings.count == values.count ? strings : nil
    }

    /// The elements of an array.
    package var asArray: [BusValue]? {
        guard case .array(_, let values) = content else { return nil }
        return values
    }

    /// The members of a structure.
    package var asStructure: [BusValue]? {
        guard case .structure(let members) = content else { return nil }
        return members
    }

    /// A dictionary with text keys, its values without their variants.
    ///
    /// The last of two equal keys counts.
    package var asOptions: [String: BusValue]? {
        guard case .dictionary(_, _, let entries) = content else { return nil }
        var options: [String: BusValue] = [:]
        options.reserveCapacity(entries.count)
        for entry in entries {
            guard let key = entry.key.asString else { return nil }
            options[key] = entry.value.content
        }
        return options
    }

    /// The descriptor.
    package var asDescriptor: BusDescriptor? {
        guard case .descriptor(let descriptor) = content else { return nil }
        return descriptor
    }
}
