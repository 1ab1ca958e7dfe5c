import Policy

extension PolicyRequest {
    /// A request for `SERVICE` or `SERVICE+ARGUMENT`.
    init(call: String, source: String, target: String, requestedSource: String? = nil) {
        let plus = call.utf8.firstIndex(of: UInt8(ascii: "+")) ?? call.endIndex
        let argument = String(call[plus...])
        self.init(
            service: String(call[..<plus]), argument: argument.isEmpty ? "+" : argument, source: source, target: target,
            requestedSource: requestedSource)
    }
}
