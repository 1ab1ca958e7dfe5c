/// What a set of callers and targets says of a VM that is in both and calls itself.
package enum LoopPart: UInt8, Hashable, Sendable {
    /// Such calls belong to it like all others.
    case included
    /// All calls but those.
    case excluded
    /// Those calls and no others.
    case only
    /// Those calls and no others, and the same rules have calls between different VMs that tell more.
    case implied
}
