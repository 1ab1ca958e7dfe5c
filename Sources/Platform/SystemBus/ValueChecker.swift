/// Checks values before they reach libdbus, which ends the process over a bad one.
struct ValueChecker {
    private var values = 0
    private var textBytes = 0

    /// Checks one value and what is in it.
    ///
    /// - Throws: ``BusError/invalidValue(what:value:)`` or ``BusError/tooLarge(what:limit:)``.
    mutating func check(_ value: BusValue, depth: Int) throws(BusError) {
        guard depth <= MessageLimits.depth else { throw .tooLarge(what: "levels", limit: MessageLimits.depth) }
        values += 1
        guard values <= MessageLimits.values else { throw .tooLarge(what: "values", limit: MessageLimits.values) }
        switch value {
        case .string(let text): try count(text)
        case .objectPath(let text):
            try count(text)
            try BusNames.check(text, as: .path)
        case .signature(let text): _ = try BusType.list(text)
        case .variant(let inner):
            _ = try BusType(inner.type.text)
            try check(inner, depth: depth + 1)
        case .array(let element, let values):
            for value in values {
                try require(value.type == element, "array of \(element.text)", value)
                try check(value, depth: depth + 1)
            }
        case .dictionary(let keyType, let valueType, let entries):
            for entry in entries {
                try require(entry.key.type == keyType, "key of type \(keyType.text)", entry.key)
                try require(entry.value.type == valueType, "value of type \(valueType.text)", entry.value)
                try check(entry.key, depth: depth + 1)
                try check(entry.value, depth: depth + 1)
            }
        case .structure(let members): for member in members { try check(member, depth: depth + 1) }
        default: break
        }
    }

    private mutating func count(_ text: String) throws(BusError) {
        guard !text.utf8.contains(0) else {
            throw .invalidValue(what: "text (NUL inside)", value: String(text.prefix(64)))
        }
        textBytes += text.utf8.count
        guard textBytes <= MessageLimits.textBytes else {
            throw .tooLarge(what: "bytes of text", limit: MessageLimits.textBytes)
        }
    }

    private func require(_ condition: Bool, _ what: String, _ value: BusValue) throws(BusError) {
        guard condition else { throw .invalidValue(what: what, value: value.type.text) }
    }
}
