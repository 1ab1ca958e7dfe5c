internal import SystemBus

/// Takes properties out of a dictionary as what they should be, and remembers the first that is not.
struct PropertyReader {
    private let values: [String: BusValue]
    private(set) var missing: String?

    init(_ values: [String: BusValue]) { self.values = values }

    mutating func string(_ name: String) -> String { take(name, values[name]?.asString, "") }
    mutating func bool(_ name: String) -> Bool { take(name, values[name]?.asBool, false) }
    mutating func strings(_ name: String) -> [String] { take(name, values[name]?.asStrings, []) }
    mutating func uint32(_ name: String) -> UInt32 { take(name, values[name]?.asUInt32, 0) }
    mutating func uint64(_ name: String) -> UInt64 { take(name, values[name]?.asUInt64, 0) }

    /// A word out of a list of words.
    mutating func word<Word: RawRepresentable>(_ name: String, _ fallback: Word) -> Word
    where Word.RawValue == String {
        take(name, values[name]?.asString.flatMap { Word(rawValue: $0) }, fallback)
    }

    private mutating func take<Value>(_ name: String, _ value: Value?, _ fallback: Value) -> Value {
        if value == nil, missing == nil { missing = name }
        return value ?? fallback
    }
}
