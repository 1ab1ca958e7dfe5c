/// What is believed of the VMs at both ends of an allowed connection.
package enum FlowMode: String, Hashable, Sendable, CaseIterable {
    /// They move data only the way that the service map says, and a netvm keeps its clients apart.
    case contract
    /// They use every connection both ways, unless a rule says `oneway=yes`, and a netvm connects its clients.
    case hostile
}
