/// A VM where two sides of a Chinese wall meet, with a path for each.
package struct WallVerdict: Hashable, Sendable {
    /// How they meet.
    package enum Meeting: String, Hashable, Sendable {
        /// Both sides' information reaches the VM.
        case reachedByBoth = "is reached by both"
        /// The VM's information reaches both sides.
        case reachesBoth = "reaches both"
    }

    /// The name of the conflict class.
    package let conflict: String
    /// The VM.
    package let node: FlowNode
    /// How they meet.
    package let meeting: Meeting
    /// The names of the two sides.
    package let sides: [String]
    /// A path for each side; empty for the side that the VM itself belongs to.
    package let paths: [FlowPath?]
}
