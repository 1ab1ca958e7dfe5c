package import Policy

/// The call behind an edge, and the decision that it stands on.
package struct FlowCall: Hashable, Sendable {
    /// A request that the policy answers as the edge says; its source is a stand-in when a disposable calls.
    package let request: PolicyRequest
    /// Where the call goes: the answer's target, or one of the choices that its prompt offers.
    package let reached: Destination
    /// The number of the rule that decides.
    package let rule: Int
    /// Where that rule stands: `90-default.policy:35`.
    package let place: String
    /// Whether the information goes with the call; false when it comes back with the answer.
    package let isForward: Bool
    /// What the service map says of the service.
    package let assumption: ServiceMap.Match
    /// Whether the rule lets no byte come back.
    package let isOneWay: Bool

    /// The service.
    package var service: String { request.service }
}
