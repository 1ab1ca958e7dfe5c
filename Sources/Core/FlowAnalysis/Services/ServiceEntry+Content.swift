extension ServiceEntry {
    /// What a call of the service carries.
    ///
    /// Hostile ends move data both ways over every connection; what they can command stays what the service is.
    ///
    /// - Parameters:
    ///   - isForward: To the callee, or back from it.
    ///   - isOneWay: Whether the broker lets nothing back.
    ///   - mode: Whether the ends are believed.
    /// - Returns: The content; empty when nothing goes this way.
    func content(isForward: Bool, isOneWay: Bool, mode: FlowMode) -> FlowContent {
        guard isForward else { return !isOneWay && (mode == .hostile || data.isBackward) ? .data : [] }
        var content: FlowContent = mode == .hostile || data.isForward ? .data : []
        switch control {
        case .none: break
        case .low: content.insert(.trigger)
        case .full: content.insert(.control)
        }
        return content
    }
}
