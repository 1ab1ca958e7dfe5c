/// A VM that information of two sides of a Chinese wall reaches, with a path for each.
package struct WallVerdict: Hashable, Sendable {
    /// The name of the conflict class.
    package let conflict: String
    /// The VM.
    package let node: FlowNode
    /// One side after the other.
    package let meetings: [Meeting]

    /// How the information of one side comes to the VM.
    package struct Meeting: Hashable, Sendable {
        /// The name of the side.
        package let side: String
        /// One of the shortest paths; nil when the VM itself belongs to the side.
        package let path: FlowPath?
    }
}
