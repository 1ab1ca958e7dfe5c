/// One step that information can take.
package struct FlowEdge: Hashable, Sendable {
    /// Where it comes from.
    package let source: FlowNode
    /// Where it goes.
    package let target: FlowNode
    /// What makes it possible.
    package let kind: FlowKind
    /// What it carries.
    package let content: FlowContent
    /// The call, for ``FlowKind/allow``, ``FlowKind/ask`` and attachments that the policy decides.
    package let call: FlowCall?

    package init(source: FlowNode, target: FlowNode, kind: FlowKind, content: FlowContent, call: FlowCall? = nil) {
        self.source = source
        self.target = target
        self.kind = kind
        self.content = content
        self.call = call
    }
}
