/// A flow that labels forbid, with a path that shows it.
package struct LabelVerdict: Hashable, Sendable {
    /// Which rule it breaks.
    package let property: LabelModel.Property
    /// The label where it begins.
    package let sourceLabel: SecurityLabel
    /// The label where it ends.
    package let targetLabel: SecurityLabel
    /// One of the shortest paths; one step long when a single edge breaks the rule.
    package let path: FlowPath
}
