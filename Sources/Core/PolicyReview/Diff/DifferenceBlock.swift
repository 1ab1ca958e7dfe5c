/// Callers and targets between which two policies differ in one way.
struct DifferenceBlock: Hashable {
    var sources: BitRow
    var targets: BitRow
    /// What holds for a VM that calls itself.
    var loops: LoopPart
}
