/// Which way a service moves data, seen from its caller.
package enum ServiceDirection: String, Hashable, Sendable, CaseIterable {
    /// It moves none; being called is all that the callee learns.
    case none
    /// From the caller to the callee.
    case forward
    /// From the callee to the caller.
    case backward
    /// Both ways.
    case both

    /// Whether data goes from the caller to the callee.
    package var isForward: Bool { self == .forward || self == .both }

    /// Whether data goes from the callee to the caller.
    package var isBackward: Bool { self == .backward || self == .both }
}
