/// A step of a path that the policy does not answer as the path says.
package struct ReplayFailure: Hashable, Sendable {
    /// The number of the step, from 0.
    package let step: Int
    /// The step.
    package let edge: FlowEdge
    /// What is wrong with it.
    package let message: String
}
