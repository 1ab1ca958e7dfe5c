/// What a flow graph is built with beside a policy, a world and a service map.
package struct FlowOptions: Hashable, Sendable {
    /// Whether the ends of a connection are believed.
    package var mode: FlowMode
    /// Connections beside the policy and the world's own properties; their ends become nodes.
    package var attachments: [FlowAttachment] = []
    /// Services to look at although no rule names them: assertions may ask about one that only `*` rules cover.
    package var services: Set<String> = []
    /// Whether a netvm counts only where the policy allows `bulkhead.Network` from the VM to it.
    package var decidesNetwork = false
    /// Nodes that are trusted to pass nothing on, beside the administrative domain and the INTERNET.
    package var trusted: Set<FlowNode> = []

    package init(mode: FlowMode = .contract) { self.mode = mode }
}
