import Machines
import JSONText

extension Problem {
    /// The problem as JSON, with everything that its line says.
    var json: JSONValue {
        .object([
            "file": .string(file), "line": .number(UInt64(line)), "column": .number(UInt64(column)),
            "severity": .string(severity.rawValue), "message": .string(message),
            "expected": .optional(expected ?? ""), "suggestion": .optional(suggestion ?? ""),
        ])
    }
}
