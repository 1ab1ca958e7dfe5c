package import Policy

/// The answer to one call, and which policy gave it.
package struct PolicyVerdict: Hashable, Sendable {
    /// The number of the ``PolicyGeneration``; 0 when there was none, and the answer is deny.
    package let generation: UInt64
    /// The answer.
    package let decision: Decision
}
