/// A step that is permitted to break a rule about labels, with its reason: a declassifier or an endorser.
///
/// What leaves a node of ``by`` over ``service``, with a call or with an answer, is what that node decided to let out.
package struct Downgrader: Hashable, Sendable {
    /// The service.
    package let service: String
    /// Who is trusted to decide.
    package let by: NodeSelector
    /// Why, in the words of whoever declared it.
    package let reason: String

    package init(service: String, by: NodeSelector, reason: String) {
        self.service = service
        self.by = by
        self.reason = reason
    }
}
