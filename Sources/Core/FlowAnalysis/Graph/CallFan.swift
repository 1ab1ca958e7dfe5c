/// Calls of one source that one rule decides: all the places that they reach.
struct CallFan: Sendable {
    /// The number of the domain that calls.
    let source: Int
    /// The service.
    let service: String
    /// Its argument with `+`.
    let argument: String
    /// The number of the rule that decides.
    let rule: Int
    /// Whether it is allowed or asked for.
    let kind: FlowKind
    /// What the caller asks for; nil when each place is asked for by its own name.
    let request: String?
    /// Where the calls go, when they speak of a place and go to another: the admin API.
    let server: Int?
    /// What is assumed of the service.
    let assumption: ServiceMap.Match
    /// Whether the rule lets no byte come back.
    let isOneWay: Bool
    /// The places.
    var places: NodeSet

    /// What a call carries.
    ///
    /// - Parameters:
    ///   - isForward: To the callee, or back from it.
    ///   - mode: Whether the ends are believed.
    /// - Returns: The content; empty when nothing goes this way.
    func content(isForward: Bool, mode: FlowMode) -> FlowContent {
        assumption.entry.content(isForward: isForward, isOneWay: isOneWay, mode: mode)
    }
}
