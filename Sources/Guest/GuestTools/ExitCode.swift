/// The exit statuses of Qubes' tools, where they are not the service's own.
enum ExitCode {
    static let success: Int32 = 0
    static let failure: Int32 = 1
    /// The command line makes no sense (sysexits.h).
    static let usage: Int32 = 64
    /// The call could not be made, or broke off.
    static let problem: Int32 = 125
    /// The call was refused.
    static let refused: Int32 = 126
    /// What a signal adds to its number.
    static let signal: Int32 = 128
}
