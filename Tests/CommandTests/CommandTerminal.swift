import TestSupport

extension PseudoTerminal {
    /// The `bulkhead` beside these tests, on a terminal, as a client of the manager on `bus`.
    convenience init(_ arguments: [String], bus: String, environment: [String] = []) throws {
        try self.init(CommandRun.program, arguments, environment: ["BULKHEAD_BUS=\(bus)"] + environment)
    }
}
